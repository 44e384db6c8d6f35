// Functions that join tensors and cut them into pieces.
import { type Dim, formatDim } from "../../../ir/dim.ts";
import { addDims, modulo } from "../../../ir/dimArithmetic.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import type { Message } from "../../../ir/message.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, type Place, unknownTensor } from "../function.ts";
import type { LayerOperation } from "../layer.ts";
import { type AxisPick, concatenate, reshaped, slice } from "../numeric.ts";
import { dimList, reasonOf, valueToDim } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { dimsOfTensor, fromData, type TensorPayload, tensorOf } from "../tensor.ts";
import { axisOf, dimsOfInput, isNumber, sequenceOf, unknownAxis } from "./arguments.ts";
import { externalOne } from "./external.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

function concat(call: FunctionCall): Result {
  const items = sequenceOf(call, call.input);
  if (items === undefined) return undefined;
  if (items instanceof Unknown) return unknownTensor(call.machine, items.because);
  const axis = axisOf(call, "dim");
  if (axis === null) return unknownTensor(call.machine, unknownAxis(call.value("dim")));
  return joined(call, items, axis);
}

/** One tensor of several, end to end along an axis. */
export function joined(call: FunctionCall, items: readonly Value[], axis: number): Result {
  const datas = items.map((item) => tensorOf(item)?.data ?? null);
  const rank = datas[0]?.dims.length ?? 0;
  if (rank > 0 && datas.every((data) => data !== null && data.dims.length === rank)) {
    const result = concatenate(
      datas.flatMap((data) => data ?? []),
      axis < 0 ? axis + rank : axis,
    );
    if (result !== null) return fromData(result);
  }
  return call.record({ op: "Concat", attrs: { axis }, inputs: items })[0] ?? null;
}

/** Each tensor gets a new axis, then they are joined along it. */
function stack(call: FunctionCall): Result {
  const items = sequenceOf(call, call.input);
  if (items === undefined) return undefined;
  if (items instanceof Unknown) return unknownTensor(call.machine, items.because);
  const axis = axisOf(call, "dim");
  if (axis === null) return unknownTensor(call.machine, unknownAxis(call.value("dim")));
  return stackedAlong(call, items, axis);
}

/** One tensor of several, side by side along a new axis. */
export function stackedAlong(call: FunctionCall, items: readonly Value[], axis: number): Result {
  const datas = items.map((item) => tensorOf(item)?.data ?? null);
  const rank = (datas[0]?.dims.length ?? 0) + 1;
  const at = axis < 0 ? axis + rank : axis;
  if (datas.every((data) => data !== null) && at >= 0 && at < rank) {
    const widened = datas.map((data) => (data === null ? null : reshaped(data, data.dims.toSpliced(at, 0, 1))));
    const result = concatenate(
      widened.flatMap((data) => data ?? []),
      at,
    );
    if (result !== null) return fromData(result);
  }
  return call.record({ op: "Stack", attrs: { axis }, inputs: items })[0] ?? null;
}

/** Pieces along an axis as a tuple. */
function pieces(call: FunctionCall, attrs: LayerOperation["attrs"]): Result {
  const outputs = call.record({ op: "Split", attrs });
  const counted = attrs["sizes"] !== undefined || typeof (attrs["parts"] ?? attrs["chunks"]) === "number";
  const tensor = tensorOf(call.input);
  const dims = tensor === null ? null : dimsOfTensor(tensor);
  const length = dims?.at(typeof attrs["axis"] === "number" ? attrs["axis"] : 0);
  // How many pieces there are follows from the size of the axis.
  if (!counted && length !== undefined && typeof length !== "number")
    return call.machine.unknown(message("splitPositions"));
  if (!counted && dims === null) return call.machine.unknown(reasonOf(call.input) ?? shapeReason(tensor));
  return new Tuple(outputs);
}

const shapeReason = (tensor: TensorPayload | null): Message =>
  tensor?.type.shape.rank === "unknown" ? tensor.type.shape.because : message("notATensor");

/** Pieces of a small tensor whose elements are known; null where the sizes do not make it up. */
function knownPieces(call: FunctionCall, axis: number, size: Dim | null, sizes: readonly Dim[] | null): Tuple | null {
  const data = tensorOf(call.input)?.data ?? null;
  const at = data !== null && axis < 0 ? axis + data.dims.length : axis;
  const total = data?.dims[at];
  if (data === null || total === undefined) return null;
  const counts = typeof size === "number" && size > 0 ? evenly(total, size) : (sizes ?? []).filter(isNumber);
  if (counts.reduce((sum, count) => sum + count, 0) !== total) return null;
  let start = 0;
  const parts = counts.map((count) => {
    const picks: AxisPick[] = data.dims.map((length) => ({ start: 0, count: length, step: 1 }));
    picks[at] = { start, count, step: 1 };
    start += count;
    return fromData(slice(data, picks));
  });
  return new Tuple(parts);
}

const evenly = (total: number, size: number): number[] =>
  Array.from({ length: Math.ceil(total / size) }, (_, index) => Math.min(size, total - index * size));

function split(call: FunctionCall): Result {
  const axis = axisOf(call, "dim") ?? 0;
  const value = call.value("split_size_or_sections");
  const sizes = dimList(call.machine, value);
  const known = knownPieces(call, axis, sizes === null ? valueToDim(value) : null, sizes);
  if (known !== null) return known;
  if (sizes !== null) return pieces(call, { axis, sizes });
  const size = valueToDim(value);
  return size === null ? call.machine.unknown(unknownAxis(value)) : pieces(call, { axis, size });
}

