// Methods of int, bool and float, and their constructors.
import { type Machine, method, native } from "../native.ts";
import {
  asInt,
  asNumber,
  asString,
  bitLength,
  type Int,
  normalize,
  roundFloat,
  roundHalfEven,
  roundInt,
} from "../numbers.ts";
import { Quotient, rounded } from "../quotient.ts";
import { boolClass, classOf, floatClass, intClass, lookup } from "../types.ts";
import {
  Bytes,
  ClassMethod,
  Float,
  Instance,
  Property,
  type Result,
  StaticMethod,
  Symbolic,
  Tuple,
  Unknown,
  UnknownNumber,
  type Value,
} from "../value.ts";
import { define } from "./define.ts";

const wrapInt = (cls: Value, value: Int): Value =>
  typeof cls === "object" && cls?.kind === "class" && cls !== intClass ? new Instance(cls, value) : value;

function makeInt(machine: Machine, cls: Value, value: Value, base: Value): Result {
  if (value instanceof Quotient) return rounded(value, "zero");
  if (value instanceof Unknown || value instanceof Symbolic) return value;
  const text = value instanceof Bytes ? value.value : asString(value);
  if (text !== undefined) {
    const parsed = parseInt_(text, base === null ? 10 : Number(asInt(base) ?? 10));
    if (parsed !== null) return wrapInt(cls, parsed);
    return machine.raise(
      "ValueError",
      `invalid literal for int() with base ${base === null ? 10 : String(base)}: '${text}'`,
    );
  }
  const int = asInt(value);
  if (int !== undefined) return wrapInt(cls, int);
  const number = asNumber(value);
  if (number !== undefined) {
    if (!Number.isFinite(number)) {
      return Number.isNaN(number)
        ? machine.raise("ValueError", "cannot convert float NaN to integer")
        : machine.raise("OverflowError", "cannot convert float infinity to integer");
    }
    return wrapInt(cls, normalize(BigInt(Math.trunc(number))));
  }
  for (const dunder of ["__int__", "__index__", "__trunc__"]) {
    if (lookup(classOf(value), dunder) !== undefined) return machine.callMethod(value, dunder);
  }
  const open = classOf(value).mro.find((base_) => base_.open || base_.unknownBase !== null);
  if (open !== undefined)
    return open.unknownBase ?? new Unknown({ key: "pythonNotModelled", args: { name: `int(${open.name})` } });
  return machine.raise(
    "TypeError",
    `int() argument must be a string, a bytes-like object or a real number, not '${classOf(value).name}'`,
  );
}

function parseInt_(source: string, base: number): Int | null {
  const match = /^([+-]?)(0[xXoObB])?([0-9a-zA-Z_]+)$/.exec(source.trim());
  if (match === null) return null;
  const [, sign, prefix, digits = ""] = match;
  const prefixBase = prefix === undefined ? 0 : { x: 16, o: 8, b: 2 }[prefix.charAt(1).toLowerCase()];
  const radix = base === 0 ? prefixBase || 10 : base;
  if (prefix !== undefined && prefixBase !== radix) return null;
  let value = 0n;
  for (const digit of digits.replace(/_/g, "")) {
    const amount = Number.parseInt(digit, 36);
    if (Number.isNaN(amount) || amount >= radix) return null;
    value = value * BigInt(radix) + BigInt(amount);
  }
  return normalize(sign === "-" ? -value : value);
}

function makeFloat(machine: Machine, cls: Value, value: Value): Result {
  if (value instanceof Unknown) return new UnknownNumber(value.because);
  const text = asString(value);
  let number = text === undefined ? asNumber(value) : parseFloat_(text);
  if (text !== undefined && number === undefined) {
    return machine.raise("ValueError", `could not convert string to float: '${text}'`);
  }
  if (number === undefined && value instanceof Symbolic) return new Quotient({ numerator: value.dim, denominator: 1 });
  if (number === undefined && lookup(classOf(value), "__float__") !== undefined) {
    const result = machine.callMethod(value, "__float__");
    if (result === undefined || result instanceof Unknown) return result;
    number = asNumber(result);
  }
  if (number === undefined) {
    const open = classOf(value).mro.find((base) => base.open || base.unknownBase !== null);
    if (open !== undefined)
      return open.unknownBase ?? new Unknown({ key: "pythonNotModelled", args: { name: `float(${open.name})` } });
    return machine.raise(
      "TypeError",
      `float() argument must be a string or a real number, not '${classOf(value).name}'`,
    );
  }
  const float = new Float(number);
  return typeof cls === "object" && cls?.kind === "class" && cls !== floatClass ? new Instance(cls, float) : float;
}

function parseFloat_(source: string): number | undefined {
  const text = source.trim().replace(/_/g, "").toLowerCase();
  if (/^[+-]?(inf|infinity)$/.test(text))
    return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/.test(text)) return Number.NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** round(value, digits). */
