import type { Network, Param, StateEntry } from "../ir/network.ts";

/** Which state entries are parameters, and whose. */
export interface StateNames {
  /** By a module's name, its own parameters (not those of modules inside it). */
  readonly ofModule: ReadonlyMap<string, readonly StateEntry[]>;
  isParameter(param: Param): boolean;
}

export function parameterNames(network: Network): StateNames {
  const ofModule = new Map<string, StateEntry[]>();
  const buffers = new Set<string>();
  const parameters = new Set<string>();
  for (const entry of network.state) {
    if (entry.kind === "buffer") {
      buffers.add(entry.sharedAs);
      continue;
    }
    parameters.add(entry.sharedAs);
    const module = entry.name.slice(0, Math.max(0, entry.name.lastIndexOf(".")));
    const entries = ofModule.get(module);
    if (entries) entries.push(entry);
    else ofModule.set(module, [entry]);
  }
  return {
    ofModule,
    // What the state does not list is a statistic unless it is trained.
    isParameter: ({ sharedAs, trainable }) => parameters.has(sharedAs) || (trainable && !buffers.has(sharedAs)),
  };
}
