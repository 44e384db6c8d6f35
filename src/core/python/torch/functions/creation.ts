// Tensors made from nothing: sizes, ranges, literals.
import type { Dim } from "../../../ir/dim.ts";
import { unknownDim } from "../../../ir/dim.ts";
import { ceilDivide, subtractDims } from "../../../ir/dimArithmetic.ts";
import type { ConstantData, ElementType } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import type { Machine } from "../../eval/native.ts";
import { Dict, Float, Instance, List, type Result, Symbolic, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { promote } from "../dtypes.ts";
import type { FunctionCall, FunctionRow } from "../function.ts";
import { unknownTensor } from "../function.ts";
import { inFormat, stridesOfFormat } from "../memoryFormat.ts";
import { arange, concatenate, filled, linspace, numeric, reshaped } from "../numeric.ts";
import { dimList, itemsOf, numberOf, reasonOf, valueToDim } from "../reader.ts";
import { dimsOfTensor, fromData, isTensor, layoutOf, makeTensor, ofDims, payloadOf, tensorOf } from "../tensor.ts";
import { dtypeFrom, sizeClass } from "../values.ts";

const options = "out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False, **options";

/** Sizes given one by one, as a sequence, or by keyword; null where they are not known. */
export function sizeArguments(machine: Machine, rest: Value, named: Value): readonly Dim[] | Unknown {
  // `zeros(2, *sizes)` with sizes that nobody knows.
  if (rest instanceof Unknown) return rest;
  const items = itemsOf(machine, rest) ?? [];
  const given = items.length === 0 && named !== null ? [named] : items;
  const only = given.length === 1 ? (given[0] ?? null) : null;
  if (only instanceof Unknown) return only;
  if (only instanceof List && only.lost !== null) return only.lost;
  // A tensor of sizes whose elements are not known: not even how many there are.
  if (isTensor(only) && payloadOf(only).data === null) return new Unknown(message("tensorValueUnknown"));
  const sequence = only === null ? null : (dimList(machine, only) ?? tensorSizes(only));
  if (sequence !== null) return sequence;
  const sizes = only instanceof Tuple || only instanceof List ? (itemsOf(machine, only) ?? given) : given;
  return sizes.map((item) => valueToDim(item) ?? unknownDim(reasonOf(item) ?? message("argumentNoInteger")));
}

/** A tensor of sizes, as `torch.zeros(torch.tensor([2, 3]).tolist())` has it. */
const tensorSizes = (value: Value): readonly Dim[] | null => tensorOf(value)?.data?.values ?? null;

const isNumber = (dim: Dim): dim is number => typeof dim === "number";

/** A tensor of one value, its elements known where it is small. */
function filledTensor(call: FunctionCall, dims: readonly Dim[], dtype: ElementType, value: number | null): Result {
  const tracked = call.flag("requires_grad");
  const data = value !== null && dims.every(isNumber) ? filled(dtype, dims as number[], value) : null;
  return makeTensor({ type: ofDims(dims, dtype), data, requiresGrad: tracked });
}

function named(call: FunctionCall, name: string): Value {
  const given = call.value("options");
  return given instanceof Dict ? (given.entries.get(name) ?? null) : null;
}

const sized = (name: string, value: number | null, dtype: ElementType = "float32"): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: `*size, ${options}`,
  run(call) {
    const dims = sizeArguments(call.machine, call.value("size"), named(call, "size"));
    if (dims instanceof Unknown) return unknownTensor(call.machine, dims.because);
    const made = filledTensor(call, dims, dtypeFrom(call.value("dtype")) ?? dtype, value);
    const format = named(call, "memory_format");
    return format === null || made === undefined ? made : inFormat(call.machine, made, format);
  },
});

const like = (name: string, value: number | null): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: `input, fill_value=None, ${options}, memory_format=None`,
  run(call) {
    const tensor = tensorOf(call.input);
    if (tensor === null) return unknownTensor(call.machine, reasonOf(call.input) ?? message("notATensor"));
    const dims = dimsOfTensor(tensor);
    const dtype = dtypeFrom(call.value("dtype")) ?? tensor.type.dtype;
    if (dims === null) return makeTensor({ type: { shape: tensor.type.shape, dtype } });
    const fill = name === "full_like" ? numberOf(call.value("fill_value")) : value;
    const data = fill !== null && dtype !== null && dims.every(isNumber) ? filled(dtype, dims as number[], fill) : null;
    return makeTensor({
      type: ofDims(dims, dtype),
      data,
      strides: stridesOfFormat(call.value("memory_format"), layoutOf(tensor)),
    });
  },
});

/** Methods `x.new_zeros(2, 3)`: x's element type. */
const newSized = (name: string, value: number | null): FunctionRow => ({
  names: [name],
  places: ["tensor"],
  signature: `input, *size, ${options}`,
  run(call) {
    const dims = sizeArguments(call.machine, call.value("size"), named(call, "size"));
    if (dims instanceof Unknown) return unknownTensor(call.machine, dims.because);
    const dtype = dtypeFrom(call.value("dtype")) ?? tensorOf(call.input)?.type.dtype ?? "float32";
    return filledTensor(call, dims, dtype, value);
  },
});

