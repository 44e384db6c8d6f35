// Functions that choose among elements: where, gather, sort, topk.
import { type Dim, formatDim, unknownDim } from "../../../ir/dim.ts";
import { isLess } from "../../../ir/dimComparison.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Tuple, type Value } from "../../eval/value.ts";
import { promote } from "../dtypes.ts";
import type { FunctionCall, FunctionRow, Place } from "../function.ts";
import type { OperationFault } from "../record.ts";
import { tensorOf } from "../tensor.ts";
import { pairValue } from "../values.ts";
import { axisOf, countOfDims, dimsOfInput, rankOf } from "./arguments.ts";
import { operandOf } from "./arithmetic.ts";
import { broadcastAll } from "./elementwise.ts";
import { asTensor, axisFaults, external, externalOne, rankFaults, withAxis } from "./external.ts";
import { indexTypeFaults, pickFaults } from "./writing.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

function sorted(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const faults = axisFaults(dims, axisOf(call, "dim"));
  const [values = null, indices = null] = external(call, [dims, dims], [call.input], [undefined, "int64"], faults);
  return pairValue(values, indices);
}

/** More elements are wanted than the axis has. */
function tooMany(whole: readonly Dim[] | null, axis: number | null, k: Dim): readonly OperationFault[] {
  const size = whole?.length === 0 ? 1 : axis === null ? undefined : whole?.at(axis);
  if (size === undefined || isLess(size, k) !== "yes") return [];
  return [
    { code: "topk-range", message: message("topkRange", { k: formatDim(k), size: formatDim(size) }), attribute: "k" },
  ];
}

function topK(call: FunctionCall): Result {
  const whole = dimsOfInput(call.input);
  const [axis, k] = [axisOf(call, "dim"), call.dim("k")];
  const dims = withAxis(whole, axis, k);
  const faults = tooMany(whole, axis, k);
  const shape = whole?.length === 0 ? whole : dims;
  const [values = null, indices = null] = external(
    call,
    [shape, shape],
    [call.input],
    [undefined, "int64"],
    [...faults, ...axisFaults(whole, axis)],
  );
  return pairValue(values, indices);
}

/** Elements of one or the other; a number has the type of the result. */
function choice(call: FunctionCall, condition: Value, first: Value, second: Value): Result {
  const dtype = promote([operandOf(first), operandOf(second)]);
  const inputs = [condition, asTensor(first, dtype), asTensor(second, dtype)];
  return call.record({ op: "Where", attrs: {}, inputs })[0] ?? null;
}

const howMany = (call: FunctionCall): Dim => unknownDim(message("dependsOnValues", { name: call.name }));

/** The places of elements that are not zero: a row for each, or with `as_tuple` a vector for each axis. */
function places(call: FunctionCall, asTuple: boolean): Result {
  const rank = rankOf(call.input);
  const count = howMany(call);
  if (!asTuple) return externalOne(call, rank === null ? null : [count, rank], undefined, "int64");
  if (rank === null) return call.machine.unknown(message("dependsOnValues", { name: call.name }));
  const axes = new Array<readonly Dim[]>(Math.max(rank, 1)).fill([count]);
  return new Tuple(external(call, axes, undefined, new Array<"int64">(axes.length).fill("int64")));
}

/** Positions along an axis, the other axes broadcast; without an axis, among all elements. */
function takeAlong(call: FunctionCall): Result {
  const indices = call.value("indices");
  const [dims, places] = [dimsOfInput(call.input), dimsOfInput(indices)];
  const inputs = [call.input, indices];
  if (call.none("dim")) return externalOne(call, [countOfDims(places)], inputs);
  const axis = axisOf(call, "dim");
  const faults = [...axisFaults(dims, axis), ...(places === null ? [] : rankFaults("index", dims, places.length))];
  const picked = places === null || axis === null ? null : withAxis(dims, axis, places.at(axis) ?? 1);
  const [shape, conflicts] = faults.length > 0 ? [null, []] : broadcastAll([picked, places]);
  return externalOne(call, shape, inputs, undefined, [...faults, ...conflicts]);
}

