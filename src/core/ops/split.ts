import { type Dim, unknownDim } from "../ir/dim.ts";
import { addDims, negate } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, resolveAxis } from "./define.ts";
import { dimText } from "./formula.ts";
import type { AxisOrigin, WindowRule } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, tensor, unknownTensor } from "./tensors.ts";

/** Cuts a tensor into pieces along an axis; one output a piece. Just one of `sizes`, `size`, `chunks` and `parts` is given. */
export interface SplitAttributes extends Attributes {
  /** Default 0; negative from the end. */
  readonly axis?: number;
  /** The size of each piece. */
  readonly sizes?: readonly Dim[];
  /** All pieces of this size, the last one smaller if need be. */
  readonly size?: Dim;
  /** At most so many pieces of ⌈n / chunks⌉ (torch.chunk). */
  readonly chunks?: Dim;
  /** So many pieces that differ by at most one, the larger ones first (torch.tensor_split, Caffe's Slice). */
  readonly parts?: Dim;
  /** Drop the axis of the pieces, which has size 1 (torch.unbind: with `size: 1`). */
  readonly dropAxis?: boolean;
}

const MAX_PIECES = 65_536;

/** The sizes of the pieces; null where their number is not known. */
function pieces(attrs: SplitAttributes, total: Dim): readonly Dim[] | null {
  if (attrs.sizes) return attrs.sizes;
  const { chunks, parts } = attrs;
  if (typeof total !== "number") {
    const reason = typeof total === "object" && total.kind === "unknown" ? total.because : message("splitSymbolic");
    const count = parts ?? chunks;
    return typeof count === "number" && count <= MAX_PIECES
      ? Array.from({ length: count }, () => unknownDim(reason))
      : null;
  }
  if (typeof parts === "number" && parts > 0 && parts <= MAX_PIECES)
    return Array.from({ length: parts }, (_, piece) => Math.floor(total / parts) + (piece < total % parts ? 1 : 0));
  const size = attrs.size ?? (typeof chunks === "number" && chunks > 0 ? Math.ceil(total / chunks) : undefined);
  if (size === 0 && total === 0) return typeof chunks === "number" ? new Array<number>(chunks).fill(0) : [0];
  if (typeof size !== "number" || size <= 0 || total / size > MAX_PIECES) return null;
  const count = Math.max(1, Math.ceil(total / size));
  return Array.from({ length: count }, (_, piece) => Math.min(size, total - piece * size));
}

export const split = defineOperator<SplitAttributes>({
  op: "Split",
  summary: "Cuts a tensor into pieces along an axis.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const stated = attrs.axis ?? 0;
    const nothing = (because: ReturnType<typeof message>): readonly TensorType[] => {
      const count = attrs.sizes?.length ?? attrs.chunks ?? attrs.parts ?? 1;
      const length = typeof count === "number" ? Math.min(Math.max(1, count), MAX_PIECES) : 1;
      return Array.from({ length }, () => unknownTensor(inputs[0], because));
    };
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return nothing(dims);
    const axis = dims.length === 0 ? null : resolveAxis(stated, dims.length);
    if (axis === null)
      return nothing(fault(site, "axis-range", message("axisOutOfRange", { axis: stated, rank: dims.length }), "axis"));
    const total = dims[axis] ?? 0;
    for (const attribute of ["size", "chunks", "parts"] as const) {
      const count = attrs[attribute];
      if (typeof count === "number" && (count < 0 || (count === 0 && (attribute !== "size" || total !== 0))))
        return nothing(fault(site, "split-size", message("splitPositive", { got: count }), attribute));
    }
    if (attrs.sizes && dimsEqual(addDims(...attrs.sizes), total) === "no")
      fault(
        site,
        "split-sizes",
        message("splitSizes", { expected: dimText(total), got: dimText(addDims(...attrs.sizes)) }),
        "sizes",
      );
    const sizes = pieces(attrs, total);
    if (!sizes) return nothing(message("splitSymbolic"));
    return sizes.map((size) => {
      const piece: Dim[] = [...dims];
      piece.splice(axis, 1, ...(attrs.dropAxis ? [] : [size]));
      return tensor(inputs[0], piece);
    });
  },
  window: windowOfPiece,
  onnx: {
    op: "Split",
    since: 13,
    encode(attrs, emitter) {
      const dims = knownDims(emitter.inputTypes[0]);
      const axis = dims && resolveAxis(attrs.axis ?? 0, dims.length);
      const sizes = dims && typeof axis === "number" && pieces(attrs, dims[axis] ?? 0);
      const numbers = sizes ? asNumbers(sizes) : null;
      if (!numbers || typeof axis !== "number") return message("exportNeedsNumbers", { op: "Split" });
      const list = emitter.constant("int64", [numbers.length], numbers);
      const input = emitter.inputs[0] ?? null;
      const attributes = { axis: { int: axis } };
      if (!attrs.dropAxis) {
        emitter.emit("Split", [input, list], attributes, emitter.outputs);
        return null;
      }
      const cut = emitter.emit("Split", [input, list], attributes, numbers.length);
      const axes = emitter.constant("int64", [1], [axis]);
      for (const [piece, name] of cut.entries())
        emitter.emit("Squeeze", [name, axes], {}, emitter.outputs.slice(piece, piece + 1));
      return null;
    },
  },
});

function windowOfPiece(attrs: SplitAttributes, inputs: readonly (TensorType | null)[], piece = 0): WindowRule {
  const dims = knownDims(inputs[0]);
  const axis = dims && resolveAxis(attrs.axis ?? 0, dims.length);
  const sizes = dims && typeof axis === "number" ? pieces(attrs, dims[axis] ?? 0) : null;
  if (!dims || typeof axis !== "number" || !sizes) return "opaque";
  const start = addDims(...sizes.slice(0, piece));
  const paddingBefore = negate(start);
  const window = { direction: "down", kernel: 1, stride: 1, dilation: 1, paddingBefore } as const;
  const axes = dims.map((_, from): AxisOrigin => (from === axis ? { from, window } : { from }));
  if (attrs.dropAxis) axes.splice(axis, 1);
  return { axes };
}
