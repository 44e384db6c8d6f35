// torch.dtype, torch.device, torch.Size and the numbers that go with them.

import type { Dim } from "../../ir/dim.ts";
import { multiplyDims } from "../../ir/dimArithmetic.ts";
import type { ElementType } from "../../ir/network.ts";
import { getter, method, nativeClass } from "../eval/native.ts";
import { tupleClass } from "../eval/types.ts";
import { type ClassValue, Float, Instance, Tuple, type Value } from "../eval/value.ts";
import { dtypeNames, isComplex, isFloating, isIntegral } from "./dtypes.ts";
import { dimToValue, valueToDim } from "./reader.ts";

const named = (value: Value): string =>
  value instanceof Instance && typeof value.payload === "string" ? value.payload : "";

export const dtypeClass: ClassValue = nativeClass("torch", "dtype", [], {
  is_floating_point: getter((_, self) => isFloating(named(self) as ElementType)),
  is_complex: getter((_, self) => isComplex(named(self) as ElementType)),
  is_signed: getter((_, self) => named(self) !== "uint8" && named(self) !== "bool"),
  __repr__: method("", (_, self) => `torch.${named(self)}`),
  __hash__: method("", (_, self) => named(self).length),
});

/** The instances of a class of which there is one for each element type. */
export function instancesByType(cls: ClassValue): (type: ElementType) => Instance {
  const instances = new Map<ElementType, Instance>();
  return (type) => {
    let known = instances.get(type);
    if (known === undefined) {
      known = new Instance(cls);
      known.stamp = 0;
      known.payload = type;
      instances.set(type, known);
    }
    return known;
  };
}

export const dtypeValue = instancesByType(dtypeClass);

/** The element type that a value names; null for None and what is not known. `float`, `int` and `bool` name one too. */
export function dtypeFrom(value: Value): ElementType | null {
  // torch's own, or numpy's.
  if (value instanceof Instance && value.cls.name === dtypeClass.name && typeof value.payload === "string")
    return value.payload as ElementType;
  if (typeof value === "object" && value !== null && value.kind === "class") {
    if (value.name === "float") return "float32";
    if (value.name === "int") return "int64";
    if (value.name === "bool") return "bool";
  }
  return null;
}

export const dtypeTable: Readonly<Record<string, Instance>> = Object.fromEntries(
  Object.entries(dtypeNames).map(([name, dtype]) => [name, dtypeValue(dtype)]),
);

export const deviceClass: ClassValue = nativeClass("torch", "device", [], {
  __init__: method("device=None, index=None", (machine, self, [device]) => {
    const text = device instanceof Instance ? named(device) : typeof device === "string" ? device : "cpu";
    machine.heap.write(self as Instance);
    (self as Instance).payload = text.split(":")[0] ?? "cpu";
    return null;
  }),
  type: getter((_, self) => named(self)),
  index: getter(() => null),
  __enter__: method("", (_, self) => self),
  __exit__: method("*args", () => false),
  __repr__: method("", (_, self) => `device(type='${named(self)}')`),
  __str__: method("", (_, self) => named(self)),
  __eq__: method("other", (_, self, [other]) => other instanceof Instance && named(other) === named(self)),
  __hash__: method("", () => 0),
});

/** Everything lies on the CPU. */
export const cpuDevice: Instance = new Instance(deviceClass);
cpuDevice.stamp = 0;
cpuDevice.payload = "cpu";

/** torch.Size: a tuple with `numel`. */
export const sizeClass: ClassValue = nativeClass(
  "torch",
  "Size",
  [tupleClass],
  {
    numel: method("", (_, self) => {
      const dims = self instanceof Tuple ? self.items.map((item) => valueToDim(item) ?? 0) : [];
      return dimToValue(multiplyDims(...dims));
    }),
  },
  { layout: "tuple" },
);

export const sizeValue = (dims: readonly Dim[]): Tuple => new Tuple(dims.map(dimToValue), sizeClass);

const member = (index: number) => getter((_, self) => (self instanceof Tuple ? (self.items[index] ?? null) : null));

const pairClass: ClassValue = nativeClass(
  "torch.return_types",
  "max",
  [tupleClass],
  { values: member(0), indices: member(1) },
  { layout: "tuple" },
);

/** `values, indices = x.max(1)`, also by name. */
export const pairValue = (values: Value, indices: Value): Tuple => new Tuple([values, indices], pairClass);

const resultClasses = new Map<string, ClassValue>();

/** Results that go by names: `torch.linalg.qr(a).Q`. */
export function namedTuple(name: string, fields: readonly string[], values: readonly Value[]): Tuple {
  const key = `${name} ${fields.join(" ")}`;
  let cls = resultClasses.get(key);
  if (cls === undefined) {
    const members = Object.fromEntries(fields.map((field, index) => [field, member(index)]));
    cls = nativeClass("torch.return_types", name, [tupleClass], members, { layout: "tuple" });
    resultClasses.set(key, cls);
  }
  return new Tuple(values, cls);
}

const limits: Readonly<Partial<Record<ElementType, readonly [min: number, max: number, eps: number]>>> = {
  float16: [-65504, 65504, 2 ** -10],
  bfloat16: [-3.3895313892515355e38, 3.3895313892515355e38, 2 ** -7],
  float32: [-3.4028234663852886e38, 3.4028234663852886e38, 2 ** -23],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE, Number.EPSILON],
  uint8: [0, 255, 1],
  int8: [-128, 127, 1],
  int16: [-32768, 32767, 1],
  int32: [-2147483648, 2147483647, 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 1],
};

/** torch.finfo and torch.iinfo. */
export const numberInfo = (name: "finfo" | "iinfo"): ClassValue =>
  nativeClass("torch", name, [], {
    __init__: method("type=None", (machine, self, [type]) => {
      const dtype = dtypeFrom(type ?? null) ?? (name === "finfo" ? "float32" : "int64");
      const [min, max, eps] = limits[dtype] ?? [0, 0, 0];
      const wrap = (value: number): Value => (isIntegral(dtype) ? value : new Float(value));
      for (const [key, value] of [
        ["min", min],
        ["max", max],
        ["eps", eps],
        ["tiny", 2 ** -126],
        ["smallest_normal", 2 ** -126],
        ["resolution", eps],
      ] as const)
        machine.setPlainAttribute(self, key, wrap(value));
      return null;
    }),
  });
