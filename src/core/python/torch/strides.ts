// How far apart the elements of a tensor lie, where it is not in C order: `view` needs to know. Where sizes are not plain
// numbers or torch's kernels decide, it is not known, and nothing is refused.

import type { Dim } from "../../ir/dim.ts";
import type { Attributes } from "../../ir/network.ts";
import { viewOperators } from "../../ops/views.ts";
import { elementStrides } from "./elementOrder.ts";
import { contiguousStrides } from "./numeric.ts";

/** Null: in C order. */
export type Strides = readonly number[] | null | "unknown";

/** Of a tensor that goes into an operation; `dims` null: not even their number is known. */
export interface Layout {
  readonly dims: readonly Dim[] | null;
  readonly strides: Strides;
}

const areNumbers = (dims: readonly Dim[]): dims is readonly number[] => dims.every((dim) => typeof dim === "number");

const numbersIn = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.filter((item): item is number => typeof item === "number") : [];

/** Of these, those that keep C order where they find it. */
const keepOrder: ReadonlySet<string> = new Set([
  "Dropout",
  "Flatten",
  "Identity",
  "Reshape",
  "Squeeze",
  "Unflatten",
  "Unsqueeze",
]);

/** Their results are in C order, however their inputs lie. */
const inOrder: ReadonlySet<string> = new Set(["ArgMax", "Embedding", "LayerNorm", "Linear", "Reduce"]);

/** One element at a time: the result lies as the inputs do. */
const elementwise: ReadonlySet<string> = new Set(
  "Add And Cast Div Equal FloorDiv Greater GreaterOrEqual Less LessOrEqual Max Min Mod Mul NotEqual Or Pow Sub Xor".split(
    " ",
  ),
);
const elementFunctions: ReadonlySet<unknown> = new Set([
  "relu",
  "relu6",
  "sigmoid",
  "tanh",
  "silu",
  "elu",
  "leakyRelu",
]);

/** Their results are views of what they compute in another order (`batch_first`), or libraries' that choose their own. */
const ownOrder: ReadonlySet<string> = new Set(["Attention", "Einsum", "Recurrent", "RecurrentStack"]);
const externalOrder =
  /fft|stft|svd|qr|eig|linalg|inverse|pinv|cholesky|solve|^lu|meshgrid|broadcast_tensors|lstsq|tensordot|cdist|multi_head|^real$|^imag$/;

function hasOwnOrder(op: string, attrs: Attributes, inputs: readonly Layout[]): boolean {
  if (ownOrder.has(op)) return true;
  if (op === "External") return externalOrder.test(String(attrs["name"]));
  const [left, right] = inputs;
  // A matrix times a batch of matrices is computed the other way round.
  return op === "MatMul" && (left?.dims?.length ?? 2) <= 2 && (right?.dims?.length ?? 3) >= 3;
}

/** Whether an operation's result is in C order where all its inputs are. */
export const keepsOrder = (op: string): boolean =>
  !(ownOrder.has(op) || op === "External" || op === "MatMul" || (viewOperators.has(op) && !keepOrder.has(op)));

/** How the output of an operation lies. */
export function stridesAfter(
  op: string,
  attrs: Attributes,
  inputs: readonly Layout[],
  output: readonly Dim[] | null,
): Strides {
  const [first] = inputs;
  if (viewOperators.has(op)) return first === undefined ? null : stridesOfView(op, attrs, first, output);
  if (inOrder.has(op)) return null;
  if (inputs.every(({ strides }) => strides === null)) return hasOwnOrder(op, attrs, inputs) ? "unknown" : null;
  const isElementwise = elementwise.has(op) || (op === "Activation" && elementFunctions.has(attrs["function"]));
  return isElementwise ? stridesOfElements(inputs, output) : "unknown";
}

/** How a tensor lies that is computed from others element by element, as a copy is. */
export function stridesOfElements(inputs: readonly Layout[], output: readonly Dim[] | null): Strides {
  if (inputs.every(({ strides }) => strides === null)) return null;
  if (output === null || !areNumbers(output)) return "unknown";
  const placed: { readonly dims: readonly number[]; readonly strides: readonly number[] }[] = [];
  for (const { dims, strides } of inputs) {
    if (strides === "unknown" || dims === null || !areNumbers(dims)) return "unknown";
    placed.push({ dims, strides: strides ?? contiguousStrides(dims) });
  }
  return settled(elementStrides(placed, output), output);
}

