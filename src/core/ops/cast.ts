import type { Attributes, ElementType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator } from "./define.ts";
import { onnxTypes } from "./onnxTypes.ts";
import { likeFirst } from "./tensors.ts";

/** Converts the elements to another type. */
export interface CastAttributes extends Attributes {
  /** null: not known. */
  readonly dtype: ElementType | null;
}

export const cast = defineOperator<CastAttributes>({
  op: "Cast",
  summary: "Converts the elements to another type.",
  inputs: ["x"],
  infer: ({ attrs, inputs }) => likeFirst(inputs).map((type) => ({ ...type, dtype: attrs.dtype })),
  onnx: {
    op: "Cast",
    since: 13,
    encode(attrs, emitter) {
      if (attrs.dtype === null) return message("exportNotSupported", { op: "Cast" });
      emitter.emit("Cast", [emitter.inputs[0] ?? null], { to: { int: onnxTypes[attrs.dtype] } }, emitter.outputs);
      return null;
    },
  },
});
