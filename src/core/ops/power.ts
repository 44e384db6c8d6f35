import type { Attributes } from "../ir/network.ts";
import { defineOperator } from "./define.ts";
import { likeFirst } from "./tensors.ts";

/** (shift + scale · x)^power of each element (Caffe). */
export interface PowerAttributes extends Attributes {
  readonly power?: number;
  readonly scale?: number;
  readonly shift?: number;
}

export const power = defineOperator<PowerAttributes>({
  op: "Power",
  summary: "(shift + scale · x)^power of each element.",
  inputs: ["x"],
  infer: ({ inputs }) => likeFirst(inputs),
  onnx: {
    op: "Pow",
    since: 13,
    encode({ power: exponent = 1, scale = 1, shift = 0 }, emitter) {
      const steps: readonly (readonly [string, number])[] = [
        ...(scale === 1 ? [] : [["Mul", scale] as const]),
        ...(shift === 0 ? [] : [["Add", shift] as const]),
        ...(exponent === 1 ? [] : [["Pow", exponent] as const]),
      ];
      let x = emitter.inputs[0] ?? null;
      if (steps.length === 0) emitter.emit("Identity", [x], {}, emitter.outputs);
      for (const [index, [type, value]] of steps.entries()) {
        const operand = emitter.constant("float32", [], [value]);
        [x = null] = emitter.emit(type, [x, operand], {}, index === steps.length - 1 ? emitter.outputs : undefined);
      }
      return null;
    },
  },
});
