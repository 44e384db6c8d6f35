import { type Dim, unknownDim } from "../ir/dim.ts";
import type { Attribute, TensorType } from "../ir/network.ts";
import { perAxis } from "./spatial.ts";
import { dimsOf, isReason } from "./tensors.ts";

/** The sizes of a kernel where no weight says them: what the attributes say, unless there is a weight of unknown shape. */
export function kernelWithout(
  weight: TensorType | null | undefined,
  stated: Attribute | undefined,
  rank: number,
): readonly Dim[] {
  const reason = weight === null || weight === undefined ? null : dimsOf(weight);
  if (reason === null || !isReason(reason) || stated !== undefined) return perAxis(stated, rank, 1);
  return Array.from({ length: rank }, () => unknownDim(reason));
}
