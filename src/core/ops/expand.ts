import type { Dim } from "../ir/dim.ts";
import { multiplyDims } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import type { AxisOrigin, WindowRule } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Expand: axes of size 1 are repeated, axes are added in front. */
export interface ExpandAttributes extends Attributes {
  /** −1 keeps the input's size. */
  readonly shape: readonly Dim[];
}

/** Tile: the whole is repeated along axes (torch's repeat). */
export interface TileAttributes extends Attributes {
  /** As many as the output has axes; fewer than the input's are filled with 1 in front. */
  readonly repeats: readonly Dim[];
  /** torch.repeat refuses fewer repeats than axes, torch.tile does not. Default false. */
  readonly strict?: boolean;
}

export const expand = defineOperator<ExpandAttributes>({
  op: "Expand",
  summary: "Repeats axes of size 1.",
  inputs: ["x"],
  infer(site) {
    const { shape } = site.attrs;
    const dims = dimsOf(site.inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const shapes = { from: formatShape(shapeOf(...dims)), to: formatShape(shapeOf(...shape)) };
    const added = shape.length - dims.length;
    if (added < 0) return unknownOutput(site, fault(site, "expand-shape", message("expandShape", shapes), "shape"));
    const result = shape.map((wanted, axis) => (wanted === -1 ? (dims[axis - added] ?? 1) : wanted));
    const refused = result.some((wanted, axis) => {
      const size = axis < added ? 1 : (dims[axis - added] ?? 1);
      if (axis < added && shape[axis] === -1) return true;
      return dimsEqual(size, 1) === "no" && dimsEqual(size, wanted) === "no";
    });
    if (refused) fault(site, "expand-shape", message("expandShape", shapes), "shape");
    return [tensor(site.inputs[0], result)];
  },
  window: (attrs, inputs) => aligned(knownDims(inputs[0]), attrs.shape.length),
  onnx: {
    op: "Expand",
    since: 13,
    encode(_attrs, emitter) {
      const dims = asNumbers(
        knownDims(emitter.outputTypes[0]) ?? [{ kind: "unknown", because: message("inputMissing") }],
      );
      if (!dims) return message("exportNeedsNumbers", { op: "Expand" });
      const shape = emitter.constant("int64", [dims.length], dims);
      emitter.emit("Expand", [emitter.inputs[0] ?? null, shape], {}, emitter.outputs);
      return null;
    },
  },
});

export const tile = defineOperator<TileAttributes>({
  op: "Tile",
  summary: "Repeats the tensor along axes.",
  inputs: ["x"],
  infer(site) {
    const { repeats, strict } = site.attrs;
    const dims = dimsOf(site.inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    if (strict && repeats.length < dims.length) {
      const text = message("tileRank", { expected: dims.length, got: repeats.length });
      return unknownOutput(site, fault(site, "tile-rank", text, "repeats"));
    }
    const rank = Math.max(dims.length, repeats.length);
    const size = (axis: number): Dim =>
      multiplyDims(dims[axis - rank + dims.length] ?? 1, repeats[axis - rank + repeats.length] ?? 1);
    return [
      tensor(
        site.inputs[0],
        Array.from({ length: rank }, (_, axis) => size(axis)),
      ),
    ];
  },
  window(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    if (!dims) return "opaque";
    const rank = Math.max(dims.length, attrs.repeats.length);
    return {
      axes: Array.from({ length: rank }, (_, axis): AxisOrigin => {
        const from = axis - rank + dims.length;
        const repeat = attrs.repeats[axis - rank + attrs.repeats.length] ?? 1;
        return from < 0 || repeat !== 1 ? { from: null } : { from };
      }),
    };
  },
  onnx: {
    op: "Tile",
    since: 13,
    encode(attrs, emitter) {
      const rank = knownDims(emitter.inputTypes[0])?.length;
      const repeats = asNumbers(attrs.repeats);
      if (rank === undefined || !repeats || repeats.length > rank) return message("exportNotSupported", { op: "Tile" });
      const all = [...new Array<number>(rank - repeats.length).fill(1), ...repeats];
      const list = emitter.constant("int64", [rank], all);
      emitter.emit("Tile", [emitter.inputs[0] ?? null, list], {}, emitter.outputs);
      return null;
    },
  },
});

/** Axes aligned at the end; a pointwise rule reads an axis of size 1 as its one position. */
function aligned(dims: readonly Dim[] | null, rank: number): WindowRule {
  if (!dims) return "opaque";
  return {
    axes: Array.from({ length: rank }, (_, axis): AxisOrigin => {
      const from = axis - rank + dims.length;
      return { from: from < 0 || dims[from] === 1 ? null : from };
    }),
  };
}
