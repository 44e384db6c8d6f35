// Matrix products and attention.

import { message } from "../../../messages/index.ts";
import { type Result, Unknown } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, type Place, unknownTensor } from "../function.ts";
import { itemsOf } from "../reader.ts";
import { isTensor } from "../tensor.ts";
import { rankOf } from "./arguments.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

const product = (
  names: readonly string[],
  second: string,
  attrs: Readonly<Record<string, readonly number[] | boolean>>,
): FunctionRow => ({
  names,
  places: everywhere,
  signature: `input, ${second}, *, out=None`,
  operation: (call) => ({ op: "MatMul", attrs, inputs: [call.input, call.value(second)] }),
});

/** Products of the last axes: with a matrix on the right that is what a linear layer does. */
function inner(call: FunctionCall): Result {
  const [left, right] = [call.input, call.value("other")];
  const [first, second] = [rankOf(left), rankOf(right)];
  if (first === null || second === null) return unknownTensor(call.machine, message("notATensor"));
  if (second === 2) return call.record({ op: "Linear", attrs: { hasBias: false }, inputs: [left, right] })[0] ?? null;
  if (first === 0 || second === 0) return call.record({ op: "Mul", attrs: {}, inputs: [left, right] })[0] ?? null;
  if (second === 1) return call.record({ op: "MatMul", attrs: {}, inputs: [left, right] })[0] ?? null;
  // Of the last axes of both: each pair of the others gives a number.
  const letters = (from: number, count: number) =>
    String.fromCharCode(...Array.from({ length: count }, (_, at) => from + at));
  const [a, b] = [letters(97, first - 1), letters(65, second - 1)];
  return call.record({ op: "Einsum", attrs: { equation: `${a}z,${b}z->${a}${b}` }, inputs: [left, right] })[0] ?? null;
}

export const productFunctions: readonly FunctionRow[] = [
  product(["matmul"], "other", {}),
  product(["bmm"], "mat2", { ranks: [3], strictBatch: true }),
  product(["mm"], "mat2", { ranks: [2] }),
  product(["mv"], "vec", {}),
  product(["dot", "vdot"], "tensor", { ranks: [1] }),
  { names: ["inner"], places: everywhere, signature: "input, other, *, out=None", run: inner },
  {
    names: ["einsum"],
    places: ["torch"],
    signature: "equation, *operands",
    operation(call) {
      const all = call.value("operands");
      if (all instanceof Unknown) return all.because;
      const given = itemsOf(call.machine, all) ?? [];
      const only = given.length === 1 ? (given[0] ?? null) : null;
      const operands = only !== null && !isTensor(only) ? (itemsOf(call.machine, only) ?? given) : given;
      const equation = call.text("equation");
      if (equation === null) return message("indexNotKnown");
      return { op: "Einsum", attrs: { equation }, inputs: operands };
    },
  },
  {
    names: ["addmm"],
    places: everywhere,
    signature: "input, mat1, mat2, *, beta=1, alpha=1, out=None",
    run(call) {
      const made = call.record({
        op: "MatMul",
        attrs: { ranks: [2] },
        inputs: [call.value("mat1"), call.value("mat2")],
      });
      return call.record({ op: "Add", attrs: {}, inputs: [made[0] ?? null, call.input] })[0] ?? null;
    },
  },
  {
    names: ["addmv"],
    places: everywhere,
    signature: "input, mat, vec, *, beta=1, alpha=1, out=None",
    run(call) {
      const made = call.record({ op: "MatMul", attrs: {}, inputs: [call.value("mat"), call.value("vec")] });
      return call.record({ op: "Add", attrs: {}, inputs: [made[0] ?? null, call.input] })[0] ?? null;
    },
  },
  {
    names: ["addbmm"],
    places: everywhere,
    signature: "input, batch1, batch2, *, beta=1, alpha=1, out=None",
    run(call) {
      const attrs = { ranks: [3], strictBatch: true };
      const made = call.record({ op: "MatMul", attrs, inputs: [call.value("batch1"), call.value("batch2")] });
      const sum = call.record({ op: "Reduce", attrs: { function: "sum", axes: [0] }, inputs: [made[0] ?? null] });
      return call.record({ op: "Add", attrs: {}, inputs: [sum[0] ?? null, call.input] })[0] ?? null;
    },
  },
  {
    names: ["baddbmm"],
    places: everywhere,
    signature: "input, batch1, batch2, *, beta=1, alpha=1, out=None",
    run(call) {
      const attrs = { ranks: [3], strictBatch: true };
      const made = call.record({ op: "MatMul", attrs, inputs: [call.value("batch1"), call.value("batch2")] });
      return call.record({ op: "Add", attrs: {}, inputs: [made[0] ?? null, call.input] })[0] ?? null;
    },
  },
  {
    names: ["scaled_dot_product_attention"],
    places: ["functional"],
    signature: "query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False",
    operation: (call) => ({
      op: "Attention",
      attrs: { causal: call.flag("is_causal"), scale: call.none("scale") ? null : call.number("scale", 1) },
      inputs: [call.value("query"), call.value("key"), call.value("value"), call.value("attn_mask")],
    }),
  },
];
