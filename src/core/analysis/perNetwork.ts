import type { Network } from "../ir/network.ts";

/** Computes a fact once for each network and forgets it with the network. */
export function perNetwork<T>(compute: (network: Network) => T): (network: Network) => T {
  const known = new WeakMap<Network, T>();
  return (network) => {
    if (known.has(network)) return known.get(network) as T;
    const fact = compute(network);
    known.set(network, fact);
    return fact;
  };
}
