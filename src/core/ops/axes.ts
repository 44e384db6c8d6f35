import type { Dim } from "../ir/dim.ts";
import { multiplyDims } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { AxisOrigin, WindowRule } from "./spec.ts";

/** Each axis from itself, but for those that are mixed: their units see all of them (a softmax, a matrix product). */
export const mixing = (rank: number, mixed: readonly number[]): WindowRule => ({
  axes: Array.from({ length: rank }, (_, axis): AxisOrigin => (mixed.includes(axis) ? { from: null } : { from: axis })),
});

/** Output axis a comes from input axis `from[a]`. */
export const permuted = (from: readonly (number | null)[]): WindowRule => ({
  axes: from.map((axis) => ({ from: axis })),
});

/**
 * The axes that a reshape leaves alone: those of equal size with equally many elements before them. The others are mixed, of
 * which each unit is taken to see all.
 */
export function reshaped(before: readonly Dim[], after: readonly Dim[]): WindowRule {
  const axes: AxisOrigin[] = after.map(() => ({ from: null }));
  let at = 0;
  let elementsBefore: Dim = 1;
  let elements: Dim = 1;
  for (const [axis, dim] of after.entries()) {
    while (at < before.length && elementsBefore !== elements && dimsEqual(elementsBefore, elements) !== "yes") {
      if (typeof elementsBefore === "number" && typeof elements === "number" && elementsBefore > elements) break;
      elementsBefore = multiplyDims(elementsBefore, before[at] ?? 1);
      at++;
    }
    // Axes of size 1 hold no elements: pass over those that stand before an equal axis.
    while (before[at] === 1 && dim !== 1) at++;
    const same = dimsEqual(elementsBefore, elements) === "yes" && dimsEqual(before[at] ?? 0, dim) === "yes";
    if (same) {
      axes[axis] = { from: at };
      elementsBefore = multiplyDims(elementsBefore, dim);
      at++;
    }
    elements = multiplyDims(elements, dim);
  }
  return { axes };
}
