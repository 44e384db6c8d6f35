import { type Dim, unknownDim } from "../ir/dim.ts";
import { divideExactly, floorDivide } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { reshaped } from "./axes.ts";
import { asOnnxReshape, defineOperator, fault, resolveAxis, unknownOutput } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import type { InferenceSite, OperatorSpec, WindowRule } from "./spec.ts";
import { dimsOf, firstReason, isReason, knownDims, productOf, tensor } from "./tensors.ts";

/** The same elements, in C order, in another shape. */
export interface ReshapeAttributes extends Attributes {
  /** At most one −1: that size follows from the others. */
  readonly shape: readonly Dim[];
  /** A 0 takes the input's size of the same axis (Caffe, ONNX). Default false. */
  readonly zeroCopies?: boolean;
}

/** One axis into several: torch's Unflatten. */
export interface UnflattenAttributes extends Attributes {
  readonly axis: number;
  /** At most one −1. */
  readonly sizes: readonly Dim[];
}

export const reshape: OperatorSpec<ReshapeAttributes> = defineOperator<ReshapeAttributes>({
  op: "Reshape",
  summary: "Gives the same elements another shape.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) {
      if (attrs.zeroCopies && attrs.shape.includes(0)) return unknownOutput(site, dims);
      return [
        tensor(
          inputs[0],
          attrs.shape.map((dim) => (dim === -1 ? unknownDim(dims) : dim)),
        ),
      ];
    }
    const wanted = attrs.zeroCopies
      ? attrs.shape.map((dim, axis) => (dim === 0 ? (dims[axis] ?? 0) : dim))
      : attrs.shape;
    return [tensor(inputs[0], shapeFor(site, dims, wanted, "shape"))];
  },
  window: (attrs, inputs) => originsOf(inputs[0], reshape.infer({ attrs, inputs, report: () => {} })[0]),
  explain(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    if (!dims || !attrs.shape.includes(-1)) return [];
    const others = attrs.shape.filter((dim) => dim !== -1 && dim !== 1);
    const size = floorDivide(productOf(dims), productOf(others));
    const divisor = others.length > 1 ? `(${productText(others)})` : productText(others);
    return [`${productText(dims)}${others.length > 0 ? `/${divisor}` : ""} = ${dimText(size)}`];
  },
  onnx: asOnnxReshape("Reshape"),
});

export const unflatten: OperatorSpec<UnflattenAttributes> = defineOperator<UnflattenAttributes>({
  op: "Unflatten",
  summary: "Splits an axis into several.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const axis = resolveAxis(attrs.axis, dims.length);
    if (axis === null)
      return unknownOutput(
        site,
        fault(site, "axis-range", message("axisOutOfRange", { axis: attrs.axis, rank: dims.length }), "axis"),
      );
    const sizes = shapeFor(site, dims.slice(axis, axis + 1), attrs.sizes, "sizes");
    return [tensor(inputs[0], [...dims.slice(0, axis), ...sizes, ...dims.slice(axis + 1)])];
  },
  window: (attrs, inputs) => originsOf(inputs[0], unflatten.infer({ attrs, inputs, report: () => {} })[0]),
  onnx: asOnnxReshape("Unflatten"),
});

function originsOf(input: TensorType | null | undefined, output: TensorType | undefined): WindowRule {
  const before = knownDims(input);
  const after = knownDims(output);
  return before && after ? reshaped(before, after) : "opaque";
}

/** The wanted shape with its −1 worked out; reports where the elements do not fit. */
function shapeFor<A extends Attributes>(
  site: InferenceSite<A>,
  dims: readonly Dim[],
  wanted: readonly Dim[],
  attribute: keyof A & string,
): readonly Dim[] {
  const negative = wanted.find((dim) => typeof dim === "number" && dim < -1);
  if (negative !== undefined) {
    const because = fault(site, "reshape-elements", message("sizeNegative", { got: dimText(negative) }), attribute);
    return wanted.map((dim) => (typeof dim === "number" && dim < 0 ? unknownDim(because) : dim));
  }
  const total = productOf(dims);
  const open = wanted.indexOf(-1);
  const others = productOf(wanted.filter((dim) => dim !== -1));
  const shapes = { from: formatShape(shapeOf(...dims)), to: formatShape(shapeOf(...wanted)) };
  if (open < 0) {
    if (dimsEqual(total, others) === "no")
      fault(
        site,
        "reshape-elements",
        message("reshapeElements", { ...shapes, got: dimText(total), expected: dimText(others) }),
        attribute,
        wanted.length === 1 ? total : null,
      );
    return wanted;
  }
  const exact = divideExactly(total, others);
  if (exact !== null) return wanted.map((dim) => (dim === -1 ? exact : dim));
  let missing: Dim;
  if (typeof total === "number" && typeof others === "number")
    missing = unknownDim(
      fault(site, "reshape-elements", message("reshapeDivides", { ...shapes, got: total, divisor: others }), attribute),
    );
  else missing = unknownDim(firstReason([total, others]) ?? message("reshapeSymbolic", shapes));
  return wanted.map((dim) => (dim === -1 ? missing : dim));
}
