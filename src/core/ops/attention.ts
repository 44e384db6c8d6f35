import { type Dim, unknownDim } from "../ir/dim.ts";
import { addDims, multiplyDims } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { mixing } from "./axes.ts";
import { broadcast } from "./broadcast.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimsOf, isReason, knownDims, productOf, tensor } from "./tensors.ts";

/**
 * Scaled dot-product attention, softmax(q·kᵀ/√d + mask)·v, over (…, length, features); the axes before are broadcast
 * (Vaswani et al. 2017).
 */
export interface AttentionAttributes extends Attributes {
  /** Default: 1/√features of q. */
  readonly scale?: number | null;
  /** Each position sees itself and those before it only. */
  readonly causal?: boolean;
}

export const attention = defineOperator<AttentionAttributes>({
  op: "Attention",
  summary: "Each query gathers the values whose keys match it.",
  inputs: ["q", "k", "v", "mask?"],
  infer(site) {
    const [q, k, v] = site.inputs.map(dimsOf);
    for (const dims of [q, k, v])
      if (!dims || isReason(dims)) return unknownOutput(site, dims ?? message("inputMissing"));
    const [query, key, value] = [q, k, v] as (readonly Dim[])[];
    if (!query || !key || !value) return unknownOutput(site, message("inputMissing"));
    const shapes = {
      query: formatShape(shapeOf(...query)),
      key: formatShape(shapeOf(...key)),
      value: formatShape(shapeOf(...value)),
    };
    if (query.length < 2 || key.length < 2 || value.length < 2)
      return unknownOutput(site, fault(site, "attention-shape", message("attentionShape", shapes)));
    const differ = (a: Dim | undefined, b: Dim | undefined) => dimsEqual(a ?? 1, b ?? 1) === "no";
    const batch = broadcast(query.slice(0, -2), value.slice(0, -2));
    if (differ(query.at(-1), key.at(-1)) || differ(key.at(-2), value.at(-2)) || batch.conflict)
      fault(site, "attention-shape", message("attentionShape", shapes));
    return [tensor(site.inputs[0], [...batch.dims, query.at(-2) ?? 1, value.at(-1) ?? 1])];
  },
  macs(_attrs, inputs) {
    const [q, k, v] = [knownDims(inputs[0]), knownDims(inputs[1]), knownDims(inputs[2])];
    if (!q || !k || !v) return unknownDim(message("inputMissing"));
    const pairs = multiplyDims(productOf(q.slice(0, -1)), k.at(-2) ?? 1);
    return multiplyDims(pairs, addDims(q.at(-1) ?? 1, v.at(-1) ?? 1));
  },
  window(_attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    return rank === undefined || rank < 2 ? "opaque" : mixing(rank, [rank - 1, rank - 2]);
  },
  onnx: {
    op: "MatMul",
    since: 13,
    encode(attrs, emitter) {
      const [q = null, k = null, v = null, mask = null] = emitter.inputs;
      const rank = knownDims(emitter.inputTypes[1])?.length;
      const features = knownDims(emitter.inputTypes[0])?.at(-1);
      if (rank === undefined || typeof features !== "number" || attrs.causal)
        return message("exportNotSupported", { op: "Attention" });
      const perm = Array.from({ length: rank }, (_, axis) => axis);
      [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
      const scale = emitter.constant("float32", [], [attrs.scale ?? 1 / Math.sqrt(features)]);
      const [scaled = null] = emitter.emit("Mul", [q, scale]);
      const [turned = null] = emitter.emit("Transpose", [k], { perm: { ints: perm } });
      let [scores = null] = emitter.emit("MatMul", [scaled, turned]);
      if (mask !== null) [scores = null] = emitter.emit("Add", [scores, mask]);
      const [weights = null] = emitter.emit("Softmax", [scores], { axis: { int: -1 } });
      emitter.emit("MatMul", [weights, v], {}, emitter.outputs);
      return null;
    },
  },
});
