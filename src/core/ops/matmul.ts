import type { Dim } from "../ir/dim.ts";
import { multiplyDims } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { broadcast, promote } from "./broadcast.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText } from "./formula.ts";
import type { AxisOrigin, InferenceSite } from "./spec.ts";
import { dimsOf, elementsOf, isReason, knownDims } from "./tensors.ts";

/** The product of matrices a·b over the last two axes, the axes before them broadcast; a vector counts as a row or column. */
export interface MatMulAttributes extends Attributes {
  /** Ranks that are accepted, of both sides: [3] for torch.bmm, [2] for torch.mm. */
  readonly ranks?: readonly number[];
  /** Axes before the last two have to be equal (torch.bmm). Default false. */
  readonly strictBatch?: boolean;
}

/** Gemm: alpha · a·b + beta · c over matrices. */
export interface GemmAttributes extends Attributes {
  readonly alpha?: number;
  readonly beta?: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

function infer(site: InferenceSite<MatMulAttributes>): readonly TensorType[] {
  const [a, b] = site.inputs;
  const left = dimsOf(a);
  const right = dimsOf(b);
  if (isReason(left)) return unknownOutput(site, left);
  if (isReason(right)) return unknownOutput(site, right);
  const shapes = { left: formatShape(shapeOf(...left)), right: formatShape(shapeOf(...right)) };
  const { ranks } = site.attrs;
  const wrongRank = ranks && !(ranks.includes(left.length) && ranks.includes(right.length));
  if (wrongRank || left.length === 0 || right.length === 0)
    return unknownOutput(site, fault(site, "matmul-shape", message("matmulRank", shapes)));
  const inner = left.at(-1) ?? 1;
  const outer = right.at(right.length === 1 ? -1 : -2) ?? 1;
  if (dimsEqual(inner, outer) === "no")
    fault(site, "matmul-shape", message("matmulShape", { ...shapes, inner: dimText(inner), outer: dimText(outer) }));
  const batch = broadcast(left.slice(0, -2), right.slice(0, -2));
  const unequal = site.attrs.strictBatch === true && dimsEqual(left[0] ?? 1, right[0] ?? 1) === "no";
  if (batch.conflict || unequal) fault(site, "matmul-shape", message("matmulBatch", shapes));
  const rows = left.length === 1 ? [] : left.slice(-2, -1);
  const columns = right.length === 1 ? [] : right.slice(-1);
  return [{ shape: shapeOf(...batch.dims, ...rows, ...columns), dtype: promote(a, b) }];
}

export const matMul = defineOperator<MatMulAttributes>({
  op: "MatMul",
  summary: "The product of matrices.",
  inputs: ["a", "b"],
  infer,
  macs: (_attrs, inputs, outputs) =>
    multiplyDims(elementsOf(outputs[0]), knownDims(inputs[0])?.at(-1) ?? elementsOf(inputs[0])),
  window(_attrs, inputs) {
    const left = knownDims(inputs[0]);
    const right = knownDims(inputs[1]);
    if (!left || !right || left.length < 2 || right.length < 2) return "opaque";
    const rank = Math.max(left.length, right.length);
    const origins = (own: number, kept: number): readonly AxisOrigin[] =>
      Array.from({ length: rank }, (_, axis) => {
        const from = axis - (rank - own);
        const isMatrix = axis >= rank - 2;
        return { from: from < 0 || (isMatrix && axis !== kept) ? null : from };
      });
    return { perInput: [{ axes: origins(left.length, rank - 2) }, { axes: origins(right.length, rank - 1) }] };
  },
  onnx: {
    op: "MatMul",
    since: 13,
    encode(_attrs, emitter) {
      emitter.emit("MatMul", [...emitter.inputs], {}, emitter.outputs);
      return null;
    },
  },
});

const pairOf = (dims: readonly Dim[], transposed: boolean | undefined): readonly [Dim, Dim] => {
  const [rows = 1, columns = 1] = dims;
  return transposed ? [columns, rows] : [rows, columns];
};

export const gemm = defineOperator<GemmAttributes>({
  op: "Gemm",
  summary: "The product of two matrices plus a third tensor.",
  inputs: ["a", "b", "c?"],
  infer(site) {
    const { attrs, inputs } = site;
    const a = dimsOf(inputs[0]);
    const b = dimsOf(inputs[1]);
    if (isReason(a)) return unknownOutput(site, a);
    if (isReason(b)) return unknownOutput(site, b);
    const shapes = { left: formatShape(shapeOf(...a)), right: formatShape(shapeOf(...b)) };
    if (a.length !== 2 || b.length !== 2)
      return unknownOutput(site, fault(site, "matmul-shape", message("matmulRank", shapes)));
    const [rows, inner] = pairOf(a, attrs.transposeA);
    const [outer, columns] = pairOf(b, attrs.transposeB);
    if (dimsEqual(inner, outer) === "no")
      fault(site, "matmul-shape", message("matmulShape", { ...shapes, inner: dimText(inner), outer: dimText(outer) }));
    const c = knownDims(inputs[2]);
    if (c && broadcast([rows, columns], c).conflict) {
      const sides = { left: formatShape(shapeOf(rows, columns)), right: formatShape(shapeOf(...c)) };
      fault(site, "add-shape", message("addShapes", sides));
    }
    return [{ shape: shapeOf(rows, columns), dtype: promote(inputs[0], inputs[1]) }];
  },
  macs(attrs, inputs, outputs) {
    const a = knownDims(inputs[0]);
    return a ? multiplyDims(elementsOf(outputs[0]), pairOf(a, attrs.transposeA)[1]) : elementsOf(inputs[0]);
  },
  window: () => "opaque",
  onnx: {
    op: "Gemm",
    since: 13,
    encode(attrs, emitter) {
      const attributes = {
        alpha: { float: attrs.alpha ?? 1 },
        beta: { float: attrs.beta ?? 1 },
        transA: { int: attrs.transposeA ? 1 : 0 },
        transB: { int: attrs.transposeB ? 1 : 0 },
      };
      emitter.emit("Gemm", [...emitter.inputs], attributes, emitter.outputs);
      return null;
    },
  },
});
