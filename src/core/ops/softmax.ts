import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { mixing } from "./axes.ts";
import { fault, resolveAxis } from "./define.ts";
import type { OperatorSpec } from "./spec.ts";
import { knownDims, likeFirst } from "./tensors.ts";

/** Softmax and LogSoftmax along an axis. */
export interface SoftmaxAttributes extends Attributes {
  /** Default −1; negative from the end. */
  readonly axis?: number;
  /** Softmin: of −x. */
  readonly negated?: boolean;
}

function softmaxOperator(op: "Softmax" | "LogSoftmax", summary: string): OperatorSpec<SoftmaxAttributes> {
  return {
    op,
    summary,
    inputs: ["x"],
    infer(site) {
      const rank = knownDims(site.inputs[0])?.length;
      const axis = site.attrs.axis ?? -1;
      if (rank !== undefined && resolveAxis(axis, rank) === null)
        fault(site, "axis-range", message("axisOutOfRange", { axis, rank }), "axis");
      return likeFirst(site.inputs);
    },
    params: () => [],
    macs: () => 0,
    window(attrs, inputs) {
      const rank = knownDims(inputs[0])?.length;
      if (rank === undefined) return "opaque";
      const axis = resolveAxis(attrs.axis ?? -1, rank);
      return mixing(rank, axis === null ? [] : [axis]);
    },
    explain: () => [],
    onnx: {
      op,
      since: 13,
      encode(attrs, emitter) {
        let x = emitter.inputs[0] ?? null;
        if (attrs.negated) [x = null] = emitter.emit("Neg", [x]);
        emitter.emit(op, [x], { axis: { int: attrs.axis ?? -1 } }, emitter.outputs);
        return null;
      },
    },
  };
}

export const softmax = softmaxOperator("Softmax", "Turns scores along an axis into probabilities that sum to 1.");
export const logSoftmax = softmaxOperator("LogSoftmax", "The logarithm of the softmax along an axis.");
