// Functions that make one value of many: sums, extremes, positions, sorts.

import type { Dim } from "../../../ir/dim.ts";
import { addDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import { isLess } from "../../../ir/dimComparison.ts";
import type { ConstantData } from "../../../ir/network.ts";
import { type Result, Tuple } from "../../eval/value.ts";
import { isFloating } from "../dtypes.ts";
import { type FunctionCall, type FunctionRow, type Place, unknownTensor } from "../function.ts";
import { alongAxis, numeric, reduce as reduceData } from "../numeric.ts";
import { fromData, isTensor, tensorOf } from "../tensor.ts";
import { pairValue } from "../values.ts";
import { axesOf, axisOf, dimsOfInput, unknownAxis } from "./arguments.ts";
import { binary, binaryRow } from "./arithmetic.ts";
import { axisFaults, external, externalOne, withAxis } from "./external.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

type Computation = (values: readonly number[]) => number;

const sum: Computation = (values) => values.reduce((total, value) => total + value, 0);

/** ConvLens's name, torch's names, how to compute it, the result's element type. */
const reductions: readonly {
  readonly function: string;
  readonly names: readonly string[];
  readonly compute: Computation | null;
  readonly result?: "bool" | "float" | "accumulator";
}[] = [
  { function: "sum", names: ["sum", "nansum"], compute: sum, result: "accumulator" },
  { function: "mean", names: ["mean", "nanmean"], compute: (values) => sum(values) / values.length, result: "float" },
  {
    function: "product",
    names: ["prod"],
    compute: (values) => values.reduce((a, b) => a * b, 1),
    result: "accumulator",
  },
  {
    function: "max",
    names: ["amax"],
    compute: (values) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  },
  {
    function: "min",
    names: ["amin"],
    compute: (values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  },
  { function: "logSumExp", names: ["logsumexp"], compute: null, result: "float" },
  { function: "variance", names: ["var"], compute: null, result: "float" },
  { function: "standardDeviation", names: ["std"], compute: null, result: "float" },
  { function: "any", names: ["any"], compute: (values) => Number(values.some((value) => value !== 0)), result: "bool" },
  {
    function: "all",
    names: ["all"],
    compute: (values) => Number(values.every((value) => value !== 0)),
    result: "bool",
  },
];

function resultType(
  dtype: ConstantData["dtype"],
  result: "bool" | "float" | "accumulator" | undefined,
): ConstantData["dtype"] {
  if (result === "bool") return "bool";
  if (result === "float") return isFloating(dtype) ? dtype : "float32";
  return result === "accumulator" && !isFloating(dtype) ? "int64" : dtype;
}

/** The axes of the argument `dim`, or null where they are not known; undefined: all. */
function statedAxes(call: FunctionCall): readonly number[] | null | undefined {
  const value = call.value("dim");
  return value === null || typeof value === "boolean" ? undefined : axesOf(call, value);
}

const positiveAxes = (axes: readonly number[] | undefined, rank: number): readonly number[] =>
  axes === undefined || axes.length === 0
    ? Array.from({ length: rank }, (_, axis) => axis)
    : axes.map((axis) => (axis < 0 ? axis + rank : axis));

const reductionRows: readonly FunctionRow[] = reductions.map((row) => ({
  names: row.names,
  places: everywhere,
  signature:
    row.function === "variance" || row.function === "standardDeviation"
      ? "input, dim=None, unbiased=None, keepdim=False, *, correction=1, dtype=None, out=None"
      : "input, dim=None, keepdim=False, *, dtype=None, out=None",
  attributeNames: { dim: "axes" },
  run(call) {
    const axes = statedAxes(call);
    if (axes === null) return unknownTensor(call.machine, unknownAxis(call.value("dim")));
    const keepDims = call.flag("keepdim");
    const data = tensorOf(call.input)?.data ?? null;
    const positive = data === null ? [] : positiveAxes(axes, data.dims.length);
    if (data !== null && row.compute !== null && positive.every((axis) => axis >= 0 && axis < data.dims.length))
      return fromData(reduceData(data, positive, keepDims, resultType(data.dtype, row.result), row.compute));
    const attrs = { function: row.function, ...(axes === undefined ? {} : { axes }), keepDims };
    return call.record({ op: "Reduce", attrs })[0] ?? null;
  },
}));

/** `max()` over everything, `max(dim)` with positions, `max(other)` element by element. */
const extreme = (name: "max" | "min"): FunctionRow => ({
  names: [name],
  places: everywhere,
  signature: "input, dim=None, keepdim=False, *, other=None, out=None",
  attributeNames: { dim: "axes" },
  run(call) {
    const dim = call.value("other") ?? call.value("dim");
    if (isTensor(dim))
      return binary(call.machine, binaryRow(name === "max" ? "maximum" : "minimum"), call.input, dim, call.call);
    const data = tensorOf(call.input)?.data ?? null;
    if (dim === null) {
      const compute = name === "max" ? Math.max : Math.min;
      if (data !== null && data.values.length > 0)
        return fromData(numeric(data.dtype, [], [data.values.reduce((a, b) => compute(a, b))]));
      return call.record({ op: "Reduce", attrs: { function: name } })[0] ?? null;
    }
    const axis = axisOf(call, "dim");
    if (axis === null) return call.machine.unknown(unknownAxis(dim));
    const attrs = { function: name, axes: [axis], keepDims: call.flag("keepdim"), returnIndices: true };
    const [values = null, indices = null] = call.record({ op: "Reduce", attrs });
    return pairValue(values, indices);
  },
});

const positionOf = (name: "argmax" | "argmin", op: string): FunctionRow => ({
  names: [name],
  places: everywhere,
  signature: "input, dim=None, keepdim=False",
  attributeNames: { dim: "axis" },
  operation: (call) => ({ op, attrs: { axis: axisOf(call, "dim"), keepDims: call.flag("keepdim") } }),
});

/** Runs along an axis: the shape stays. */
const running = (name: string, compute: (line: readonly number[]) => readonly number[]): FunctionRow => ({
  names: [name],
  places: everywhere,
  signature: "input, dim, *, dtype=None, out=None",
  attributeNames: { dim: "axis" },
  inPlace: true,
  run(call) {
    const axis = axisOf(call, "dim");
    const data = tensorOf(call.input)?.data ?? null;
    if (data !== null && axis !== null) {
      const at = axis < 0 ? axis + data.dims.length : axis;
      if (at >= 0 && at < data.dims.length) return fromData(alongAxis(data, at, compute));
    }
    const dims = dimsOfInput(call.input);
    return externalOne(call, dims, undefined, undefined, axisFaults(dims, axis));
  },
});

/** The same with the place of each result. */
const runningWithPlaces = (name: string): FunctionRow => ({
  names: [name],
  places: everywhere,
  signature: "input, dim, *, out=None",
  attributeNames: { dim: "axis" },
  run(call) {
    const dims = dimsOfInput(call.input);
    const faults = axisFaults(dims, axisOf(call, "dim"));
    const [values = null, indices = null] = external(call, [dims, dims], [call.input], [undefined, "int64"], faults);
    return pairValue(values, indices);
  },
});

/** `std_mean`, `var_mean`: a spread and the mean, reduced alike. */
const withMean = (name: string, spread: string): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: "input, dim=None, unbiased=None, keepdim=False, *, correction=1, out=None",
  attributeNames: { dim: "axes" },
  run(call) {
    const axes = statedAxes(call);
    if (axes === null) return call.machine.unknown(unknownAxis(call.value("dim")));
    const attrs = { ...(axes === undefined ? {} : { axes }), keepDims: call.flag("keepdim") };
    const reduced = [spread, "mean"].map(
      (kind) => call.record({ op: "Reduce", attrs: { ...attrs, function: kind } })[0] ?? null,
    );
    return new Tuple(reduced);
  },
});

