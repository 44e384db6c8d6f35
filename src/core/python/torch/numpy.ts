// The little of numpy that definition files compute widths, depths and rates with. Arrays are tensors in double precision
// whose elements are known; what is not here is unknown.
import type { Dim } from "../../ir/dim.ts";
import { multiplyDims } from "../../ir/dimArithmetic.ts";
import type { ConstantData, ElementType } from "../../ir/network.ts";
import { message } from "../../messages/index.ts";
import { type Machine, type NativeModule, native } from "../eval/native.ts";
import { Float, List, NativeFunction, Tuple, Unknown, type Value } from "../eval/value.ts";
import { isFloating } from "./dtypes.ts";
import { functionsOf } from "./function.ts";
import { literalTensor } from "./functions/creation.ts";
import { joiningFunctions } from "./functions/joining.ts";
import { shapeFunctions } from "./functions/shapes.ts";
import { stackingFunctions } from "./functions/stacking.ts";
import { alongAxis, arange, concatenate, filled, linspace, mapBinary, mapUnary, numeric, reduce } from "./numeric.ts";
import { arrayClass, asArrays, givingArrays } from "./numpyArrays.ts";
import { gridFunctions } from "./numpyGrids.ts";
import { orderFunctions } from "./numpyOrder.ts";
import { arrayType, numpyTypeTable, scalarOf } from "./numpyTypes.ts";
import { numpyAxesNames, numpyAxesSource } from "./python/numpyAxes.ts";
import { numpyPiecesNames, numpyPiecesSource } from "./python/numpyPieces.ts";
import { dimList, dimToValue, numberOf, valueToDim } from "./reader.ts";
import { dimsOfTensor, fromData, isTensor, makeTensor, ofDims, payloadOf, tensorOf } from "./tensor.ts";

/** Elements in double precision, unless they are whole numbers. */
function arrayOf(machine: Machine, value: Value, stated: ElementType | null = null): ConstantData | null {
  const tensor = literalTensor(machine, value, stated);
  if (tensor instanceof Unknown || !isTensor(tensor)) return null;
  const { data } = payloadOf(tensor);
  if (data === null || stated !== null) return data;
  // torch's literals are single precision, numpy's double.
  return data.dtype === "float32" && !isTensor(value) ? exact(machine, value, data) : data;
}

/** The numbers of nested sequences as they are written, not rounded to single precision. */
function exact(machine: Machine, value: Value, rounded: ConstantData): ConstantData {
  const tensor = literalTensor(machine, value, "float64");
  const data = isTensor(tensor) ? payloadOf(tensor).data : null;
  return data ?? { ...rounded, dtype: "float64" };
}

/** Of arguments that are not known the result is not known either; else numpy does more than this table. */
const unknown = (name: string, ...args: readonly Value[]): Unknown =>
  args.find((value) => value instanceof Unknown) ?? new Unknown(message("torchNotModelled", { name: `numpy.${name}` }));

/** An array of which only the shape is known. */
const shaped = (dims: readonly Dim[], dtype: ElementType): Value => makeTensor({ type: ofDims(dims, dtype) });

const dimsOf = (value: Value): readonly Dim[] | null => {
  const tensor = tensorOf(value);
  return tensor === null ? null : dimsOfTensor(tensor);
};

/** A scalar is a Python number, as arithmetic with it goes on like that. */
const result = (machine: Machine, data: ConstantData): Value =>
  data.dims.length > 0 ? fromData(data) : scalarOf(machine, data.dtype, data.values[0] ?? 0);

const elementwise = (name: string, compute: (value: number) => number, keepsIntegers = false): NativeFunction =>
  native(name, "x, *args, **options", (machine, [x = null]) => {
    const data = arrayOf(machine, x);
    if (data !== null) return result(machine, mapUnary(data, keepsIntegers ? data.dtype : "float64", compute));
    const dims = dimsOf(x);
    return dims === null ? unknown(name, x) : shaped(dims, "float64");
  });

const binary = (name: string, compute: (a: number, b: number) => number): NativeFunction =>
  native(name, "x1, x2, *args, **options", (machine, [a = null, b = null]) => {
    const [left, right] = [arrayOf(machine, a), arrayOf(machine, b)];
    const dtype = left?.dtype === "int64" && right?.dtype === "int64" && name !== "divide" ? "int64" : "float64";
    const data = left !== null && right !== null ? mapBinary(left, right, dtype, compute) : null;
    return data === null ? unknown(name, a, b) : result(machine, data);
  });

