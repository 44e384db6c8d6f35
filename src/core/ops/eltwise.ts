import { mayBeAlike } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimsOf, isReason, knownDims, likeFirst } from "./tensors.ts";

/** The sum, product or maximum of tensors of one shape, without broadcasting (Caffe). */
export interface EltwiseAttributes extends Attributes {
  readonly operation: "sum" | "product" | "max";
  /** sum: a factor for each input. */
  readonly coefficients?: readonly number[];
}

const onnxTypes = { sum: "Add", product: "Mul", max: "Max" } as const;

export const eltwise = defineOperator<EltwiseAttributes>({
  op: "Eltwise",
  summary: "The sum, product or maximum of tensors of one shape.",
  inputs: ["a", "b…"],
  infer(site) {
    const first = dimsOf(site.inputs.find((input) => knownDims(input)) ?? site.inputs[0]);
    if (isReason(first)) return unknownOutput(site, first);
    for (const input of site.inputs) {
      const dims = knownDims(input);
      if (!dims) continue;
      if (mayBeAlike(dims, first)) continue;
      const sides = { left: formatShape(shapeOf(...first)), right: formatShape(shapeOf(...dims)) };
      fault(site, "add-shape", message("addShapes", sides));
      break;
    }
    return likeFirst([site.inputs.find((input) => knownDims(input)) ?? null]);
  },
  onnx: {
    op: "Add",
    since: 14,
    encode(attrs, emitter) {
      const names = emitter.inputs.map((name, index) => {
        const factor = attrs.operation === "sum" ? (attrs.coefficients?.[index] ?? 1) : 1;
        if (factor === 1) return name;
        return emitter.emit("Mul", [name, emitter.constant("float32", [], [factor])])[0] ?? null;
      });
      let [left = null] = names;
      const type = onnxTypes[attrs.operation];
      if (names.length === 1) emitter.emit("Identity", [left], {}, emitter.outputs);
      for (const [index, right] of names.slice(1).entries())
        [left = null] = emitter.emit(type, [left, right], {}, index === names.length - 2 ? emitter.outputs : undefined);
      return null;
    },
  },
});
