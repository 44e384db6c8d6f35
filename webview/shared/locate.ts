import {
  type CallId,
  type Network,
  type NodeId,
  rangeContains,
  rangeLength,
  type SourceRange,
} from "../../src/core/ir/index.ts";
import type { CursorPlace } from "../../src/protocol/views.ts";

/** A layer or a module call of the network. */
export type Target = { readonly kind: "node"; readonly id: NodeId } | { readonly kind: "call"; readonly id: CallId };

/**
 * What the cursor stands on: the innermost written place that contains it, of a layer (its call, its constructor), of a
 * module, or of a call on the way to either. Where none does, the outermost that begins on the cursor's line, whose shape
 * the line's hint shows: before `x = self.block(x)` that is the block. Of several with one place (a loop, a class built
 * twice), `shown` where it is among them, so that a click on the third block that leads to the source does not come back as
 * the first; else the first recorded. A module goes before the layers in it.
 */
export function targetAt(
  network: Network,
  file: string,
  cursor: CursorPlace,
  shown: Target | null = null,
): Target | null {
  const { offset, line } = cursor;
  return (
    nearest(network, shown, (range) =>
      range.file === file && rangeContains(range, offset) ? -rangeLength(range) : null,
    ) ??
    nearest(network, shown, (range) =>
      range.file === file && line.start <= range.start && range.start <= line.end ? rangeLength(range) : null,
    )
  );
}

/** The place with the highest rank; null: it does not count. */
function nearest(network: Network, shown: Target | null, rank: (range: SourceRange) => number | null): Target | null {
  let best: Target | null = null;
  let bestRank = Number.NEGATIVE_INFINITY;
  const offer = (range: SourceRange | null, target: Target): void => {
    const ranked = range && rank(range);
    if (ranked === null) return;
    const isShown = target.kind === shown?.kind && target.id === shown.id;
    if (ranked > bestRank || (ranked === bestRank && isShown)) {
      best = target;
      bestRank = ranked;
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