export function round(machine: Machine, value: Value, digits: Value): Result {
  if (value instanceof Unknown || value instanceof Symbolic) return value;
  const places = digits === null ? null : asInt(digits);
  const int = asInt(value);
  if (int !== undefined) return places === null || places === undefined ? int : roundInt(int, Number(places));
  const number = asNumber(value);
  if (number !== undefined) {
    if (places !== null && places !== undefined) return new Float(roundFloat(number, Number(places)));
    if (!Number.isFinite(number)) return machine.raise("ValueError", "cannot convert float NaN to integer");
    return normalize(BigInt(roundHalfEven(number)));
  }
  if (lookup(classOf(value), "__round__") !== undefined) {
    return machine.callMethod(value, "__round__", digits === null ? [] : [digits]);
  }
  const open = classOf(value).mro.find((base) => base.open || base.unknownBase !== null);
  if (open !== undefined)
    return open.unknownBase ?? new Unknown({ key: "pythonNotModelled", args: { name: `round(${open.name})` } });
  return machine.raise("TypeError", `type ${classOf(value).name} doesn't define __round__ method`);
}

/** A fraction equal to the float, in lowest terms. */
function ratio(value: number): Tuple {
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return new Tuple([normalize(BigInt(scaled)), normalize(denominator)]);
}

const self = (read: (value: Value) => Value): Property => new Property(method("", (_machine, value) => read(value)));

export function installNumbers(): void {
  define(intClass, {
    __new__: new StaticMethod(
      native("int", "cls, x=0, /, base=None", (machine, [cls = null, value = null, base = null]) =>
        makeInt(machine, cls, value, base),
      ),
    ),
    bit_length: method("", (_machine, value) => bitLength(asInt(value) ?? 0)),
    bit_count: method(
      "",
      (_machine, value) =>
        BigInt(asInt(value) ?? 0)
          .toString(2)
          .replace(/[^1]/g, "").length,
    ),
    is_integer: method("", () => true),
    conjugate: method("", (_machine, value) => asInt(value) ?? 0),
    as_integer_ratio: method("", (_machine, value) => new Tuple([asInt(value) ?? 0, 1])),
    to_bytes: method("length=1, byteorder='big', *, signed=False", (machine, value, [length = 1, order = null]) => {
      const size = Number(asInt(length) ?? 1);
      if (size < 0) return machine.raise("ValueError", "length argument must be non-negative");
      if (!machine.charge(size)) return machine.outOfBudget();
      let rest = BigInt.asUintN(size * 8, BigInt(asInt(value) ?? 0));
      const bytes: string[] = [];
      for (let index = 0; index < size; index++, rest >>= 8n) bytes.push(String.fromCharCode(Number(rest & 255n)));
      return new Bytes((order === "little" ? bytes : bytes.reverse()).join(""));
    }),
    from_bytes: new ClassMethod(
      native(
        "from_bytes",
        "cls, bytes, byteorder='big', *, signed=False",
        (_machine, [, bytes = null, order = null]) => {
          if (!(bytes instanceof Bytes)) return bytes;
          const all = order === "little" ? [...bytes.value].reverse() : [...bytes.value];
          return normalize(all.reduce((total, byte) => total * 256n + BigInt(byte.charCodeAt(0)), 0n));
        },
      ),
    ),
    __index__: method("", (_machine, value) => asInt(value) ?? value),
    __int__: method("", (_machine, value) => asInt(value) ?? value),
    real: self((value) => asInt(value) ?? value),
    imag: self(() => 0),
    numerator: self((value) => asInt(value) ?? value),
    denominator: self(() => 1),
  });
  define(boolClass, {
    __new__: new StaticMethod(
      native("bool", "cls, x=False, /", (machine, [, value = null]) => {
        const truth = machine.truth(value);
        return truth;
      }),
    ),
  });
  define(floatClass, {
    __new__: new StaticMethod(
      native("float", "cls, x=0.0, /", (machine, [cls = null, value = null]) => makeFloat(machine, cls, value)),
    ),
    is_integer: method("", (_machine, value) => Number.isInteger(asNumber(value))),
    as_integer_ratio: method("", (machine, value) => {
      const number = asNumber(value) ?? 0;
      if (Number.isNaN(number)) return machine.raise("ValueError", "cannot convert NaN to integer ratio");
      return Number.isFinite(number)
        ? ratio(number)
        : machine.raise("OverflowError", "cannot convert Infinity to integer ratio");
    }),
    hex: method("", (_machine, value) => String(asNumber(value))),
    conjugate: method("", (_machine, value) => value),
    real: self((value) => value),
    imag: self(() => new Float(0)),
    __int__: method("", (machine, value) => makeInt(machine, null, value, null)),
    __round__: method("ndigits=None, /", (machine, value, [digits = null]) => round(machine, value, digits)),
  });
}
