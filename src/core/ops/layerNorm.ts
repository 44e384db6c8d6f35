import type { Dim } from "../ir/dim.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { mixing } from "./axes.ts";
import { defineOperator, fault } from "./define.ts";
import { productText } from "./formula.ts";
import type { OperatorSpec, ParameterSpec } from "./spec.ts";
import { dimsOf, isReason, knownDims, likeFirst } from "./tensors.ts";

/** Normalisation over the last axes, whose sizes are `normalizedShape`. Operators: LayerNorm, RmsNorm. */
export interface LayerNormAttributes extends Attributes {
  readonly normalizedShape: readonly Dim[];
  readonly epsilon?: number;
  /** Learnable scale (and shift). Default true. */
  readonly affine?: boolean;
  /** Default true; RmsNorm never has one. */
  readonly hasBias?: boolean;
}

function params(attrs: LayerNormAttributes, biased: boolean): readonly ParameterSpec[] {
  if (attrs.affine === false) return [];
  const weight = { slot: "weight", dims: attrs.normalizedShape };
  return biased ? [weight, { slot: "bias", dims: attrs.normalizedShape }] : [weight];
}

function layerNormOperator(op: "LayerNorm" | "RmsNorm", summary: string): OperatorSpec<LayerNormAttributes> {
  const biased = (attrs: LayerNormAttributes): boolean => op === "LayerNorm" && attrs.hasBias !== false;
  const mean = op === "LayerNorm";
  return defineOperator<LayerNormAttributes>({
    op,
    summary,
    inputs: ["x", "weight?", "bias?"],
    infer(site) {
      const dims = dimsOf(site.inputs[0]);
      const { normalizedShape: expected } = site.attrs;
      if (isReason(dims)) return likeFirst(site.inputs);
      const got = dims.slice(Math.max(0, dims.length - expected.length));
      if (got.length < expected.length || got.some((dim, axis) => dimsEqual(dim, expected[axis] ?? 0) === "no"))
        fault(
          site,
          "layernorm-shape",
          message("layerNormShape", {
            expected: formatShape(shapeOf(...expected)),
            got: formatShape(shapeOf(...dims)),
          }),
          "normalizedShape",
          got.length === 1 ? (got[0] ?? null) : got.length === expected.length ? got : null,
        );
      return likeFirst(site.inputs);
    },
    params: (attrs, inputs) => (inputs[1] ? [] : params(attrs, biased(attrs))),
    window(attrs, inputs) {
      const rank = knownDims(inputs[0])?.length;
      if (rank === undefined) return "opaque";
      return mixing(
        rank,
        attrs.normalizedShape.map((_, index) => rank - 1 - index),
      );
    },
    explainParameters(attrs) {
      if (attrs.affine === false) return "";
      return `${biased(attrs) ? "2·" : ""}${productText(attrs.normalizedShape)}`;
    },
    onnx: {
      op: mean ? "LayerNormalization" : "Div",
      since: 17,
      encode(attrs, emitter) {
        const x = emitter.inputs[0] ?? null;
        const axis = -attrs.normalizedShape.length;
        const weight = emitter.inputs[1] ?? emitter.param("weight");
        const bias = emitter.inputs[2] ?? emitter.param("bias");
        const epsilon = attrs.epsilon ?? 1e-5;
        if (mean && weight !== null) {
          const inputs = [x, weight, ...(bias === null ? [] : [bias])];
          const attributes = { axis: { int: axis }, epsilon: { float: epsilon } };
          emitter.emit("LayerNormalization", inputs, attributes, emitter.outputs);
          return null;
        }
        emitByHand(emitter, { axis, epsilon, centred: mean, weight });
        return null;
      },
    },
  });
}

function emitByHand(
  emitter: Parameters<NonNullable<OperatorSpec["onnx"]>["encode"]>[1],
  options: { axis: number; epsilon: number; centred: boolean; weight: string | null },
): void {
  const axes = {
    axes: { ints: Array.from({ length: -options.axis }, (_, i) => options.axis + i) },
    keepdims: { int: 1 },
  };
  let x = emitter.inputs[0] ?? null;
  if (options.centred) {
    const [mean = null] = emitter.emit("ReduceMean", [x], axes);
    [x = null] = emitter.emit("Sub", [x, mean]);
  }
  const [square = null] = emitter.emit("Mul", [x, x]);
  const [energy = null] = emitter.emit("ReduceMean", [square], axes);
  const [sum = null] = emitter.emit("Add", [energy, emitter.constant("float32", [], [options.epsilon])]);
  const [root = null] = emitter.emit("Sqrt", [sum]);
  const weighted = options.weight !== null;
  const [normal = null] = emitter.emit("Div", [x, root], {}, weighted ? undefined : emitter.outputs);
  if (weighted) emitter.emit("Mul", [normal, options.weight], {}, emitter.outputs);
}

export const layerNorm = layerNormOperator("LayerNorm", "Normalises over the last axes, then scales and shifts.");
export const rmsNorm = layerNormOperator("RmsNorm", "Divides by the root mean square over the last axes, then scales.");
