// Linear algebra as torch and tensors offer it. Matrices are the last two axes, those before them are batches.
import { type Dim, formatDim, unknownDim } from "../../../ir/dim.ts";
import { compareDims, dimsEqual } from "../../../ir/dimComparison.ts";
import type { ElementType } from "../../../ir/network.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Unknown, type Value } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, type Place, unknownTensor } from "../function.ts";
import { itemsOf, valueToDim } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { namedTuple } from "../values.ts";
import { axesOf, axisOf, dimsOfInput, rankOf, sequenceOf } from "./arguments.ts";
import { broadcastAll } from "./elementwise.ts";
import { axisFaults, external, externalOne, rankFaults } from "./external.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];
const onlyTorch: readonly Place[] = ["torch"];

/** A batch of matrices: what stands before them, their rows and columns. */
export interface Matrices {
  readonly batch: readonly Dim[];
  readonly rows: Dim;
  readonly columns: Dim;
  /** The shorter side. */
  readonly side: Dim;
}

export function matricesOf(dims: readonly Dim[] | null): Matrices | null {
  if (dims === null || dims.length < 2) return null;
  const [rows = 1, columns = 1] = dims.slice(-2);
  return { batch: dims.slice(0, -2), rows, columns, side: shorter(rows, columns) };
}

export function shorter(a: Dim, b: Dim): Dim {
  const order = compareDims(a, b);
  if (order === "maybe") return dimsEqual(a, b) === "yes" ? a : unknownDim(message("tensorValueUnknown"));
  return order === "greater" ? b : a;
}

/** The input is no matrix, or not a square one. */
export function matrixFaults(dims: readonly Dim[] | null, square: boolean): readonly OperationFault[] {
  if (dims === null) return [];
  if (dims.length < 2)
    return [{ code: "matrix-rank", message: message("inputRank", { expected: "≥ 2", got: dims.length }) }];
  if (!square || dimsEqual(dims.at(-1) ?? 1, dims.at(-2) ?? 1) !== "no") return [];
  return [{ code: "matrix-square", message: message("matrixSquare", { got: formatShape(shapeOf(...dims)) }) }];
}

interface MatrixRow {
  readonly names: readonly string[];
  readonly places?: readonly Place[];
  readonly signature?: string;
  readonly square?: boolean;
  /** The shapes of the results. */
  readonly shapes: (matrices: Matrices, call: FunctionCall) => readonly (readonly Dim[])[];
  readonly dtypes?: readonly (ElementType | undefined)[];
  /** Names of several results. */
  readonly fields?: readonly string[];
}

export const matrixFunction = ({
  names,
  places,
  signature,
  square,
  shapes,
  dtypes,
  fields,
}: MatrixRow): FunctionRow => ({
  names,
  places: places ?? onlyTorch,
  signature: signature ?? "input|A|x, *, out=None",
  run(call) {
    const dims = dimsOfInput(call.input);
    const matrices = matricesOf(dims);
    const none: null[] = new Array<null>(fields?.length ?? 1).fill(null);
    const outputs = external(
      call,
      matrices === null ? none : shapes(matrices, call),
      undefined,
      dtypes,
      matrixFaults(dims, square === true),
    );
    return fields === undefined ? (outputs[0] ?? null) : namedTuple(call.name, fields, outputs);
  },
});

export const same = ({ batch, rows, columns }: Matrices) => [[...batch, rows, columns]];
export const turned = ({ batch, rows, columns }: Matrices) => [[...batch, columns, rows]];
export const perMatrix = ({ batch }: Matrices) => [batch];

/** U, S and V: `turnedRight` where the last comes as its transpose. */
export const singular =
  (whole: (call: FunctionCall) => boolean, turnedRight: boolean) =>
  ({ batch, rows, columns, side }: Matrices, call: FunctionCall) => {
    const full = whole(call);
    const [left, right] = full ? [rows, columns] : [side, side];
    return [
      [...batch, rows, left],
      [...batch, side],
      turnedRight ? [...batch, right, columns] : [...batch, columns, right],
    ];
  };

export function orthogonal({ batch, rows, columns, side }: Matrices, mode: string): readonly (readonly Dim[])[] {
  if (mode === "complete")
    return [
      [...batch, rows, rows],
      [...batch, rows, columns],
    ];
  return [mode === "r" ? [0] : [...batch, rows, side], [...batch, side, columns]];
}

