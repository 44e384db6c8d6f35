import { type Dim, formatDim } from "./dim.ts";
import type { Message } from "./message.ts";

/** The dimensions of a tensor, or why even their number is not known. */
export type Shape =
  | { readonly rank: "known"; readonly dims: readonly Dim[] }
  | { readonly rank: "unknown"; readonly because: Message };

export const shapeOf = (...dims: readonly Dim[]): Shape => ({ rank: "known", dims });

export const unknownShape = (because: Message): Shape => ({ rank: "unknown", because });

/** `1x64x112x112`; `scalar` without dimensions; `?` where the rank is unknown. */
export function formatShape(shape: Shape, separator = "x"): string {
  if (shape.rank === "unknown") return "?";
  return shape.dims.length === 0 ? "scalar" : shape.dims.map(formatDim).join(separator);
}

/** The number of elements, when every dimension is a plain number. */
export function elementCount(shape: Shape): number | null {
  if (shape.rank === "unknown") return null;
  let count = 1;
  for (const dim of shape.dims) {
    if (typeof dim !== "number") return null;
    count *= dim;
  }
  return count;
}
