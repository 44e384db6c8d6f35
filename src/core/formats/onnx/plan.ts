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
  /** Leave out these nodes and what depends on them; what they would have read last becomes the outputs. */
  readonly without: ReadonlySet<NodeId>;
  readonly extraOutputs: readonly ValueId[];
}

/** Keeps the nodes that an output depends on (an auxiliary classifier whose result is dropped is left out). */
export function planExport(network: Network, { without, extraOutputs }: ExportRange): ExportPlan {
  const [kept, dropped] = separate(network, without);
  const produced = new Set(kept.flatMap((node) => node.outputs));
  const outputs = dropped.length === 0 ? network.outputs : frontier(network, kept, dropped, produced);
  const extra = extraOutputs.filter((value) => produced.has(value));
  const nodes = neededFor(kept, [...outputs.map((output) => output.value), ...extra]);
  return { nodes, outputs, extra, valueOf: new Map(network.values.map((value) => [value.id, value])) };
}

/** The nodes that can be computed without some of them, and the others. */
function separate(network: Network, without: ReadonlySet<NodeId>): readonly [NetworkNode[], NetworkNode[]] {
  const missing = new Set<ValueId>();
  const kept: NetworkNode[] = [];
  const dropped: NetworkNode[] = [];
  for (const node of network.nodes) {
    const isKept = !without.has(node.id) && !node.inputs.some((input) => input !== null && missing.has(input));
    if (isKept) kept.push(node);
    else {
      dropped.push(node);
      for (const output of node.outputs) missing.add(output);
    }
  }
  return [kept, dropped];
}

function neededFor(kept: readonly NetworkNode[], values: readonly ValueId[]): readonly NetworkNode[] {
  const needed = new Set(values);
  const nodes: NetworkNode[] = [];
  for (const node of kept.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    nodes.push(node);
    for (const input of node.inputs) if (input !== null) needed.add(input);
  }
  return nodes.reverse();
}

/** Outputs of the network that are left, and the values that only dropped nodes would have gone on with. */
function frontier(
  network: Network,
  kept: readonly NetworkNode[],
  dropped: readonly NetworkNode[],
  produced: ReadonlySet<ValueId>,
): NamedValue[] {
  const names = new Map<ValueId, string>();
  for (const output of network.outputs) if (produced.has(output.value)) names.set(output.value, output.name);
  // A branch that no output needs is not shown because it can't be computed.
  const wanted = new Set(
    neededFor(
      network.nodes,
      network.outputs.map(({ value }) => value),
    ),
  );
  const lost = network.outputs.length > 0 ? dropped.filter((node) => wanted.has(node)) : dropped;
  const read = lost.flatMap(({ inputs }) => inputs.filter((input) => input !== null && produced.has(input)));
  const ends = read.filter((value) => value !== null);
  const goneOnWith = new Set(neededFor(kept, [...names.keys(), ...ends]).flatMap((node) => node.inputs));
  // Not by the name of an output that is left out.
  const taken = new Set(network.outputs.map(({ name }) => name));
  for (const value of ends) {
    if (goneOnWith.has(value) || names.has(value)) continue;
    let number = names.size;
    while (taken.has(`output_${number}`)) number++;
    names.set(value, `output_${number}`);
    taken.add(`output_${number}`);
  }
  return [...names].map(([value, name]) => ({ value, name }));
}
