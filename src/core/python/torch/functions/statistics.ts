// What is counted, ordered and compared: quantiles, histograms, sorted places, tests of whole tensors.
import { type Dim, formatDim, unknownDim } from "../../../ir/dim.ts";
import { subtractDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import type { ElementType } from "../../../ir/network.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import { List, type Result, Tuple, type Value } from "../../eval/value.ts";
import type { FunctionCall, FunctionRow, Place } from "../function.ts";
import { numberOf } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { isTensor } from "../tensor.ts";
import { namedTuple } from "../values.ts";
import { axesOf, axisOf, dimsOfInput } from "./arguments.ts";
import { broadcastAll } from "./elementwise.ts";
import { asTensor, axisFaults, external, externalOne, rankFaults, withAxis } from "./external.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

/** The shape without some axes, or with 1 in their places. `axes` null: all. */
function reducedDims(
  dims: readonly Dim[] | null,
  axes: readonly number[] | null,
  keep: boolean,
): readonly Dim[] | null {
  if (dims === null) return null;
  const gone = axes?.map((axis) => (axis < 0 ? axis + dims.length : axis)) ?? dims.map((_, axis) => axis);
  return dims.flatMap((dim, axis) => (gone.includes(axis) ? (keep ? [1] : []) : [dim]));
}

/** One number out of each line, or for a vector of shares one for each: these are the first axis then. */
function quantile(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const shares = call.value("q");
  const lead = isTensor(shares) ? dimsOfInput(shares) : [];
  const axis = axisOf(call, "dim");
  const faults = [...axisFaults(dims, axis)];
  if (lead !== null && lead.length > 1)
    faults.push({ code: "quantile-rank", message: message("inputRank", { expected: "≤ 1", got: lead.length }) });
  if (!call.none("dim") && axis === null) return externalOne(call, null);
  const rest = reducedDims(dims, axis === null ? null : [axis], call.flag("keepdim"));
  const shape = lead === null || rest === null ? null : [...lead, ...rest];
  return externalOne(call, shape, isTensor(shares) ? [call.input, shares] : undefined, undefined, faults);
}

/** For each of the values the place that it has among sorted ones. */
function sortedPlaces(call: FunctionCall, values: Value, sorted: Value): Result {
  const [of, among] = [dimsOfInput(asTensor(values)), dimsOfInput(sorted)];
  const dtype: ElementType = call.flag("out_int32") ? "int32" : "int64";
  const faults: OperationFault[] = [];
  if (of !== null && among !== null && among.length > 1) {
    const fits =
      of.length === among.length && of.slice(0, -1).every((dim, axis) => dimsEqual(dim, among[axis] ?? dim) !== "no");
    const sides = { left: formatShape(shapeOf(...among)), right: formatShape(shapeOf(...of)) };
    if (!fits) faults.push({ code: "search-shape", message: message("addShapes", sides) });
  }
  return externalOne(call, of, [values, sorted].filter(isTensor), dtype, faults);
}

const truth = (call: FunctionCall): Value => call.machine.unknown(message("dependsOnValues", { name: call.name }));

/** A test of two whole tensors: True or False. */
const wholeTest = (name: string, signature: string, mustFit: boolean): FunctionRow => ({
  names: [name],
  places: everywhere,
  signature,
  run(call) {
    const [, faults] = broadcastAll([dimsOfInput(call.input), dimsOfInput(call.value("other"))]);
    if (mustFit && faults.length > 0)
      externalOne(call, [], [call.input, call.value("other")].filter(isTensor), undefined, faults);
    return truth(call);
  },
});

const depends = (call: FunctionCall): Dim => unknownDim(message("dependsOnValues", { name: call.name }));

/** Sums of areas under a line through the values along an axis. */
const area = (names: readonly string[], running: boolean): FunctionRow => ({
  names,
  places: ["torch"],
  signature: "y, x=None, *, dx=None, dim=-1",
  run(call) {
    const dims = dimsOfInput(call.input);
    const axis = axisOf(call, "dim");
    const size = axis === null ? undefined : dims?.at(axis);
    const shape =
      running && size !== undefined
        ? withAxis(dims, axis, subtractDims(size, 1))
        : reducedDims(dims, axis === null ? null : [axis], false);
    return externalOne(call, shape, undefined, undefined, axisFaults(dims, axis));
  },
});

/** Rows are variables, columns observations; of one variable it is a number. */
const covariance = (name: string): FunctionRow => ({
  names: [name],
  places: everywhere,
  signature: name === "cov" ? "input, *, correction=1, fweights=None, aweights=None" : "input",
  run(call) {
    const dims = dimsOfInput(call.input);
    const wrong = dims !== null && dims.length > 2 ? rankFaults("covariance", dims, 2) : [];
    const shape = dims === null ? null : dims.length < 2 ? [] : [dims[0] ?? 1, dims[0] ?? 1];
    return externalOne(call, shape, undefined, undefined, wrong);
  },
});

/** Distances between all pairs of rows. */
function pairDistances(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const rows = dims?.[0];
  const pairs = typeof rows === "number" ? (rows * (rows - 1)) / 2 : unknownDim(message("tensorValueUnknown"));
  return externalOne(call, [pairs], undefined, undefined, rankFaults("pdist", dims, 2));
}

/** One tensor for each axis that is asked for. */
function gradient(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const axes = call.none("dim") ? (dims?.map((_, axis) => axis) ?? null) : axesOf(call, call.value("dim"));
  if (dims === null || axes === null) return call.machine.unknown(message("tensorValueUnknown"));
  return new List([
    ...external(
      call,
      axes.map(() => dims),
    ),
  ]);
}

const bins = (call: FunctionCall): Dim => (isTensor(call.value("bins")) ? depends(call) : call.dim("bins"));

export const statisticsFunctions: readonly FunctionRow[] = [
  {
    names: ["quantile", "nanquantile"],
    places: everywhere,
    signature: "input, q, dim=None, keepdim=False, *, interpolation='linear', out=None",
    attributeNames: { dim: "axis" },
    run: quantile,
  },
  {
    names: ["histc"],
    places: everywhere,
    signature: "input, bins=100, min=0, max=0, *, out=None",
    run: (call) => externalOne(call, [call.dim("bins")]),
  },
  {
    names: ["histogram"],
    places: everywhere,
    signature: "input, bins, *, range=None, weight=None, density=False, out=None",
    run(call) {
      const count = bins(call);
      const edges = typeof count === "number" ? count + 1 : count;
      return namedTuple("histogram", ["hist", "bin_edges"], external(call, [[count], [edges]]));
    },
  },
  {
    names: ["bucketize"],
    places: ["torch"],
    signature: "input, boundaries, *, out_int32=False, right=False, out=None",
    run: (call) => sortedPlaces(call, call.input, call.value("boundaries")),
  },
  {
    names: ["searchsorted"],
    places: ["torch"],
    signature: "sorted_sequence, input|self, *, out_int32=False, right=False, side=None, out=None, sorter=None",
    run: (call) => sortedPlaces(call, call.value("input"), call.input),
  },
  {
    names: ["isin"],
    places: ["torch"],
    signature: "elements|element, test_elements|test_element, *, assume_unique=False, invert=False",
    run: (call) =>
      externalOne(
        call,
        dimsOfInput(asTensor(call.input)),
        [call.input, call.value("test_elements")].filter(isTensor),
        "bool",
      ),
  },
  {
    names: ["count_nonzero"],
    places: everywhere,
    signature: "input, dim=None",
    attributeNames: { dim: "axis" },
    run(call) {
      const dims = dimsOfInput(call.input);
      const axes = call.none("dim") ? null : axesOf(call, call.value("dim"));
      const faults = (axes ?? []).flatMap((axis) => axisFaults(dims, axis));
      return externalOne(call, reducedDims(dims, axes, false), undefined, "int64", faults);
    },
  },
  {
    names: ["aminmax"],
    places: everywhere,
    signature: "input, *, dim=None, keepdim=False, out=None",
    attributeNames: { dim: "axis" },
    run(call) {
      const dims = dimsOfInput(call.input);
      const axis = axisOf(call, "dim");
      const shape = reducedDims(dims, axis === null ? null : [axis], call.flag("keepdim"));
      return namedTuple(
        "aminmax",
        ["min", "max"],
        external(call, [shape, shape], undefined, [], axisFaults(dims, axis)),
      );
    },
  },
  wholeTest("equal", "input, other", false),
  wholeTest("allclose", "input, other, rtol=1e-05, atol=1e-08, equal_nan=False", true),
  {
    names: ["dist"],
    places: everywhere,
    signature: "input, other, p=2",
    run(call) {
      const [, faults] = broadcastAll([dimsOfInput(call.input), dimsOfInput(call.value("other"))]);
      return externalOne(call, [], [call.input, call.value("other")], undefined, faults);
    },
  },
  area(["trapezoid", "trapz"], false),
  area(["cumulative_trapezoid"], true),
  covariance("cov"),
  covariance("corrcoef"),
  { names: ["pdist"], places: ["torch", "functional"], signature: "input, p=2.0", run: pairDistances },
  { names: ["gradient"], places: ["torch"], signature: "input, *, spacing=1, dim=None, edge_order=1", run: gradient },
  {
    names: ["take"],
    places: everywhere,
    signature: "input, index",
    run: (call) => externalOne(call, dimsOfInput(call.value("index")), [call.input, call.value("index")]),
  },
  {
    names: ["unravel_index"],
    places: ["torch"],
    signature: "indices, shape",
    run(call) {
      const dims = dimsOfInput(call.input);
      const axes = call.list("shape");
      return new Tuple(
        external(
          call,
          axes.map(() => dims),
        ),
      );
    },
  },
];

/** Not more than this many elements are picked by `multinomial` without replacement. */
export function multinomialFaults(call: FunctionCall): readonly OperationFault[] {
  const dims = dimsOfInput(call.input);
  const wanted = numberOf(call.value("num_samples"));
  const size = dims?.at(-1);
  if (call.flag("replacement") || wanted === null || typeof size !== "number" || wanted <= size) return [];
  return [
    {
      code: "topk-range",
      message: message("topkRange", { k: formatDim(wanted), size: formatDim(size) }),
      attribute: "numSamples",
    },
  ];
}