/** `solve(A, B)`: B may be one vector a matrix. */
export function solve(call: FunctionCall, second: string): Result {
  const right = call.value(second);
  const [a, b] = [dimsOfInput(call.input), dimsOfInput(right)];
  const faults = [...matrixFaults(a, true)];
  const matrices = matricesOf(a);
  if (matrices === null || b === null || faults.length > 0)
    return externalOne(call, null, [call.input, right], undefined, faults);
  const rowsOnly = [...matrices.batch, matrices.rows];
  const isVector =
    b.length === 1 ||
    (b.length === rowsOnly.length && rowsOnly.every((dim, axis) => dimsEqual(dim, b[axis] ?? 0) === "yes"));
  const [batch, conflicts] = broadcastAll([matrices.batch, isVector ? b.slice(0, -1) : b.slice(0, -2)]);
  faults.push(...conflicts, ...productFault(a, b, matrices.columns, b.at(isVector ? -1 : -2)));
  const rest = isVector ? [matrices.rows] : [matrices.rows, b.at(-1) ?? 1];
  return externalOne(call, batch === null ? null : [...batch, ...rest], [call.input, right], undefined, faults);
}

export function productFault(
  left: readonly Dim[] | null,
  right: readonly Dim[] | null,
  inner: Dim | undefined,
  outer: Dim | undefined,
): readonly OperationFault[] {
  if (left === null || right === null || inner === undefined || outer === undefined) return [];
  if (dimsEqual(inner, outer) !== "no") return [];
  const sides = { left: formatShape(shapeOf(...left)), right: formatShape(shapeOf(...right)) };
  const text = message("matmulShape", { ...sides, inner: formatDim(inner), outer: formatDim(outer) });
  return [{ code: "matmul-shape", message: text }];
}

/** The axis has to have three positions; `torch.cross` takes the first that does. */
export function cross(call: FunctionCall): Result {
  const other = call.value("other");
  const [a, b] = [dimsOfInput(call.input), dimsOfInput(other)];
  const inputs = [call.input, other];
  if (a === null || b === null) return externalOne(call, null, inputs);
  const [dims, conflicts] = broadcastAll([a, b]);
  const faults: OperationFault[] = [...rankFaults("cross", b, a.length), ...conflicts];
  const axis = call.none("dim") ? a.indexOf(3) : axisOf(call, "dim");
  const symbolic = call.none("dim") && axis === -1 && a.some((dim) => typeof dim !== "number");
  if (axis !== null && faults.length === 0 && !symbolic) {
    const wrong =
      call.none("dim") && axis === -1
        ? a.at(-1)
        : [a.at(axis), b.at(axis)].find((size) => size !== undefined && dimsEqual(size, 3) === "no");
    faults.push(...axisFaults(a, axis));
    if (wrong !== undefined) {
      const text = message("crossSize", { got: formatDim(wrong) });
      faults.push({ code: "cross-size", message: text, attribute: "dim" });
    }
  }
  return externalOne(call, dims, inputs, undefined, faults);
}

/** Matrices multiplied one after the other; the ends of `multi_dot` may be vectors. */
export function chain(call: FunctionCall, given: Value, vectors: boolean): Result {
  const tensors = given instanceof Unknown ? given : sequenceOf(call, given);
  if (tensors === undefined) return undefined;
  if (tensors instanceof Unknown) return unknownTensor(call.machine, tensors.because);
  const wrong = tensors.findIndex((tensor, index) => {
    const rank = rankOf(tensor);
    const atEnd = index === 0 || index === tensors.length - 1;
    return rank !== null && rank !== 2 && !(vectors && atEnd && rank === 1);
  });
  if (wrong >= 0)
    return externalOne(call, null, tensors, undefined, rankFaults("chain", dimsOfInput(tensors[wrong] ?? null), 2));
  const cuts = cheapestCuts(tensors);
  const product = (first: number, last: number): Value => {
    if (first >= last) return tensors[first] ?? null;
    const cut = cuts?.(first, last) ?? last - 1;
    return call.record({ op: "MatMul", attrs: {}, inputs: [product(first, cut), product(cut + 1, last)] })[0] ?? null;
  };
  return product(0, tensors.length - 1);
}

