import type { Attributes, ElementType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator } from "./define.ts";
import { likeFirst } from "./tensors.ts";

/** Converts the elements to another type. */
export interface CastAttributes extends Attributes {
  /** null: not known. */
  readonly dtype: ElementType | null;
}

/** TensorProto.DataType of the ONNX specification. */
const onnxTypes: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
};

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
