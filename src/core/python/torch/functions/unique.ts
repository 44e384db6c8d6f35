// Distinct elements, or distinct slices along an axis. How many there are depends on values; where each one went does not
// need them.
import { type Dim, unknownDim } from "../../../ir/dim.ts";
import type { ConstantData } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Tuple, type Value } from "../../eval/value.ts";
import type { FunctionCall, FunctionRow, Place } from "../function.ts";
import { numeric } from "../numeric.ts";
import { fromData, tensorOf } from "../tensor.ts";
import { axisOf, dimsOfInput } from "./arguments.ts";
import { axisFaults, external, withAxis } from "./external.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

/** Slices that are compared where elements are known: sorting them takes time. */
const mostSlices = 4096;

interface Distinct {
  /** Each distinct element or slice by the place of its first. */
  readonly firsts: readonly number[];
  /** Of each element or slice the distinct one that it is. */
  readonly places: readonly number[];
  readonly counts: readonly number[];
}

const distinct =
  (find: (slices: readonly (readonly number[])[]) => Distinct) =>
  (call: FunctionCall): Result => {
    const isWhole = call.none("dim");
    const axis = isWhole ? null : axisOf(call, "dim");
    const dims = dimsOfInput(call.input);
    // One element is distinct, whatever it is.
    const parts = [call.input];
    if (isWhole && dims?.length === 1 && dims[0] === 1) {
      if (call.flag("return_inverse")) parts.push(fromData(numeric("int64", [1], [0])));
      if (call.flag("return_counts")) parts.push(fromData(numeric("int64", [1], [1])));
      return together(parts);
    }
    const faults = isWhole ? [] : axisFaults(dims, axis);
    const data = tensorOf(call.input)?.data ?? null;
    if (data !== null && faults.length === 0 && (isWhole || axis !== null)) {
      const known = computed(call, data, axis, find);
      if (known !== null) return together(known);
    }
    const count = unknownDim(message("dependsOnValues", { name: call.name }));
    const inverse = isWhole ? dims : [(axis === null ? null : dims?.at(axis)) ?? count];
    const shapes: (readonly Dim[] | null)[] = [isWhole ? [count] : withAxis(dims, axis, count)];
    if (call.flag("return_inverse")) shapes.push(inverse);
    if (call.flag("return_counts")) shapes.push([count]);
    const types = shapes.map((_, index) => (index === 0 ? undefined : ("int64" as const)));
    return together(external(call, shapes, [call.input], types, faults));
  };

const together = (parts: readonly Value[]): Value => (parts.length === 1 ? (parts[0] ?? null) : new Tuple(parts));

/** Null: there are too many to be compared. */
function computed(
  call: FunctionCall,
  data: ConstantData,
  axis: number | null,
  find: (slices: readonly (readonly number[])[]) => Distinct,
): readonly Value[] | null {
  const at = axis === null ? 0 : axis < 0 ? axis + data.dims.length : axis;
  const dims = axis === null ? [data.values.length] : data.dims;
  const size = dims[at] ?? 1;
  if (axis !== null && size > mostSlices) return null;
  const inner = dims.slice(at + 1).reduce((product, length) => product * length, 1);
  const blocks = size * inner === 0 ? 0 : data.values.length / (size * inner);
  const slices = Array.from({ length: size }, (_, index) =>
    Array.from({ length: blocks * inner }, (_, place) => {
      const start = (Math.floor(place / inner) * size + index) * inner;
      return data.values[start + (place % inner)] ?? 0;
    }),
  );
  const { firsts, places, counts } = find(slices);
  const values = Array.from({ length: blocks }, (_, block) =>
    firsts.flatMap((index) => (slices[index] ?? []).slice(block * inner, (block + 1) * inner)),
  ).flat();
  const parts = [fromData(numeric(data.dtype, dims.with(at, firsts.length), values))];
  const whole = axis === null ? data.dims : [size];
  if (call.flag("return_inverse")) parts.push(fromData(numeric("int64", whole, places)));
  if (call.flag("return_counts")) parts.push(fromData(numeric("int64", [counts.length], counts)));
  return parts;
}

/** In ascending order; slices by the first elements that differ. */
function sorted(slices: readonly (readonly number[])[]): Distinct {
  const order = slices.map((_, index) => index).sort((a, b) => compare(slices[a] ?? [], slices[b] ?? []));
  return runs(slices, order);
}

/** Neighbours that are equal become one. */
const neighbours = (slices: readonly (readonly number[])[]): Distinct =>
  runs(
    slices,
    slices.map((_, index) => index),
  );

/** Runs of equal slices in an order. */
function runs(slices: readonly (readonly number[])[], order: readonly number[]): Distinct {
  const places = new Array<number>(slices.length).fill(0);
  const firsts: number[] = [];
  const counts: number[] = [];
  for (const index of order) {
    const last = firsts.at(-1);
    if (last !== undefined && compare(slices[last] ?? [], slices[index] ?? []) === 0) {
      counts.push((counts.pop() ?? 0) + 1);
    } else {
      firsts.push(index);
      counts.push(1);
    }
    places[index] = firsts.length - 1;
  }
  return { firsts, places, counts };
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [place, value] of a.entries()) {
    const difference = value - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const uniqueFunctions: readonly FunctionRow[] = [
  {
    names: ["unique"],
    places: everywhere,
    signature: "input, sorted=True, return_inverse=False, return_counts=False, dim=None",
    attributeNames: { dim: "axis" },
    run: distinct(sorted),
  },
  {
    names: ["unique_consecutive"],
    places: everywhere,
    signature: "input, return_inverse=False, return_counts=False, dim=None",
    attributeNames: { dim: "axis" },
    run: distinct(neighbours),
  },
];
