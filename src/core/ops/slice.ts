import { type Dim, isUnknown, unknownDim } from "../ir/dim.ts";
import { addDims, ceilDivide, negate, subtractDims } from "../ir/dimArithmetic.ts";
import { compareDims, isAtMost, isLess } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, resolveAxes, unknownOutput } from "./define.ts";
import { dimText } from "./formula.ts";
import type { AxisOrigin } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Slice: x[start:end:step] along axes, with Python's clamping. */
export interface SliceAttributes extends Attributes {
  readonly axes: readonly number[];
  /** Negative: from the end. */
  readonly starts: readonly Dim[];
  /** null: to the end. */
  readonly ends: readonly (Dim | null)[];
  /** Default 1; at least 1. */
  readonly steps?: readonly Dim[];
  /** Refuse what lies outside instead of clamping it (torch.narrow, Crop). Default false. */
  readonly strict?: boolean;
}

/** Select: x[index] along an axis, which is dropped. */
export interface SelectAttributes extends Attributes {
  readonly axis: number;
  /** Negative: from the end. */
  readonly index: Dim;
}

interface Range {
  readonly start: Dim;
  readonly step: Dim;
  readonly count: Dim;
}

/** Python's `slice.indices` for positive steps; sizes that cannot be compared are taken as they are meant. */
function rangeOf(size: Dim, start: Dim, end: Dim | null, step: Dim): Range {
  const from = clampIndex(start, size);
  const to = end === null ? size : clampIndex(end, size);
  const length = subtractDims(to, from);
  const count = isLess(length, 0) === "yes" ? 0 : ceilDivide(length, step);
  return {
    start: from,
    step,
    count: mayBeCutShort(size, from, to, length) ? unknownDim(message("sliceSymbolic")) : count,
  };
}

/** `x[:100]` takes 100 positions only where there are as many. */
const mayBeCutShort = (size: Dim, from: Dim, to: Dim, length: Dim): boolean =>
  typeof size !== "number" && typeof length === "number" && length > 0 && !(isAtMost(to, size) && isAtMost(0, from));

function clampIndex(index: Dim, size: Dim): Dim {
  const fromEnd = isLess(index, 0) === "yes" ? addDims(index, size) : index;
  if (isLess(fromEnd, 0) === "yes") return 0;
  return compareDims(fromEnd, size) === "greater" ? size : fromEnd;
}

function rangesOf(attrs: SliceAttributes, axes: readonly number[], dims: readonly Dim[]): ReadonlyMap<number, Range> {
  return new Map(
    axes.map((axis, index) => [
      axis,
      rangeOf(dims[axis] ?? 0, attrs.starts[index] ?? 0, attrs.ends[index] ?? null, attrs.steps?.[index] ?? 1),
    ]),
  );
}

const positive = (axes: readonly number[], rank: number): readonly number[] =>
  axes.map((axis) => (axis < 0 ? axis + rank : axis));

export const slice = defineOperator<SliceAttributes>({
  op: "Slice",
  summary: "Takes a range of positions along axes.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const axes = resolveAxes(site, attrs.axes, dims.length, "axes");
    if (isReason(axes)) return unknownOutput(site, axes);
    if (attrs.strict)
      for (const [index, axis] of axes.entries()) {
        const size = dims[axis] ?? 0;
        const start = attrs.starts[index] ?? 0;
        const end = attrs.ends[index] ?? size;
        const outside = compareDims(end, size) === "greater" || isLess(addDims(start, size), 0) === "yes";
        if (!outside && isLess(end, start) !== "yes") continue;
        const text = message("sliceRange", { start: dimText(start), end: dimText(end), size: dimText(size) });
        fault(site, "slice-range", text, compareDims(end, size) === "greater" ? "ends" : "starts");
      }
    const ranges = rangesOf(attrs, axes, dims);
    return [
      tensor(
        inputs[0],
        dims.map((dim, axis) => ranges.get(axis)?.count ?? dim),
      ),
    ];
  },
  window(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    if (!dims) return "opaque";
    const ranges = rangesOf(attrs, positive(attrs.axes, dims.length), dims);
    return {
      axes: dims.map((_, from): AxisOrigin => {
        const range = ranges.get(from);
        if (!range) return { from };
        const paddingBefore = negate(range.start);
        return { from, window: { direction: "down", kernel: 1, stride: range.step, dilation: 1, paddingBefore } };
      }),
    };
  },
  onnx: {
    op: "Slice",
    since: 13,
    encode(attrs, emitter) {
      const dims = knownDims(emitter.inputTypes[0]);
      if (!dims) return message("exportNeedsNumbers", { op: "Slice" });
      const axes = positive(attrs.axes, dims.length);
      const ranges = [...rangesOf(attrs, axes, dims).values()];
      const starts = asNumbers(ranges.map((range) => range.start));
      const steps = asNumbers(ranges.map((range) => range.step));
      const counts = asNumbers(ranges.map((range) => range.count));
      if (!starts || !steps || !counts) return message("exportNeedsNumbers", { op: "Slice" });
      const ends = starts.map((start, index) => start + (counts[index] ?? 0) * (steps[index] ?? 1));
      const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
      const inputs = [emitter.inputs[0] ?? null, list(starts), list(ends), list(axes), list(steps)];
      emitter.emit("Slice", inputs, {}, emitter.outputs);
      return null;
    },
  },
});

export const select = defineOperator<SelectAttributes>({
  op: "Select",
  summary: "Takes one position along an axis, which goes away.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const axes = dims.length === 0 ? message("axisOutOfRange", { axis: attrs.axis, rank: 0 }) : null;
    const resolved = axes ?? resolveAxes(site, [attrs.axis], dims.length, "axis");
    if (isReason(resolved)) return unknownOutput(site, axes ? fault(site, "axis-range", axes, "axis") : resolved);
    const [axis = 0] = resolved;
    const size = dims[axis] ?? 0;
    const { index } = attrs;
    if (isLess(index, size) === "no" || isLess(addDims(index, size), 0) === "yes")
      fault(site, "index-range", message("indexRange", { index: dimText(index), size: dimText(size) }), "index");
    return [
      tensor(
        inputs[0],
        dims.filter((_, other) => other !== axis),
      ),
    ];
  },
  window(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    if (!dims || isUnknown(attrs.index)) return "opaque";
    const [axis] = positive([attrs.axis], dims.length);
    return { axes: dims.flatMap((_, from) => (from === axis ? [] : [{ from }])) };
  },
  onnx: {
    op: "Gather",
    since: 13,
    encode(attrs, emitter) {
      if (typeof attrs.index !== "number") return message("exportNeedsNumbers", { op: "Select" });
      const index = emitter.constant("int64", [], [attrs.index]);
      emitter.emit("Gather", [emitter.inputs[0] ?? null, index], { axis: { int: attrs.axis } }, emitter.outputs);
      return null;
    },
  },
});
