// numpy.where and numpy.meshgrid: positions, choices and grids, with their elements where those of the arguments are known.
import { type Dim, unknownDim } from "../../ir/dim.ts";
import type { ConstantData, ElementType } from "../../ir/network.ts";
import { message } from "../../messages/index.ts";
import { broadcast } from "../../ops/broadcast.ts";
import { type Machine, type NativeModule, native } from "../eval/native.ts";
import { List, Tuple, Unknown, type Value } from "../eval/value.ts";
import { countOfDims } from "./functions/arguments.ts";
import { broadcastDims, contiguousStrides, countOf, expand, largestNumeric, numeric } from "./numeric.ts";
import { numberOf } from "./reader.ts";
import { dimsOfTensor, fromData, makeTensor, ofDims, tensorOf } from "./tensor.ts";

/** The elements of an array, a number, or of nested sequences. */
export type ArrayReader = (machine: Machine, value: Value) => ConstantData | null;

const dimsOf = (value: Value): readonly Dim[] | null => {
  const tensor = tensorOf(value);
  if (tensor !== null) return dimsOfTensor(tensor);
  return numberOf(value) === null ? null : [];
};

const shaped = (dims: readonly Dim[], dtype: ElementType): Value => makeTensor({ type: ofDims(dims, dtype) });

const notKnown = (name: string, values: readonly Value[]): Unknown =>
  values.find((value) => value instanceof Unknown) ??
  new Unknown(message("torchNotModelled", { name: `numpy.${name}` }));

const isFloat = (data: ConstantData): boolean => data.dtype.startsWith("float");

/** Where the condition holds the elements of one array, elsewhere those of the other. */
function choice(condition: ConstantData, a: ConstantData, b: ConstantData): Value | null {
  const both = broadcastDims(a.dims, b.dims);
  const dims = both === null ? null : broadcastDims(condition.dims, both);
  if (dims === null) return null;
  const [holds, first, second] = [condition, a, b].map((data) => expand(data, dims));
  if (!holds || !first || !second) return null;
  const dtype = isFloat(a) || isFloat(b) ? "float64" : a.dtype;
  const values = holds.values.map((value, at) => (value !== 0 ? first.values[at] : second.values[at]) ?? 0);
  return fromData(numeric(dtype, dims, values));
}

/** One array of positions for each axis; a number counts as an array of one. */
function positions(condition: ConstantData | null, dims: readonly Dim[] | null): Value | null {
  if (condition === null) {
    if (dims === null) return null;
    const count = unknownDim(message("dependsOnValues", { name: "where" }));
    return new Tuple(Array.from({ length: Math.max(1, dims.length) }, () => shaped([count], "int64")));
  }
  const sizes = condition.dims.length === 0 ? [1] : condition.dims;
  const places = condition.values.flatMap((value, at) => (value === 0 ? [] : [at]));
  const strides = contiguousStrides(sizes);
  return new Tuple(
    sizes.map((size, axis) => {
      const along = places.map((at) => Math.floor(at / (strides[axis] ?? 1)) % Math.max(1, size));
      return fromData(numeric("int64", [along.length], along));
    }),
  );
}

/** Arguments of any rank count as vectors; "xy" exchanges the first two axes of the grids. */
function grids(vectors: readonly (ConstantData | null)[], sizes: readonly Dim[], swapped: boolean, sparse: boolean) {
  const axes = sizes.map((_, index) => (swapped && index < 2 && sizes.length > 1 ? 1 - index : index));
  const full = axes.map((index) => sizes[index] ?? 1);
  return vectors.map((vector, index): Value => {
    const own = axes.map((other, axis) => (other === index ? (full[axis] ?? 1) : 1));
    const dims = sparse ? own : full;
    const plain = own.every((size) => typeof size === "number");
    const data = vector !== null && plain ? { ...vector, dims: own as number[] } : null;
    if (data !== null && sparse) return fromData(data);
    const isSmall = dims.every((size) => typeof size === "number") && countOf(dims as number[]) <= largestNumeric;
    const grid = data !== null && isSmall ? expand(data, dims as number[]) : null;
    return grid === null ? shaped(dims, vector?.dtype ?? "float64") : fromData(grid);
  });
}

export const gridFunctions = (read: ArrayReader): NativeModule["attributes"] => ({
  where: native("where", "condition, x=None, y=None, /", (machine, [condition = null, x = null, y = null]) => {
    const holds = read(machine, condition);
    if (x === null && y === null)
      return positions(holds, holds?.dims ?? dimsOf(condition)) ?? notKnown("where", [condition]);
    const [a, b] = [read(machine, x), read(machine, y)];
    if (holds !== null && a !== null && b !== null) return choice(holds, a, b) ?? notKnown("where", []);
    const [first, second, third] = [condition, x, y].map((value) => read(machine, value)?.dims ?? dimsOf(value));
    if (!first || !second || !third) return notKnown("where", [condition, x, y]);
    const { dims, conflict } = broadcast(first, broadcast(second, third).dims);
    return conflict === null ? shaped(dims, "float64") : notKnown("where", []);
  }),
  meshgrid: native("meshgrid", "*xi, copy=True, sparse=False, indexing='xy'", (machine, [xi, , sparse, indexing]) => {
    const arrays = xi instanceof Tuple ? xi.items.map((item) => machine.force(item)) : [];
    if (indexing !== "xy" && indexing !== "ij") return notKnown("meshgrid", [indexing ?? null]);
    const vectors = arrays.map((value) => read(machine, value));
    const sizes = vectors.map((data, index): Dim | null =>
      data !== null ? data.values.length : countOfDims(dimsOf(arrays[index] ?? null)),
    );
    if (!(xi instanceof Tuple) || arrays.some((value, index) => vectors[index] === null && dimsOf(value) === null))
      return notKnown("meshgrid", [xi ?? null, ...arrays]);
    const dims = sizes.map((size) => size ?? unknownDim(message("tensorValueUnknown")));
    return new List(grids(vectors, dims, indexing === "xy", sparse === true));
  }),
});
