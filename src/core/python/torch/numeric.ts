// Arithmetic on small tensors whose elements are known: constructors compute widths and depths with them
// (`torch.linspace(0, rate, n).tolist()`, `np.diff`, `torch.arange(…).unique()`). Everything here is pure, in C order,
// and rounds as the element type does.
import type { ConstantData, ElementType } from "../../ir/network.ts";
import { roundTo } from "./dtypes.ts";

/** Tensors with more elements than this keep their shape only. Two coordinates for each of 64 × 64 patches fit. */
export const largestNumeric = 8192;

export const countOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

export function numeric(dtype: ElementType, dims: readonly number[], values: readonly number[]): ConstantData {
  return { dtype, dims, values: values.map((value) => roundTo(dtype, value)) };
}

export function filled(dtype: ElementType, dims: readonly number[], value: number): ConstantData | null {
  const count = countOf(dims);
  return count > largestNumeric || !(count >= 0)
    ? null
    : { dtype, dims, values: new Array<number>(count).fill(roundTo(dtype, value)) };
}

/** The number of elements of `torch.arange`, as torch counts them. */
export const arangeCount = (start: number, end: number, step: number): number =>
  Math.max(0, Math.ceil((end - start) / step));

export function arange(dtype: ElementType, start: number, end: number, step: number): ConstantData | null {
  const count = arangeCount(start, end, step);
  if (!Number.isFinite(count) || count > largestNumeric) return null;
  return numeric(
    dtype,
    [count],
    Array.from({ length: count }, (_, index) => start + index * step),
  );
}

/** Counts from both ends, as torch does, so that the last element is exact. */
export function linspace(dtype: ElementType, start: number, end: number, steps: number): ConstantData | null {
  if (steps > largestNumeric || steps < 0) return null;
  const round = (value: number) => roundTo(dtype === "float64" ? "float64" : "float32", value);
  const step = steps > 1 ? round((end - start) / (steps - 1)) : 0;
  const half = steps / 2;
  return numeric(
    dtype,
    [steps],
    Array.from({ length: steps }, (_, index) =>
      index < half ? round(start + step * index) : round(end - step * (steps - index - 1)),
    ),
  );
}

/** The common shape of operands under broadcasting, or null where they do not fit. */
export function broadcastDims(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length);
  const dims: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return null;
    dims.push(left === 1 ? right : left);
  }
  return dims;
}

/** For each element of the result (in C order), the index of the source's element: strides may be 0 or permuted. */
function gatherIndices(dims: readonly number[], strides: readonly number[], offset = 0): number[] {
  let indices = [offset];
  for (const [axis, dim] of dims.entries()) {
    const stride = strides[axis] ?? 0;
    const next: number[] = [];
    for (const index of indices) for (let k = 0; k < dim; k++) next.push(index + k * stride);
    indices = next;
  }
  return indices;
}

export function contiguousStrides(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length);
  let stride = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= dims[axis] ?? 1;
  }
  return strides;
}

function pick(data: ConstantData, dims: readonly number[], indices: readonly number[]): ConstantData {
  return { dtype: data.dtype, dims, values: indices.map((index) => data.values[index] ?? 0) };
}

export function expand(data: ConstantData, dims: readonly number[]): ConstantData | null {
  if (countOf(dims) > largestNumeric) return null;
  const strides = contiguousStrides(data.dims);
  const shift = dims.length - data.dims.length;
  const broadcast = dims.map((_, axis) =>
    axis < shift || data.dims[axis - shift] === 1 ? 0 : (strides[axis - shift] ?? 0),
  );
  return pick(data, dims, gatherIndices(dims, broadcast));
}

export function mapUnary(data: ConstantData, dtype: ElementType, apply: (value: number) => number): ConstantData {
  return { dtype, dims: data.dims, values: data.values.map((value) => roundTo(dtype, apply(value))) };
}

