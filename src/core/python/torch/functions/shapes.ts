// Functions that give the same elements another shape, order or number.

import { type Dim, unknownDim } from "../../../ir/dim.ts";
import { addDims, multiplyDims } from "../../../ir/dimArithmetic.ts";
import type { Message } from "../../../ir/message.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { type FunctionCall, type FunctionRow, type Place, unknownTensor } from "../function.ts";
import type { LayerOperation } from "../layer.ts";
import { type AxisPick, concatenate, expand, permute, reshaped, slice } from "../numeric.ts";
import { dimList, itemsOf, reasonOf, valueToDim } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { needsCopy } from "../strides.ts";
import { dimsOfTensor, fromData, isTensor, type TensorPayload, tensorOf } from "../tensor.ts";
import { sizeArguments } from "./creation.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

/** A plain integer argument; null where it is not known. */
export function axisOf(call: FunctionCall, name: string): number | null {
  const dim = valueToDim(call.value(name));
  return typeof dim === "number" ? dim : null;
}

/** An int or a sequence of ints, plain. */
export function axesOf(call: FunctionCall, value: Value): readonly number[] | null {
  const items = itemsOf(call.machine, value) ?? [value];
  const axes = items.map(valueToDim);
  return axes.every((axis) => typeof axis === "number") ? (axes as number[]) : null;
}

export const unknownAxis = (value: Value): Message => reasonOf(value) ?? message("indexNotKnown");

const isNumber = (dim: Dim): dim is number => typeof dim === "number";

/** A reshape to sizes, computed where the elements are known. */
function reshape(call: FunctionCall, sizes: readonly Dim[]): Result {
  const data = tensorOf(call.input)?.data ?? null;
  if (data !== null && sizes.every(isNumber)) {
    const known = (sizes as number[]).filter((size) => size !== -1).reduce((a, b) => a * b, 1);
    const full = (sizes as number[]).map((size) => (size === -1 ? data.values.length / Math.max(known, 1) : size));
    const result = reshaped(data, full);
    if (result !== null) return fromData(result);
  }
  const faults: OperationFault[] = [];
  if (sizes.filter((size) => size === -1).length > 1)
    faults.push({ code: "reshape-elements", message: message("onlyOneInferred"), attribute: "shape" });
  const tensor = tensorOf(call.input);
  const dims = tensor === null ? null : dimsOfTensor(tensor);
  if (call.name === "view" && tensor !== null && dims !== null && needsCopy(dims, tensor.strides, sizes))
    faults.push({ code: "view-strides", message: message("viewStrides") });
  return call.record({ op: "Reshape", attrs: { shape: sizes }, faults })[0] ?? null;
}

/** `x.view(2, 3)`, `x.reshape((2, 3))`, `torch.reshape(x, (2, 3))`. */
const reshapes = (names: readonly string[], places: readonly Place[]): FunctionRow => ({
  names,
  places,
  signature: "input, shape",
  methodSignature: "*shape, **options",
  attributeNames: { size: "shape" },
  run(call) {
    const given = call.value("shape");
    const named = call.value("options");
    const byName =
      named !== null && typeof named === "object" && named.kind === "dict"
        ? (named.entries.get("shape") ?? null)
        : null;
    const sizes = sizeArguments(call.machine, given instanceof Tuple ? given : new Tuple([given]), byName);
    if (sizes instanceof Unknown) return unknownTensor(call.machine, sizes.because);
    if (sizes.length === 1 && call.value("shape") instanceof Tuple && isDtype(given)) return call.input;
    return reshape(call, sizes);
  },
});

/** `x.view(torch.float16)` reads the bytes as another type. */
const isDtype = (given: Value): boolean =>
  given instanceof Tuple &&
  given.items.length === 1 &&
  valueToDim(given.items[0] ?? null) === null &&
  itemsOfNone(given.items[0] ?? null);
const itemsOfNone = (value: Value): boolean =>
  typeof value === "object" && value !== null && value.kind === "instance" && !isTensor(value);

function permuteOperation(call: FunctionCall): Result {
  const given = call.value("dims");
  const items = itemsOf(call.machine, given) ?? [];
  const order = axesOf(
    call,
    items.length === 1 && itemsOf(call.machine, items[0] ?? null) ? (items[0] ?? null) : given,
  );
  if (order === null) return unknownTensor(call.machine, unknownAxis(given));
  const data = tensorOf(call.input)?.data ?? null;
  const rank = data?.dims.length ?? 0;
  const positive = order.map((axis) => (axis < 0 ? axis + rank : axis));
  if (data !== null && new Set(positive).size === rank && positive.every((axis) => axis >= 0 && axis < rank))
    return fromData(permute(data, positive));
  return call.record({ op: "Transpose", attrs: { permutation: order } })[0] ?? null;
}

