import type { Dim } from "../ir/dim.ts";
import type { Attributes, ElementType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator } from "./define.ts";
import { tooManyNumbers } from "./onnxForms.ts";
import { asNumbers } from "./tensors.ts";

/** Constant: a new tensor of a given shape: zeros, ones, random numbers. It depends on no input's elements. */
export interface ConstantAttributes extends Attributes {
  readonly shape: readonly Dim[];
  readonly dtype?: ElementType | null;
  /** The value of all elements; null or absent: not known. */
  readonly value?: number | null;
}

export const constant = defineOperator<ConstantAttributes>({
  op: "Constant",
  summary: "A new tensor that depends on no input.",
  inputs: [],
  infer: ({ attrs }) => [{ shape: { rank: "known", dims: attrs.shape }, dtype: attrs.dtype ?? null }],
  window: () => ({ perInput: [] }),
  onnx: {
    op: "Constant",
    since: 13,
    encode(attrs, emitter) {
      const dims = asNumbers(attrs.shape);
      if (!dims || typeof attrs.value !== "number") return message("exportNotSupported", { op: "Constant" });
      const integers = attrs.dtype === "int64";
      const count = dims.reduce((product, dim) => product * dim, 1);
      const tooMany = tooManyNumbers("Constant", count);
      if (tooMany) return tooMany;
      const values = new Array<number>(count).fill(attrs.value);
      const name = emitter.constant(integers ? "int64" : "float32", dims, values);
      emitter.emit("Identity", [name], {}, emitter.outputs);
      return null;
    },
  },
});
