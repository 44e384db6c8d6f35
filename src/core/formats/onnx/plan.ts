import type { NamedValue, Network, NetworkNode, NodeId, Value, ValueId } from "../../ir/network.ts";

/** What of a network goes into the file. */
export interface ExportPlan {
  readonly nodes: readonly NetworkNode[];
  readonly outputs: readonly NamedValue[];
  /** Values asked for beside the outputs, those that are made by a node of the plan. */
  readonly extra: readonly ValueId[];
  readonly valueOf: ReadonlyMap<ValueId, Value>;
}

export interface ExportRange {
  /** Leave out this node and all that were recorded after it; what they would have read becomes the outputs. */
  readonly upTo: NodeId | null;
  readonly extraOutputs: readonly ValueId[];
}

/** Keeps the nodes that an output depends on (an auxiliary classifier whose result is dropped is left out). */
export function planExport(network: Network, range: ExportRange): ExportPlan {
  const { upTo } = range;
  const recorded = upTo === null ? network.nodes : network.nodes.filter((node) => node.id < upTo);
  const produced = new Set(recorded.flatMap((node) => node.outputs));
  const outputs = upTo === null ? network.outputs : frontier(network, upTo, produced);
  const extra = range.extraOutputs.filter((value) => produced.has(value));
  const needed = new Set<ValueId>([...outputs.map((output) => output.value), ...extra]);
  const nodes: NetworkNode[] = [];
  for (const node of recorded.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    nodes.push(node);
    for (const input of node.inputs) if (input !== null) needed.add(input);
  }
  return { nodes: nodes.reverse(), outputs, extra, valueOf: new Map(network.values.map((value) => [value.id, value])) };
}

/** Values of the kept nodes that the left-out ones read, and outputs of the network among them. */
function frontier(network: Network, upTo: NodeId, produced: ReadonlySet<ValueId>): NamedValue[] {
  const names = new Map<ValueId, string>();
  for (const output of network.outputs) if (produced.has(output.value)) names.set(output.value, output.name);
  for (const node of network.nodes) {
    if (node.id < upTo) continue;
    for (const input of node.inputs) {
      if (input !== null && produced.has(input) && !names.has(input)) names.set(input, `output_${names.size}`);
    }
  }
  return [...names].map(([value, name]) => ({ value, name }));
}
