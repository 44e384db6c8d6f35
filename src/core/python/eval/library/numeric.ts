// math, operator, copy and numbers

import type { BinaryOperator, CompareOperator } from "../../syntax/ast.ts";
import { absent, find } from "../attributes.ts";
import { compare } from "../comparison.ts";
import { type Machine, type NativeModule, native, pure } from "../native.ts";
import { asInt, asNumber, floorDivide, type Int, multiply, normalize, remainder, roundHalfEven } from "../numbers.ts";
import { binaryNames, comparisonNames } from "../operatorNames.ts";
import { binary, inPlace, unary } from "../operators.ts";
import { Quotient, rounded } from "../quotient.ts";
import { deleteItem, getItem, setItem } from "../subscripts.ts";
import { Float, type Result, Symbolic, Tuple, Unknown, UnknownNumber, type Value } from "../value.ts";
import { deepCopy, shallowCopy } from "./copying.ts";

/** A number argument; Unknown for sizes that are symbols. */
function numberOf(machine: Machine, value: Value): number | Unknown | undefined {
  const number = asNumber(value);
  if (number !== undefined) return number;
  if (value instanceof Symbolic) return new UnknownNumber({ key: "pythonBranches", args: {} });
  const method = machine.findAttribute(value, "__float__");
  if (method === undefined)
    return machine.raise("TypeError", `must be real number, not ${machine.classOf(value).name}`);
  const result = machine.call(method, []);
  return result === undefined || result instanceof Unknown ? result : asNumber(result);
}

/** A function of floats; a result that is not a number where the argument was one is a domain error. */
const real = (name: string, compute: (...values: number[]) => number): Value =>
  pure(name, "*args", (machine, [args]) => {
    const numbers: number[] = [];
    for (const value of args instanceof Tuple ? args.items : []) {
      if (value instanceof Unknown) return new UnknownNumber(value.because);
      const number = numberOf(machine, value);
      if (number === undefined || number instanceof Unknown) return number;
      numbers.push(number);
    }
    const result = compute(...numbers);
    if (Number.isNaN(result) && !numbers.some(Number.isNaN)) return machine.raise("ValueError", "math domain error");
    if (!Number.isFinite(result) && numbers.every(Number.isFinite)) {
      return name === "log" || name === "log2" || name === "log10"
        ? machine.raise("ValueError", "math domain error")
        : machine.raise("OverflowError", "math range error");
    }
    return new Float(result);
  });

/** floor, ceil and trunc give ints; ints stay what they are. */
const whole = (
  name: string,
  dunder: string,
  round: (value: number) => number,
  towards: Parameters<typeof rounded>[1],
): Value =>
  native(name, "x, /", (machine, [value = null]) => {
    if (value instanceof Quotient) return rounded(value, towards);
    if (value instanceof Unknown) return value;
    const int = asInt(value);
    if (int !== undefined || value instanceof Symbolic) return int ?? value;
    if (asNumber(value) === undefined && machine.findAttribute(value, dunder) !== undefined)
      return machine.callMethod(value, dunder);
    const number = numberOf(machine, value);
    if (number === undefined || number instanceof Unknown) return number;
    if (!Number.isFinite(number))
      return machine.raise("ValueError", `cannot convert float ${String(number)} to integer`);
    return normalize(BigInt(round(number)));
  });

function ints(machine: Machine, value: Value | undefined): Int[] | Unknown | undefined {
  const found: Int[] = [];
  for (const item of value instanceof Tuple ? value.items : []) {
    const int = asInt(item);
    if (int === undefined) {
      if (item instanceof Unknown || item instanceof Symbolic) return new Unknown({ key: "pythonBranches", args: {} });
      return machine.raise("TypeError", "'float' object cannot be interpreted as an integer");
    }
    found.push(int);
  }
  return found;
}

function greatestDivisor(first: Int, second: Int): Int {
  let [a, b] = [first < 0 ? -first : first, second < 0 ? -second : second];
  while (b !== 0) [a, b] = [b, remainder(a, b)];
  return a;
}

const folded = (name: string, start: Int, step: (a: Int, b: Int) => Int): Value =>
  native(name, "*args", (machine, [args]) => {
    const numbers = ints(machine, args);
    return numbers === undefined || numbers instanceof Unknown ? numbers : numbers.reduce(step, start);
  });

