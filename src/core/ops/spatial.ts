import { type Dim, isUnknown } from "../ir/dim.ts";
import { addDims, ceilDivide, floorDivide, multiplyDims, subtractDims } from "../ir/dimArithmetic.ts";
import { compareDims } from "../ir/dimComparison.ts";
import type { Message } from "../ir/message.ts";
import type { Attribute, Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { fault } from "./define.ts";
import { dimText } from "./formula.ts";
import type { InferenceSite } from "./spec.ts";

/**
 * Padding of spatial axes, as every windowed operator takes it.
 * - a list: per axis a number (both sides) or a pair [before, after];
 * - "valid": none;
 * - "same": as torch has it, the output is as large as the input, which needs stride 1; the odd sample goes after;
 * - "sameUpper", "sameLower": ⌈input / stride⌉ outputs, the odd sample after or before (ONNX, TensorFlow).
 */
export type Padding = readonly (Dim | readonly [Dim, Dim])[] | "valid" | "same" | "sameUpper" | "sameLower";

/** A per-axis attribute. A list of one element, or a bare dim, stands for every axis. */
export function perAxis(value: Attribute | undefined, rank: number, fallback: Dim): readonly Dim[] {
  const list = Array.isArray(value) ? (value as readonly Attribute[]) : [value];
  if (list.length === rank && list.every(isDim)) return list as readonly Dim[];
  const only = list.length === 1;
  const dims: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) dims.push(asDim(only ? list[0] : list[axis]) ?? fallback);
  return dims;
}

const isDim = (value: Attribute | undefined): boolean => asDim(value) !== null;

function asDim(value: Attribute | undefined): Dim | null {
  if (typeof value === "number") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return value as Dim;
}

/** What is counted per axis, and the least value of each. */
const LEAST = [
  ["kernelSize", 1],
  ["stride", 1],
  ["dilation", 1],
  ["padding", 0],
] as const;

/**
 * Reports attributes with as many entries as there are no axes, and entries that no window has: a stride of 0, a negative
 * padding. Gives the first message: then no output size can be worked out. `exactKernel`: a kernel of one entry does not
 * stand for every axis (a weight has that many axes).
 */
export function checkWindows<A extends Attributes>(
  site: InferenceSite<A>,
  rank: number,
  exactKernel: boolean,
): Message | null {
  for (const [attribute, least] of LEAST) {
    const value = site.attrs[attribute];
    if (!Array.isArray(value)) continue;
    const entries = value as readonly Attribute[];
    const mayBeOne = !(exactKernel && attribute === "kernelSize");
    if (entries.length !== rank && !(mayBeOne && entries.length === 1))
      return fault(site, "axis-count", message("axisCount", { expected: rank, got: entries.length }), attribute);
    const bad = firstBelow(entries, least);
    if (bad !== null) return fault(site, "window-range", message("windowRange", { least, got: bad }), attribute);
  }
  return null;
}

/** The first number below `least`, in pairs of paddings too. */
function firstBelow(entries: readonly Attribute[], least: number): number | null {
  for (const entry of entries) {
    const found = Array.isArray(entry) ? firstBelow(entry, least) : entry;
    if (typeof found === "number" && found < least) return found;
  }
  return null;
}

/** One spatial axis of a window that slides over its input. */
export interface AxisWindow {
  readonly input: Dim;
  readonly kernel: Dim;
  readonly stride: Dim;
  readonly dilation: Dim;
  readonly before: Dim;
  readonly after: Dim;
}

interface WindowAttributes {
  readonly kernelSize?: Attribute | undefined;
  readonly stride?: Attribute | undefined;
  readonly dilation?: Attribute | undefined;
  readonly padding?: Padding | undefined;
}

