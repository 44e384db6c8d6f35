import type { Dim } from "../ir/dim.ts";
import { mayBeAlike } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, resolveAxis, unknownOutput } from "./define.ts";
import type { AxisOrigin, WindowRule } from "./spec.ts";
import { dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Puts tensors of one shape side by side along a new axis. */
export interface StackAttributes extends Attributes {
  /** Position of the new axis in the output. Default 0. */
  readonly axis?: number;
}

const firstKnown = (inputs: readonly (TensorType | null)[]): readonly Dim[] | null =>
  knownDims(inputs.find((input) => knownDims(input)));

export const stack = defineOperator<StackAttributes>({
  op: "Stack",
  summary: "Puts tensors side by side along a new axis.",
  inputs: ["x…"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = firstKnown(inputs);
    const reason = dimsOf(inputs[0]);
    if (!dims) return unknownOutput(site, isReason(reason) ? reason : message("inputMissing"));
    const stated = attrs.axis ?? 0;
    const axis = resolveAxis(stated, dims.length + 1);
    if (axis === null) {
      const problem = message("axisOutOfRange", { axis: stated, rank: dims.length + 1 });
      return unknownOutput(site, fault(site, "axis-range", problem, "axis"));
    }
    for (const input of inputs) {
      const other = knownDims(input);
      if (!other) continue;
      if (mayBeAlike(other, dims)) continue;
      const sides = { left: formatShape(shapeOf(...dims)), right: formatShape(shapeOf(...other)) };
      fault(site, "stack-shape", message("addShapes", sides));
      break;
    }
    return [tensor(inputs[0], [...dims.slice(0, axis), inputs.length, ...dims.slice(axis)])];
  },
  window(attrs, inputs) {
    const rank = firstKnown(inputs)?.length;
    const axis = rank === undefined ? null : resolveAxis(attrs.axis ?? 0, rank + 1);
    if (rank === undefined || axis === null) return "opaque";
    const axes = Array.from(
      { length: rank + 1 },
      (_, at): AxisOrigin => ({
        from: at === axis ? null : at < axis ? at : at - 1,
      }),
    );
    return { perInput: inputs.map((): WindowRule => ({ axes })) };
  },
  onnx: {
    op: "Concat",
    since: 13,
    encode(attrs, emitter) {
      const rank = knownDims(emitter.outputTypes[0])?.length;
      const axis = rank === undefined ? null : resolveAxis(attrs.axis ?? 0, rank);
      if (axis === null) return message("exportNeedsNumbers", { op: "Stack" });
      const axes = emitter.constant("int64", [1], [axis]);
      const widened = emitter.inputs.map((name) => emitter.emit("Unsqueeze", [name, axes])[0] ?? null);
      emitter.emit("Concat", widened, { axis: { int: axis } }, emitter.outputs);
      return null;
    },
  },
});