const reduction = (name: string, compute: (values: readonly number[]) => number): NativeFunction =>
  native(name, "a, axis=None, *args, **options", (machine, [a = null, axis = null]) => {
    const data = arrayOf(machine, a);
    const at = axis === null ? null : valueToDim(axis);
    if (data === null || (axis !== null && typeof at !== "number"))
      return product(name, machine, a) ?? unknown(name, a);
    const rank = data.dims.length;
    const axes = typeof at === "number" ? [at < 0 ? at + rank : at] : data.dims.map((_, index) => index);
    return result(machine, reduce(data, axes, false, name === "mean" ? "float64" : data.dtype, compute));
  });

/** `np.prod((channels, size))` with sizes that have names. */
function product(name: string, machine: Machine, value: Value): Value | null {
  const dims = name === "prod" ? dimList(machine, value) : null;
  return dims === null ? null : dimToValue(multiplyDims(...dims));
}

const creation = (name: string, value: number | null): NativeFunction =>
  native(name, "shape, dtype=None, *args, **options", (machine, [shape = null, dtype = null]) => {
    const dims = sizesOf(machine, shape);
    if (dims === null) return unknown(name, shape);
    const type = arrayType(dtype) ?? "float64";
    const isPlain = dims.every((dim) => typeof dim === "number");
    const data = isPlain && value !== null ? filled(type, dims as number[], value) : null;
    return data === null ? shaped(dims, type) : fromData(data);
  });

/** An int, a sequence of ints or an array of them; null where neither is known. */
function sizesOf(machine: Machine, value: Value): readonly Dim[] | null {
  const data = isTensor(value) ? payloadOf(value).data : null;
  if (data !== null && data.dims.length < 2) return isFloating(data.dtype) ? null : data.values;
  const list = dimList(machine, value);
  if (list !== null || value instanceof Unknown) return list;
  const dim = valueToDim(value);
  return dim === null ? null : [dim];
}

/** Numbers that only chance knows: an array of `size`, else one number. */
const drawn = (name: string, signature: string, dtype: ElementType = "float64"): NativeFunction => {
  const place = signature.split(",").findIndex((part) => part.trim().startsWith("size"));
  return native(name, `${signature}, *args, **options`, (machine, args) => {
    const size = args[place] ?? null;
    const dims = size === null ? null : sizesOf(machine, size);
    return dims === null ? new Unknown(message("pythonRandom")) : shaped(dims, dtype);
  });
};

/** `np.random.rand(2, 3)`. */
const drawnOf = (name: string): NativeFunction =>
  native(name, "*size", (machine, [size = null]) => {
    const dims = sizesOf(machine, size);
    return dims === null || dims.length === 0 ? new Unknown(message("pythonRandom")) : shaped(dims, "float64");
  });

/** A function of torch under numpy's names for its arguments. */
const asTorch = (name: string, signature: string, count: number): NativeFunction =>
  native(name, `${signature}, **options`, (machine, args, call) => {
    const callee = torchFunctions[name];
    return callee === undefined ? unknown(name) : machine.call(callee, args.slice(0, count), null, call.site);
  });

const torchFunctions = functionsOf([...joiningFunctions, ...shapeFunctions, ...stackingFunctions], "torch", true);

const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
};

/** `np.triu(m, k)`: zeros on one side of a diagonal of the last two axes. */
const triangle = (name: string, keeps: (row: number, column: number, k: number) => boolean): NativeFunction =>
  native(name, "m, k=0", (machine, [matrix = null, diagonal = null]) => {
    const data = arrayOf(machine, matrix);
    const k = numberOf(diagonal);
    const [rows = 0, columns = 0] = data === null ? [] : data.dims.slice(-2);
    if (data === null || k === null || data.dims.length < 2) {
      const dims = data?.dims ?? dimsOf(matrix);
      return dims === null || dims.length < 2 ? unknown(name, matrix) : shaped(dims, data?.dtype ?? "float64");
    }
    const values = data.values.map((value, index) =>
      keeps(Math.floor(index / columns) % rows, index % columns, k) ? value : 0,
    );
    return fromData({ ...data, values });
  });