/** Longer chains are multiplied from left to right: finding the order takes time with the cube of their length. */
const longestOrdered = 64;

/**
 * Where torch cuts a part of a chain in two for the fewest multiplications (LinearAlgebra.cpp, matrix_chain_order; of three
 * the right pair goes first only where that is cheaper). Null where a size is not a plain number: from left to right then.
 */
function cheapestCuts(tensors: readonly Value[]): ((first: number, last: number) => number) | null {
  const count = tensors.length;
  if (count < 3 || count > longestOrdered) return null;
  // Matrix i has sizes[i] rows and sizes[i + 1] columns; a vector at the start is a row, one at the end a column.
  const shapes = tensors.map((tensor) => dimsOfInput(tensor) ?? []);
  const rows = shapes.map((dims, index) => (dims.length === 1 && index === 0 ? 1 : dims[0]));
  const end = shapes.at(-1)?.length === 1 ? 1 : shapes.at(-1)?.[1];
  const sizes = [...rows, end].map((size) => (typeof size === "number" ? size : Number.NaN));
  if (sizes.some(Number.isNaN)) return null;
  const costs = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const cuts = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (let length = 1; length < count; length++)
    for (let first = 0; first + length < count; first++) {
      const last = first + length;
      let best = Number.POSITIVE_INFINITY;
      let at = first;
      for (let cut = first; cut < last; cut++) {
        const own = (sizes[first] ?? 0) * (sizes[cut + 1] ?? 0) * (sizes[last + 1] ?? 0);
        const cost = (costs[first]?.[cut] ?? 0) + (costs[cut + 1]?.[last] ?? 0) + own;
        // Of three matrices torch prefers the left pair where both orders cost the same.
        if (cost > best || (cost === best && count !== 3)) continue;
        best = cost;
        at = cut;
      }
      const [costsOf, cutsOf] = [costs[first], cuts[first]];
      if (costsOf !== undefined) costsOf[last] = best;
      if (cutsOf !== undefined) cutsOf[last] = at;
    }
  return (first, last) => cuts[first]?.[last] ?? last - 1;
}

const letter = (index: number): string => String.fromCharCode(index < 26 ? 97 + index : 39 + index);

/** Products summed over axes of both: over the last of one and the first of the other, or over listed pairs. */
function tensorDot(call: FunctionCall): Result {
  const other = call.value("b");
  const [a, b] = [dimsOfInput(call.input), dimsOfInput(other)];
  const stated = call.value("dims");
  const pairs = itemsOf(call.machine, stated);
  const count = valueToDim(stated);
  if (a === null || b === null || (pairs === null && typeof count !== "number") || a.length + b.length > 52)
    return unknownTensor(call.machine, message("tensorValueUnknown"));
  const range = (from: number, length: number) => Array.from({ length }, (_, index) => from + index);
  const left = pairs === null ? range(a.length - Number(count), Number(count)) : axesOf(call, pairs[0] ?? null);
  const right = pairs === null ? range(0, Number(count)) : axesOf(call, pairs[1] ?? null);
  if (left === null || right === null) return unknownTensor(call.machine, message("indexNotKnown"));
  const faults = [
    ...left.flatMap((axis) => axisFaults(a, axis)),
    ...right.flatMap((axis) => axisFaults(b, axis)),
    ...(left.length === right.length
      ? []
      : [{ code: "tensordot-axes", message: message("axisPairs", { left: left.length, right: right.length }) }]),
  ];
  if (faults.length > 0) return externalOne(call, null, [call.input, other], undefined, faults);
  const positive = (axes: readonly number[], rank: number) => axes.map((axis) => (axis < 0 ? axis + rank : axis));
  const [summedLeft, summedRight] = [positive(left, a.length), positive(right, b.length)];
  const first = a.map((_, axis) => letter(axis));
  const second = b.map((_, axis) => {
    const at = summedRight.indexOf(axis);
    return at < 0 ? letter(a.length + axis) : (first[summedLeft[at] ?? 0] ?? "");
  });
  const kept = [
    ...first.filter((_, axis) => !summedLeft.includes(axis)),
    ...second.filter((_, axis) => !summedRight.includes(axis)),
  ];
  const equation = `${first.join("")},${second.join("")}->${kept.join("")}`;
  return call.record({ op: "Einsum", attrs: { equation }, inputs: [call.input, other] })[0] ?? null;
}