/** The windows of all spatial axes, the paddings worked out. `sizes`: the input's spatial sizes. */
export function axisWindows(attrs: WindowAttributes, sizes: readonly Dim[]): readonly AxisWindow[] {
  const rank = sizes.length;
  const kernels = perAxis(attrs.kernelSize, rank, 1);
  const strides = perAxis(attrs.stride, rank, 1);
  const dilations = perAxis(attrs.dilation, rank, 1);
  const windows: AxisWindow[] = [];
  for (const input of sizes) {
    const axis = windows.length;
    const kernel = kernels[axis] ?? 1;
    const stride = strides[axis] ?? 1;
    const dilation = dilations[axis] ?? 1;
    const [before, after] = axisPadding(attrs.padding, axis, { input, kernel, stride, dilation });
    windows.push({ input, kernel, stride, dilation, before, after });
  }
  return windows;
}

/** The samples between the first and the last that a window sees, both included: dilation · (kernel − 1) + 1. */
export const extent = (window: Pick<AxisWindow, "kernel" | "dilation">): Dim =>
  addDims(multiplyDims(window.dilation, subtractDims(window.kernel, 1)), 1);

function axisPadding(
  padding: Padding | undefined,
  axis: number,
  window: Omit<AxisWindow, "before" | "after">,
): readonly [Dim, Dim] {
  if (padding === undefined || padding === "valid") return [0, 0];
  if (typeof padding !== "string") {
    const entry = (padding.length === 1 ? padding[0] : padding[axis]) ?? 0;
    return isPair(entry) ? entry : [entry, entry];
  }
  const total = totalSamePadding(padding, window);
  const half = floorDivide(total, 2);
  const rest = subtractDims(total, half);
  return padding === "sameLower" ? [rest, half] : [half, rest];
}

const isPair = (entry: Dim | readonly [Dim, Dim]): entry is readonly [Dim, Dim] => Array.isArray(entry);

function totalSamePadding(padding: Padding, window: Omit<AxisWindow, "before" | "after">): Dim {
  const reach = extent(window);
  if (padding === "same" || window.stride === 1) return subtractDims(reach, 1);
  const outputs = ceilDivide(window.input, window.stride);
  const needed = subtractDims(addDims(multiplyDims(subtractDims(outputs, 1), window.stride), reach), window.input);
  return compareDims(needed, 0) === "less" ? 0 : needed;
}

export const paddedSize = (window: AxisWindow): Dim => addDims(window.input, window.before, window.after);

/** ⌊(input + before + after − extent) / stride⌋ + 1. */
export const slidingOutput = (window: AxisWindow): Dim =>
  addDims(floorDivide(subtractDims(paddedSize(window), extent(window)), window.stride), 1);

const AXIS_NAMES: readonly (readonly string[])[] = [[], ["L"], ["H", "W"], ["D", "H", "W"]];

/** A line per axis with its name before it; one line without a name where all are the same. */
export function perAxisLines(lines: readonly string[]): readonly string[] {
  if (lines.every((line) => line === lines[0])) return lines.slice(0, 1);
  return lines.map((line, axis) => `${AXIS_NAMES[lines.length]?.[axis] ?? axis}: ${line}`);
}

/** `⌊(224 + 2·3 − 7)/2⌋ + 1 = 112`; what is 0 or 1 and changes nothing is left out. */
export function slidingFormula(window: AxisWindow, output: Dim, ceil = false): string {
  const { kernel, stride, dilation } = window;
  let sum = `${dimText(window.input)}${paddingText(window)}`;
  if (dilation === 1) sum += ` − ${dimText(kernel)}`;
  else sum += ` − ${dimText(dilation)}·(${dimText(kernel)} − 1) − 1`;
  const [open, close] = ceil ? ["⌈", "⌉"] : ["⌊", "⌋"];
  const result = isUnknown(output) ? "" : ` = ${dimText(output)}`;
  return `${stride === 1 ? sum : `${open}(${sum})/${dimText(stride)}${close}`} + 1${result}`;
}

export function paddingText({ before, after }: Pick<AxisWindow, "before" | "after">): string {
  if (before === 0 && after === 0) return "";
  if (typeof before === "number" && before === after && before > 0) return ` + 2·${before}`;
  return [before, after]
    .filter((side) => side !== 0)
    .map((side) => (typeof side === "number" && side < 0 ? ` − ${-side}` : ` + ${dimText(side)}`))
    .join("");
}