function swap(call: FunctionCall, first: Value, second: Value): Result {
  const [a, b] = [valueToDim(first), valueToDim(second)];
  if (typeof a !== "number" || typeof b !== "number") return unknownTensor(call.machine, unknownAxis(first));
  const data = tensorOf(call.input)?.data ?? null;
  if (data !== null) {
    const rank = data.dims.length;
    const order = data.dims.map((_, axis) => axis);
    const [from, to] = [a < 0 ? a + rank : a, b < 0 ? b + rank : b];
    if (from >= 0 && to >= 0 && from < rank && to < rank) {
      [order[from], order[to]] = [to, from];
      return fromData(permute(data, order));
    }
  }
  const rank = rankOf(call.input);
  const positive = (axis: number) => (axis < 0 && rank !== null && axis >= -rank ? axis + rank : axis);
  return call.record({ op: "Transpose", attrs: { swap: [positive(a), positive(b)] } })[0] ?? null;
}

const swaps = (names: readonly string[], signature: string, first: string, second: string): FunctionRow => ({
  names,
  places: everywhere,
  signature,
  inPlace: true,
  run: (call) => swap(call, call.value(first), call.value(second)),
});

/** Moves axes to other places; the others keep their order. */
function moveAxes(call: FunctionCall): LayerOperation | Message {
  const rank = rankOf(call.input);
  const from = axesOf(call, call.value("source"));
  const to = axesOf(call, call.value("destination"));
  if (rank === null || from === null || to === null) return unknownAxis(call.value("source"));
  const positive = (axis: number) => (axis < 0 ? axis + rank : axis);
  const sources = from.map(positive);
  const targets = to.map(positive);
  const valid = [...sources, ...targets].every((axis) => axis >= 0 && axis < rank);
  const distinct = new Set(sources).size === sources.length && new Set(targets).size === targets.length;
  // The operator says what is wrong with an order that is none.
  if (!valid || !distinct || sources.length !== targets.length)
    return { op: "Transpose", attrs: { permutation: [...from, ...to] } };
  const order = new Array<number>(rank).fill(-1);
  for (const [index, target] of targets.entries()) order[target] = sources[index] ?? 0;
  const rest = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !sources.includes(axis));
  return { op: "Transpose", attrs: { permutation: order.map((axis) => (axis === -1 ? (rest.shift() ?? 0) : axis)) } };
}

export function rankOf(value: Value): number | null {
  const tensor = tensorOf(value);
  return tensor === null ? null : (dimsOfTensor(tensor)?.length ?? null);
}

function squeeze(call: FunctionCall): Result {
  const stated = call.value("dim");
  const axes = stated === null ? null : axesOf(call, stated);
  if (stated !== null && axes === null) return unknownTensor(call.machine, unknownAxis(stated));
  const data = tensorOf(call.input)?.data ?? null;
  if (data !== null) {
    const rank = data.dims.length;
    const named = axes?.map((axis) => (axis < 0 ? axis + rank : axis));
    const dims = data.dims.filter((dim, axis) => dim !== 1 || (named !== undefined && !named.includes(axis)));
    const result = reshaped(data, dims);
    if (result !== null) return fromData(result);
  }
  return call.record({ op: "Squeeze", attrs: axes === null ? {} : { axes } })[0] ?? null;
}

function unsqueeze(call: FunctionCall): Result {
  const axis = axisOf(call, "dim");
  if (axis === null) return unknownTensor(call.machine, unknownAxis(call.value("dim")));
  const data = tensorOf(call.input)?.data ?? null;
  if (data !== null) {
    const at = axis < 0 ? axis + data.dims.length + 1 : axis;
    if (at >= 0 && at <= data.dims.length) {
      const result = reshaped(data, data.dims.toSpliced(at, 0, 1));
      if (result !== null) return fromData(result);
    }
  }
  return call.record({ op: "Unsqueeze", attrs: { axes: [axis] } })[0] ?? null;
}