/** `np.eye(3, 4, k=1)`: ones on a diagonal. */
const diagonal = (name: string, signature: string): NativeFunction =>
  native(name, signature, (_, [rows = null, columns = null, k = null, dtype = null]) =>
    unitMatrix(name, rows, columns ?? rows, numberOf(k), dtype),
  );

function unitMatrix(name: string, rows: Value, columns: Value, k: number | null, dtype: Value): Value {
  const [height, width] = [valueToDim(rows), valueToDim(columns)];
  if (height === null || width === null) return unknown(name, rows, columns);
  const type = arrayType(dtype) ?? "float64";
  const plain = typeof height === "number" && typeof width === "number" && k !== null;
  const data = plain ? filled(type, [height, width], 0) : null;
  if (data === null || typeof width !== "number") return shaped([height, width], type);
  return fromData({
    ...data,
    values: data.values.map((_, index) => ((index % width) - Math.floor(index / width) === k ? 1 : 0)),
  });
}

/** `np.round(x, 2)`. */
const round = native("round", "a, decimals=0, out=None", (machine, [a = null, decimals = null]) => {
  const data = arrayOf(machine, a);
  const digits = numberOf(decimals) ?? 0;
  if (data === null) return unknown("round");
  return result(
    machine,
    mapUnary(data, data.dtype, (value) => roundHalfEven(value * 10 ** digits) / 10 ** digits),
  );
});

const array = (name: string): NativeFunction =>
  native(name, "object, dtype=None, *args, **options", (machine, [object = null, dtype = null]) => {
    const data = arrayOf(machine, object, arrayType(dtype));
    // `np.array(())` stands for detections that are not there: others have the shape that counts.
    if (data?.values.length === 0) return new Unknown(message("tensorValueUnknown"));
    if (data !== null) return fromData(data);
    const made = literalTensor(machine, object, arrayType(dtype));
    return made instanceof Unknown ? made : makeTensor({ type: payloadOf(made).type });
  });

/** `np.atleast_1d(2)`: axes of size 1 before those that there are. */
const atLeast = (name: string, rank: number): NativeFunction =>
  native(name, "*arys", (machine, [arrays]) => {
    const given = arrays instanceof Tuple ? arrays.items : [];
    const raised = given.map((value): Value => {
      const data = arrayOf(machine, value);
      const dims = data?.dims ?? dimsOf(value);
      if (dims === null) return unknown(name, value);
      const axes = [...Array.from({ length: Math.max(0, rank - dims.length) }, () => 1), ...dims];
      return data === null ? shaped(axes, "float64") : fromData({ ...data, dims: axes as number[] });
    });
    return raised.length === 1 ? (raised[0] ?? null) : new List(raised);
  });

/** `np.all(stride == 1)`: a truth value of all elements. */
const truthOfAll = (name: string, holds: (values: readonly number[]) => boolean): NativeFunction =>
  native(name, "a, axis=None, *args, **options", (machine, [a = null, axis = null]) => {
    if (typeof a === "boolean") return a;
    const data = axis === null ? arrayOf(machine, a) : null;
    return data === null ? unknown(name, a) : holds(data.values);
  });

