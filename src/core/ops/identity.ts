import type { Attributes } from "../ir/network.ts";
import type { OperatorSpec } from "./spec.ts";
import { likeFirst } from "./tensors.ts";

/** Identity: gives its input. Dropout: the same in eval mode, which is all that ConvLens computes with. */
export interface IdentityAttributes extends Attributes {
  /** Dropout: the probability of a zero. */
  readonly probability?: number;
  readonly inPlace?: boolean;
}

function passThrough(op: string, summary: string): OperatorSpec<IdentityAttributes> {
  return {
    op,
    summary,
    inputs: ["x"],
    infer: ({ inputs }) => likeFirst(inputs),
    params: () => [],
    macs: () => 0,
    window: () => "pointwise",
    explain: () => [],
    onnx: {
      op: "Identity",
      since: 13,
      encode(_attrs, emitter) {
        emitter.emit("Identity", [emitter.inputs[0] ?? null], {}, emitter.outputs);
        return null;
      },
    },
  };
}

export const identity = passThrough("Identity", "Gives its input unchanged.");
export const dropout = passThrough("Dropout", "Sets random elements to zero in training; does nothing in eval mode.");
