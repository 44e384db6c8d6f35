// numpy.dtype and what the types of elements are called in numpy. They are none of torch's: `array.dtype == torch.float32`
// is False.
import type { ElementType } from "../../ir/network.ts";
import { message } from "../../messages/index.ts";
import { getter, type Machine, method, nativeClass } from "../eval/native.ts";
import {
  ArrayNumber,
  ClassValue,
  Float,
  Instance,
  List,
  type Result,
  Tuple,
  Unknown,
  type Value,
} from "../eval/value.ts";
import { dtypeNames, elementBytes, isComplex, isFloating, roundTo } from "./dtypes.ts";
import { numberOf } from "./reader.ts";
import { isTensor } from "./tensor.ts";
import { dtypeFrom, instancesByType } from "./values.ts";

const named = (value: Value): ElementType => {
  const held = value instanceof Instance ? value.payload : null;
  return typeof held === "string" ? (held as ElementType) : "float64";
};

const kindOf = (type: ElementType): string => {
  if (type === "bool") return "b";
  if (type === "uint8") return "u";
  return isComplex(type) ? "c" : isFloating(type) ? "f" : "i";
};

/** Stands for the scalar types too: `np.float32` is the class of which `dtype('float32')` is the type. */
export const numpyDtypeClass: ClassValue = nativeClass(
  "numpy",
  "dtype",
  [],
  {
    __init__: method("dtype, *rest, **options", (machine, self, [dtype = null]) => {
      machine.heap.write(self as Instance);
      (self as Instance).payload = arrayType(dtype) ?? "float64";
      return null;
    }),
    kind: getter((_, self) => kindOf(named(self))),
    name: getter((_, self) => named(self)),
    itemsize: getter((_, self) => elementBytes(named(self))),
    type: getter((_, self) => self),
    __name__: getter((_, self) => named(self)),
    __eq__: method("other", (_, self, [other = null]) => arrayType(other) === named(self)),
    __ne__: method("other", (_, self, [other = null]) => arrayType(other) !== named(self)),
    __hash__: method("", (_, self) => named(self).length),
    __repr__: method("", (_, self) => `dtype('${named(self)}')`),
    __str__: method("", (_, self) => named(self)),
    /** `np.float32(0.1)`: a number, or an array with its elements cast. */
    __call__: method("value=0, *rest", (machine, self, [value = null]) => {
      if (value instanceof Unknown) return value;
      if (isTensor(value)) return machine.callMethod(value, "astype", [self]);
      if (value instanceof List || value instanceof Tuple) return inNumpy(machine, "array", [value, self]);
      const number = numberOf(value);
      if (number === null) return new Unknown(message("tensorValueUnknown"));
      const type = named(self);
      if (type === "bool") return number !== 0;
      return scalarOf(machine, type, roundTo(type, number));
    }),
  },
  { open: true },
);

export const numpyType = instancesByType(numpyDtypeClass);

/** The element type that a value names to numpy: of its own types, by name, or a type of Python. */
export function arrayType(value: Value): ElementType | null {
  if (typeof value === "string") return dtypeNames[value] ?? shortNames[value.replace(/^[<>=|]/, "")] ?? null;
  if (value instanceof Instance && value.cls === numpyDtypeClass) return named(value);
  if (value instanceof ClassValue && value.name === "float") return "float64";
  return value instanceof ClassValue ? dtypeFrom(value) : null;
}

const shortNames: Readonly<Record<string, ElementType>> = {
  f2: "float16",
  f4: "float32",
  f: "float32",
  f8: "float64",
  d: "float64",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i: "int32",
  i8: "int64",
  u1: "uint8",
  b1: "bool",
  "?": "bool",
};

/** What a function of numpy gives. */
export function inNumpy(machine: Machine, name: string, args: readonly Value[]): Result {
  const numpy = machine.importModule("numpy");
  const callee = numpy && machine.getAttribute(numpy, name);
  return callee && machine.call(callee, args);
}

/** `np.sqrt(4)`: a number, though a float makes arrays of the sequences beside it. */
export const scalarOf = (machine: Machine, type: ElementType, value: number): Value =>
  isFloating(type)
    ? new ArrayNumber(value, () => inNumpy(machine, "array", [new Float(value), numpyType(type)]))
    : value;

/** `np.float32`, `np.bool_`. */
export const numpyTypeTable: Readonly<Record<string, Value>> = {
  ...Object.fromEntries(
    (
      ["float16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64", "complex64", "complex128"] as const
    ).map((name) => [name, numpyType(name)]),
  ),
  bool_: numpyType("bool"),
  single: numpyType("float32"),
  double: numpyType("float64"),
  float_: numpyType("float64"),
  int_: numpyType("int64"),
  intp: numpyType("int64"),
  long: numpyType("int64"),
  half: numpyType("float16"),
  byte: numpyType("int8"),
  ubyte: numpyType("uint8"),
  short: numpyType("int16"),
  intc: numpyType("int32"),
  dtype: numpyDtypeClass,
};
