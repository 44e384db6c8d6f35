import type { Network, StateEntry } from "../ir/network.ts";
import { elementCount } from "../ir/shape.ts";
import { type FillWeights, isFloat } from "../ir/weights.ts";
import { roleOf, slotsOfStates } from "./role.ts";

/** The sequence repeats after so many elements. */
const PERIOD = 1000;

/**
 * Weights without a random generator, the same in every language, so that outputs can be compared with gold numbers:
 * with k counting the float tensors of the state dict in order, and s_i = sin(0.1·(i mod 1000) + 0.01·k) in float64 over
 * the tensor in C order, a running variance is 1 + 0.5·|s_i|, a running mean or a bias 0.1·s_i, a weight of one dimension
 * 1 + 0.1·s_i, any other weight s_i / √fan_in with fan_in the product of all dimensions but the first.
 */
export function deterministicWeights(network: Network): FillWeights {
  const slots = slotsOfStates(network);
  const order = new Map<string, number>();
  let k = 0;
  for (const entry of network.state) {
    if (!entry.persistent || !isFloat(entry.dtype)) continue;
    // An alias takes a number of its own, as it does in a state dict; the last one written is what the tensor holds.
    order.set(entry.sharedAs, k++);
  }
  const tables = new Map<string, Float32Array>();
  const tableOf = (entry: StateEntry): Float32Array => {
    const known = tables.get(entry.sharedAs);
    if (known) return known;
    const table = onePeriod(entry, roleOf(entry, slots), order.get(entry.sharedAs) ?? k);
    tables.set(entry.sharedAs, table);
    return table;
  };
  return (entry, start, into) => {
    const table = tableOf(entry);
    for (let i = 0; i < into.length; i++) into[i] = table[(start + i) % PERIOD] ?? 0;
  };
}

function onePeriod(entry: StateEntry, role: ReturnType<typeof roleOf>, k: number): Float32Array {
  const dims = entry.shape.rank === "known" ? entry.shape.dims : [];
  const first = dims[0];
  const fanIn =
    dims.length > 1 && typeof first === "number" ? (elementCount(entry.shape) ?? 1) / Math.max(first, 1) : 1;
  return Float32Array.from({ length: PERIOD }, (_, i) => {
    const s = Math.sin(0.1 * i + 0.01 * k);
    if (role === "runningVariance") return 1 + 0.5 * Math.abs(s);
    if (role === "runningMean" || role === "bias") return 0.1 * s;
    return role === "weight" && dims.length === 1 ? 1 + 0.1 * s : s / Math.sqrt(fanIn);
  });
}
