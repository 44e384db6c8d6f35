import type { Attributes } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { broadcast, promote } from "./broadcast.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimsOf, isReason } from "./tensors.ts";

/** Elements of one tensor or of another, by a condition; all three are broadcast. No attributes. */
export type WhereAttributes = Attributes;

export const where = defineOperator<WhereAttributes>({
  op: "Where",
  summary: "Elements of one tensor where a condition holds, of another elsewhere.",
  inputs: ["condition", "a", "b"],
  infer(site) {
    const { inputs } = site;
    let dims = dimsOf(inputs[0]);
    let reported = false;
    for (const input of inputs.slice(1)) {
      const right = dimsOf(input);
      if (isReason(dims)) return unknownOutput(site, dims);
      if (isReason(right)) return unknownOutput(site, right);
      const joined = broadcast(dims, right);
      const sides = { left: formatShape(shapeOf(...dims)), right: formatShape(shapeOf(...right)) };
      if (joined.conflict && !reported) fault(site, "add-shape", message("addShapes", sides));
      reported ||= joined.conflict !== null;
      dims = joined.dims;
    }
    if (isReason(dims)) return unknownOutput(site, dims);
    return [{ shape: shapeOf(...dims), dtype: promote(inputs[1], inputs[2]) }];
  },
  onnx: {
    op: "Where",
    since: 16,
    encode(_attrs, emitter) {
      emitter.emit("Where", [...emitter.inputs], {}, emitter.outputs);
      return null;
    },
  },
});