function accumulated(apply: (total: number, value: number) => number) {
  return (line: readonly number[]): readonly number[] => {
    const totals: number[] = [];
    for (const value of line) totals.push(totals.length === 0 ? value : apply(totals[totals.length - 1] ?? 0, value));
    return totals;
  };
}

/** The shape of `diff`: with n elements less along the axis, and what is put before and after. */
function shorter(call: FunctionCall): readonly Dim[] | null {
  const dims = dimsOfInput(call.input);
  const axis = axisOf(call, "dim") ?? -1;
  const added = ["prepend", "append"].map((name) => dimsOfInput(call.value(name))?.at(axis) ?? 0);
  const length = subtractDims(addDims(dims?.at(axis) ?? 1, ...added), call.dim("n"));
  return withAxis(dims, axis, isLess(length, 0) === "yes" ? 0 : length);
}

function diff(call: FunctionCall): Result {
  const data = tensorOf(call.input)?.data ?? null;
  const axis = axisOf(call, "dim") ?? -1;
  const faults = axisFaults(dimsOfInput(call.input), axis);
  const once = call.dim("n") === 1 && call.none("prepend") && call.none("append");
  if (data === null || faults.length > 0 || !once)
    return externalOne(call, faults.length > 0 ? null : shorter(call), undefined, undefined, faults);
  return fromData(
    alongAxis(data, axis < 0 ? axis + data.dims.length : axis, (line) =>
      line.slice(1).map((value, index) => value - (line[index] ?? 0)),
    ),
  );
}

export const reductionFunctions: readonly FunctionRow[] = [
  ...reductionRows,
  extreme("max"),
  extreme("min"),
  positionOf("argmax", "ArgMax"),
  positionOf("argmin", "ArgMin"),
  running(
    "cumsum",
    accumulated((total, value) => total + value),
  ),
  running(
    "cumprod",
    accumulated((total, value) => total * value),
  ),
  running(
    "logcumsumexp",
    accumulated((total, value) => Math.log(Math.exp(total) + Math.exp(value))),
  ),
  runningWithPlaces("cummax"),
  runningWithPlaces("cummin"),
  withMean("std_mean", "standardDeviation"),
  withMean("var_mean", "variance"),
  { names: ["diff"], places: everywhere, signature: "input, n=1, dim=-1, prepend=None, append=None", run: diff },
  {
    names: ["norm"],
    places: everywhere,
    signature: "input, p='fro', dim=None, keepdim=False, out=None, dtype=None",
    attributeNames: { dim: "axes" },
    operation(call) {
      const axes = statedAxes(call);
      if (axes === null) return unknownAxis(call.value("dim"));
      const attrs = { function: "norm", order: call.number("p", 2), keepDims: call.flag("keepdim") };
      return { op: "Reduce", attrs: { ...attrs, ...(axes === undefined ? {} : { axes }) } };
    },
  },
];
