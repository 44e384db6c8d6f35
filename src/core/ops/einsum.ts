import { type Dim, formatDim } from "../ir/dim.ts";
import { multiplyDims } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import type { AxisOrigin, WindowRule } from "./spec.ts";
import { dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/**
 * Sums of products by an index notation: `"bij,bjk->bik"`. A letter names an axis, `...` the axes before those that are
 * named, spaces say nothing. Without `->` the result has the letters that occur once, in alphabetical order.
 */
export interface EinsumAttributes extends Attributes {
  readonly equation: string;
}

/** Axis names: letters, and for the axes of `...` a dot with their position from the end. */
interface Notation {
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
}

const ELLIPSIS = "...";

function letters(term: string, rank: number | null): readonly string[] | null {
  const at = term.indexOf(ELLIPSIS);
  const named = term.replace(ELLIPSIS, "");
  if (!/^[A-Za-z]*$/.test(named)) return null;
  if (at < 0) return rank === null || named.length === rank ? [...named] : null;
  if (rank === null || named.length > rank) return null;
  const spread = Array.from({ length: rank - named.length }, (_, index) => `.${rank - named.length - index}`);
  return [...named.slice(0, at), ...spread, ...named.slice(at)];
}

/** The axes of the operands and of the result; null where the equation does not go with the ranks. */
function parseEquation(equation: string, ranks: readonly number[]): Notation | null {
  const [left = "", right, rest] = equation.replaceAll(" ", "").split("->");
  const terms = left.split(",");
  if (rest !== undefined || terms.length !== ranks.length) return null;
  const operands: (readonly string[])[] = [];
  for (const [index, term] of terms.entries()) {
    const axes = letters(term, ranks[index] ?? 0);
    if (axes === null) return null;
    operands.push(axes);
  }
  const all = operands.flat();
  const spread = [...new Set(all.filter((axis) => axis.startsWith(".")))].sort(
    (a, b) => Number(b.slice(1)) - Number(a.slice(1)),
  );
  if (right === undefined) {
    const once = all.filter((axis) => !axis.startsWith(".") && all.indexOf(axis) === all.lastIndexOf(axis));
    return { operands, output: [...spread, ...once.sort()] };
  }
  const at = right.indexOf(ELLIPSIS);
  const named = [...right.replace(ELLIPSIS, "")];
  if (named.some((axis) => !all.includes(axis)) || new Set(named).size !== named.length) return null;
  return { operands, output: at < 0 ? named : [...named.slice(0, at), ...spread, ...named.slice(at)] };
}

type Inputs = readonly (TensorType | null)[];

const ranksOf = (inputs: Inputs): readonly number[] => inputs.map((input) => knownDims(input)?.length ?? 0);

/** The size of each axis; axes of size 1 broadcast. */
function sizesOf(notation: Notation, inputs: Inputs): ReadonlyMap<string, Dim> {
  const sizes = new Map<string, Dim>();
  for (const [index, axes] of notation.operands.entries()) {
    const dims = knownDims(inputs[index]) ?? [];
    for (const [axis, name] of axes.entries()) {
      const known = sizes.get(name);
      if (known === undefined || known === 1) sizes.set(name, dims[axis] ?? 1);
    }
  }
  return sizes;
}

/** The first axis whose size contradicts an earlier one: within an operand sizes must be equal, between them 1 fits. */
function conflictOf(notation: Notation, inputs: Inputs): { axis: string; left: Dim; right: Dim } | null {
  const sizes = sizesOf(notation, inputs);
  for (const [index, axes] of notation.operands.entries()) {
    const dims = knownDims(inputs[index]) ?? [];
    for (const [at, axis] of axes.entries()) {
      const [left, right] = [sizes.get(axis) ?? 1, dims[at] ?? 1];
      if (right !== 1 && left !== 1 && dimsEqual(left, right) === "no") return { axis, left, right };
      const first = dims[axes.indexOf(axis)] ?? right;
      if (dimsEqual(first, right) === "no") return { axis, left: first, right };
    }
  }
  return null;
}

export const einsum = defineOperator<EinsumAttributes>({
  op: "Einsum",
  summary: "Sums of products of elements, written by the names of their axes.",
  inputs: ["x…"],
  infer(site) {
    const { attrs, inputs } = site;
    for (const input of inputs) {
      const dims = dimsOf(input);
      if (isReason(dims)) return unknownOutput(site, dims);
    }
    const notation = parseEquation(attrs.equation, ranksOf(inputs));
    if (notation === null) {
      const text = message("einsumEquation", { equation: attrs.equation, ranks: ranksOf(inputs).join(", ") });
      return unknownOutput(site, fault(site, "einsum-equation", text, "equation"));
    }
    const conflict = conflictOf(notation, inputs);
    if (conflict !== null) {
      const { axis, left, right } = conflict;
      fault(site, "einsum-sizes", message("einsumSizes", { axis, left: formatDim(left), right: formatDim(right) }));
    }
    const sizes = sizesOf(notation, inputs);
    return [
      tensor(
        inputs[0],
        notation.output.map((axis) => sizes.get(axis) ?? 1),
      ),
    ];
  },
  // Operands are multiplied from left to right; a product that sums over nothing is no matrix product.
  macs(attrs, inputs) {
    const notation = parseEquation(attrs.equation, ranksOf(inputs));
    if (notation === null || inputs.length < 2) return 0;
    const sizes = sizesOf(notation, inputs);
    const total = new Set(notation.operands.flat());
    if ([...total].every((axis) => notation.output.includes(axis))) return 0;
    return multiplyDims(...[...total].map((axis) => sizes.get(axis) ?? 1));
  },
  window(attrs, inputs): WindowRule {
    const notation = parseEquation(attrs.equation, ranksOf(inputs));
    if (notation === null) return "opaque";
    return {
      perInput: notation.operands.map((axes): WindowRule => {
        const origins = notation.output.map((name): AxisOrigin => {
          const from = axes.indexOf(name);
          return { from: from < 0 ? null : from };
        });
        return { axes: origins };
      }),
    };
  },
  onnx: {
    op: "Einsum",
    since: 12,
    encode(attrs, emitter) {
      emitter.emit(
        "Einsum",
        [...emitter.inputs],
        { equation: { string: attrs.equation.replaceAll(" ", "") } },
        emitter.outputs,
      );
      return null;
    },
  },
});
