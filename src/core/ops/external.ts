import { type Dim, isUnknown } from "../ir/dim.ts";
import type { Message } from "../ir/message.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { shapeOf, unknownShape } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { defineOperator } from "./define.ts";

/**
 * An operation whose rule is not among the operators: user code behind a layer, a detection layer of one framework. The
 * front-end states the shapes that it knows; what an output looks at is not known.
 */
export interface ExternalAttributes extends Attributes {
  /** What it is, for the reason of an unknown shape. */
  readonly name: string;
  readonly outputs: number;
  /** The shape of each output; null for one that is not known. */
  readonly shapes?: readonly (readonly Dim[] | null)[];
}

const largestOutputs = 10_000;

/** Of what is not known about an input, nothing can be known behind it. */
function reasonOf(inputs: readonly (TensorType | null)[]): Message | null {
  for (const input of inputs) {
    if (input?.shape.rank === "unknown") return input.shape.because;
    const unknown = input?.shape.dims.find(isUnknown);
    if (unknown !== undefined) return unknown.because;
  }
  return null;
}

export const external = defineOperator<ExternalAttributes>({
  op: "External",
  summary: "An operation that is defined outside the network.",
  inputs: ["x…"],
  infer({ attrs, inputs }) {
    const because = reasonOf(inputs) ?? message("operatorNotModelled", { op: attrs.name });
    const unknown = unknownShape(because);
    return Array.from({ length: Math.min(largestOutputs, attrs.outputs) }, (_, index): TensorType => {
      const dims = attrs.shapes?.[index];
      return { shape: dims ? shapeOf(...dims) : unknown, dtype: inputs[0]?.dtype ?? null };
    });
  },
  window: () => "opaque",
});
