import type { Network, NodeId, ValueId } from "../../ir/network.ts";
import type { FillWeights } from "../../ir/weights.ts";
import { message } from "../../messages/index.ts";
import { operators as allOperators } from "../../ops/index.ts";
import type { OperatorSpec } from "../../ops/spec.ts";
import { type EncodedGraph, encodeGraph, type Refusal } from "./encode.ts";
import { planExport } from "./plan.ts";
import { assemble } from "./protobuf.ts";
import { modelProto } from "./schema.ts";

export interface ExportOptions {
  readonly weights: FillWeights;
  /** Values to give out beside the network's outputs: layers whose maps are looked at. */
  readonly extraOutputs?: readonly ValueId[];
  /**
   * Leave out this node, any other that can't be exported, and what depends on them: then only a network of which nothing
   * is left is refused. A refusal names the node that could be given here.
   */
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
      /** With `upTo`: the nodes that can't be exported beside that one, and why. What depends on them is left out too. */
      readonly leftOut: readonly Refusal[];
    }
  | Refusal;

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
  const encoded = encodePart({ ...options, upTo, extraOutputs, operators }, network);
  if ("because" in encoded) return encoded;
  const { leftOut } = encoded;
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
      return { ok: step.value, names: encoded.names, outputs, leftOut };
    }
    yield step.value / total;
  }
}

/** After so many layers that can't be exported, all that is recorded after the last one is left out. */
const MOST_LEFT_OUT = 50;

/** The graph of what can be exported, or of everything. */
function encodePart(
  { upTo, extraOutputs, operators, weights }: Required<ExportOptions>,
  network: Network,
): (EncodedGraph & { readonly leftOut: readonly Refusal[] }) | Refusal {
  const without = new Set(upTo === null ? [] : [upTo]);
  const leftOut: Refusal[] = [];
  for (;;) {
    const plan = planExport(network, { without, extraOutputs });
    if (plan.outputs.length + plan.extra.length === 0) return { because: message("exportNoOutput"), node: null };
    const encoded = encodeGraph(network, plan, weights, operators);
    if (!("because" in encoded)) return { ...encoded, leftOut };
    const { node } = encoded;
    if (upTo === null || node === null) return encoded;
    leftOut.push(encoded);
    without.add(node);
    if (leftOut.length > MOST_LEFT_OUT) for (const { id } of network.nodes) if (id > node) without.add(id);
  }
}