/** What torch, tensors and torch.linalg have alike. */
export const both: readonly FunctionRow[] = [
  matrixFunction({ names: ["det", "logdet"], places: everywhere, square: true, shapes: perMatrix }),
  matrixFunction({
    names: ["slogdet"],
    places: everywhere,
    square: true,
    shapes: ({ batch }) => [batch, batch],
    fields: ["sign", "logabsdet"],
  }),
  matrixFunction({ names: ["matrix_exp"], places: everywhere, square: true, shapes: same }),
  matrixFunction({
    names: ["matrix_power"],
    places: everywhere,
    signature: "input|A, n, *, out=None",
    square: true,
    shapes: same,
  }),
  matrixFunction({
    names: ["cholesky"],
    places: everywhere,
    signature: "input|A, upper=False, *, out=None",
    square: true,
    shapes: same,
  }),
];

export const algebraFunctions: readonly FunctionRow[] = [
  ...both,
  matrixFunction({ names: ["inverse"], places: everywhere, square: true, shapes: same }),
  matrixFunction({
    names: ["cholesky_inverse"],
    places: everywhere,
    signature: "input, upper=False",
    square: true,
    shapes: same,
  }),
  matrixFunction({ names: ["pinverse"], places: everywhere, signature: "input, rcond=1e-15", shapes: turned }),
  matrixFunction({
    names: ["qr"],
    places: everywhere,
    signature: "input, some=True, *, out=None",
    shapes: (matrices, call) => orthogonal(matrices, call.flag("some") ? "reduced" : "complete"),
    fields: ["Q", "R"],
  }),
  matrixFunction({
    names: ["svd"],
    places: everywhere,
    signature: "input, some=True, compute_uv=True, *, out=None",
    shapes: singular((call) => !call.flag("some") || !call.flag("compute_uv"), false),
    fields: ["U", "S", "V"],
  }),
  ...["svd_lowrank", "pca_lowrank"].map((name) =>
    matrixFunction({
      names: [name],
      signature: name === "svd_lowrank" ? "A, q=6, niter=2, M=None" : "A, q=None, center=True, niter=2",
      shapes({ batch, rows, columns, side }, call) {
        const q = call.none("q") ? shorter(6, side) : call.dim("q");
        return [
          [...batch, rows, q],
          [...batch, q],
          [...batch, columns, q],
        ];
      },
      fields: ["U", "S", "V"],
    }),
  ),
  {
    names: ["cholesky_solve"],
    places: everywhere,
    signature: "input, L|input2, upper=False",
    run: (call) => externalOne(call, dimsOfInput(call.input), [call.input, call.value("L")]),
  },
  { names: ["cross"], places: everywhere, signature: "input, other, dim=None, *, out=None", run: cross },
  {
    names: ["chain_matmul"],
    places: onlyTorch,
    signature: "*matrices",
    run: (call) => chain(call, call.value("matrices"), false),
  },
  { names: ["tensordot"], places: onlyTorch, signature: "a, b, dims=2, out=None", run: tensorDot },
  {
    names: ["trace"],
    places: everywhere,
    signature: "input",
    run(call) {
      return externalOne(call, [], undefined, undefined, rankFaults("trace", dimsOfInput(call.input), 2));
    },
  },
  {
    names: ["addr"],
    places: everywhere,
    signature: "input, vec1, vec2, *, beta=1, alpha=1, out=None",
    inPlace: true,
    run(call) {
      const [a, b] = [dimsOfInput(call.value("vec1")), dimsOfInput(call.value("vec2"))];
      const product = a === null || b === null ? null : [...a, ...b];
      const [dims, faults] = broadcastAll([product, dimsOfInput(call.input)]);
      const vectors = [...rankFaults("outer", a, 1), ...rankFaults("outer", b, 1)];
      return externalOne(call, dims, [call.input, call.value("vec1"), call.value("vec2")], undefined, [
        ...vectors,
        ...faults,
      ]);
    },
  },
  {
    names: ["vander"],
    places: onlyTorch,
    signature: "x, N=None, increasing=False",
    run: vander,
  },
];

export function vander(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const last = call.none("N") ? dims?.at(-1) : call.dim("N");
  return externalOne(call, dims === null || last === undefined ? null : [...dims, last]);
}