/** The old `x.new(2, 3)`, `x.new([1., 2.])`, `x.new()`: as `torch.Tensor(…)`, of x's element type. */
const made: FunctionRow = {
  names: ["new"],
  places: ["tensor"],
  signature: "input, *size, device=None",
  run(call) {
    const dtype = tensorOf(call.input)?.type.dtype ?? "float32";
    const given = itemsOf(call.machine, call.value("size")) ?? [];
    const only = given.length === 1 ? (given[0] ?? null) : null;
    const isSize = only instanceof Tuple && only.cls === sizeClass;
    if (isTensor(only) || (only !== null && !isSize && itemsOf(call.machine, only) !== null)) {
      const copied = literalTensor(call.machine, only, dtype);
      return copied instanceof Unknown ? unknownTensor(call.machine, copied.because) : copied;
    }
    const dims = given.length === 0 ? [0] : sizeArguments(call.machine, call.value("size"), null);
    if (dims instanceof Unknown) return unknownTensor(call.machine, dims.because);
    return filledTensor(call, dims, dtype, null);
  },
};

const isFloat = (value: Value): boolean =>
  value instanceof Float || (value instanceof Instance && value.plain instanceof Float);

/** `arange(end)`, `arange(end=5)`, `arange(start, end, step)` */
function rangeOf(call: FunctionCall): Result {
  const [first, second, third] = [call.value("start"), call.value("end"), call.value("step")];
  if (first === null && second === null)
    return call.machine.raise("TypeError", "arange() received an invalid combination of arguments");
  const [start, end] = second === null ? [0, first] : [first ?? 0, second];
  const step = third ?? 1;
  const stated = dtypeFrom(call.value("dtype"));
  const floats = [start, end, step].some(isFloat);
  const dtype = stated ?? (floats ? "float32" : "int64");
  const numbers = [start, end, step].map(numberOf);
  const [from, to, by] = numbers;
  if (typeof from === "number" && typeof to === "number" && typeof by === "number" && by !== 0) {
    const data = arange(dtype, from, to, by);
    if (data !== null) return fromData(data);
    return makeTensor({ type: ofDims([Math.max(0, Math.ceil((to - from) / by))], dtype) });
  }
  const dims = [start, end, step].map(valueToDim);
  const [low, high, stride] = dims;
  if (
    low === null ||
    low === undefined ||
    high === null ||
    high === undefined ||
    typeof stride !== "number" ||
    stride <= 0
  ) {
    const unknown = [start, end, step].find((value) => value instanceof Unknown);
    return makeTensor({ type: ofDims([unknownDim(reasonOf(unknown ?? null) ?? message("argumentNoInteger"))], dtype) });
  }
  return makeTensor({ type: ofDims([ceilDivide(subtractDims(high, low), stride)], dtype) });
}

/** The tensor that nested sequences of numbers make; Unknown where not even the shape is known. */
export function literalTensor(machine: Machine, value: Value, stated: ElementType | null): Instance | Unknown {
  if (value instanceof Unknown) return value;
  if (isTensor(value)) {
    const payload = payloadOf(value);
    if (stated === null || stated === payload.type.dtype) return makeTensor({ type: payload.type, data: payload.data });
    const data = payload.data && numeric(stated, payload.data.dims, payload.data.values);
    return makeTensor({ type: { ...payload.type, dtype: stated }, data });
  }
  if (value instanceof List && value.lost !== null) return value.lost;
  if (value instanceof Tuple || value instanceof List) return literalSequence(machine, value.items, stated);
  if (value instanceof Symbolic) return makeTensor({ type: ofDims([], stated ?? "int64") });
  const number = numberOf(value);
  if (number === null) return new Unknown(message("tensorValueUnknown"));
  const dtype = stated ?? (typeof value === "boolean" ? "bool" : isFloat(value) ? "float32" : "int64");
  return fromData(numeric(dtype, [], [number]));
}

function literalSequence(machine: Machine, items: readonly Value[], stated: ElementType | null): Instance | Unknown {
  if (!machine.charge(items.length)) return machine.outOfBudget();
  const parts: Instance[] = [];
  for (const item of items) {
    const part = literalTensor(machine, machine.force(item), stated);
    // An element that is not known leaves the shape as it is where the others are numbers.
    if (part instanceof Unknown)
      return besideNumbers(machine, items) ? makeTensor({ type: ofDims([items.length], stated) }) : part;
    parts.push(part);
  }
  if (parts.length === 0) return fromData(numeric(stated ?? "float32", [0], []));
  const payloads = parts.map(payloadOf);
  const dtype = stated ?? promote(payloads.map(({ type }) => ({ dtype: type.dtype, priority: "tensor" })));
  const inner = dimsOfTensor(payloads[0] ?? payloadOf(parts[0] as Instance));
  if (inner === null) return new Unknown(message("tensorValueUnknown"));
  const datas = payloads.map(({ data }) => data);
  if (dtype !== null && datas.every((data) => data !== null)) {
    const rows = (datas as ConstantData[]).map((data) =>
      reshaped(numeric(dtype, data.dims, data.values), [1, ...data.dims]),
    );
    if (rows.every((row) => row !== null)) {
      const joined = concatenate(rows as ConstantData[], 0);
      if (joined !== null) return fromData(joined);
    }
  }
  return makeTensor({ type: ofDims([items.length, ...inner], dtype) });
}

