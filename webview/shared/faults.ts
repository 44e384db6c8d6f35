import type { Diagnostic, Network, NodeId, SourceRange } from "../../src/core/ir/index.ts";

/** Faults by the layer they are about: written at its call, its constructor, their arguments, or a call on the way to it. */
export function faultsByNode(network: Network): ReadonlyMap<NodeId, readonly Diagnostic[]> {
  const byNode = new Map<NodeId, Diagnostic[]>();
  for (const diagnostic of network.diagnostics) {
    const { at, severity } = diagnostic;
    if (!at || severity === "hint") continue;
    const node =
      network.nodes.find((candidate) => within(at, candidate.at) || within(at, candidate.definedAt)) ??
      network.nodes.find((candidate) => onTheWay(network, at, candidate.context));
    if (node) byNode.set(node.id, [...(byNode.get(node.id) ?? []), diagnostic]);
  }
  return byNode;
}

function within(inner: SourceRange, outer: SourceRange | null): boolean {
  return outer !== null && outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;
}

function onTheWay(network: Network, at: SourceRange, innermost: number | null): boolean {
  for (let id = innermost; id !== null; id = network.contexts[id]?.parent ?? null) {
    if (within(at, network.contexts[id]?.at ?? null)) return true;
  }
  return false;
}
