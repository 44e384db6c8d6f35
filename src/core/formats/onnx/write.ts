import type { Message } from "../../ir/message.ts";
import type { Network, NodeId, ValueId } from "../../ir/network.ts";
import type { FillWeights } from "../../ir/weights.ts";
import { message } from "../../messages/index.ts";
import { operators as allOperators } from "../../ops/index.ts";
import type { OperatorSpec } from "../../ops/spec.ts";
import { encodeGraph } from "./encode.ts";
import { planExport } from "./plan.ts";
import { assemble } from "./protobuf.ts";
import { modelProto } from "./schema.ts";

export interface ExportOptions {
  readonly weights: FillWeights;
  /** Values to give out beside the network's outputs: layers whose maps are looked at. */
  readonly extraOutputs?: readonly ValueId[];
  /** Export only what comes before this node; a refusal names the node that could be given here. */
  readonly upTo?: NodeId | null;
  readonly operators?: ReadonlyMap<string, OperatorSpec>;
}

export type ExportResult =
  | {
      /** A serialized ModelProto: IR version 8, opset 17 or what an operator needs. */
      readonly ok: Uint8Array<ArrayBuffer>;
      /** The ONNX names of inputs, outputs and all values on the way. */
      readonly names: ReadonlyMap<ValueId, string>;
      readonly outputs: readonly string[];
    }
  | { readonly because: Message; readonly node: NodeId | null };

/** Protobuf's own limit for one message. */
const MAX_BYTES = 2 ** 31 - 1;

/** Writes a network as an ONNX model. What can't be written is a result with its reason, never a throw. */
export function exportOnnx(network: Network, options: ExportOptions): ExportResult {
  const steps = exportOnnxInSteps(network, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in steps of about a megabyte, for a caller that must stay responsive. Yields the part done, 0 to 1. */
export function* exportOnnxInSteps(network: Network, options: ExportOptions): Generator<number, ExportResult> {
  const { upTo = null, extraOutputs = [], operators = allOperators } = options;
  const plan = planExport(network, { upTo, extraOutputs });
  if (plan.outputs.length + plan.extra.length === 0) return { because: message("exportNoOutput"), node: null };
  const encoded = encodeGraph(network, plan, options.weights, operators);
  if ("because" in encoded) return encoded;
  const model = modelProto(encoded.graph);
  const total = model.byteLength;
  if (total > MAX_BYTES) {
    return { because: message("exportTooLarge", { size: (total / 1e9).toFixed(1) }), node: null };
  }
  const steps = assemble(model);
  for (;;) {
    const step = steps.next();
    if (step.done) {
      const outputs = encoded.graph.outputs.map((output) => output.name);
      return { ok: step.value, names: encoded.names, outputs };
    }
    yield step.value / total;
  }
}
