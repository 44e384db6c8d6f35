import { type Dim, isUnknown } from "../ir/dim.ts";
import { addDims } from "../ir/dimArithmetic.ts";
import type { TensorType } from "../ir/network.ts";
import { elementsOf } from "../ops/tensors.ts";

/** A sum of what is known; where something is not, the whole is at least that. */
export interface KnownSum {
  readonly known: Dim;
  readonly complete: boolean;
}

export function sumOfKnown(dims: readonly Dim[]): KnownSum {
  const known = dims.filter((dim) => !isUnknown(dim));
  return { known: addDims(0, ...known), complete: known.length === dims.length };
}

/** The elements of tensors. */
export const elementsOfAll = (tensors: readonly Pick<TensorType, "shape">[]): KnownSum =>
  sumOfKnown(tensors.map(elementsOf));

export const isZero = ({ known, complete }: KnownSum): boolean => complete && known === 0;

/** `480`; `≥ 480` where more is unknown; `?` where all is. */
export function knownSumText({ known, complete }: KnownSum, format: (count: Dim) => string): string {
  if (complete) return format(known);
  return known === 0 ? "?" : `≥ ${format(known)}`;
}