export function mapBinary(
  a: ConstantData,
  b: ConstantData,
  dtype: ElementType,
  apply: (left: number, right: number) => number,
): ConstantData | null {
  const dims = broadcastDims(a.dims, b.dims);
  if (dims === null) return null;
  const left = expand(a, dims);
  const right = expand(b, dims);
  if (left === null || right === null) return null;
  return {
    dtype,
    dims,
    values: left.values.map((value, index) => roundTo(dtype, apply(value, right.values[index] ?? 0))),
  };
}

export function permute(data: ConstantData, order: readonly number[]): ConstantData {
  const strides = contiguousStrides(data.dims);
  const dims = order.map((axis) => data.dims[axis] ?? 1);
  return pick(
    data,
    dims,
    gatherIndices(
      dims,
      order.map((axis) => strides[axis] ?? 0),
    ),
  );
}

export const reshaped = (data: ConstantData, dims: readonly number[]): ConstantData | null =>
  countOf(dims) === data.values.length ? { dtype: data.dtype, dims, values: data.values } : null;

/** One axis of basic indexing: a single element (the axis goes) or every `step`th from `start`. */
export type AxisPick =
  | { readonly at: number }
  | { readonly start: number; readonly count: number; readonly step: number };

/** Which elements are picked, as strides into the source. */
interface Picked {
  readonly dims: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

function picked(data: ConstantData, picks: readonly AxisPick[]): Picked {
  const dims: number[] = [];
  const kept: number[] = [];
  let offset = 0;
  for (const [axis, stride] of contiguousStrides(data.dims).entries()) {
    const choice = picks[axis] ?? { start: 0, count: data.dims[axis] ?? 1, step: 1 };
    if ("at" in choice) {
      offset += choice.at * stride;
    } else {
      offset += choice.start * stride;
      dims.push(choice.count);
      kept.push(choice.step * stride);
    }
  }
  return { dims, strides: kept, offset };
}

export function slice(data: ConstantData, picks: readonly AxisPick[]): ConstantData {
  const { dims, strides, offset } = picked(data, picks);
  return pick(data, dims, gatherIndices(dims, strides, offset));
}

/** A write of one element that is put off until somebody asks for the elements. */
interface ElementWrite {
  readonly before: ConstantData;
  readonly at: number;
  readonly value: number;
  /** Writes before it that are put off too. */
  readonly depth: number;
}

const putOff = new WeakMap<ConstantData, ElementWrite>();

/**
 * `data` with another element. A loop that fills a table makes as many of these as the table has elements: the copy is made
 * once, when the table is read.
 */
function withElement(data: ConstantData, at: number, value: number): ConstantData {
  const depth = (putOff.get(data)?.depth ?? 0) + 1;
  if (depth > largestNumeric) return { ...data, values: data.values.with(at, value) };
  let values: readonly number[] | null = null;
  const made: ConstantData = {
    dtype: data.dtype,
    dims: data.dims,
    get values() {
      values ??= written(made);
      return values;
    },
  };
  putOff.set(made, { before: data, at, value, depth });
  return made;
}

/** Does what was put off. */
function written(data: ConstantData): readonly number[] {
  const writes: ElementWrite[] = [];
  let before = data;
  for (let write = putOff.get(before); write !== undefined; write = putOff.get(before)) {
    writes.push(write);
    before = write.before;
  }
  const values = before.values.slice();
  for (let index = writes.length - 1; index >= 0; index--) {
    const write = writes[index];
    if (write !== undefined) values[write.at] = write.value;
  }
  putOff.delete(data);
  return values;
}

/** `data[picks] = value`, in a copy; null where the value does not broadcast to what is picked. */
export function assigned(data: ConstantData, picks: readonly AxisPick[], value: ConstantData): ConstantData | null {
  const { dims, strides, offset } = picked(data, picks);
  const [element] = value.dims.length === 0 ? value.values : [];
  if (dims.length === 0 && element !== undefined) return withElement(data, offset, roundTo(data.dtype, element));
  // torch drops leading axes of size 1 of the value.
  const lead = Math.max(0, value.dims.length - dims.length);
  if (value.dims.slice(0, lead).some((dim) => dim !== 1)) return null;
  const trimmed = { ...value, dims: value.dims.slice(lead) };
  if (trimmed.dims.some((dim, axis) => dim !== 1 && dim !== dims[axis + dims.length - trimmed.dims.length]))
    return null;
  const source = expand(trimmed, dims);
  if (source === null) return null;
  const values = data.values.slice();
  for (const [index, target] of gatherIndices(dims, strides, offset).entries())
    values[target] = roundTo(data.dtype, source.values[index] ?? 0);
  return { ...data, values };
}

/** Reduces the given axes to one value each; `initial` starts every group. */
export function reduce(
  data: ConstantData,
  axes: readonly number[],
  keepDims: boolean,
  dtype: ElementType,
  apply: (values: readonly number[]) => number,
): ConstantData {
  const keptAxes = data.dims.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const moved = permute(data, [...keptAxes, ...axes]);
  const groupSize = countOf(axes.map((axis) => data.dims[axis] ?? 1));
  const groups = countOf(keptAxes.map((axis) => data.dims[axis] ?? 1));
  const values = Array.from({ length: groups }, (_, group) =>
    roundTo(dtype, apply(moved.values.slice(group * groupSize, (group + 1) * groupSize))),
  );
  const dims = data.dims.flatMap((dim, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [dim]));
  return { dtype, dims, values };
}

/** Runs a function over every line along an axis: cumulative sums, sorts, differences. The line's length may change. */
export function alongAxis(
  data: ConstantData,
  axis: number,
  apply: (line: readonly number[]) => readonly number[],
): ConstantData {
  const last = data.dims.length - 1;
  const order = data.dims.map((_, index) => index).filter((index) => index !== axis);
  const moved = permute(data, [...order, axis]);
  const length = data.dims[axis] ?? 1;
  const lines: (readonly number[])[] = [];
  for (let start = 0; start < moved.values.length; start += length) {
    lines.push(apply(moved.values.slice(start, start + length)));
  }
  const newLength = lines[0]?.length ?? length;
  const back = data.dims.map((_, index) => (index === axis ? last : order.indexOf(index)));
  return permute(
    {
      dtype: data.dtype,
      dims: [...order.map((index) => data.dims[index] ?? 1), newLength],
      values: lines.flat().map((value) => roundTo(data.dtype, value)),
    },
    back,
  );
}

export function concatenate(parts: readonly ConstantData[], axis: number): ConstantData | null {
  const first = parts[0];
  if (first === undefined) return null;
  const total = parts.reduce((sum, part) => sum + (part.dims[axis] ?? 0), 0);
  const dims = first.dims.map((dim, index) => (index === axis ? total : dim));
  if (countOf(dims) > largestNumeric) return null;
  const outer = countOf(first.dims.slice(0, axis));
  const values: number[] = [];
  for (let block = 0; block < outer; block++) {
    for (const part of parts) {
      const size = part.values.length / Math.max(outer, 1);
      for (let index = 0; index < size; index++) values.push(part.values[block * size + index] ?? 0);
    }
  }
  return { dtype: first.dtype, dims, values };
}

export type NestedNumbers = number | readonly NestedNumbers[];

/** The nested lists of `tensor.tolist()`. */
export function nested(data: ConstantData): NestedNumbers {
  let items: NestedNumbers[] = [...data.values];
  for (let axis = data.dims.length - 1; axis > 0; axis--) {
    const size = data.dims[axis] ?? 1;
    const rows = countOf(data.dims.slice(0, axis));
    items = Array.from({ length: rows }, (_, row) => items.slice(row * size, (row + 1) * size));
  }
  return data.dims.length === 0 ? (data.values[0] ?? 0) : items;
}