function expandTo(call: FunctionCall): Result {
  const sizes = sizeArguments(call.machine, call.value("sizes"), null);
  if (sizes instanceof Unknown) return unknownTensor(call.machine, sizes.because);
  const data = tensorOf(call.input)?.data ?? null;
  if (data !== null && sizes.every(isNumber)) {
    const shift = sizes.length - data.dims.length;
    const full = (sizes as number[]).map((size, axis) => (size === -1 ? (data.dims[axis - shift] ?? 1) : size));
    const fits = shift >= 0 && data.dims.every((dim, axis) => dim === 1 || dim === full[axis + shift]);
    const result = fits ? expand(data, full) : null;
    if (result !== null) return fromData(result);
  }
  return call.record({ op: "Expand", attrs: { shape: sizes } })[0] ?? null;
}

function flatten(call: FunctionCall): Result {
  const [start, end] = [axisOf(call, "start_dim"), axisOf(call, "end_dim")];
  if (start === null || end === null) return unknownTensor(call.machine, unknownAxis(call.value("start_dim")));
  const data = tensorOf(call.input)?.data ?? null;
  if (data !== null && start === 0 && end === -1) {
    const result = reshaped(data, [data.values.length]);
    if (result !== null) return fromData(result);
  }
  return call.record({ op: "Flatten", attrs: { startAxis: start, endAxis: end } })[0] ?? null;
}

/** The tensors of a sequence; Unknown where the sequence itself is not known. */
export function sequenceOf(call: FunctionCall, value: Value): readonly Value[] | Unknown | undefined {
  const items = itemsOf(call.machine, value);
  if (items !== null) return items;
  if (value instanceof Unknown) return value;
  return call.machine.list(value);
}

