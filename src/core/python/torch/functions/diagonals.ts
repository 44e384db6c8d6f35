// Diagonals of tensors, tensors with a given diagonal, and the places of triangles.
import { type Dim, unknownDim } from "../../../ir/dim.ts";
import { addDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import { message } from "../../../messages/index.ts";
import type { Result } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, type Place, replaceTensor } from "../function.ts";
import type { OperationFault } from "../record.ts";
import { makeTensor, ofDims } from "../tensor.ts";
import { dtypeFrom } from "../values.ts";
import { axisOf, countOfDims, dimsOfInput } from "./arguments.ts";
import { axisFaults, externalOne, viewOf } from "./external.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

export function diagonalLength(rows: Dim, columns: Dim, offset: number): Dim {
  if (typeof rows === "number" && typeof columns === "number")
    return Math.max(0, Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)));
  return offset === 0 && dimsEqual(rows, columns) === "yes" ? rows : unknownDim(message("indexNotKnown"));
}

/** The two axes that span the matrices, counted from the front, and what is wrong with them. */
function plane(
  call: FunctionCall,
  rank: number,
): { readonly axes: readonly [number, number] | null; readonly faults: readonly OperationFault[] } {
  const [first, second] = [axisOf(call, "dim1"), axisOf(call, "dim2")];
  if (first === null || second === null) return { axes: null, faults: [] };
  const dims = new Array<Dim>(rank).fill(1);
  const outside = [...axisFaults(dims, first), ...axisFaults(dims, second)];
  if (outside.length > 0) return { axes: null, faults: outside };
  const axes = [first < 0 ? first + rank : first, second < 0 ? second + rank : second] as const;
  if (axes[0] !== axes[1]) return { axes, faults: [] };
  return { axes: null, faults: [{ code: "axis-repeated", message: message("axisRepeated", { axis: first }) }] };
}

/** The diagonal is the last axis of the result; the two axes that it goes along are gone. */
function diagonal(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  if (dims === null) return externalOne(call, null);
  const { axes, faults } = plane(call, dims.length);
  if (axes === null) return externalOne(call, null, undefined, undefined, faults);
  const length = diagonalLength(dims[axes[0]] ?? 1, dims[axes[1]] ?? 1, axisOf(call, "offset") ?? 0);
  const made = externalOne(call, [...dims.filter((_, axis) => !axes.includes(axis)), length]);
  return viewOf(call, made, (strides) => [
    ...strides.filter((_, axis) => !axes.includes(axis)),
    (strides[axes[0]] ?? 0) + (strides[axes[1]] ?? 0),
  ]);
}

/** The last axis becomes the diagonal of square matrices, which lie in two axes of the result. */
function embed(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  if (dims === null) return externalOne(call, null);
  const { axes, faults } = plane(call, dims.length + 1);
  if (axes === null) return externalOne(call, null, undefined, undefined, faults);
  const side = addDims(dims.at(-1) ?? 1, Math.abs(axisOf(call, "offset") ?? 0));
  const rest = dims.slice(0, -1);
  const shape = Array.from({ length: dims.length + 1 }, (_, axis) =>
    axes.includes(axis) ? side : (rest.shift() ?? 1),
  );
  return externalOne(call, shape);
}

/** A vector becomes a matrix with it on a diagonal, a matrix gives its diagonal. */
function vectorOrMatrix(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const offset = axisOf(call, "diagonal") ?? 0;
  if (dims === null) return externalOne(call, null);
  if (dims.length === 1) return externalOne(call, squareOf(dims[0] ?? 1, offset));
  if (dims.length === 2) {
    const made = externalOne(call, [diagonalLength(dims[0] ?? 1, dims[1] ?? 1, offset)]);
    return viewOf(call, made, ([row = 0, column = 0]) => [row + column]);
  }
  const faults = [{ code: "diagonal-rank", message: rankText("1, 2", dims) }];
  return externalOne(call, null, undefined, undefined, faults);
}

const rankText = (expected: string, { length: got }: readonly Dim[]) => message("inputRank", { expected, got });

function squareOf(length: Dim, offset: number): readonly Dim[] {
  const side = addDims(length, Math.abs(offset));
  return [side, side];
}

/** How many places a triangle of a matrix has. */
function trianglePlaces(rows: Dim, columns: Dim, offset: number, lower: boolean): Dim {
  if (typeof rows !== "number" || typeof columns !== "number" || rows > 100_000)
    return unknownDim(message("tensorValueUnknown"));
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const upTo = Math.min(Math.max(row + offset + (lower ? 1 : 0), 0), columns);
    count += lower ? upTo : columns - upTo;
  }
  return count;
}

const triangle = (name: string, lower: boolean): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: "row, col, offset=0, *, dtype=None, device=None, layout=None",
  run(call) {
    const count = trianglePlaces(call.dim("row"), call.dim("col"), axisOf(call, "offset") ?? 0, lower);
    return makeTensor({ type: ofDims([2, count], dtypeFrom(call.value("dtype")) ?? "int64") });
  },
});

export const diagonalFunctions: readonly FunctionRow[] = [
  { names: ["diag"], places: everywhere, signature: "input, diagonal=0, *, out=None", run: vectorOrMatrix },
  { names: ["diagonal"], places: everywhere, signature: "input, offset=0, dim1=0, dim2=1", run: diagonal },
  { names: ["diag_embed"], places: everywhere, signature: "input, offset=0, dim1=-2, dim2=-1", run: embed },
  {
    names: ["diagflat"],
    places: everywhere,
    signature: "input, offset=0",
    run: (call) => externalOne(call, squareOf(countOfDims(dimsOfInput(call.input)), axisOf(call, "offset") ?? 0)),
  },
  {
    names: ["fill_diagonal_"],
    places: ["tensor"],
    signature: "input, fill_value, wrap=False",
    run(call) {
      const dims = dimsOfInput(call.input);
      const flat = dims !== null && dims.length < 2 ? [{ code: "diagonal-rank", message: rankText("≥ 2", dims) }] : [];
      const filled = externalOne(call, dims, undefined, undefined, flat);
      return replaceTensor(call.machine, call.input, filled);
    },
  },
  triangle("tril_indices", true),
  triangle("triu_indices", false),
];

/** `torch.linalg.diagonal`, whose axes are the last two. */
export const lastDiagonal: FunctionRow = {
  names: ["diagonal"],
  places: ["torch"],
  signature: "A|input, *, offset=0, dim1=-2, dim2=-1",
  run: diagonal,
};
