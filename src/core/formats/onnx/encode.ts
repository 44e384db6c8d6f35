import type { Message } from "../../ir/message.ts";
import type { Network, NetworkNode, NodeId, Param, StateEntry, TensorType, ValueId } from "../../ir/network.ts";
import { formatShape } from "../../ir/shape.ts";
import type { FillWeights } from "../../ir/weights.ts";
import { message } from "../../messages/index.ts";
import type { OnnxEmitter, OperatorSpec } from "../../ops/spec.ts";
import { uniqueNames } from "./names.ts";
import type { ExportPlan } from "./plan.ts";
import { floatBytes, int64Bytes } from "./protobuf.ts";
import type { OnnxGraph, OnnxNode, OnnxTensor } from "./schema.ts";
import { constantBytes, isFloat, weightBytes, writtenType } from "./tensorData.ts";

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

/** Encodes the planned nodes in recorded order, which is a topological one. */
export function encodeGraph(
  network: Network,
  plan: ExportPlan,
  weights: FillWeights,
  operators: ReadonlyMap<string, OperatorSpec>,
): EncodedGraph | Refusal {
  const fresh = uniqueNames();
  const nodeName = uniqueNames();
  const names = new Map<ValueId, string>();
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const states = new Map(network.state.map((entry) => [entry.sharedAs, entry] as const).reverse());
  let opset = BASE_OPSET;

  // The names of the summary come first, so that nothing else takes them.
  for (const input of network.inputs) names.set(input.value, fresh(input.name));
  const outputs = plan.outputs.map((output) => {
    const name = fresh(output.name);
    const isNew = !names.has(output.value) && plan.valueOf.get(output.value)?.producer !== null;
    if (isNew) names.set(output.value, name);
    return { ...output, name, copied: !isNew };
  });

  const initializer = (tensor: OnnxTensor): string => {
    initializers.set(tensor.name, tensor);
    return tensor.name;
  };
  const stateNames = new Map<string, string>();
  const stateTensor = (sharedAs: string, entry: StateEntry): string | Message => {
    const known = stateNames.get(sharedAs);
    if (known !== undefined) return known;
    const dims = entry.shape.rank === "known" ? entry.shape.dims : null;
    if (!dims?.every((dim) => typeof dim === "number")) {
      return message("exportUnknownSize", { name: entry.name, shape: formatShape(entry.shape) });
    }
    const name = fresh(sharedAs);
    const filled = isFloat(entry.dtype) && (entry.persistent || entry.data === null);
    const count = dims.reduce((product, dim) => product * dim, 1);
    const data = filled ? weightBytes(entry, count, weights) : entry.data && constantBytes(entry.data);
    if (data === null) return message("exportUnknownContents", { name: entry.name });
    stateNames.set(sharedAs, name);
    return initializer({ name, dtype: writtenType(entry.dtype), dims, data });
  };

  const inputName = (node: NetworkNode, id: ValueId): string | Message => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const value = plan.valueOf.get(id);
    if (!value) return message("exportUnknownInput", { layer: node.name });
    let name: string | Message = message("exportUnknownContents", { name: value.name || node.name });
    const entry = value.state === null ? undefined : states.get(value.state);
    if (entry) name = stateTensor(entry.sharedAs, entry);
    else if (value.data) {
      const data = constantBytes(value.data);
      const { dims, dtype } = value.data;
      if (data) name = initializer({ name: fresh(value.name || "constant"), dtype: writtenType(dtype), dims, data });
    }
    if (typeof name === "string") names.set(id, name);
    return name;
  };

  for (const node of plan.nodes) {
    const refuse = (because: Message): Refusal => ({ because, node: node.id });
    const layer = node.name || node.type;
    const spec = operators.get(node.op);
    if (!spec) return refuse(message("exportUnknownOperator", { layer, type: node.type }));
    if (!spec.onnx) return refuse(message("exportNoMapping", { layer, op: node.op }));
    if (node.when === "maybe") return refuse(message("exportUncertainBranch", { layer }));
    const inputs: (string | null)[] = [];
    for (const id of node.inputs) {
      const name = id === null ? null : inputName(node, id);
      if (name !== null && typeof name !== "string") return refuse(name);
      inputs.push(name);
    }
    const params = new Map<string, string>();
    for (const param of node.params) {
      const name = stateTensor(param.sharedAs, states.get(param.sharedAs) ?? unlistedState(param));
      if (typeof name !== "string") return refuse(name);
      params.set(param.slot, name);
    }
    for (const [index, id] of node.outputs.entries()) {
      if (!names.has(id))
        names.set(id, fresh(plan.valueOf.get(id)?.name || (index === 0 ? layer : `${layer}.${index}`)));
    }
    const typeOf = (id: ValueId | null): TensorType | null =>
      id === null ? null : (plan.valueOf.get(id)?.type ?? null);
    const emitter: OnnxEmitter = {
      inputs,
      outputs: node.outputs.map((id) => names.get(id) ?? ""),
      inputTypes: node.inputs.map(typeOf),
      outputTypes: node.outputs.flatMap((id) => typeOf(id) ?? []),
      node,
      param: (slot) => params.get(slot) ?? null,
      constant: (dtype, dims, values) => {
        const data = dtype === "float32" ? floatBytes(values) : int64Bytes(values);
        return initializer({ name: fresh(`${layer}/constant`), dtype, dims, data });
      },
      emit: (type, given, attributes = {}, wanted = 1) => {
        const made =
          typeof wanted === "number" ? Array.from({ length: wanted }, () => fresh(`${layer}/${type}`)) : wanted;
        nodes.push({ name: nodeName(layer), type, inputs: withoutTrailing(given), outputs: made, attributes });
        return made;
      },
    };
    const problem = spec.onnx.encode(node.attrs, emitter);
    if (problem) return refuse(problem);
    opset = Math.max(opset, spec.onnx.since);
  }

  for (const output of outputs) {
    if (!output.copied) continue;
    const source = names.get(output.value);
    if (source === undefined) return { because: message("exportUnknownContents", { name: output.name }), node: null };
    nodes.push({
      name: nodeName(output.name),
      type: "Identity",
      inputs: [source],
      outputs: [output.name],
      attributes: {},
    });
  }

  const typeOf = (id: ValueId): TensorType | null => plan.valueOf.get(id)?.type ?? null;
  const outputNames = new Set(outputs.map((output) => output.name));
  const extra = [...new Set(plan.extra.flatMap((id) => names.get(id) ?? []))].filter((name) => !outputNames.has(name));
  const graph: OnnxGraph = {
    name: network.model || "network",
    opset,
    nodes,
    initializers: [...initializers.values()],
    inputs: network.inputs.map((input) => ({ name: names.get(input.value) ?? input.name, type: typeOf(input.value) })),
    outputs: [
      ...outputs.map((output) => ({ name: output.name, type: typeOf(output.value) })),
      // Without a type: these are asked for to learn the real one.
      ...extra.map((name) => ({ name, type: null })),
    ],
  };
  return { graph, names };
}

/** A layer's tensor that the front-end did not list in the state (declarative formats name them by layer and slot). */
function unlistedState(param: Param): StateEntry {
  const { sharedAs, shape, trainable } = param;
  const kind = trainable ? "parameter" : "buffer";
  return { name: sharedAs, kind, shape, dtype: "float32", trainable, sharedAs, persistent: true, data: null };
}

function withoutTrailing(inputs: readonly (string | null)[]): string[] {
  const names = inputs.map((name) => name ?? "");
  while (names.at(-1) === "") names.pop();
  return names;
}
