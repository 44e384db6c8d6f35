import type { Dim } from "../ir/dim.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, resolveAxis, unknownOutput } from "./define.ts";
import { emitPlaces } from "./onnxForms.ts";
import type { AxisOrigin, WindowRule } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/**
 * IndexSelect: positions of one axis by a list of indices; the axis is replaced by the axes of the indices (a vector for
 * torch.index_select). Without an `indices` input their shape is `indexShape`.
 */
export interface IndexSelectAttributes extends Attributes {
  readonly axis: number;
  readonly indexShape?: readonly Dim[];
}

export const indexSelect = defineOperator<IndexSelectAttributes>({
  op: "IndexSelect",
  summary: "Takes listed positions along an axis.",
  inputs: ["x", "indices?"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const axis = resolveAxis(attrs.axis, dims.length);
    if (axis === null) {
      const problem = message("axisOutOfRange", { axis: attrs.axis, rank: dims.length });
      return unknownOutput(site, fault(site, "axis-range", problem, "axis"));
    }
    const indices = attrs.indexShape ?? dimsOf(inputs[1]);
    if (isReason(indices)) return unknownOutput(site, indices);
    return [tensor(inputs[0], [...dims.slice(0, axis), ...indices, ...dims.slice(axis + 1)])];
  },
  window(attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    const axis = rank === undefined ? null : resolveAxis(attrs.axis, rank);
    const added = (attrs.indexShape ?? knownDims(inputs[1]))?.length;
    if (rank === undefined || axis === null || added === undefined) return "opaque";
    const axes = Array.from({ length: rank - 1 + added }, (_, at): AxisOrigin => {
      if (at < axis) return { from: at };
      return { from: at < axis + added ? null : at - added + 1 };
    });
    return { perInput: [{ axes }, { axes: axes.map(() => ({ from: null })) }] };
  },
  onnx: {
    op: "Gather",
    since: 13,
    encode(attrs, emitter) {
      const [x = null, indices] = emitter.inputs;
      if (!indices) return message("exportNotSupported", { op: "IndexSelect" });
      const places = emitPlaces(emitter, indices, emitter.inputTypes[1]);
      emitter.emit("Gather", [x, places], { axis: { int: attrs.axis } }, emitter.outputs);
      return null;
    },
  },
});

/** Indexing by tensors, x[i, :, j], whose resulting shape the front-end works out. */
export interface IndexAttributes extends Attributes {
  readonly shape: readonly Dim[];
  /** The axis of x that each of the indices goes along; absent: not said. */
  readonly axes?: readonly number[];
  /** Where the axes of the indices, broadcast together, stand in the result, between those that are not indexed. */
  readonly at?: number;
}

/** The axes of x that are kept, and how many axes of the result come from the indices. */
function keptAxes(
  { shape, axes = [] }: IndexAttributes,
  rank: number,
): readonly [kept: readonly number[], added: number] {
  const kept = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !axes.includes(axis));
  return [kept, shape.length - kept.length];
}

export const index = defineOperator<IndexAttributes>({
  op: "Index",
  summary: "Takes the elements at listed positions.",
  inputs: ["x", "indices…"],
  infer: ({ attrs, inputs }) => [tensor(inputs[0], attrs.shape)],
  window(attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    const { axes, at = 0 } = attrs;
    if (rank === undefined || !axes) return "opaque";
    const [kept, added] = keptAxes(attrs, rank);
    const origins = attrs.shape.map((_, axis): AxisOrigin => {
      if (axis < at) return { from: kept[axis] ?? null };
      return { from: axis < at + added ? null : (kept[axis - added] ?? null) };
    });
    return { perInput: [{ axes: origins }, ...axes.map((): WindowRule => "data")] };
  },
  onnx: {
    op: "GatherND",
    since: 13,
    encode(attrs, emitter) {
      const { axes, at = 0 } = attrs;
      const rank = knownDims(emitter.inputTypes[0])?.length;
      const [x = null, ...given] = emitter.inputs;
      const types = emitter.inputTypes.slice(1);
      if (rank === undefined || !axes || types.some((type) => type?.dtype === "bool"))
        return message("exportNotSupported", { op: "Index" });
      const [kept, added] = keptAxes(attrs, rank);
      const shape = asNumbers(attrs.shape.slice(at, at + added));
      if (!shape || x === null) return message("exportNeedsNumbers", { op: "Index" });
      const places = given.map((name, index) => emitPlaces(emitter, name ?? "", types[index]));
      const [axis = 0] = axes;
      if (places.length === 1 && at === axis) {
        emitter.emit("Gather", [x, ...places], { axis: { int: axis } }, emitter.outputs);
        return null;
      }
      const list = (...values: readonly number[]) => emitter.constant("int64", [values.length], values);
      const columns = places.map((name) => {
        const wide = emitter.emit("Expand", [name, list(...shape)]);
        return emitter.emit("Unsqueeze", [...wide, list(shape.length)])[0] ?? "";
      });
      // The indexed axes come first, as GatherND takes them; what they became goes to its place after that.
      const turned = emitter.emit("Transpose", [x], { perm: { ints: [...axes, ...kept] } });
      const found = emitter.emit("GatherND", [
        ...turned,
        ...emitter.emit("Concat", columns, { axis: { int: shape.length } }),
      ]);
      const back = attrs.shape.map((_, to) => {
        if (to < at) return added + to;
        return to < at + added ? to - at : to;
      });
      emitter.emit("Transpose", found, { perm: { ints: back } }, emitter.outputs);
      return null;
    },
  },
});
