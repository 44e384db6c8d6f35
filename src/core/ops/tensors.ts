import { type Dim, isUnknown, unknownDim } from "../ir/dim.ts";
import { multiplyDims } from "../ir/dimArithmetic.ts";
import type { Message } from "../ir/message.ts";
import type { TensorType } from "../ir/network.ts";
import { unknownShape } from "../ir/shape.ts";
import { message } from "../messages/index.ts";

/** The dims of an input, or why they are not known (an absent input too). */
export function dimsOf(input: Pick<TensorType, "shape"> | null | undefined): readonly Dim[] | Message {
  if (!input) return message("inputMissing");
  return input.shape.rank === "known" ? input.shape.dims : input.shape.because;
}

export const isReason = (list: readonly unknown[] | Message): list is Message => !Array.isArray(list);

/** The dims, or null where the rank is not known. */
export function knownDims(input: TensorType | null | undefined): readonly Dim[] | null {
  return input?.shape.rank === "known" ? input.shape.dims : null;
}

/** A tensor of the same element type as `like`. */
export const tensor = (like: TensorType | null | undefined, dims: readonly Dim[]): TensorType => ({
  shape: { rank: "known", dims },
  dtype: like?.dtype ?? null,
});

export const unknownTensor = (like: TensorType | null | undefined, because: Message): TensorType => ({
  shape: unknownShape(because),
  dtype: like?.dtype ?? null,
});

/** The same tensor type as the first input: what an element-by-element operator gives. */
export const likeFirst = (inputs: readonly (TensorType | null)[]): readonly TensorType[] => {
  const dims = dimsOf(inputs[0]);
  return [isReason(dims) ? unknownTensor(inputs[0], dims) : tensor(inputs[0], dims)];
};

export const productOf = (dims: readonly Dim[]): Dim => multiplyDims(...dims);

/** Elements of a tensor; unknown with the reason of its shape. */
export function elementsOf(type: Pick<TensorType, "shape"> | null | undefined): Dim {
  const dims = dimsOf(type);
  return isReason(dims) ? unknownDim(dims) : productOf(dims);
}

/** The first reason among dims that are unknown, else null. */
export function firstReason(dims: readonly Dim[]): Message | null {
  for (const dim of dims) if (isUnknown(dim)) return dim.because;
  return null;
}

/** Plain numbers, or null if one is not: ONNX attributes and initializers take nothing else. */
export function asNumbers(dims: readonly Dim[]): readonly number[] | null {
  return dims.every((dim) => typeof dim === "number") ? (dims as readonly number[]) : null;
}
