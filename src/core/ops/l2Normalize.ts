import type { Attributes } from "../ir/network.ts";
import { defineOperator } from "./define.ts";
import { dimText } from "./formula.ts";
import { knownDims, likeFirst } from "./tensors.ts";

/** Divides by the Euclidean norm over the channels of each position, then scales (Liu et al., "ParseNet", 2015). */
export interface L2NormalizeAttributes extends Attributes {
  /** The norm is taken over all positions too. Default true, as in Caffe's forks. */
  readonly acrossSpatial?: boolean;
  /** One scale for all channels. Default true. */
  readonly channelShared?: boolean;
}

export const l2Normalize = defineOperator<L2NormalizeAttributes>({
  op: "L2Normalize",
  summary: "Divides by the Euclidean norm, then multiplies by a learned scale.",
  inputs: ["x"],
  infer: ({ inputs }) => likeFirst(inputs),
  params(attrs, inputs) {
    const channels = knownDims(inputs[0])?.[1];
    if (attrs.channelShared !== false) return [{ slot: "weight", dims: [1] }];
    return channels === undefined ? [] : [{ slot: "weight", dims: [channels] }];
  },
  window: (attrs) => (attrs.acrossSpatial === false ? "pointwise" : "global"),
  explainParameters: (attrs, inputs) => (attrs.channelShared === false ? dimText(knownDims(inputs[0])?.[1] ?? 1) : "1"),
});
