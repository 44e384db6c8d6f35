import type { Dim } from "../ir/dim.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, resolveAxis, unknownOutput } from "./define.ts";
import type { AxisOrigin } from "./spec.ts";
import { dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

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
      if (!emitter.inputs[1]) return message("exportNotSupported", { op: "IndexSelect" });
      emitter.emit("Gather", [...emitter.inputs], { axis: { int: attrs.axis } }, emitter.outputs);
      return null;
    },
  },
});

/** Indexing by tensors, x[i, :, j], whose resulting shape the front-end works out. */
export interface IndexAttributes extends Attributes {
  readonly shape: readonly Dim[];
}

export const index = defineOperator<IndexAttributes>({
  op: "Index",
  summary: "Takes the elements at listed positions.",
  inputs: ["x", "indices…"],
  infer: ({ attrs, inputs }) => [tensor(inputs[0], attrs.shape)],
  window: () => "opaque",
});
