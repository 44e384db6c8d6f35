// Functions that give the same elements another shape, order or number.
import { type Dim, formatDim } from "../../../ir/dim.ts";
import { floorDivide, modulo, multiplyDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import type { Message } from "../../../ir/message.ts";
import type { ElementType } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { elementBytes } from "../dtypes.ts";
import { type FunctionCall, type FunctionRow, type Place, unknownTensor } from "../function.ts";
import type { LayerOperation } from "../layer.ts";
import { expand, permute, reshaped } from "../numeric.ts";
import { itemsOf, valueToDim } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { needsCopy } from "../strides.ts";
import { dimsOfTensor, fromData, tensorOf } from "../tensor.ts";
import { dtypeFrom } from "../values.ts";
import { axesOf, axisOf, dimsOfInput, isNumber, rankOf, unknownAxis } from "./arguments.ts";
import { sizeArguments } from "./creation.ts";
import { externalOne } from "./external.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

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
  methodSignature: "*shape|size|dtype, **options",
  attributeNames: { size: "shape" },
  run(call) {
    const given = call.value("shape");
    const dtype = statedDtype(given);
    if (dtype !== null) return reinterpreted(call, dtype);
    const sizes = sizeArguments(call.machine, given instanceof Tuple ? given : new Tuple([given]), null);
    if (sizes instanceof Unknown) return unknownTensor(call.machine, sizes.because);
    return reshape(call, sizes);
  },
});

const statedDtype = (given: Value): ElementType | null =>
  given instanceof Tuple && given.items.length === 1 ? dtypeFrom(given.items[0] ?? null) : null;

/** `x.view(torch.int8)` reads the bytes as another type: the last axis has as many elements as its bytes make. */
function reinterpreted(call: FunctionCall, dtype: ElementType): Result {
  const dims = dimsOfInput(call.input);
  const from = elementBytes(tensorOf(call.input)?.type.dtype ?? "float32");
  const to = elementBytes(dtype);
  const last = dims?.at(-1);
  if (dims === null || from === to) return externalOne(call, dims, undefined, dtype);
  const bytes = multiplyDims(last ?? 1, from);
  if (last !== undefined && dimsEqual(modulo(bytes, to), 0) !== "no")
    return externalOne(call, [...dims.slice(0, -1), floorDivide(bytes, to)], undefined, dtype);
  const text = message("viewBytes", { size: last === undefined ? "1" : formatDim(last), from, to });
  return externalOne(call, null, undefined, dtype, [{ code: "view-bytes", message: text }]);
}

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
  inPlace: "reshapes",
  run: (call) => swap(call, call.value(first), call.value(second)),
});

/** Of a matrix; what has fewer axes stays as it is. */
function flipMatrix(call: FunctionCall): Result {
  const rank = rankOf(call.input) ?? 2;
  if (rank < 2) return call.input;
  if (rank === 2) return swap(call, 0, 1);
  const text = message("inputRank", { expected: "≤ 2", got: rank });
  return externalOne(call, null, undefined, undefined, [{ code: "transpose-rank", message: text }]);
}

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
  swaps(["transpose", "swapaxes", "swapdims"], "input, dim0|axis0, dim1|axis1", "dim0", "dim1"),
  {
    names: ["t"],
    places: everywhere,
    signature: "input",
    inPlace: "reshapes",
    run: flipMatrix,
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
    inPlace: "reshapes",
    run: squeeze,
  },
  {
    names: ["unsqueeze"],
    places: everywhere,
    signature: "input, dim",
    attributeNames: { dim: "axes" },
    inPlace: "reshapes",
    run: unsqueeze,
  },
  {
    names: ["expand"],
    places: ["tensor"],
    signature: "input, *sizes|size",
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
    // A method whose only argument is a list of integers takes them one by one too.
    signature: "input, *sizes|size",
    attributeNames: { sizes: "shape" },
    run: expandTo,
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
    signature: "input, *repeats|dims",
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
];