function binomial(n: number, k: number): Int {
  let result: Int = 1;
  for (let index = 1; index <= Math.min(k, n - k); index++)
    result = floorDivide(multiply(result, n - index + 1), index);
  return k > n ? 0 : result;
}

function product(machine: Machine, iterable: Value, start: Value): Result {
  const items = machine.list(iterable);
  if (items === undefined || items instanceof Unknown) return items;
  let total: Result = start;
  for (const item of items) {
    total = total === undefined ? undefined : binary(machine, "*", total, item);
    if (total === undefined) return undefined;
  }
  return total;
}

const logarithm = (value: number, base?: number): number =>
  base === undefined ? Math.log(value) : Math.log(value) / Math.log(base);

/** The sum with no rounding on the way: parts that do not overlap (Shewchuk 1997). */
function exactSum(values: readonly number[]): number {
  const parts: number[] = [];
  for (const value of values) {
    let rest = value;
    let kept = 0;
    for (const part of parts) {
      const [large, small] = Math.abs(rest) < Math.abs(part) ? [part, rest] : [rest, part];
      const sum = large + small;
      const lost = small - (sum - large);
      if (lost !== 0) parts[kept++] = lost;
      rest = sum;
    }
    parts.length = kept;
    parts.push(rest);
  }
  return parts.reduceRight((total, part) => total + part, 0);
}

/** Its series near 0, a continued fraction further out (Abramowitz and Stegun 7.1.6, 7.1.14). */
function errorFunction(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = size;
    let total = size;
    for (let n = 1; Math.abs(term) > 1e-18 * total && n < 200; n++) {
      term *= (2 * size * size) / (2 * n + 1);
      total += term;
    }
    return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-size * size) * total;
  }
  let fraction = 0;
  for (let n = 120; n > 0; n--) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * (size + fraction)));
}