/** Where the output of an operation lies that only looks at its input in another way. */
function stridesOfView(op: string, attrs: Attributes, input: Layout, output: readonly Dim[] | null): Strides {
  const { dims } = input;
  if (input.strides === null && keepOrder.has(op)) return null;
  if (input.strides === "unknown" || dims === null || output === null) return "unknown";
  if (!areNumbers(dims) || !areNumbers(output)) return "unknown";
  const strides = input.strides ?? contiguousStrides(dims);
  const positive = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);
  const rank = dims.length;
  switch (op) {
    case "Transpose": {
      const order = orderOf(attrs, rank);
      return settled(
        order.map((axis) => strides[positive(axis, rank)] ?? 0),
        output,
      );
    }
    case "Slice": {
      const steps = numbersIn(attrs["steps"]);
      const scaled = [...strides];
      for (const [index, axis] of numbersIn(attrs["axes"]).entries())
        scaled[positive(axis, rank)] = (strides[positive(axis, rank)] ?? 0) * (steps[index] ?? 1);
      return settled(scaled, output);
    }
    case "Select":
      return typeof attrs["axis"] === "number"
        ? settled(strides.toSpliced(positive(attrs["axis"], rank), 1), output)
        : "unknown";
    case "Split": {
      const axis = positive(typeof attrs["axis"] === "number" ? attrs["axis"] : 0, rank);
      return settled(attrs["dropAxis"] === true ? strides.toSpliced(axis, 1) : strides, output);
    }
    case "Unsqueeze": {
      const [axis = 0] = numbersIn(attrs["axes"]);
      const at = positive(axis, rank + 1);
      return settled(strides.toSpliced(at, 0, (strides[at] ?? 1) * (dims[at] ?? 1)), output);
    }
    case "Squeeze":
      return settled(
        strides.filter((_, axis) => dims[axis] !== 1),
        output.filter((dim) => dim !== 1),
      ) === null
        ? null
        : settled(viewStrides(dims, strides, output) ?? contiguousStrides(output), output);
    case "Expand": {
      const shift = output.length - rank;
      return settled(
        output.map((_, axis) => (axis < shift || dims[axis - shift] === 1 ? 0 : (strides[axis - shift] ?? 0))),
        output,
      );
    }
    case "Reshape":
    case "Flatten":
      return settled(viewStrides(dims, strides, output) ?? contiguousStrides(output), output);
    case "Unflatten": {
      const viewed = viewStrides(dims, strides, output);
      return viewed === null ? "unknown" : settled(viewed, output);
    }
    case "Identity":
    case "Dropout":
      return input.strides;
    default:
      return "unknown";
  }
}

function orderOf(attrs: Attributes, rank: number): readonly number[] {
  const permutation = numbersIn(attrs["permutation"]);
  if (permutation.length === rank) return permutation;
  const order = Array.from({ length: rank }, (_, axis) => axis);
  const [a, b] = numbersIn(attrs["swap"]).map((axis) => (axis < 0 ? axis + rank : axis));
  if (a === undefined || b === undefined) return order.reverse();
  [order[a], order[b]] = [b, a];
  return order;
}

/** C order is stored as null. The stride of an axis of size 1 says nothing. */
export function settled(strides: readonly number[], dims: readonly number[]): Strides {
  const ordered = contiguousStrides(dims);
  return strides.every((stride, axis) => stride === ordered[axis] || dims[axis] === 1) ? null : strides;
}

/**
 * The strides of a view of another shape, or null where the elements would have to be copied: torch's
 * `computeStride` (aten/src/ATen/TensorUtils.cpp): axes that lie one after the other form chunks, and each chunk must hold a
 * whole number of the new axes.
 */
export function viewStrides(
  dims: readonly number[],
  strides: readonly number[],
  shape: readonly number[],
): number[] | null {
  if (dims.includes(0)) return [...contiguousStrides(shape)];
  const result = new Array<number>(shape.length).fill(1);
  let at = shape.length - 1;
  let base = strides.at(-1) ?? 1;
  let inTensor = 1;
  let inView = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    inTensor *= dims[axis] ?? 1;
    const before = axis - 1;
    if (axis !== 0 && (dims[before] === 1 || strides[before] === inTensor * base)) continue;
    while (at >= 0 && (inView < inTensor || shape[at] === 1)) {
      result[at] = inView * base;
      inView *= shape[at] ?? 1;
      at--;
    }
    if (inView !== inTensor) return null;
    if (axis > 0) {
      base = strides[before] ?? 1;
      inTensor = 1;
      inView = 1;
    }
  }
  return at === -1 ? result : null;
}

/** Whether `view` would have to copy. */
export function needsCopy(dims: readonly Dim[], strides: Strides, shape: readonly Dim[]): boolean {
  if (strides === null || strides === "unknown" || !areNumbers(dims) || !areNumbers(shape)) return false;
  const known = shape.filter((size) => size !== -1).reduce((a, b) => a * b, 1);
  const total = dims.reduce((a, b) => a * b, 1);
  const full = shape.map((size) => (size === -1 ? total / Math.max(known, 1) : size));
  if (full.reduce((a, b) => a * b, 1) !== total) return false;
  return viewStrides(dims, strides, full) === null;
}

/** The strides of a tensor of plain sizes; null: they are not known. */
export function knownStrides({ dims, strides }: Layout): readonly number[] | null {
  if (strides === "unknown" || dims === null || !areNumbers(dims)) return null;
  return strides ?? contiguousStrides(dims);
}