export const choosingFunctions: readonly FunctionRow[] = [
  {
    names: ["where"],
    places: ["torch"],
    signature: "condition, input=None, other=None",
    run(call) {
      const [condition, a, b] = [call.value("condition"), call.value("input"), call.value("other")];
      if (a === null && b === null) {
        return places(call, true);
      }
      return choice(call, condition, a, b);
    },
  },
  {
    names: ["where"],
    places: ["tensor"],
    signature: "input, condition, other",
    run: (call) => choice(call, call.value("condition"), call.input, call.value("other")),
  },
  {
    names: ["masked_fill"],
    places: everywhere,
    signature: "input, mask, value",
    inPlace: true,
    run: (call) =>
      call.record({
        op: "Where",
        attrs: {},
        inputs: [
          call.value("mask"),
          asTensor(call.value("value"), tensorOf(call.input)?.type.dtype ?? null),
          call.input,
        ],
      })[0] ?? null,
  },
  {
    names: ["gather"],
    places: everywhere,
    signature: "input, dim, index, *, sparse_grad=False, out=None",
    run(call) {
      const index = call.value("index");
      const dims = dimsOfInput(call.input);
      const faults = axisFaults(dims, axisOf(call, "dim"));
      const picks = faults.length > 0 ? [] : [...pickFaults(call, dims, true), ...indexTypeFaults(index)];
      return externalOne(call, dimsOfInput(index), [call.input, index], undefined, [...faults, ...picks]);
    },
  },
  {
    names: ["take_along_dim"],
    places: everywhere,
    signature: "input, indices, dim=None",
    run: takeAlong,
  },
  {
    names: ["index_select"],
    places: everywhere,
    signature: "input, dim, index, *, out=None",
    attributeNames: { dim: "axis" },
    operation(call) {
      const index = call.value("index");
      const dims = dimsOfInput(index);
      const faults = [...indexTypeFaults(index)];
      if (dims !== null && dims.length > 1)
        faults.push({ code: "index-rank", message: message("inputRank", { expected: "≤ 1", got: dims.length }) });
      const attrs = { axis: axisOf(call, "dim") ?? 0, ...(dims?.length === 0 ? { indexShape: [1] } : {}) };
      return { op: "IndexSelect", attrs, inputs: [call.input, index], faults };
    },
  },
  { names: ["sort"], places: everywhere, signature: "input, dim=-1, descending=False, stable=False", run: sorted },
  {
    names: ["argsort"],
    places: everywhere,
    signature: "input, dim=-1, descending=False, stable=False",
    run(call) {
      const dims = dimsOfInput(call.input);
      return externalOne(call, dims, undefined, "int64", axisFaults(dims, axisOf(call, "dim")));
    },
  },
  ...(["median", "mode", "nanmedian", "kthvalue"] as const).map(
    (name): FunctionRow => ({
      names: [name],
      places: everywhere,
      signature: {
        median: "input, dim=None, keepdim=False",
        nanmedian: "input, dim=None, keepdim=False",
        mode: "input, dim=-1, keepdim=False",
        kthvalue: "input, k, dim=-1, keepdim=False",
      }[name],
      run(call) {
        const whole = dimsOfInput(call.input);
        if (call.none("dim")) return externalOne(call, []);
        const axis = axisOf(call, "dim");
        const kept = withAxis(whole, axis, 1);
        const at = axis === null || whole === null ? -1 : axis < 0 ? axis + whole.length : axis;
        const dims = call.flag("keepdim") ? kept : (kept?.filter((_, index) => index !== at) ?? null);
        const faults = [
          ...(name === "kthvalue" ? tooMany(whole, axis, call.dim("k")) : []),
          ...axisFaults(whole, axis),
        ];
        const [values = null, indices = null] = external(
          call,
          [dims, dims],
          [call.input],
          [undefined, "int64"],
          faults,
        );
        return pairValue(values, indices);
      },
    }),
  ),
  { names: ["topk"], places: everywhere, signature: "input, k, dim=-1, largest=True, sorted=True", run: topK },
  {
    names: ["nonzero"],
    places: everywhere,
    signature: "input, *, as_tuple=False, out=None",
    run: (call) => places(call, call.flag("as_tuple")),
  },
  { names: ["argwhere"], places: everywhere, signature: "input", run: (call) => places(call, false) },
  {
    names: ["masked_select"],
    places: everywhere,
    signature: "input, mask, *, out=None",
    run: (call) => externalOne(call, [howMany(call)], [call.input, call.value("mask")]),
  },
];
