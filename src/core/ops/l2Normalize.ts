import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator } from "./define.ts";
import { dimText } from "./formula.ts";
import { knownDims, likeFirst } from "./tensors.ts";

/** Divides by the Euclidean norm over the channels of each position, then scales (Liu et al., "ParseNet", 2015). */
export interface L2NormalizeAttributes extends Attributes {
  /** The norm is taken over all positions too. Default true, as in Caffe's forks. */
  readonly acrossSpatial?: boolean;
  /** One scale for all channels. Default true. */
  readonly channelShared?: boolean;
  /** Added to the sum of squares. Default 1e-10, as in Caffe's forks. */
  readonly epsilon?: number;
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
  onnx: {
    op: "Div",
    since: 13,
    encode({ acrossSpatial = true, channelShared = true, epsilon = 1e-10 }, emitter) {
      const dims = knownDims(emitter.inputTypes[0]);
      const channels = dims?.[1];
      const [x = null] = emitter.inputs;
      if (!dims || typeof channels !== "number") return message("exportNeedsNumbers", { op: "L2Normalize" });
      const axes = acrossSpatial ? dims.map((_, axis) => axis).slice(1) : [1];
      const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
      const [sum = ""] = emitter.emit("ReduceSum", [...emitter.emit("Mul", [x, x]), list(axes)]);
      const length = emitter.emit("Sqrt", emitter.emit("Add", [sum, emitter.constant("float32", [], [epsilon])]));
      const [normal = ""] = emitter.emit("Div", [x, ...length]);
      // A scale for each channel lies along the second axis.
      const places = [channelShared ? 1 : channels, ...dims.slice(2).map(() => 1)];
      const scale = emitter.emit("Reshape", [emitter.param("weight"), list(places)]);
      emitter.emit("Mul", [normal, ...scale], {}, emitter.outputs);
      return null;
    },
  },
});
