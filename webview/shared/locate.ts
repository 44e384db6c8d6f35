import {
  type CallId,
  type Network,
  type NodeId,
  rangeContains,
  rangeLength,
  type SourceRange,
} from "../../src/core/ir/index.ts";

/** A layer or a module call of the network. */
export type Target = { readonly kind: "node"; readonly id: NodeId } | { readonly kind: "call"; readonly id: CallId };

/**
 * What the cursor stands on: the innermost written place that contains it, of a layer (its call, its constructor), of a
 * module, or of a call on the way to either. Of several with one place (a loop, a class built twice), `shown` where it is
 * among them, so that a click on the third block that leads to the source does not come back as the first; else the first
 * recorded. A module goes before the layers in it.
 */
export function targetAt(network: Network, file: string, offset: number, shown: Target | null = null): Target | null {
  let best: Target | null = null;
  let bestLength = Number.POSITIVE_INFINITY;
  const offer = (range: SourceRange | null, target: Target): void => {
    if (!range || range.file !== file || !rangeContains(range, offset)) return;
    const length = rangeLength(range);
    const isShown = target.kind === shown?.kind && target.id === shown.id;
    if (length < bestLength || (length === bestLength && isShown)) {
      best = target;
      bestLength = length;
    }
  };
  for (const call of network.calls) {
    if (call.leaf || call.parent === null) continue;
    const target: Target = { kind: "call", id: call.id };
    offer(call.at, target);
    offer(call.definedAt, target);
  }
  for (const node of network.nodes) {
    const target: Target = { kind: "node", id: node.id };
    offer(node.at, target);
    offer(node.definedAt, target);
    // A place on the way to the layer stands for it only where nothing nearer is written.
    for (let id = node.context; id !== null; ) {
      const context = network.contexts[id];
      if (!context) break;
      offer(context.at, target);
      id = context.parent;
    }
  }
  return best;
}

/** Where a click leads: the call and the constructor, those that are written somewhere. */
export function placesOf(
  network: Network,
  target: Target,
): { call: SourceRange | null; definition: SourceRange | null } {
  const record = target.kind === "node" ? network.nodes[target.id] : network.calls[target.id];
  return { call: record?.at ?? null, definition: record?.definedAt ?? null };
}
