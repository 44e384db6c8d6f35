import type { Attributes } from "../ir/network.ts";
import { defineOperator } from "./define.ts";
import type { OperatorSpec } from "./spec.ts";
import { dimsOf, isReason, knownDims, tensor, unknownTensor } from "./tensors.ts";

/** One value per channel. Operators: GlobalAveragePool, GlobalMaxPool. All axes after the second are pooled. */
export interface GlobalPoolAttributes extends Attributes {
  /** Keep the pooled axes with size 1. Default true. */
  readonly keepDims?: boolean;
}

function globalPool(op: string, summary: string, onnx: string, reduction: string): OperatorSpec<GlobalPoolAttributes> {
  return defineOperator<GlobalPoolAttributes>({
    op,
    summary,
    inputs: ["x"],
    infer({ attrs, inputs }) {
      const dims = dimsOf(inputs[0]);
      if (isReason(dims)) return [unknownTensor(inputs[0], dims)];
      const ones = attrs.keepDims === false ? [] : dims.slice(2).map(() => 1);
      return [tensor(inputs[0], [...dims.slice(0, 2), ...ones])];
    },
    window: () => "global",
    onnx: {
      op: onnx,
      since: 13,
      encode(attrs, emitter) {
        const rank = knownDims(emitter.inputTypes[0])?.length ?? 4;
        if (attrs.keepDims === false) {
          const axes = Array.from({ length: rank - 2 }, (_, axis) => axis + 2);
          emitter.emit(reduction, [...emitter.inputs], { axes: { ints: axes }, keepdims: { int: 0 } }, emitter.outputs);
        } else emitter.emit(onnx, [...emitter.inputs], {}, emitter.outputs);
        return null;
      },
    },
  });
}

export const globalAveragePool = globalPool(
  "GlobalAveragePool",
  "The mean of each channel over all positions.",
  "GlobalAveragePool",
  "ReduceMean",
);
export const globalMaxPool = globalPool(
  "GlobalMaxPool",
  "The largest value of each channel over all positions.",
  "GlobalMaxPool",
  "ReduceMax",
);