/** The limits may be None. */
const clip = native(
  "clip",
  "a, a_min=None, a_max=None, *args, **options",
  (machine, [a = null, low = null, high = null]) => {
    const data = arrayOf(machine, a);
    const [least, most] = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY].map((limit) =>
      typeof limit === "number" ? limit : numberOf(limit),
    );
    if (data !== null && typeof least === "number" && typeof most === "number")
      return result(
        machine,
        mapUnary(data, data.dtype, (value) => Math.min(most, Math.max(least, value))),
      );
    const dims = dimsOf(a);
    return dims === null ? unknown("clip", a) : shaped(dims, "float64");
  },
);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const attributes: NativeModule["attributes"] = {
  ...numpyTypeTable,
  ndarray: arrayClass,
  pi: new Float(Math.PI),
  e: new Float(Math.E),
  inf: new Float(Number.POSITIVE_INFINITY),
  nan: new Float(Number.NaN),
  newaxis: null,
  array: array("array"),
  asarray: array("asarray"),
  zeros: creation("zeros", 0),
  ones: creation("ones", 1),
  empty: creation("empty", null),
  full: native(
    "full",
    "shape, fill_value, dtype=None, *args, **options",
    (machine, [shape = null, value = null, dtype]) => {
      const dims = sizesOf(machine, shape);
      if (dims === null) return unknown("full", shape);
      const fill = arrayOf(machine, value);
      const type = arrayType(dtype ?? null) ?? fill?.dtype ?? "float64";
      const isPlain = dims.every((dim) => typeof dim === "number");
      const [element] = fill?.values.length === 1 ? fill.values : [];
      const data = isPlain && element !== undefined ? filled(type, dims as number[], element) : null;
      return data === null ? shaped(dims, type) : fromData(data);
    },
  ),
  stack: asTorch("stack", "arrays, axis=0", 2),
  argwhere: native("argwhere", "a", (machine, [a = null]) => {
    const data = arrayOf(machine, a);
    if (data === null) return a instanceof Unknown ? a : new Unknown(message("tensorValueUnknown"));
    const strides = data.dims.map((_, axis) => data.dims.slice(axis + 1).reduce((size, dim) => size * dim, 1));
    const found = data.values.flatMap((value, index) => (value === 0 ? [] : [index]));
    const places = found.flatMap((index) =>
      strides.map((stride, axis) => Math.floor(index / stride) % (data.dims[axis] ?? 1)),
    );
    return fromData(numeric("int64", [found.length, data.dims.length], places));
  }),
  eye: diagonal("eye", "N, M=None, k=0, dtype=None, **options"),
  identity: native("identity", "n, dtype=None, **options", (_, [n = null, dtype = null]) =>
    unitMatrix("identity", n, n, 0, dtype),
  ),
  triu: triangle("triu", (row, column, k) => column - row >= k),
  tril: triangle("tril", (row, column, k) => column - row <= k),
  vstack: asTorch("vstack", "tup", 1),
  hstack: asTorch("hstack", "tup", 1),
  atleast_1d: atLeast("atleast_1d", 1),
  atleast_2d: atLeast("atleast_2d", 2),
  clip,
  all: truthOfAll("all", (values) => values.every((value) => value !== 0)),
  any: truthOfAll("any", (values) => values.some((value) => value !== 0)),
  swapaxes: asTorch("swapaxes", "a, axis1, axis2", 3),
  tile: asTorch("tile", "A, reps", 2),
  squeeze: asTorch("squeeze", "a, axis=None", 2),
  reshape: asTorch("reshape", "a, newshape", 2),
  expand_dims: native("expand_dims", "a, axis", (machine, [a = null, axis = null], call) => {
    const callee = torchFunctions["unsqueeze"];
    return callee === undefined ? unknown("expand_dims") : machine.call(callee, [a, axis], null, call.site);
  }),
  arange: native(
    "arange",
    "start, stop=None, step=None, dtype=None",
    (_, [first = null, second = null, third = null, dtype]) => {
      const [start, stop, step] = [second === null ? 0 : first, second ?? first, third ?? 1].map(numberOf);
      if (typeof start !== "number" || typeof stop !== "number" || typeof step !== "number" || step === 0)
        return unknown("arange", first, second, third);
      const floats = [first, second, third].some((value) => value instanceof Float);
      const data = arange(arrayType(dtype ?? null) ?? (floats ? "float64" : "int64"), start, stop, step);
      return data === null ? unknown("arange") : fromData(data);
    },
  ),
  linspace: native(
    "linspace",
    "start, stop, num=50, endpoint=True, *args, **options",
    (_, [start = null, stop = null, num = null, endpoint]) => {
      const [from, to, count] = [start, stop, num].map(numberOf);
      if (typeof from !== "number" || typeof to !== "number" || typeof count !== "number") return unknown("linspace");
      const end = endpoint === false && count > 0 ? from + ((to - from) * (count - 1)) / count : to;
      const data = linspace("float64", from, end, count);
      return data === null ? unknown("linspace") : fromData(data);
    },
  ),
  abs: elementwise("abs", Math.abs, true),
  floor: elementwise("floor", Math.floor),
  ceil: elementwise("ceil", Math.ceil),
  rint: elementwise("rint", roundHalfEven),
  sqrt: elementwise("sqrt", Math.sqrt),
  exp: elementwise("exp", Math.exp),
  log: elementwise("log", Math.log),
  log2: elementwise("log2", Math.log2),
  log10: elementwise("log10", Math.log10),
  sin: elementwise("sin", Math.sin),
  cos: elementwise("cos", Math.cos),
  round,
  around: round,
  add: binary("add", (a, b) => a + b),
  subtract: binary("subtract", (a, b) => a - b),
  multiply: binary("multiply", (a, b) => a * b),
  divide: binary("divide", (a, b) => a / b),
  power: binary("power", (a, b) => a ** b),
  maximum: binary("maximum", Math.max),
  minimum: binary("minimum", Math.min),
  prod: reduction("prod", (values) => values.reduce((a, b) => a * b, 1)),
  sum: reduction("sum", sum),
  mean: reduction("mean", (values) => sum(values) / values.length),
  max: reduction("max", (values) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)),
  min: reduction("min", (values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)),
  cumsum: native("cumsum", "a, axis=None", (machine, [a = null]) => {
    const data = arrayOf(machine, a);
    if (data === null || data.dims.length !== 1) return unknown("cumsum");
    let total = 0;
    return fromData(alongAxis(data, 0, (line) => line.map((value) => (total += value))));
  }),
  cumprod: native("cumprod", "a, axis=None", (machine, [a = null]) => {
    const data = arrayOf(machine, a);
    if (data === null || data.dims.length !== 1) return unknown("cumprod");
    let total = 1;
    return fromData(alongAxis(data, 0, (line) => line.map((value) => (total *= value))));
  }),
  repeat: native("repeat", "a, repeats, axis=None", (machine, [a = null, repeats = null, axis = null], call) => {
    const array = literalTensor(machine, a, null);
    if (array instanceof Unknown) return array;
    const callee = machine.findAttribute(asArrays(array) ?? null, "repeat");
    return callee === undefined ? unknown("repeat") : machine.call(callee, [repeats, axis], null, call.site);
  }),
  unique: native("unique", "ar, return_counts=False, **options", (machine, [a = null, counts]) => {
    const data = arrayOf(machine, a);
    if (data === null) return unknown("unique");
    const values = [...new Set(data.values)].sort((x, y) => x - y);
    const distinct = fromData(numeric(data.dtype, [values.length], values));
    if (counts !== true) return distinct;
    const times = values.map((value) => data.values.filter((other) => other === value).length);
    return new Tuple([distinct, fromData(numeric("int64", [values.length], times))]);
  }),
  ...gridFunctions(arrayOf),
  ...orderFunctions(arrayOf),
  concatenate: native("concatenate", "arrays, axis=0", (machine, [arrays = null, axis], call) => {
    const list = machine.list(arrays);
    if (list === undefined || list instanceof Unknown) return list;
    const parts = list.map((item) => arrayOf(machine, item));
    const data = parts.every((part) => part !== null)
      ? concatenate(parts as ConstantData[], numberOf(axis ?? 0) ?? 0)
      : null;
    const callee = torchFunctions["cat"];
    if (data !== null || callee === undefined) return data === null ? unknown("concatenate") : fromData(data);
    // Lists of numbers count as arrays.
    const tensors = list.map((item) => (isTensor(item) ? item : literalTensor(machine, item, null)));
    const lost = tensors.find((tensor) => tensor instanceof Unknown);
    return lost ?? machine.call(callee, [new List(tensors), axis ?? 0], null, call.site);
  }),
};

/** Its functions give arrays. */
const withArrays = (table: NativeModule["attributes"]): NativeModule["attributes"] =>
  Object.fromEntries(
    Object.entries(table).map(([name, value]) => [name, value instanceof NativeFunction ? givingArrays(value) : value]),
  );

export const numpyModules: readonly NativeModule[] = [
  {
    name: "numpy",
    attributes: withArrays(attributes),
    python: {
      text: numpyAxesSource + numpyPiecesSource,
      names: [...numpyAxesNames, ...numpyPiecesNames],
    },
  },
  {
    name: "numpy.random",
    attributes: withArrays({
      seed: native("seed", "seed=None", () => null),
      shuffle: native("shuffle", "*args", () => null),
      rand: drawnOf("rand"),
      randn: drawnOf("randn"),
      random: drawn("random", "size=None"),
      random_sample: drawn("random_sample", "size=None"),
      normal: drawn("normal", "loc=0.0, scale=1.0, size=None"),
      uniform: drawn("uniform", "low=0.0, high=1.0, size=None"),
      randint: drawn("randint", "low, high=None, size=None", "int64"),
      choice: drawn("choice", "a, size=None"),
      beta: drawn("beta", "a, b, size=None"),
    }),
  },
];
