import type { Diagnostic } from "../ir/diagnostic.ts";
import type { Network, NetworkNode } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { libraryUri } from "./eval/resolver.ts";
import type { IsEditable } from "./placement.ts";

/**
 * Hints about layers that learn nothing: they run, but the model does not hold them (a plain list of layers, one that is
 * made anew in each forward), so that `parameters()` and `state_dict()` lack their weights. torch says nothing. Once for
 * each place where such layers are made.
 */
export function strayLayers(network: Network, isEditable: IsEditable): readonly Diagnostic[] {
  if (network.unknownParts !== undefined) return [];
  const found = new Map<string, Diagnostic>();
  let held: ReadonlySet<string> | null = null;
  for (const node of network.nodes) {
    const { params, definedAt, type } = node;
    if (definedAt === null || !params.some(({ trainable }) => trainable) || !isEditable(definedAt.file)) continue;
    held ??= new Set(network.state.map(({ sharedAs }) => sharedAs));
    const key = `${definedAt.file}:${definedAt.start}`;
    if (found.has(key) || params.some(({ sharedAs }) => held?.has(sharedAs)) || isGivenState(network, node)) continue;
    found.set(key, {
      code: "unregistered-layer",
      severity: "hint",
      message: message("unregisteredLayer", { type }),
      at: definedAt,
      fixes: [],
      related: [],
    });
  }
  return [...found.values()];
}

/** Called through torch.func: with tensors that are the model's, or should be, in the place of its own. */
function isGivenState({ contexts }: Network, { context }: NetworkNode): boolean {
  for (let id = context; id !== null; id = contexts[id]?.parent ?? null)
    if (contexts[id]?.at.file === functionsFile) return true;
  return false;
}

const functionsFile = libraryUri("torch.func");
