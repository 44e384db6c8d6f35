import type { Dim } from "../ir/dim.ts";
import { addDims } from "../ir/dimArithmetic.ts";
import type { ModuleCall, Network, NetworkNode, NodeId, ValueId } from "../ir/network.ts";
import { elementsOf } from "../ops/tensors.ts";
import { type KnownSum, sumOfKnown } from "./knownSum.ts";
import { parameterNames, type StateNames } from "./parameters.ts";

/**
 * One line of a summary: a call of a leaf module (or a layer of a declarative format), with all that happened inside of it,
 * or a call of a function outside of leaf modules.
 */
export interface LayerRow {
  /** Unique: later calls of the same function in the same scope, or of the same layer, have "#2", "#3" after their name. */
  readonly label: string;
  /** The name as the contract has it: repeated for later calls of a layer, numbered for those of a function. */
  readonly name: string;
  readonly kind: "module" | "function";
  readonly type: string;
  readonly op: string;
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
  /** Nodes firstNode (inclusive) to endNode (exclusive). */
  readonly firstNode: NodeId;
  readonly endNode: NodeId;
  /** Learnable elements that no earlier row has counted, as far as they are known. */
  readonly parameters: Dim;
  /** Whether that is all of them. */
  readonly parametersComplete: boolean;
  readonly macs: Dim;
  readonly at: NetworkNode["at"];
  readonly definedAt: NetworkNode["definedAt"];
}

/** A row before it is named and counted. */
type DescribedRow = Omit<LayerRow, "label" | "parameters" | "parametersComplete" | "macs">;

/** The rows in the order of execution. */
export function layerRows(network: Network): readonly LayerRow[] {
  const rows: LayerRow[] = [];
  const counted = new Set<string>();
  const seen = new Map<string, number>();
  const names = parameterNames(network);
  const leafCalls = network.calls.filter((call) => call.leaf);

  const push = (row: DescribedRow, nodes: readonly NetworkNode[]): void => {
    const count = (seen.get(row.name) ?? 0) + 1;
    seen.set(row.name, count);
    const label = count === 1 ? row.name : `${row.name}#${count}`;
    const { known: parameters, complete: parametersComplete } = newParameters(row, nodes, names, counted);
    const name = row.kind === "function" ? label : row.name;
    const macs = addDims(0, ...nodes.map((node) => node.macs));
    rows.push({ ...row, name, label, parameters, parametersComplete, macs });
  };

  let next = 0;
  for (let index = 0; index <= network.nodes.length; index++) {
    // A leaf may have made no node at all: an identity, a dropout that was folded away.
    for (let call = leafCalls[next]; call && call.firstNode <= index; call = leafCalls[++next]) {
      const nodes = network.nodes.slice(call.firstNode, call.endNode);
      push(rowOfCall(call, nodes), nodes);
      index = Math.max(index, call.endNode);
    }
    const node = network.nodes[index];
    if (node) push(rowOfNode(node), [node]);
  }
  return rows;
}

function rowOfCall(call: ModuleCall, nodes: readonly NetworkNode[]): DescribedRow {
  return {
    name: call.name,
    kind: "module",
    type: call.type,
    op: mainNode(nodes)?.op ?? "Identity",
    inputs: call.inputs.filter((input) => input !== null),
    outputs: call.outputs,
    firstNode: call.firstNode,
    endNode: call.endNode,
    at: call.at,
    definedAt: call.definedAt,
  };
}

function rowOfNode(node: NetworkNode): DescribedRow {
  return {
    name: node.name,
    kind: node.kind,
    type: node.type,
    op: node.op,
    inputs: node.inputs.filter((input) => input !== null),
    outputs: node.outputs,
    firstNode: node.id,
    endNode: node.id + 1,
    at: node.at,
    definedAt: node.definedAt,
  };
}

/** What a leaf is known for: the operation with parameters, else one with multiplications, else the last. */
function mainNode(nodes: readonly NetworkNode[]): NetworkNode | undefined {
  return nodes.find((node) => node.params.length > 0) ?? nodes.find((node) => node.macs !== 0) ?? nodes.at(-1);
}

/** The learnable elements of a layer and of what it used, those already counted left out. */
function newParameters(
  row: Pick<LayerRow, "name" | "kind">,
  nodes: readonly NetworkNode[],
  names: StateNames,
  counted: Set<string>,
): KnownSum {
  const sum: Dim[] = [];
  const add = (sharedAs: string, elements: Dim): void => {
    if (counted.has(sharedAs)) return;
    counted.add(sharedAs);
    sum.push(elements);
  };
  if (row.kind === "module")
    for (const entry of names.ofModule.get(row.name) ?? []) add(entry.sharedAs, elementsOf(entry));
  for (const node of nodes)
    for (const param of node.params) if (names.isParameter(param)) add(param.sharedAs, elementsOf(param));
  return sumOfKnown(sum);
}