function concat(call: FunctionCall): Result {
  const items = sequenceOf(call, call.input);
  if (items === undefined) return undefined;
  if (items instanceof Unknown) return unknownTensor(call.machine, items.because);
  const axis = axisOf(call, "dim");
  if (axis === null) return unknownTensor(call.machine, unknownAxis(call.value("dim")));
  const datas = items.map((item) => tensorOf(item)?.data ?? null);
  const rank = datas[0]?.dims.length ?? 0;
  if (rank > 0 && datas.every((data) => data !== null && data.dims.length === rank)) {
    const joined = concatenate(
      datas.flatMap((data) => data ?? []),
      axis < 0 ? axis + rank : axis,
    );
    if (joined !== null) return fromData(joined);
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
  const datas = items.map((item) => tensorOf(item)?.data ?? null);
  const rank = (datas[0]?.dims.length ?? 0) + 1;
  const at = axis < 0 ? axis + rank : axis;
  if (datas.every((data) => data !== null) && at >= 0 && at < rank) {
    const widened = datas.map((data) => (data === null ? null : reshaped(data, data.dims.toSpliced(at, 0, 1))));
    const joined = concatenate(
      widened.flatMap((data) => data ?? []),
      at,
    );
    if (joined !== null) return fromData(joined);
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
function tensorSplit(call: FunctionCall): Result {
  const axis = axisOf(call, "dim") ?? 0;
  const value = call.value("indices_or_sections") ?? call.value("indices") ?? call.value("sections");
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

function narrow(call: FunctionCall): LayerOperation | Message {
  const axis = axisOf(call, "dim");
  const start = valueToDim(call.value("start"));
  const length = valueToDim(call.value("length"));
  if (axis === null || start === null || length === null) return unknownAxis(call.value("start"));
  return { op: "Slice", attrs: { axes: [axis], starts: [start], ends: [addDims(start, length)], strict: true } };
}

export const shapeFunctions: readonly FunctionRow[] = [
  reshapes(["reshape"], everywhere),
  reshapes(["view"], ["tensor"]),
  {
    names: ["view_as", "reshape_as"],
    places: ["tensor"],
    signature: "input, other",
    run(call) {
      const other = tensorOf(call.value("other"));
      const dims = other === null ? null : dimsOfTensor(other);
      return dims === null ? unknownTensor(call.machine, message("notATensor")) : reshape(call, dims);
    },
  },
  {
    names: ["flatten"],
    places: everywhere,
    signature: "input, start_dim=0, end_dim=-1",
    attributeNames: { start_dim: "startAxis", end_dim: "endAxis" },
    run: flatten,
  },
  {
    names: ["ravel"],
    places: everywhere,
    signature: "input",
    operation: () => ({ op: "Flatten", attrs: { startAxis: 0, endAxis: -1 } }),
  },
  {
    names: ["unflatten"],
    places: everywhere,
    signature: "input, dim, sizes",
    attributeNames: { dim: "axis" },
    operation: (call) => ({ op: "Unflatten", attrs: { axis: axisOf(call, "dim") ?? 0, sizes: call.list("sizes") } }),
  },
  {
    names: ["permute"],
    places: everywhere,
    signature: "input, dims",
    methodSignature: "*dims",
    attributeNames: { dims: "permutation" },
    run: permuteOperation,
  },
  swaps(["transpose", "swapaxes", "swapdims"], "input, dim0, dim1", "dim0", "dim1"),
  {
    names: ["t"],
    places: everywhere,
    signature: "input",
    run: (call) => ((rankOf(call.input) ?? 2) < 2 ? call.input : swap(call, 0, 1)),
  },
  { names: ["adjoint"], places: everywhere, signature: "input", run: (call) => swap(call, -2, -1) },
  {
    names: ["movedim", "moveaxis"],
    places: everywhere,
    signature: "input, source, destination",
    operation: moveAxes,
  },
  {
    names: ["squeeze"],
    places: everywhere,
    signature: "input, dim=None",
    attributeNames: { dim: "axes" },
    inPlace: true,
    run: squeeze,
  },
  {
    names: ["unsqueeze"],
    places: everywhere,
    signature: "input, dim",
    attributeNames: { dim: "axes" },
    inPlace: true,
    run: unsqueeze,
  },
  {
    names: ["expand"],
    places: ["tensor"],
    signature: "input, *sizes",
    attributeNames: { sizes: "shape" },
    run: expandTo,
  },
  {
    names: ["expand_as"],
    places: ["tensor"],
    signature: "input, other",
    operation(call) {
      const other = tensorOf(call.value("other"));
      const dims = other === null ? null : dimsOfTensor(other);
      return dims === null ? message("notATensor") : { op: "Expand", attrs: { shape: dims } };
    },
  },
  {
    names: ["broadcast_to"],
    places: everywhere,
    signature: "input, size",
    operation: (call) => ({ op: "Expand", attrs: { shape: call.list("size") } }),
  },
  {
    names: ["repeat"],
    places: ["tensor"],
    signature: "input, *repeats",
    operation(call) {
      const repeats = sizeArguments(call.machine, call.value("repeats"), null);
      return repeats instanceof Unknown ? repeats.because : { op: "Tile", attrs: { repeats, strict: true } };
    },
  },
  {
    names: ["tile"],
    places: ["tensor"],
    signature: "input, *repeats",
    operation(call) {
      const repeats = sizeArguments(call.machine, call.value("repeats"), null);
      return repeats instanceof Unknown ? repeats.because : { op: "Tile", attrs: { repeats } };
    },
  },
  {
    names: ["tile"],
    places: ["torch"],
    signature: "input, dims",
    operation: (call) => ({ op: "Tile", attrs: { repeats: call.list("dims") } }),
  },
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
    names: ["split"],
    places: everywhere,
    signature: "input, split_size_or_sections, dim=0",
    attributeNames: { dim: "axis", split_size_or_sections: "sizes" },
    run: split,
  },
  { names: ["split_with_sizes"], places: everywhere, signature: "input, split_size_or_sections, dim=0", run: split },
  {
    names: ["chunk"],
    places: everywhere,
    signature: "input, chunks, dim=0",
    attributeNames: { dim: "axis" },
    run: (call) => pieces(call, { axis: axisOf(call, "dim") ?? 0, chunks: call.dim("chunks") }),
  },
  {
    names: ["tensor_split"],
    places: everywhere,
    signature: "input, indices_or_sections=None, dim=0, *, indices=None, sections=None",
    run: tensorSplit,
  },
  {
    names: ["unbind"],
    places: everywhere,
    signature: "input, dim=0",
    attributeNames: { dim: "axis" },
    run: (call) => pieces(call, { axis: axisOf(call, "dim") ?? 0, size: 1, dropAxis: true }),
  },
  { names: ["narrow"], places: everywhere, signature: "input, dim, start, length", operation: narrow },
  {
    names: ["select"],
    places: everywhere,
    signature: "input, dim, index",
    operation: (call) => ({ op: "Select", attrs: { axis: axisOf(call, "dim") ?? 0, index: call.dim("index") } }),
  },
];

/** The number of elements of a shape. */
export const countOfDims = (dims: readonly Dim[] | null): Dim =>
  dims === null ? unknownDim(message("tensorValueUnknown")) : multiplyDims(...dims);