/** Whether elements say that each is one number: `[height, 3]`. */
const besideNumbers = (machine: Machine, items: readonly Value[]): boolean =>
  items.some((item) => {
    const value = machine.force(item);
    return value instanceof Symbolic || (!isTensor(value) && numberOf(value) !== null);
  });

export const creationFunctions: readonly FunctionRow[] = [
  sized("zeros", 0),
  sized("ones", 1),
  sized("empty", null),
  sized("rand", null),
  sized("randn", null),
  like("zeros_like", 0),
  like("ones_like", 1),
  like("full_like", null),
  like("empty_like", null),
  like("rand_like", null),
  like("randn_like", null),
  made,
  newSized("new_zeros", 0),
  newSized("new_ones", 1),
  newSized("new_empty", null),
  {
    names: ["full"],
    places: ["torch"],
    signature: `size, fill_value, ${options}`,
    run(call) {
      const dims = sizeArguments(call.machine, new Tuple([call.value("size")]), null);
      if (dims instanceof Unknown) return unknownTensor(call.machine, dims.because);
      const fill = call.value("fill_value");
      const natural: ElementType = typeof fill === "boolean" ? "bool" : isFloat(fill) ? "float32" : "int64";
      return filledTensor(call, dims, dtypeFrom(call.value("dtype")) ?? natural, numberOf(fill));
    },
  },
  {
    names: ["new_full"],
    places: ["tensor"],
    signature: `input, size, fill_value, ${options}`,
    run(call) {
      const dims = sizeArguments(call.machine, new Tuple([call.value("size")]), null);
      if (dims instanceof Unknown) return unknownTensor(call.machine, dims.because);
      const dtype = dtypeFrom(call.value("dtype")) ?? tensorOf(call.input)?.type.dtype ?? "float32";
      return filledTensor(call, dims, dtype, numberOf(call.value("fill_value")));
    },
  },
  {
    names: ["randint"],
    places: ["torch"],
    signature: `low, high=None, size=None, ${options}`,
    run(call) {
      // randint(high, size) or randint(low, high, size).
      const size = call.value("size") ?? call.value("high");
      const dims = sizeArguments(call.machine, new Tuple([size]), null);
      if (dims instanceof Unknown) return unknownTensor(call.machine, dims.because);
      return filledTensor(call, dims, dtypeFrom(call.value("dtype")) ?? "int64", null);
    },
  },
  {
    names: ["randperm"],
    places: ["torch"],
    signature: `n, ${options}`,
    run: (call) => makeTensor({ type: ofDims([call.dim("n")], dtypeFrom(call.value("dtype")) ?? "int64") }),
  },
  {
    names: ["arange"],
    places: ["torch"],
    signature: `start=None, end=None, step=None, ${options}`,
    run: rangeOf,
  },
  {
    names: ["linspace"],
    places: ["torch"],
    signature: `start, end, steps=100, ${options}`,
    run(call) {
      const dtype = dtypeFrom(call.value("dtype")) ?? "float32";
      const [start, end, steps] = [call.value("start"), call.value("end"), call.value("steps")].map(numberOf);
      const known = typeof start === "number" && typeof end === "number" && typeof steps === "number";
      const data = known ? linspace(dtype, start, end, steps) : null;
      return data !== null ? fromData(data) : makeTensor({ type: ofDims([call.dim("steps")], dtype) });
    },
  },
  {
    names: ["logspace"],
    places: ["torch"],
    signature: `start, end, steps=100, base=10.0, ${options}`,
    run: (call) => makeTensor({ type: ofDims([call.dim("steps")], dtypeFrom(call.value("dtype")) ?? "float32") }),
  },
  {
    names: ["eye"],
    places: ["torch"],
    signature: `n, m=None, ${options}`,
    run(call) {
      const rows = call.dim("n");
      const columns = call.none("m") ? rows : call.dim("m");
      return makeTensor({ type: ofDims([rows, columns], dtypeFrom(call.value("dtype")) ?? "float32") });
    },
  },
  {
    names: ["tensor", "as_tensor", "asarray", "scalar_tensor", "from_numpy"],
    places: ["torch"],
    signature: "data, dtype=None, device=None, requires_grad=False, pin_memory=False",
    run(call) {
      const made = literalTensor(call.machine, call.input, dtypeFrom(call.value("dtype")));
      return made instanceof Unknown ? unknownTensor(call.machine, made.because) : made;
    },
  },
  {
    names: ["new_tensor"],
    places: ["tensor"],
    signature: "input, data, dtype=None, device=None, requires_grad=False",
    run(call) {
      const dtype = dtypeFrom(call.value("dtype")) ?? tensorOf(call.input)?.type.dtype ?? null;
      const made = literalTensor(call.machine, call.value("data"), dtype);
      return made instanceof Unknown ? unknownTensor(call.machine, made.because) : made;
    },
  },
];