/** `tensor_split(3)` cuts into parts, `tensor_split((2, 5))` before these positions. */
function tensorSplit(call: FunctionCall, axis: number, value: Value): Result {
  const positions = dimList(call.machine, value);
  if (positions === null) {
    const parts = valueToDim(value);
    return parts === null ? call.machine.unknown(unknownAxis(value)) : pieces(call, { axis, parts });
  }
  const tensor = tensorOf(call.input);
  const dims = tensor === null ? null : dimsOfTensor(tensor);
  const total = dims?.at(axis);
  if (typeof total !== "number" || !positions.every(isNumber)) return call.machine.unknown(message("splitPositions"));
  const bounds = [
    0,
    ...(positions as number[]).map((at) => Math.min(Math.max(at < 0 ? at + total : at, 0), total)),
    total,
  ];
  return new Tuple(
    bounds.slice(1).map((end, index) => {
      const start = bounds[index] ?? 0;
      const attrs = { axes: [axis], starts: [start], ends: [Math.max(start, end)] };
      return call.record({ op: "Slice", attrs })[0] ?? null;
    }),
  );
}

/** `hsplit`, `vsplit`, `dsplit`: equal parts, or positions, of an axis that the tensor has to have. */
const splitAlong = (name: string, least: number, axisFor: (rank: number) => number): FunctionRow => ({
  names: [name],
  places: everywhere,
  signature: "input, indices_or_sections|sections|indices",
  run(call) {
    const dims = dimsOfInput(call.input);
    const value = call.value("indices_or_sections");
    const axis = axisFor(dims?.length ?? least);
    const faults = [...tooFewAxes(dims, least), ...unequalParts(dims?.[axis], valueToDim(value))];
    if (faults.length === 0) return tensorSplit(call, axis, value);
    return new Tuple([externalOne(call, null, undefined, undefined, faults)]);
  },
});

const tooFewAxes = (dims: readonly Dim[] | null, least: number): readonly OperationFault[] =>
  dims === null || dims.length >= least
    ? []
    : [{ code: "split-rank", message: message("inputRank", { expected: `≥ ${least}`, got: dims.length }) }];

function unequalParts(size: Dim | undefined, parts: Dim | null): readonly OperationFault[] {
  if (size === undefined || typeof parts !== "number" || parts < 1 || dimsEqual(modulo(size, parts), 0) !== "no")
    return [];
  const text = message("splitEvenly", { size: formatDim(size), parts });
  return [{ code: "split-size", message: text, attribute: "indicesOrSections" }];
}

function narrow(call: FunctionCall): LayerOperation | Message {
  const axis = axisOf(call, "dim");
  const start = valueToDim(call.value("start"));
  const length = valueToDim(call.value("length"));
  if (axis === null || start === null || length === null) return unknownAxis(call.value("start"));
  return { op: "Slice", attrs: { axes: [axis], starts: [start], ends: [addDims(start, length)], strict: true } };
}

export const joiningFunctions: readonly FunctionRow[] = [
  {
    names: ["cat", "concat", "concatenate"],
    places: ["torch"],
    signature: "tensors, dim=0, *, out=None",
    attributeNames: { dim: "axis" },
    run: concat,
  },
  {
    names: ["stack"],
    places: ["torch"],
    signature: "tensors, dim=0, *, out=None",
    attributeNames: { dim: "axis" },
    run: stack,
  },
  {
    names: ["split", "unsafe_split"],
    places: everywhere,
    signature: "input|tensor, split_size_or_sections|split_size, dim=0",
    attributeNames: { dim: "axis", split_size_or_sections: "sizes" },
    run: split,
  },
  {
    names: ["split_with_sizes"],
    places: everywhere,
    signature: "input|tensor, split_size_or_sections|split_size, dim=0",
    run: split,
  },
  {
    names: ["chunk", "unsafe_chunk"],
    places: everywhere,
    signature: "input, chunks, dim=0",
    attributeNames: { dim: "axis" },
    run: (call) => pieces(call, { axis: axisOf(call, "dim") ?? 0, chunks: call.dim("chunks") }),
  },
  {
    names: ["tensor_split"],
    places: everywhere,
    signature: "input, indices_or_sections|indices|sections|tensor_indices_or_sections, dim=0",
    run: (call) => tensorSplit(call, axisOf(call, "dim") ?? 0, call.value("indices_or_sections")),
  },
  splitAlong("hsplit", 1, (rank) => Math.min(rank - 1, 1)),
  splitAlong("vsplit", 2, () => 0),
  splitAlong("dsplit", 3, () => 2),
  {
    names: ["unbind"],
    places: everywhere,
    signature: "input, dim=0",
    attributeNames: { dim: "axis" },
    run: (call) => pieces(call, { axis: axisOf(call, "dim") ?? 0, size: 1, dropAxis: true }),
  },
  { names: ["narrow", "narrow_copy"], places: everywhere, signature: "input, dim, start, length", operation: narrow },
  {
    names: ["select"],
    places: everywhere,
    signature: "input, dim, index",
    operation: (call) => ({ op: "Select", attrs: { axis: axisOf(call, "dim") ?? 0, index: call.dim("index") } }),
  },
];
