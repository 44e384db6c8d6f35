import type { ElementType, StateEntry } from "./network.ts";

/**
 * Where the numbers of parameters and buffers come from: writes the elements from `start` on, in C order, of the entry's
 * tensor into `into`. Asked piece by piece, in any order, so that a large model is never held twice.
 */
export type FillWeights = (entry: StateEntry, start: number, into: Float32Array) => void;

/** The element types that weights are filled for; integers (counters, index tables) keep what the constructor gave them. */
export function isFloat(dtype: ElementType): boolean {
  return dtype === "float32" || dtype === "float64" || dtype === "float16" || dtype === "bfloat16";
}
