import type { Message } from "../../ir/message.ts";
import type { Network, NetworkNode, Param, StateEntry, ValueId } from "../../ir/network.ts";
import { formatShape } from "../../ir/shape.ts";
import { type FillWeights, isFloat } from "../../ir/weights.ts";
import { message } from "../../messages/index.ts";
import type { ExportPlan } from "./plan.ts";
import { floatBytes, int64Bytes } from "./protobuf.ts";
import type { OnnxTensor } from "./schema.ts";
import { constantBytes, weightBytes, writtenType } from "./tensorData.ts";

/** The tensors of a graph under construction: which ONNX name each value has, and the initializers written so far. */
export interface TensorTable {
  readonly names: Map<ValueId, string>;
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** The name of a node's input, written as an initializer where no node makes it; or why there is none. */
  input(node: NetworkNode, id: ValueId): string | Message;
  /** The name of the initializer of a parameter or buffer; a shared one is written once. */
  param(param: Param): string | Message;
  constant(name: string, dtype: "float32" | "int64", dims: readonly number[], values: readonly number[]): string;
}

export function tensorTable(
  network: Network,
  plan: ExportPlan,
  weights: FillWeights,
  fresh: (wanted: string) => string,
): TensorTable {
  const names = new Map<ValueId, string>();
  const initializers = new Map<string, OnnxTensor>();
  const stateNames = new Map<string, string>();
  const states = new Map(network.state.map((entry) => [entry.sharedAs, entry] as const).reverse());
  const add = (tensor: OnnxTensor): string => {
    initializers.set(tensor.name, tensor);
    return tensor.name;
  };

  function state(entry: StateEntry): string | Message {
    const known = stateNames.get(entry.sharedAs);
    if (known !== undefined) return known;
    const dims = entry.shape.rank === "known" ? entry.shape.dims : null;
    if (!dims?.every((dim) => typeof dim === "number")) {
      return message("exportUnknownSize", { name: entry.name, shape: formatShape(entry.shape) });
    }
    const filled = isFloat(entry.dtype) && (entry.persistent || entry.data === null);
    const count = dims.reduce((product, dim) => product * dim, 1);
    const data = filled ? weightBytes(entry, count, weights) : entry.data && constantBytes(entry.data);
    if (data === null) return message("exportUnknownContents", { name: entry.name });
    const name = fresh(entry.sharedAs);
    stateNames.set(entry.sharedAs, name);
    return add({ name, dtype: writtenType(entry.dtype), dims, data });
  }

  function source(node: NetworkNode, id: ValueId): string | Message {
    const value = plan.valueOf.get(id);
    if (!value) return message("exportUnknownInput", { layer: node.name });
    const entry = value.state === null ? undefined : states.get(value.state);
    if (entry) return state(entry);
    const data = value.data && constantBytes(value.data);
    if (!value.data || !data) return message("exportUnknownContents", { name: value.name || node.name });
    const { dims, dtype } = value.data;
    return add({ name: fresh(value.name || "constant"), dtype: writtenType(dtype), dims, data });
  }

  return {
    names,
    initializers,
    input(node, id) {
      const known = names.get(id);
      if (known !== undefined) return known;
      const name = source(node, id);
      if (typeof name === "string") names.set(id, name);
      return name;
    },
    param: (param) => state(states.get(param.sharedAs) ?? unlistedState(param)),
    constant(name, dtype, dims, values) {
      const data = dtype === "float32" ? floatBytes(values) : int64Bytes(values);
      return add({ name: fresh(name), dtype, dims, data });
    },
  };
}

/** A layer's tensor that the front-end did not list in the state (declarative formats name them by layer and slot). */
function unlistedState(param: Param): StateEntry {
  const { sharedAs, shape, trainable } = param;
  const kind = trainable ? "parameter" : "buffer";
  return { name: sharedAs, kind, shape, dtype: "float32", trainable, sharedAs, persistent: true, data: null };
}
