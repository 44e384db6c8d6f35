import { type Dim, unknownDim } from "../ir/dim.ts";
import { multiplyDims } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { permuted } from "./axes.ts";
import { fault } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import type { InferenceSite, OperatorSpec } from "./spec.ts";
import { dimsOf, elementsOf, isReason, knownDims, productOf, tensor, unknownTensor } from "./tensors.ts";

/**
 * y = x·Wᵀ + b along the last axis. With a `weight` input its shape (outFeatures, inFeatures) counts; a weight of one axis
 * gives no output axis.
 */
export interface LinearAttributes extends Attributes {
  /** Absent: whatever arrives (Caffe). */
  readonly inFeatures?: Dim;
  readonly outFeatures?: Dim;
  readonly hasBias?: boolean;
  /** The axes from this one on are taken as one (Caffe's InnerProduct: 1). Absent: only the last axis, as in torch. */
  readonly flattenFrom?: number;
  /** The weight lies as (inFeatures, outFeatures). */
  readonly transposedWeight?: boolean;
}

type Inputs = readonly (TensorType | null)[];

interface Linear {
  /** The axes before the features, and the features that arrive. */
  readonly leading: readonly Dim[];
  readonly arriving: Dim;
  readonly inFeatures: Dim;
  /** null: the weight has one axis. */
  readonly outFeatures: Dim | null;
}

function linearOf(attrs: LinearAttributes, inputs: Inputs): Linear {
  const dims = knownDims(inputs[0]);
  const weight = knownDims(inputs[1]);
  const from = attrs.flattenFrom ?? -1;
  const start = dims ? (from < 0 ? dims.length + from : from) : 0;
  const reason = dimsOf(inputs[0]);
  const arriving = dims
    ? productOf(dims.slice(start))
    : unknownDim(isReason(reason) ? reason : message("inputMissing"));
  const [outAxis, inAxis] = attrs.transposedWeight ? [1, 0] : [0, 1];
  const stated = unknownDim(message("outputChannelsMissing"));
  return {
    leading: dims?.slice(0, start) ?? [],
    arriving,
    inFeatures: (weight ? weight[weight.length === 1 ? 0 : inAxis] : attrs.inFeatures) ?? arriving,
    outFeatures: weight ? (weight.length === 1 ? null : (weight[outAxis] ?? stated)) : (attrs.outFeatures ?? stated),
  };
}

function infer(site: InferenceSite<LinearAttributes>): readonly TensorType[] {
  const { attrs, inputs } = site;
  const dims = dimsOf(inputs[0]);
  if (isReason(dims)) return [unknownTensor(inputs[0], dims)];
  const linear = linearOf(attrs, inputs);
  if (dims.length === 0 && attrs.flattenFrom === undefined) {
    fault(site, "linear-features", message("linearScalar", { expected: dimText(linear.inFeatures) }));
  } else if (dimsEqual(linear.inFeatures, linear.arriving) === "no") {
    const text = featuresMessage(linear, dims);
    // A layer that suits what was not flattened is not what is meant.
    const fitting = text.key === "linearFeaturesFlatten" ? null : linear.arriving;
    fault(site, "linear-features", text, "inFeatures", fitting);
  }
  return [tensor(inputs[0], linear.outFeatures === null ? linear.leading : [...linear.leading, linear.outFeatures])];
}

/** Where a flatten was forgotten the numbers alone mislead: the last axis is compared, not the product. */
function featuresMessage(linear: Linear, dims: readonly Dim[]): ReturnType<typeof message> {
  const sides = { expected: dimText(linear.inFeatures), got: dimText(linear.arriving) };
  const forgotten = dims.length > 2 && dimsEqual(productOf(dims.slice(1)), linear.inFeatures) === "yes";
  return forgotten
    ? message("linearFeaturesFlatten", { ...sides, shape: dims.slice(1).map(dimText).join("x") })
    : message("linearFeatures", sides);
}

export const linear: OperatorSpec<LinearAttributes> = {
  op: "Linear",
  summary: "Fully connected layer: each output feature is a weighted sum of all input features.",
  inputs: ["x", "weight?", "bias?"],
  infer,
  params(attrs, inputs) {
    if (inputs[1]) return [];
    const { inFeatures, outFeatures } = linearOf(attrs, inputs);
    const out = outFeatures ?? 1;
    const weight = { slot: "weight", dims: attrs.transposedWeight ? [inFeatures, out] : [out, inFeatures] };
    return attrs.hasBias === false ? [weight] : [weight, { slot: "bias", dims: [out] }];
  },
  macs: (attrs, inputs, outputs) => multiplyDims(elementsOf(outputs[0]), linearOf(attrs, inputs).inFeatures),
  window(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    if (!dims) return "opaque";
    const from = attrs.flattenFrom ?? -1;
    const kept = from < 0 ? dims.length + from : from;
    const rank = linearOf(attrs, inputs).outFeatures === null ? kept : kept + 1;
    return permuted(Array.from({ length: rank }, (_, axis) => (axis < kept ? axis : null)));
  },
  explain(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    const from = attrs.flattenFrom;
    if (!dims || from === undefined || dims.length - from < 2) return [];
    return [`${productText(dims.slice(from))} = ${dimText(productOf(dims.slice(from)))}`];
  },
  explainParameters(attrs, inputs) {
    const { inFeatures, outFeatures } = linearOf(attrs, inputs);
    const out = outFeatures ?? 1;
    return `${productText([inFeatures, out])}${attrs.hasBias === false ? "" : ` + ${dimText(out)}`}`;
  },
  onnx: {
    op: "Gemm",
    since: 13,
    encode(attrs, emitter) {
      const dims = knownDims(emitter.inputTypes[0]);
      let input = emitter.inputs[0] ?? null;
      const weight = emitter.inputs[1] ?? emitter.param("weight");
      const bias = emitter.inputs[2] ?? emitter.param("bias");
      if (!dims || input === null || weight === null) return message("exportNeedsNumbers", { op: "Linear" });
      const flattenFrom = attrs.flattenFrom;
      if (flattenFrom === 1 && dims.length > 2)
        [input = ""] = emitter.emit("Flatten", [input], { axis: { int: flattenFrom } });
      else if (flattenFrom !== undefined && flattenFrom !== dims.length - 1 && flattenFrom !== -1)
        return message("exportNotSupported", { op: "Linear" });
      if (dims.length === 2 || flattenFrom === 1) {
        const transB = { transB: { int: attrs.transposedWeight ? 0 : 1 } };
        emitter.emit("Gemm", [input, weight, ...(bias === null ? [] : [bias])], transB, emitter.outputs);
        return null;
      }
      const matrix = attrs.transposedWeight
        ? weight
        : (emitter.emit("Transpose", [weight], { perm: { ints: [1, 0] } })[0] ?? weight);
      const product = emitter.emit("MatMul", [input, matrix], {}, bias === null ? emitter.outputs : undefined);
      if (bias !== null) emitter.emit("Add", [product[0] ?? null, bias], {}, emitter.outputs);
      return null;
    },
  },
};
