import { type Dim, isUnknown } from "../ir/dim.ts";
import { addDims } from "../ir/dimArithmetic.ts";
import type { NetworkNode, TensorType } from "../ir/network.ts";
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

/** Whether an unknown condition decides if the node runs at all, and its MACs are spent. */
export const mayCost = ({ when, macs }: Pick<NetworkNode, "when" | "macs">): boolean => when === "maybe" && macs !== 0;

/** MACs of a network: at least those of the nodes that run for certain. */
export function certainMacs(nodes: readonly NetworkNode[]): KnownSum {
  const certain = nodes.filter((node) => !mayCost(node));
  const { known, complete } = sumOfKnown(certain.map(({ macs }) => macs));
  return { known, complete: complete && certain.length === nodes.length };
}

/** MACs of a call, or of a part of the network, where it runs. */
export const macsOf = (nodes: readonly NetworkNode[]): KnownSum =>
  nodes.every(({ when }) => when === "maybe") ? sumOfKnown(nodes.map(({ macs }) => macs)) : certainMacs(nodes);

/** The elements of tensors. */
export const elementsOfAll = (tensors: readonly Pick<TensorType, "shape">[]): KnownSum =>
  sumOfKnown(tensors.map(elementsOf));

export const isZero = ({ known, complete }: KnownSum): boolean => complete && known === 0;

/** `480`; `≥ 480` where more is unknown; `?` where all is. */
export function knownSumText({ known, complete }: KnownSum, format: (count: Dim) => string): string {
  if (complete) return format(known);
  return known === 0 ? "?" : `≥ ${format(known)}`;
}
