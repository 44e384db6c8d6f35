import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { permuted } from "./axes.ts";
import { defineOperator, fault, resolveAxes, unknownOutput } from "./define.ts";
import { dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Axes in another order: either a whole permutation, or two axes that change places, or (neither) the reverse order. */
export interface TransposeAttributes extends Attributes {
  /** Output axis a is input axis permutation[a]; negative from the end. */
  readonly permutation?: readonly number[];
  readonly swap?: readonly [number, number];
}

/** The permutation for a rank; axes may still be negative. */
function orderOf(attrs: TransposeAttributes, rank: number): readonly number[] {
  if (attrs.permutation) return attrs.permutation;
  const order = Array.from({ length: rank }, (_, axis) => axis);
  if (!attrs.swap) return order.reverse();
  const [a, b] = attrs.swap.map((axis) => (axis < 0 ? axis + rank : axis));
  if (a !== undefined && b !== undefined) [order[a], order[b]] = [b, a];
  return order;
}

const positive = (axes: readonly number[]): readonly number[] =>
  axes.map((axis) => (axis < 0 ? axis + axes.length : axis));

export const transpose = defineOperator<TransposeAttributes>({
  op: "Transpose",
  summary: "Puts the axes in another order.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    if (attrs.swap && dims.length > 0) {
      const [a, b] = attrs.swap;
      // torch accepts an axis that changes places with itself.
      const axes = resolveAxes(site, a === b ? [a] : [a, b], dims.length, "swap");
      if (isReason(axes) && axes.key !== "axisRepeated") return unknownOutput(site, axes);
    }
    const order = orderOf(attrs, dims.length);
    if (order.length !== dims.length) {
      const problem = message("permutationLength", { expected: dims.length, got: order.length });
      return unknownOutput(site, fault(site, "permutation", problem, "permutation"));
    }
    const axes = attrs.permutation ? resolveAxes(site, order, dims.length, "permutation") : order;
    if (isReason(axes)) return unknownOutput(site, axes);
    return [
      tensor(
        inputs[0],
        axes.map((axis) => dims[axis] ?? 1),
      ),
    ];
  },
  window(attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    return rank === undefined ? "opaque" : permuted(positive(orderOf(attrs, rank)));
  },
  onnx: {
    op: "Transpose",
    since: 13,
    encode(attrs, emitter) {
      const rank = knownDims(emitter.inputTypes[0])?.length;
      if (rank === undefined) return message("exportNeedsNumbers", { op: "Transpose" });
      const perm = { ints: positive(orderOf(attrs, rank)) };
      emitter.emit("Transpose", [emitter.inputs[0] ?? null], { perm }, emitter.outputs);
      return null;
    },
  },
});