export const mathModule: NativeModule = {
  name: "math",
  attributes: {
    pi: new Float(Math.PI),
    e: new Float(Math.E),
    tau: new Float(2 * Math.PI),
    inf: new Float(Number.POSITIVE_INFINITY),
    nan: new Float(Number.NaN),
    sqrt: real("sqrt", Math.sqrt),
    exp: real("exp", Math.exp),
    expm1: real("expm1", Math.expm1),
    log: real("log", logarithm),
    log2: real("log2", Math.log2),
    log10: real("log10", Math.log10),
    log1p: real("log1p", Math.log1p),
    pow: real("pow", Math.pow),
    sin: real("sin", Math.sin),
    cos: real("cos", Math.cos),
    tan: real("tan", Math.tan),
    asin: real("asin", Math.asin),
    acos: real("acos", Math.acos),
    atan: real("atan", Math.atan),
    atan2: real("atan2", Math.atan2),
    sinh: real("sinh", Math.sinh),
    cosh: real("cosh", Math.cosh),
    tanh: real("tanh", Math.tanh),
    fabs: real("fabs", Math.abs),
    cbrt: real("cbrt", Math.cbrt),
    exp2: real("exp2", (a) => 2 ** a),
    asinh: real("asinh", Math.asinh),
    acosh: real("acosh", Math.acosh),
    atanh: real("atanh", Math.atanh),
    erf: real("erf", errorFunction),
    erfc: real("erfc", (a) => 1 - errorFunction(a)),
    ldexp: real("ldexp", (a, b) => a * 2 ** b),
    remainder: real("remainder", (a, b) => a - b * roundHalfEven(a / b)),
    hypot: real("hypot", Math.hypot),
    fmod: real("fmod", (a, b) => a % b),
    copysign: real("copysign", (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a))),
    degrees: real("degrees", (a) => (a * 180) / Math.PI),
    radians: real("radians", (a) => (a * Math.PI) / 180),
    floor: whole("floor", "__floor__", Math.floor, "down"),
    ceil: whole("ceil", "__ceil__", Math.ceil, "up"),
    trunc: whole("trunc", "__trunc__", Math.trunc, "zero"),
    gcd: folded("gcd", 0, greatestDivisor),
    lcm: folded("lcm", 1, (a, b) => (a === 0 || b === 0 ? 0 : multiply(floorDivide(a, greatestDivisor(a, b)), b))),
    isqrt: pure("isqrt", "n, /", (machine, [value = null]) => {
      const int = asInt(value);
      if (int === undefined || int < 0) return machine.raise("ValueError", "isqrt() argument must be nonnegative");
      let root = BigInt(Math.floor(Math.sqrt(Number(int))));
      while (root * root > BigInt(int)) root--;
      while ((root + 1n) * (root + 1n) <= BigInt(int)) root++;
      return normalize(root);
    }),
    factorial: pure("factorial", "n, /", (machine, [value = null]) => {
      const count = Number(asInt(value) ?? -1);
      if (count < 0) return machine.raise("ValueError", "factorial() not defined for negative values");
      if (count > 2000 || !machine.charge(count)) return machine.outOfBudget();
      let result: Int = 1;
      for (let factor = 2; factor <= count; factor++) result = multiply(result, factor);
      return result;
    }),
    comb: pure("comb", "n, k, /", (machine, [n = 0, k = 0]) => {
      const [count, size] = [Number(asInt(n) ?? 0), Number(asInt(k) ?? 0)];
      return machine.charge(Math.min(size, count)) ? binomial(count, size) : machine.outOfBudget();
    }),
    perm: pure("perm", "n, k=None, /", (machine, [n = 0, k = null]) => {
      const count = Number(asInt(n) ?? 0);
      const size = k === null ? count : Number(asInt(k) ?? 0);
      if (!machine.charge(size)) return machine.outOfBudget();
      let result: Int = 1;
      for (let step = 0; step < size; step++) result = multiply(result, count - step);
      return result;
    }),
    prod: native("prod", "iterable, /, *, start=1", (machine, [iterable = null, start = 1]) =>
      product(machine, iterable, start),
    ),
    fsum: native("fsum", "iterable", (machine, [iterable = null]) => {
      const items = machine.list(iterable);
      if (items === undefined || items instanceof Unknown) return items;
      return new Float(exactSum(items.map((item) => asNumber(item) ?? Number.NaN)));
    }),
    isclose: pure(
      "isclose",
      "a, b, *, rel_tol=1e-09, abs_tol=0.0",
      (_machine, [a = null, b = null, relative = null, absolute = null]) => {
        const [x, y] = [asNumber(a) ?? 0, asNumber(b) ?? 0];
        return (
          Math.abs(x - y) <=
          Math.max((asNumber(relative) ?? 0) * Math.max(Math.abs(x), Math.abs(y)), asNumber(absolute) ?? 0)
        );
      },
    ),
    isnan: pure("isnan", "x, /", (_machine, [value = null]) => Number.isNaN(asNumber(value))),
    isinf: pure(
      "isinf",
      "x, /",
      (_machine, [value = null]) => Math.abs(asNumber(value) ?? 0) === Number.POSITIVE_INFINITY,
    ),
    isfinite: pure("isfinite", "x, /", (_machine, [value = null]) => Number.isFinite(asNumber(value))),
    modf: pure("modf", "x, /", (_machine, [value = null]) => {
      const number = asNumber(value) ?? 0;
      return new Tuple([new Float(number % 1), new Float(Math.trunc(number))]);
    }),
    frexp: pure("frexp", "x, /", (_machine, [value = null]) => {
      const number = asNumber(value) ?? 0;
      const exponent = number === 0 ? 0 : Math.floor(Math.log2(Math.abs(number))) + 1;
      return new Tuple([new Float(number / 2 ** exponent), exponent]);
    }),
    dist: native("dist", "p, q, /", (machine, [p = null, q = null]) => {
      const [first, second] = [machine.list(p), machine.list(q)];
      if (!Array.isArray(first) || !Array.isArray(second)) return first instanceof Unknown ? first : undefined;
      return new Float(
        Math.hypot(...first.map((item, index) => (asNumber(item) ?? 0) - (asNumber(second[index] ?? 0) ?? 0))),
      );
    }),
  },
};

