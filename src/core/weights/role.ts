import type { Network, StateEntry } from "../ir/network.ts";

/** What a tensor is to its layer, which decides how it is filled. */
export type StateRole = "weight" | "other" | "bias" | "runningMean" | "runningVariance";

const roleOfSlot: Readonly<Record<string, StateRole>> = {
  weight: "weight",
  scale: "weight",
  bias: "bias",
  runningMean: "runningMean",
  runningVar: "runningVariance",
  runningVariance: "runningVariance",
  mean: "runningMean",
  variance: "runningVariance",
};

/** The slots under which nodes use the state entries, by entry name. */
export function slotsOfStates(network: Network): ReadonlyMap<string, string> {
  const slots = new Map<string, string>();
  for (const node of network.nodes) {
    for (const param of node.params) if (!slots.has(param.sharedAs)) slots.set(param.sharedAs, param.slot);
  }
  return slots;
}

/** By the framework's own name first, which is what torch's rules go by; else by the slot of the layer that uses it. */
export function roleOf(entry: StateEntry, slots: ReadonlyMap<string, string>): StateRole {
  if (entry.name.endsWith("running_var")) return "runningVariance";
  if (entry.name.endsWith("running_mean")) return "runningMean";
  if (entry.name.endsWith("bias")) return "bias";
  if (entry.name.endsWith("weight")) return "weight";
  return roleOfSlot[slots.get(entry.sharedAs) ?? ""] ?? "other";
}
