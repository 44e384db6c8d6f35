import { type Dim, formatDim, isSymbolic, isUnknown, isVariable } from "../ir/dim.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { permuted } from "./axes.ts";
import { asOnnxReshape, defineOperator, fault, resolveAxes, resolveAxis, unknownOutput } from "./define.ts";
import { dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Squeeze: drops axes of size 1, as torch does: a listed axis of another size stays. */
export interface SqueezeAttributes extends Attributes {
  /** Absent: all axes of size 1. */
  readonly axes?: readonly number[];
}

/** Unsqueeze: puts in axes of size 1. */
export interface UnsqueezeAttributes extends Attributes {
  /** Positions in the output; negative from its end. */
  readonly axes: readonly number[];
}

/** The input axes that stay. A size with a name might be 1, but that is not what its name stands for. */
function kept(attrs: SqueezeAttributes, dims: readonly Dim[]): readonly number[] {
  const named = attrs.axes?.map((axis) => (axis < 0 ? axis + dims.length : axis));
  return dims.flatMap((dim, axis) => (dim === 1 && (named?.includes(axis) ?? true) ? [] : [axis]));
}

export const squeeze = defineOperator<SqueezeAttributes>({
  op: "Squeeze",
  summary: "Drops axes of size 1.",
  inputs: ["x"],
  infer(site) {
    const dims = dimsOf(site.inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const axes = site.attrs.axes
      ? resolveAxes(site, site.attrs.axes, dims.length, "axes")
      : dims.map((_, axis) => axis);
    if (isReason(axes)) return unknownOutput(site, axes);
    for (const axis of axes) {
      const dim = dims[axis] ?? 1;
      if (isUnknown(dim)) return unknownOutput(site, dim.because);
      // `x.squeeze(2)` after convolutions of a map of any height: who names the axis expects 1.
      if (site.attrs.axes !== undefined && isSymbolic(dim) && !isVariable(dim))
        return unknownOutput(site, message("squeezeSize", { axis, size: formatDim(dim) }));
    }
    return [
      tensor(
        site.inputs[0],
        kept(site.attrs, dims).map((axis) => dims[axis] ?? 1),
      ),
    ];
  },
  window(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    return dims ? permuted(kept(attrs, dims)) : "opaque";
  },
  onnx: asOnnxReshape("Squeeze"),
});

/** Positions of the new axes in the output, or the first that is out of range. */
function insertedAxes(axes: readonly number[], rank: number): readonly number[] | { readonly bad: number } {
  const total = rank + axes.length;
  const resolved: number[] = [];
  for (const axis of axes) {
    const index = resolveAxis(axis, total);
    if (index === null) return { bad: axis };
    resolved.push(index);
  }
  return resolved;
}

export const unsqueeze = defineOperator<UnsqueezeAttributes>({
  op: "Unsqueeze",
  summary: "Puts in axes of size 1.",
  inputs: ["x"],
  infer(site) {
    const dims = dimsOf(site.inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const at = insertedAxes(site.attrs.axes, dims.length);
    if ("bad" in at) {
      const problem = message("axisOutOfRange", { axis: at.bad, rank: dims.length + site.attrs.axes.length });
      return unknownOutput(site, fault(site, "axis-range", problem, "axes"));
    }
    const rest = [...dims];
    const total = dims.length + at.length;
    return [
      tensor(
        site.inputs[0],
        Array.from({ length: total }, (_, i) => (at.includes(i) ? 1 : (rest.shift() ?? 1))),
      ),
    ];
  },
  window(attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    if (rank === undefined) return "opaque";
    const at = insertedAxes(attrs.axes, rank);
    if ("bad" in at) return "opaque";
    let next = 0;
    return permuted(Array.from({ length: rank + at.length }, (_, i) => (at.includes(i) ? null : next++)));
  },
  onnx: asOnnxReshape("Unsqueeze"),
});
