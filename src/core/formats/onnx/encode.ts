import type { Message } from "../../ir/message.ts";
import type { NamedValue, Network, NetworkNode, NodeId, TensorType, ValueId } from "../../ir/network.ts";
import type { FillWeights } from "../../ir/weights.ts";
import { message } from "../../messages/index.ts";
import type { OnnxEmitter, OperatorSpec } from "../../ops/spec.ts";
import { uniqueNames } from "./names.ts";
import { normalizedWeight } from "./normalizedWeight.ts";
import type { ExportPlan } from "./plan.ts";
import type { OnnxGraph, OnnxNode } from "./schema.ts";
import { type TensorTable, tensorTable } from "./tensorTable.ts";

/** Why a network can't be exported, and the node that stands in the way (null: no single one). */
export interface Refusal {
  readonly because: Message;
  readonly node: NodeId | null;
}

export interface EncodedGraph {
  readonly graph: OnnxGraph;
  /** The ONNX name of each value that the graph gives out or takes in. */
  readonly names: ReadonlyMap<ValueId, string>;
}

const BASE_OPSET = 17;

/** A graph under construction. */
interface Encoding {
  readonly plan: ExportPlan;
  readonly operators: ReadonlyMap<string, OperatorSpec>;
  readonly fresh: (wanted: string) => string;
  readonly freshNode: (wanted: string) => string;
  readonly tensors: TensorTable;
  readonly nodes: OnnxNode[];
  opset: number;
}

/** Encodes the planned nodes in recorded order, which is a topological one. */
export function encodeGraph(
  network: Network,
  plan: ExportPlan,
  weights: FillWeights,
  operators: ReadonlyMap<string, OperatorSpec>,
): EncodedGraph | Refusal {
  const fresh = uniqueNames();
  const tensors = tensorTable(network, plan, weights, fresh);
  const encoding: Encoding = {
    plan,
    operators,
    fresh,
    freshNode: uniqueNames(),
    tensors,
    nodes: [],
    opset: BASE_OPSET,
  };
  const { names } = tensors;
  // The names of the summary come first, so that nothing else takes them.
  for (const input of network.inputs) names.set(input.value, fresh(input.name));
  const outputs = nameOutputs(encoding);
  for (const node of plan.nodes) {
    const because = encodeNode(encoding, node);
    if (because) return { because, node: node.id };
  }
  for (const { name, value, copied } of outputs) {
    if (!copied) continue;
    const source = names.get(value);
    if (source === undefined) return { because: message("exportUnknownContents", { name }), node: null };
    emitNode(encoding, name, "Identity", [source], [name], {});
  }

  const typeOf = (id: ValueId): TensorType | null => plan.valueOf.get(id)?.type ?? null;
  const outputNames = new Set(outputs.map((output) => output.name));
  const extra = [...new Set(plan.extra.flatMap((id) => names.get(id) ?? []))].filter((name) => !outputNames.has(name));
  const graph: OnnxGraph = {
    name: network.model || "network",
    opset: encoding.opset,
    nodes: encoding.nodes,
    initializers: [...tensors.initializers.values()],
    inputs: network.inputs.map((input) => ({ name: names.get(input.value) ?? input.name, type: typeOf(input.value) })),
    outputs: [
      ...outputs.map((output) => ({ name: output.name, type: typeOf(output.value) })),
      // Without a type: these are asked for to learn the real one.
      ...extra.map((name) => ({ name, type: null })),
    ],
  };
  return { graph, names };
}

/** An output that is an input, a parameter or another output has to be copied: a graph makes each of its outputs. */
function nameOutputs({ plan, tensors, fresh }: Encoding): readonly (NamedValue & { readonly copied: boolean })[] {
  return plan.outputs.map(({ name: wanted, value }) => {
    const name = fresh(wanted);
    const copied = tensors.names.has(value) || plan.valueOf.get(value)?.producer === null;
    if (!copied) tensors.names.set(value, name);
    return { name, value, copied };
  });
}

/** Null, or why the node can't be exported. */
function encodeNode(encoding: Encoding, node: NetworkNode): Message | null {
  const { tensors, plan, fresh } = encoding;
  const layer = node.name || node.type;
  const spec = encoding.operators.get(node.op);
  if (!spec) return message("exportUnknownOperator", { layer, type: node.type });
  if (!spec.onnx) return message("exportNoMapping", { layer, type: node.type || node.op });
  if (node.when === "maybe") return message("exportUncertainBranch", { layer });
  const inputs: (string | null)[] = [];
  for (const id of node.inputs) {
    const name = id === null ? null : tensors.input(node, id);
    if (name !== null && typeof name !== "string") return name;
    inputs.push(name);
  }
  // A file with faults may leave a layer without what it takes; of repeated inputs some operators take none.
  const lacks = spec.inputs.some(
    (name, index) => (index === 0 || !/[?…]$/.test(name)) && (inputs[index] ?? null) === null,
  );
  if (lacks && !spec.inputs[0]?.endsWith("?")) return message("exportMissingInput", { layer });
  const outputs = node.outputs.map((id, index) => {
    const own = plan.valueOf.get(id)?.name || (index === 0 ? layer : `${layer}.${index}`);
    const name = tensors.names.get(id) ?? fresh(own);
    tensors.names.set(id, name);
    return name;
  });
  const typeOf = (id: ValueId | null): TensorType | null => (id === null ? null : (plan.valueOf.get(id)?.type ?? null));
  const missing: Message[] = [];
  const emitter: OnnxEmitter = {
    inputs,
    outputs,
    inputTypes: node.inputs.map(typeOf),
    outputTypes: node.outputs.flatMap((id) => typeOf(id) ?? []),
    node,
    // Only what the operator asks for is written: a counter of batches, say, is not.
    param(slot) {
      const param = node.params.find((candidate) => candidate.slot === slot);
      const name = param ? tensors.param(param) : normalizedWeight(emitter, slot);
      if (name === null || typeof name === "string") return name;
      missing.push(name);
      return null;
    },
    constant: (dtype, dims, values) => tensors.constant(`${layer}/constant`, dtype, dims, values),
    emit(type, given, attributes = {}, wanted = 1) {
      const made =
        typeof wanted === "number" ? Array.from({ length: wanted }, () => fresh(`${layer}/${type}`)) : wanted;
      emitNode(encoding, layer, type, given, made, attributes);
      return made;
    },
  };
  const problem = spec.onnx.encode(node.attrs, emitter);
  encoding.opset = Math.max(encoding.opset, spec.onnx.since);
  return missing[0] ?? problem;
}

function emitNode(
  { nodes, freshNode }: Encoding,
  name: string,
  type: string,
  given: readonly (string | null)[],
  outputs: readonly string[],
  attributes: OnnxNode["attributes"],
): void {
  // An absent input is an empty name; absent ones at the end are left out.
  const inputs = given.map((input) => input ?? "");
  while (inputs.at(-1) === "") inputs.pop();
  nodes.push({ name: freshNode(name), type, inputs, outputs, attributes });
}
