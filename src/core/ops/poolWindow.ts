import { type Dim, isUnknown, unknownDim } from "../ir/dim.ts";
import { addDims, ceilDivide, multiplyDims, subtractDims } from "../ir/dimArithmetic.ts";
import { isLess } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { type AxisWindow, axisWindows, extent, type Padding, paddedSize, slidingOutput } from "./spatial.ts";

/**
 * Pooling over the last 1, 2 or 3 axes. Operators: MaxPool, AveragePool, LpPool.
 * The input may lack a batch axis, as torch allows.
 */
export interface PoolAttributes extends Attributes {
  /** Per axis. */
  readonly kernelSize: readonly Dim[];
  /** Default: its length. */
  readonly spatialRank?: number;
  /** Default: kernelSize, as in torch. Caffe's default, 1, has to be stated. */
  readonly stride?: readonly Dim[];
  readonly padding?: Padding;
  /** MaxPool only. */
  readonly dilation?: readonly Dim[];
  readonly ceilMode?: boolean;
  /**
   * In ceil mode, whether a last window is dropped that would start at or beyond input + padding: "always" (torch),
   * "whenPadded" (Caffe: as soon as one axis has padding), "never".
   */
  readonly dropLastWindow?: "always" | "whenPadded" | "never";
  /** What padding is refused: above half the kernel (torch, default), the kernel and above (Caffe), none. */
  readonly paddingLimit?: "half" | "kernel" | "none";
  /** AveragePool: whether padding counts as samples. Default true, as in torch. */
  readonly countIncludePad?: boolean;
  /** AveragePool: divide by this number instead of the number of samples. */
  readonly divisorOverride?: Dim | null;
  /** LpPool: the power, 2 for L2 pooling. */
  readonly normType?: number;
  /** MaxPool: a second output with the flat index of each maximum. */
  readonly returnIndices?: boolean;
}

export const poolRank = (attrs: PoolAttributes): number => attrs.spatialRank ?? attrs.kernelSize.length;

export function poolWindows(attrs: PoolAttributes, sizes: readonly Dim[]): readonly AxisWindow[] {
  return axisWindows({ ...attrs, stride: attrs.stride ?? attrs.kernelSize }, sizes);
}

/** The number of windows along an axis. `anyPadding`: whether some axis of the operator has padding. */
export function pooledSize(attrs: PoolAttributes, window: AxisWindow, anyPadding: boolean): Dim {
  if (!attrs.ceilMode) return slidingOutput(window);
  const count = addDims(ceilDivide(subtractDims(paddedSize(window), extent(window)), window.stride), 1);
  const drop = attrs.dropLastWindow ?? "always";
  if (drop === "never" || (drop === "whenPadded" && !anyPadding)) return count;
  const lastStart = multiplyDims(subtractDims(count, 1), window.stride);
  const starts = isLess(lastStart, addDims(window.input, window.before));
  if (starts === "yes") return count;
  // ⌈(n + b + a − e)/s⌉·s < n + b + a − e + s, which is at most n + b where a + s ≤ e: then the last window starts inside.
  if (isLess(extent(window), addDims(window.after, window.stride)) === "no") return count;
  if (starts === "no") return subtractDims(count, 1);
  return isUnknown(count) ? count : unknownDim(message("ceilModeSymbolic"));
}

export const hasPadding = (windows: readonly AxisWindow[]): boolean =>
  windows.some((window) => window.before !== 0 || window.after !== 0);
