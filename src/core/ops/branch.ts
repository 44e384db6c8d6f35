import type { Dim } from "../ir/dim.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { shapeOf, unknownShape } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { defineOperator } from "./define.ts";

/**
 * Gives one of its inputs; a condition that is not known says which. What the sides agree on is known. A side that no input
 * of the network goes into has no value here, so that the front-end, which sees it, states the shape.
 */
export interface BranchAttributes extends Attributes {
  /** Null: not even the number of dimensions is known. */
  readonly shape: readonly Dim[] | null;
}

export const branch = defineOperator<BranchAttributes>({
  op: "Branch",
  summary: "Gives one of its inputs, it is not known which.",
  inputs: ["x…"],
  infer({ attrs: { shape }, inputs }): readonly TensorType[] {
    const dtype = inputs[0]?.dtype ?? null;
    const agreed = inputs.every((input) => input?.dtype === dtype) ? dtype : null;
    return [{ shape: shape ? shapeOf(...shape) : unknownShape(message("pythonBranches")), dtype: agreed }];
  },
  // Nothing broadcasts: an axis of size 1 lies beside the same axis of the other side.
  window: ({ shape }) => (shape === null ? "opaque" : { axes: shape.map((_, from) => ({ from })) }),
});
