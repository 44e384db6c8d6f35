import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { reshaped } from "./axes.ts";
import { asOnnxReshape, fault, unknownOutput } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import type { OperatorSpec } from "./spec.ts";
import { dimsOf, isReason, knownDims, productOf, tensor } from "./tensors.ts";

/** Joins the axes startAxis to endAxis (inclusive; negative from the end) to one. A scalar becomes one element. */
export interface FlattenAttributes extends Attributes {
  /** Default 1. */
  readonly startAxis?: number;
  /** Default −1. */
  readonly endAxis?: number;
}

/** The axes as non-negative numbers, or which of them is out of range. */
function axesOf(attrs: FlattenAttributes, rank: number): readonly [number, number] | "startAxis" | "endAxis" {
  const size = Math.max(rank, 1);
  const resolve = (axis: number) => (axis < 0 ? axis + size : axis);
  const start = resolve(attrs.startAxis ?? 1);
  const end = resolve(attrs.endAxis ?? -1);
  if (start < 0 || start >= size) return "startAxis";
  return end < 0 || end >= size || end < start ? "endAxis" : [start, end];
}

export const flatten: OperatorSpec<FlattenAttributes> = {
  op: "Flatten",
  summary: "Joins neighbouring axes to one.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const axes = axesOf(attrs, dims.length);
    if (typeof axes === "string") {
      const axis = attrs[axes] ?? (axes === "startAxis" ? 1 : -1);
      return unknownOutput(
        site,
        fault(site, "axis-range", message("axisOutOfRange", { axis, rank: dims.length }), axes),
      );
    }
    const [start, end] = axes;
    const joined = productOf(dims.slice(start, end + 1));
    return [tensor(inputs[0], [...dims.slice(0, start), joined, ...dims.slice(end + 1)])];
  },
  params: () => [],
  macs: () => 0,
  window(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    const after = knownDims(flatten.infer({ attrs, inputs, report: () => {} })[0]);
    return dims && after ? reshaped(dims, after) : "opaque";
  },
  explain(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    const axes = axesOf(attrs, dims?.length ?? 0);
    if (!dims || typeof axes === "string" || axes[0] === axes[1]) return [];
    const joined = dims.slice(axes[0], axes[1] + 1);
    return [`${productText(joined)} = ${dimText(productOf(joined))}`];
  },
  onnx: asOnnxReshape("Flatten"),
};
