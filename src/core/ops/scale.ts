import { type Dim, unknownDim } from "../ir/dim.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import type { OnnxEmitter, ParameterSpec } from "./spec.ts";
import { asNumbers, knownDims, likeFirst } from "./tensors.ts";

/** Multiplies by a learnable vector and adds another, along an axis (Caffe's Scale and Bias). */
export interface ScaleAttributes extends Attributes {
  /** First axis that the vectors cover. Default 1. */
  readonly axis?: number;
  /** How many axes they cover; −1: all the rest. Default 1. */
  readonly axisCount?: number;
  /** Default true; false for Caffe's Bias. */
  readonly hasScale?: boolean;
  /** Default false. */
  readonly hasBias?: boolean;
}

function coveredDims(attrs: ScaleAttributes, inputs: readonly (TensorType | null)[]): readonly Dim[] {
  const dims = knownDims(inputs[0]);
  if (!dims) return [unknownDim(message("inputMissing"))];
  const stated = attrs.axis ?? 1;
  const axis = stated < 0 ? stated + dims.length : stated;
  const count = attrs.axisCount ?? 1;
  return dims.slice(axis, count < 0 ? dims.length : axis + count);
}

function encodeStep(emitter: OnnxEmitter, type: string, x: string | null, name: string, shape: string, last: boolean) {
  const [reshaped = null] = emitter.emit("Reshape", [name, shape]);
  return emitter.emit(type, [x, reshaped], {}, last ? emitter.outputs : undefined)[0] ?? null;
}

export const scale = defineOperator<ScaleAttributes>({
  op: "Scale",
  summary: "Multiplies by a learnable factor per channel and adds a learnable offset.",
  inputs: ["x"],
  infer: ({ inputs }) => likeFirst(inputs),
  params(attrs, inputs) {
    const dims = coveredDims(attrs, inputs);
    const list: ParameterSpec[] = [];
    if (attrs.hasScale !== false) list.push({ slot: "weight", dims });
    if (attrs.hasBias) list.push({ slot: "bias", dims });
    return list;
  },
  explainParameters(attrs, inputs) {
    const dims = coveredDims(attrs, inputs);
    const both = attrs.hasScale !== false && attrs.hasBias === true;
    return both ? `2·${productText(dims)}` : dims.map(dimText).join("·");
  },
  onnx: {
    op: "Mul",
    since: 14,
    encode(attrs, emitter) {
      const rank = knownDims(emitter.inputTypes[0])?.length;
      const dims = asNumbers(coveredDims(attrs, emitter.inputTypes));
      const weight = emitter.param("weight");
      const bias = emitter.param("bias");
      const x = emitter.inputs[0] ?? null;
      if (rank === undefined || !dims) return message("exportNeedsNumbers", { op: "Scale" });
      if (weight === null && bias === null) {
        emitter.emit("Identity", [x], {}, emitter.outputs);
        return null;
      }
      const axis = (attrs.axis ?? 1) < 0 ? (attrs.axis ?? 1) + rank : (attrs.axis ?? 1);
      const target = [...dims, ...new Array<number>(Math.max(0, rank - axis - dims.length)).fill(1)];
      const shape = emitter.constant("int64", [target.length], target);
      const scaled = weight === null ? x : encodeStep(emitter, "Mul", x, weight, shape, bias === null);
      if (bias !== null) encodeStep(emitter, "Add", scaled, bias, shape, true);
      return null;
    },
  },
});
