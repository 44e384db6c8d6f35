// A layer computes with the tensors that it holds: where a program has given it a weight of another shape, as it does for
// images of four channels or for pruned channels, the constructor's arguments say what was and not what is.
import type { Dim } from "../../ir/dim.ts";
import { multiplyDims } from "../../ir/dimArithmetic.ts";
import { mayBeAlike } from "../../ir/dimComparison.ts";
import { type Instance, Tuple, type Value } from "../eval/value.ts";
import { held } from "./moduleTree.ts";
import { dimToValue, type Reader } from "./reader.ts";
import { dimsOfTensor, isTensor, payloadOf } from "./tensor.ts";

/** A constructor's argument and the sizes that the layer's tensors give it, one or one an axis. */
export type ActualSizes = Readonly<Record<string, Dim | readonly Dim[]>>;

/** Sizes of one of the layer's tensors; null: it has none of that name, or their number is not known. */
export type SizesOf = (tensor: string) => readonly Dim[] | null;

export const sizesIn =
  (layer: Instance): SizesOf =>
  (name) => {
    const tensor = held(layer, "_parameters").get(name) ?? held(layer, "_buffers").get(name) ?? null;
    return isTensor(tensor) ? dimsOfTensor(payloadOf(tensor)) : null;
  };

/** The layer's attributes with the sizes of its tensors in their place where these are others; null: all are as they were. */
export function withActualSizes(attributes: Reader, sizes: ActualSizes): Reader | null {
  const changed = new Map<string, Value>();
  for (const [name, size] of Object.entries(sizes)) {
    const value = Array.isArray(size) ? new Tuple(size.map(dimToValue)) : dimToValue(size as Dim);
    if (differs(attributes.value(name), value)) changed.set(name, value);
  }
  if (changed.size === 0) return null;
  return { value: (name) => changed.get(name) ?? attributes.value(name) };
}

const differs = (before: Value, now: Value): boolean => {
  if (!(now instanceof Tuple)) return typeof before === "number" && typeof now === "number" && before !== now;
  const items = before instanceof Tuple ? before.items : now.items.map(() => before);
  return items.length === now.items.length && items.some((item, axis) => differs(item, now.items[axis] ?? null));
};

/** `weight` of a convolution, (out, in / groups, kernel), or (in, out / groups, kernel) where it is transposed. */
export function convolutionSizes(
  weight: readonly Dim[] | null,
  groups: Dim,
  rank: number,
  transposed: boolean,
): ActualSizes | null {
  const [first, second, ...kernel] = weight ?? [];
  if (first === undefined || second === undefined || kernel.length !== rank) return null;
  // Refused, and a fault of the constructor.
  if (groups === 0) return null;
  const grouped = multiplyDims(second, groups);
  const [inputs, outputs] = transposed ? [first, grouped] : [grouped, first];
  return { in_channels: inputs, out_channels: outputs, kernel_size: kernel };
}

/** Whether a tensor has as many elements along each axis as it was made with, as far as that is known. */
export function isOfSize(tensor: Instance, made: readonly Dim[]): boolean {
  const dims = dimsOfTensor(payloadOf(tensor));
  if (dims === null || dims === made) return true;
  return mayBeAlike(dims, made);
}