const binaryOperators: Readonly<Record<string, BinaryOperator>> = { ...binaryNames, concat: "+" };
const comparisons: Readonly<Record<string, CompareOperator>> = { ...comparisonNames, is_: "is", is_not: "is not" };

function readPath(machine: Machine, object: Value, path: string): Result {
  let value: Result = object;
  for (const name of path.split(".")) value = value === undefined ? undefined : machine.getAttribute(value, name);
  return value;
}

/** One value, or a tuple of several. */
function each(args: Value | undefined, read: (key: Value) => Result): Result {
  const keys = args instanceof Tuple ? args.items : [];
  const values: Value[] = [];
  for (const key of keys) {
    const value = read(key);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values.length === 1 ? (values[0] ?? null) : new Tuple(values);
}

export const operatorModule: NativeModule = {
  name: "operator",
  attributes: {
    ...Object.fromEntries(
      Object.entries(binaryOperators).flatMap(([name, op]) => [
        [name, native(name, "a, b, /", (machine, [a = null, b = null]) => binary(machine, op, a, b))],
        [
          `i${name.replace(/_$/, "")}`,
          native(`i${name}`, "a, b, /", (machine, [a = null, b = null]) => inPlace(machine, op, a, b)),
        ],
        [
          `__${name.replace(/_$/, "")}__`,
          native(name, "a, b, /", (machine, [a = null, b = null]) => binary(machine, op, a, b)),
        ],
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(comparisons).map(([name, op]) => [
        name,
        native(name, "a, b, /", (machine, [a = null, b = null]) => compare(machine, op, a, b)),
      ]),
    ),
    neg: native("neg", "a, /", (machine, [a = null]) => unary(machine, "-", a)),
    pos: native("pos", "a, /", (machine, [a = null]) => unary(machine, "+", a)),
    invert: native("invert", "a, /", (machine, [a = null]) => unary(machine, "~", a)),
    not_: native("not_", "a, /", (machine, [a = null]) => {
      const truth = machine.truth(a);
      return typeof truth === "boolean" ? !truth : truth;
    }),
    truth: native("truth", "a, /", (machine, [a = null]) => machine.truth(a)),
    abs: native("abs", "a, /", (machine, [a = null]) => machine.callMethod(a, "__abs__")),
    index: native("index", "a, /", (machine, [a = null]) => asInt(a) ?? machine.callMethod(a, "__index__")),
    contains: native("contains", "a, b, /", (machine, [a = null, b = null]) => machine.binary("in", b, a)),
    getitem: native("getitem", "a, b, /", (machine, [a = null, b = null]) => getItem(machine, a, b)),
    setitem: native("setitem", "a, b, c, /", (machine, [a = null, b = null, c = null]) =>
      setItem(machine, a, b, c) ? null : undefined,
    ),
    delitem: native("delitem", "a, b, /", (machine, [a = null, b = null]) =>
      deleteItem(machine, a, b) ? null : undefined,
    ),
    itemgetter: native("itemgetter", "*items", (_machine, [keys]) =>
      native("itemgetter", "obj, /", (machine, [object = null]) => each(keys, (key) => getItem(machine, object, key))),
    ),
    attrgetter: native("attrgetter", "*attrs", (_machine, [names]) =>
      native("attrgetter", "obj, /", (machine, [object = null]) =>
        each(names, (name) => readPath(machine, object, String(name))),
      ),
    ),
    methodcaller: native("methodcaller", "name, /, *args, **kwargs", (_machine, [name = null, args]) =>
      native("methodcaller", "obj, /", (machine, [object = null]) => {
        const callee = machine.getAttribute(object, String(name));
        return callee === undefined ? undefined : machine.call(callee, args instanceof Tuple ? args.items : []);
      }),
    ),
    length_hint: native("length_hint", "obj, default=0", (machine, [object = null, fallback = 0]) => {
      const found = find(machine, object, "__len__");
      return found === absent || found === undefined ? fallback : machine.call(found, []);
    }),
  },
};

export const copyModule: NativeModule = {
  name: "copy",
  attributes: {
    copy: native("copy", "x", (machine, [value = null]) => shallowCopy(machine, value)),
    deepcopy: native("deepcopy", "x, memo=None", (machine, [value = null]) => deepCopy(machine, value)),
  },
};
