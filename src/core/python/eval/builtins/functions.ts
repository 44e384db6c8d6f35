// Built-in functions. Above the usual size: a table with an entry for each.
import { isAtMost } from "../../../ir/dimComparison.ts";
import { message } from "../../../messages/index.ts";
import { absent, find, isAttributeError, loseAttributes } from "../attributes.ts";
import { isSubclassOf } from "../classes.ts";
import { compare } from "../comparison.ts";
import { characters, identityOf, keyOf } from "../containers.ts";
import { asciiRepr, floatRepr } from "../format.ts";
import { endedBy, nextOf } from "../iteration.ts";
import { open } from "../library/files.ts";
import { type Machine, NOT_GIVEN, native, pure, wholeNamespace } from "../native.ts";
import { asDim, asInt, asNumber, asString, floorDivide, power, remainder } from "../numbers.ts";
import { binary } from "../operators.ts";
import type { Runtime } from "../runtime.ts";
import { format, repr, str } from "../texts.ts";
import { classOf, lookup } from "../types.ts";
import {
  ClassValue,
  Dict,
  Float,
  Instance,
  IteratorValue,
  List,
  ModuleValue,
  type NativeFunction,
  Range,
  type Result,
  type Step,
  Symbolic,
  stop,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";
import { variablesOf } from "../variables.ts";
import { round } from "./numeric.ts";
import { sorted } from "./sequences.ts";
import { hashText } from "./strings.ts";

const items = (value: Value | undefined): readonly Value[] => (value instanceof Tuple ? value.items : []);

function length(machine: Machine, value: Value): Result {
  if (value instanceof Unknown) return new Unknown(value.because);
  if (typeof value === "string") return characters(value).length;
  if (typeof value === "object" && value !== null) {
    if ((value.kind === "list" || value.kind === "tuple") && value.cls === null) {
      return (value.kind === "list" ? value.lost : null) ?? value.items.length;
    }
    const cls = classOf(value);
    if (
      value.kind === "class" ? value.metaclass !== null && lookup(value.metaclass, "__len__") : lookup(cls, "__len__")
    ) {
      return machine.callMethod(value, "__len__");
    }
    for (const base of cls.mro) {
      if (base.unknownBase !== null) return new Unknown(base.unknownBase.because);
      if (base.open) return new Unknown({ key: "pythonNotModelled", args: { name: `${base.name}.__len__` } });
    }
  }
  return machine.raise("TypeError", `object of type '${classOf(value).name}' has no len()`);
}

const iterator = (type: string, next: () => Step): IteratorValue => new IteratorValue(type, next);

function enumerate(machine: Machine, iterable: Value, start: Value): Result {
  const next = machine.iterate(iterable);
  if (next === undefined || next instanceof Unknown) return next;
  let index = Number(asInt(start) ?? 0);
  return iterator("enumerate", () => {
    const item = next();
    return item === undefined || item === stop ? item : new Tuple([index++, item]);
  });
}

function zip(machine: Machine, iterables: readonly Value[], strict: Value): Result {
  const nexts: (() => Step)[] = [];
  for (const iterable of iterables) {
    const next = machine.iterate(iterable);
    if (next === undefined || next instanceof Unknown) return next;
    nexts.push(next);
  }
  return iterator("zip", () => {
    if (nexts.length === 0) return stop;
    const row: Value[] = [];
    for (const [index, next] of nexts.entries()) {
      const item = next();
      if (item === undefined) return undefined;
      if (item !== stop) row.push(item);
      else if (strict !== true) return stop;
      else if (index > 0)
        return machine.raise("ValueError", `zip() argument ${index + 1} is shorter than argument ${index}`);
      else if (nexts.slice(1).every((other) => other() === stop)) return stop;
      else return machine.raise("ValueError", "zip() argument 2 is longer than argument 1");
    }
    return new Tuple(row);
  });
}

function map(machine: Machine, fn: Value, iterables: readonly Value[]): Result {
  const rows = iterables.length === 1 ? machine.iterate(iterables[0] ?? null) : zip(machine, iterables, false);
  if (rows === undefined || rows instanceof Unknown) return rows;
  const next = typeof rows === "function" ? rows : machine.iterate(rows);
  if (next === undefined || next instanceof Unknown) return next;
  return iterator("map", () => {
    const row = next();
    if (row === undefined || row === stop) return row;
    return machine.call(fn, iterables.length === 1 ? [row] : items(row));
  });
}

function filter(machine: Machine, fn: Value, iterable: Value): Result {
  const next = machine.iterate(iterable);
  if (next === undefined || next instanceof Unknown) return next;
  return iterator("filter", () => {
    for (;;) {
      const item = next();
      if (item === undefined || item === stop) return item;
      const result = fn === null ? item : machine.call(fn, [item]);
      const truth = result === undefined ? undefined : machine.truth(result);
      if (truth === undefined) return undefined;
      if (truth === true) return item;
      if (truth instanceof Unknown) return new Unknown(truth.because);
      if (!machine.charge(1)) return machine.outOfBudget();
    }
  });
}

function reversed(machine: Machine, value: Value): Result {
  if (value instanceof Unknown) return value;
  if (typeof value === "object" && value !== null && lookup(classOf(value), "__reversed__") !== undefined) {
    return machine.callMethod(value, "__reversed__");
  }
  if (value instanceof Range) {
    const last = value.start + (value.length - 1) * value.step;
    return new Range(last, value.start - Math.sign(value.step), -value.step);
  }
  const all = machine.list(value);
  if (all === undefined || all instanceof Unknown) return all;
  let index = all.length;
  return iterator("reversed", () => (index > 0 ? (all[--index] ?? null) : stop));
}

/** sum: a float sum is compensated, as CPython's is from 3.12 on. */
function sum(machine: Machine, iterable: Value, start: Value): Result {
  const all = machine.list(iterable);
  if (all === undefined || all instanceof Unknown) return all;
  let total: Value = start;
  for (const item of all) {
    const next: Result = binary(machine, "+", total, item);
    if (next === undefined) return undefined;
    total = next;
  }
  return total;
}

function extreme(machine: Machine, args: readonly Value[], key: Value, fallback: Value, op: "<" | ">"): Result {
  const all = args.length === 1 ? machine.list(args[0] ?? null) : [...args];
  if (all === undefined || all instanceof Unknown) return all;
  if (all.length === 0) {
    if (fallback !== NOT_GIVEN) return fallback;
    return machine.raise("ValueError", `${op === ">" ? "max" : "min"}() arg is an empty sequence`);
  }
  let best: Value | undefined;
  let bestKey: Value = null;
  for (const item of all) {
    const by: Result = key === null ? item : machine.call(key, [item]);
    if (by === undefined) return undefined;
    if (best !== undefined) {
      const better = compare(machine, op, by, bestKey);
      const truth = better === undefined ? undefined : machine.truth(better);
      if (truth === undefined) return undefined;
      if (truth instanceof Unknown) {
        // Sizes that may be equal: either will do, as long as the order is certain.
        const [larger, smaller] = op === ">" ? [by, bestKey] : [bestKey, by];
        if (isNeverAbove(larger, smaller)) continue;
        if (!isNeverAbove(smaller, larger)) return new Unknown(truth.because);
      } else if (!truth) continue;
    }
    best = item;
    bestKey = by;
  }
  return best ?? null;
}

function isNeverAbove(left: Value, right: Value): boolean {
  const [a, b] = [asDim(left), asDim(right)];
  return a !== null && b !== null && isAtMost(a, b);
}

function quantify(machine: Machine, iterable: Value, decides: boolean): Result {
  const next = machine.iterate(iterable);
  if (next === undefined || next instanceof Unknown) return next;
  let unknown: Unknown | null = null;
  for (;;) {
    const item = next();
    if (item === undefined) return undefined;
    if (item === stop) return unknown ?? !decides;
    const truth = machine.truth(item);
    if (truth === undefined) return undefined;
    if (truth === decides) return decides;
    if (truth instanceof Unknown) unknown = truth;
    if (!machine.charge(1)) return machine.outOfBudget();
  }
}

function absolute(machine: Machine, value: Value): Result {
  const int = asInt(value);
  if (int !== undefined) return int < 0 ? -int : int;
  const number = asNumber(value);
  if (number !== undefined) return new Float(Math.abs(number));
  if (value instanceof Symbolic) return new Unknown({ key: "pythonBranches", args: {} });
  return machine.callMethod(value, "__abs__");
}

function getattr(machine: Machine, object: Value, name: Value, fallback: Value): Result {
  const key = asString(name);
  if (key === undefined)
    return name instanceof Unknown ? name : machine.raise("TypeError", "attribute name must be string");
  const found = find(machine, object, key);
  if (fallback === NOT_GIVEN) return found === absent ? machine.getAttribute(object, key) : found;
  if (found === absent) return fallback;
  if (found !== undefined || !isAttributeError(machine)) return found;
  machine.caught();
  return fallback;
}

function hasattr(machine: Machine, object: Value, name: Value): Result {
  const key = asString(name);
  if (key === undefined || object instanceof Unknown) return new Unknown({ key: "pythonBranches", args: {} });
  const found = find(machine, object, key);
  if (found === undefined && isAttributeError(machine)) {
    machine.caught();
    return false;
  }
  if (found === undefined || found instanceof Unknown) return found;
  if (found === absent) return false;
  const doubt = object instanceof Instance ? machine.heap.parts?.doubt(object, key) : null;
  return doubt ? new Unknown(doubt) : true;
}

function callable(machine: Machine, value: Value): Result {
  if (value instanceof Unknown) return value;
  if (typeof value !== "object" || value === null) return false;
  switch (value.kind) {
    case "function":
    case "native":
    case "method":
    case "class":
    case "staticmethod":
      return true;
    case "instance":
      return machine.findAttribute(value, "__call__") !== undefined;
    default:
      return false;
  }
}

function namesOf(machine: Machine, value: Value): Result {
  if (value instanceof Unknown) return value;
  const names = new Set<string>();
  const add = (dict: Dict): void => {
    for (const key of dict.entries.keys()) if (typeof key === "string") names.add(key);
  };
  if (value instanceof ModuleValue) add(wholeNamespace(value));
  else {
    if (value instanceof Instance) add(value.attributes);
    const cls = value instanceof ClassValue ? value : classOf(value);
    for (const base of cls.mro) add(base.namespace);
  }
  return machine.charge(names.size) ? new List([...names].sort()) : machine.outOfBudget();
}

function vars(machine: Machine, value: Value): Result {
  if (value === NOT_GIVEN) return scopeNames(machine as Runtime);
  return machine.getAttribute(value, "__dict__");
}

/** locals(): the variables of the running function, as a new dict. */
const scopeNames = ({ frame }: Runtime): Dict => (frame === null ? new Dict() : variablesOf(frame));

/** Longer than any name or number that configurations hold. */
const longestEvaluated = 10_000;

/** `eval("nn.SiLU()")`: an expression in the scope of the call, or in the names of a dict. */
function evaluate(machine: Runtime, source: Value, names: Value): Result {
  if (source instanceof Unknown) return source;
  const text = asString(source)?.trim();
  if (text === undefined || text.length > longestEvaluated)
    return new Unknown({ key: "pythonUnsupported", args: { what: "eval" } });
  const evaluated = machine.evaluate(text, names instanceof Dict ? names : scopeNames(machine));
  if (evaluated === null) return machine.raise("SyntaxError", "invalid syntax");
  const { result } = evaluated;
  // A name that is nowhere: programs try whether a text is one.
  return result instanceof Unknown && result.because.key === "pythonNameMissing"
    ? machine.raise("NameError", `name '${result.because.args["name"]}' is not defined`)
    : result;
}

function next(machine: Machine, value: Value, fallback: Value): Result {
  if (value instanceof Unknown) return value;
  const isIterator = value instanceof IteratorValue || lookup(classOf(value), "__next__") !== undefined;
  if (!isIterator) {
    const open = classOf(value).mro.find((base) => base.open || base.unknownBase !== null);
    if (open !== undefined)
      return open.unknownBase ?? new Unknown({ key: "pythonNotModelled", args: { name: `next(${open.name})` } });
    return machine.raise("TypeError", `'${classOf(value).name}' object is not an iterator`);
  }
  const step = nextOf(machine, value);
  if (step !== stop) return step;
  return fallback === NOT_GIVEN ? endOf(machine, value) : fallback;
}

/** StopIteration, with what a generator returned. */
export function endOf(machine: Machine, value: Value): undefined {
  const result = value instanceof IteratorValue ? (value.generator?.result() ?? null) : null;
  machine.pending = machine.exception("StopIteration", result === null ? [] : [result]);
  return undefined;
}

function iter(machine: Machine, value: Value, sentinel: Value): Result {
  if (sentinel !== NOT_GIVEN) {
    return iterator("callable_iterator", () => {
      const item = machine.call(value, []);
      if (item === undefined) return endedBy(machine, "StopIteration") ? stop : undefined;
      const equal = machine.equals(item, sentinel);
      return equal === undefined ? undefined : equal === true ? stop : item;
    });
  }
  if (value instanceof IteratorValue || value instanceof Unknown) return value;
  if (value instanceof Instance && lookup(value.cls, "__next__") !== undefined) return value;
  const step = machine.iterate(value);
  return step === undefined || step instanceof Unknown ? step : iterator("iterator", step);
}

function divmod(machine: Machine, left: Value, right: Value): Result {
  const [a, b] = [asInt(left), asInt(right)];
  if (a !== undefined && b !== undefined && b !== 0) return new Tuple([floorDivide(a, b), remainder(a, b)]);
  const own = left instanceof Instance && left.plain === undefined ? lookup(left.cls, "__divmod__") : undefined;
  if (own !== undefined) return machine.callMethod(left, "__divmod__", [right]);
  const quotient = binary(machine, "//", left, right);
  const rest = quotient === undefined ? undefined : binary(machine, "%", left, right);
  return quotient === undefined || rest === undefined ? undefined : new Tuple([quotient, rest]);
}

function pow(machine: Machine, base: Value, exponent: Value, modulus: Value): Result {
  if (modulus === null) return binary(machine, "**", base, exponent);
  const [a, b, c] = [asInt(base), asInt(exponent), asInt(modulus)];
  if (a === undefined || b === undefined || c === undefined || c === 0)
    return machine.raise("TypeError", "pow() needs integers");
  const raisedTo = power(a, b);
  return raisedTo === null ? machine.outOfBudget() : remainder(raisedTo, c);
}

function hash(machine: Machine, value: Value): Result {
  const key = keyOf(machine, value);
  if (key === undefined || key instanceof Unknown) return key;
  if (typeof key === "number") return Number.isInteger(key) ? key : hashText(floatRepr(key));
  if (typeof key === "bigint") return key;
  if (key === null) return 0;
  if (typeof key === "object") return identityOf(key) / 16;
  const own = /^\0h(-?\d+)$/.exec(key);
  return own === null ? hashText(key) : Number(own[1]);
}

const text = (value: string | Unknown | undefined): Result => value;

const radix = (prefix: string, base: number): NativeFunction =>
  pure(prefix, "x, /", (machine, [value = null]) => {
    const int = asInt(value);
    if (int === undefined)
      return machine.raise("TypeError", `'${classOf(value).name}' object cannot be interpreted as an integer`);
    return `${int < 0 ? "-" : ""}0${prefix}${(int < 0 ? -int : int).toString(base)}`;
  });

export const builtinFunctions: readonly NativeFunction[] = [
  native("len", "obj, /", (machine, [value = null]) => length(machine, value)),
  native("enumerate", "iterable, start=0", (machine, [iterable = null, start = 0]) =>
    enumerate(machine, iterable, start),
  ),
  native("zip", "*iterables, strict=False", (machine, [iterables, strict = false]) =>
    zip(machine, items(iterables), strict),
  ),
  native("map", "func, /, *iterables", (machine, [fn = null, iterables]) => map(machine, fn, items(iterables))),
  native("filter", "func, iterable, /", (machine, [fn = null, iterable = null]) => filter(machine, fn, iterable)),
  native(
    "sorted",
    "iterable, /, *, key=None, reverse=False",
    (machine, [iterable = null, key = null, reverse = false]) => {
      const all = machine.list(iterable);
      if (all === undefined || all instanceof Unknown) return all;
      const result = sorted(machine, all, key, reverse);
      return result === undefined || result instanceof Unknown ? result : new List(result);
    },
  ),
  native("reversed", "sequence, /", (machine, [value = null]) => reversed(machine, value)),
  native("sum", "iterable, /, start=0", (machine, [iterable = null, start = 0]) => sum(machine, iterable, start)),
  native("min", "*args, key=None, default=...", (machine, [args, key = null, fallback = null]) =>
    extreme(machine, items(args), key, fallback, "<"),
  ),
  native("max", "*args, key=None, default=...", (machine, [args, key = null, fallback = null]) =>
    extreme(machine, items(args), key, fallback, ">"),
  ),
  native("any", "iterable, /", (machine, [iterable = null]) => quantify(machine, iterable, true)),
  native("all", "iterable, /", (machine, [iterable = null]) => quantify(machine, iterable, false)),
  pure("abs", "x, /", (machine, [value = null]) => absolute(machine, value)),
  pure("round", "number, ndigits=None", (machine, [value = null, digits = null]) => round(machine, value, digits)),
  pure("divmod", "x, y, /", (machine, [left = null, right = null]) => divmod(machine, left, right)),
  pure("pow", "base, exp, mod=None", (machine, [base = null, exponent = null, modulus = null]) =>
    pow(machine, base, exponent, modulus),
  ),
  native("isinstance", "obj, class_or_tuple, /", (machine, [value = null, cls = null]) =>
    machine.isInstance(value, cls),
  ),
  native("issubclass", "cls, class_or_tuple, /", (machine, [cls = null, other = null]) => {
    if (cls instanceof Unknown) return cls;
    // What stands for a type of a library (numpy's of elements) is a class there.
    if (cls instanceof Instance && cls.cls.open)
      return new Unknown(message("pythonNotModelled", { name: `issubclass(${cls.cls.name})` }));
    if (!(cls instanceof ClassValue)) return machine.raise("TypeError", "issubclass() arg 1 must be a class");
    return isSubclassOf(machine as Runtime, cls, other, undefined);
  }),
  native("getattr", "object, name, default=..., /", (machine, [object = null, name = null, fallback = null]) =>
    getattr(machine, object, name, fallback),
  ),
  native("hasattr", "object, name, /", (machine, [object = null, name = null]) => hasattr(machine, object, name)),
  native(
    "setattr",
    "object, name, value, /",
    (machine, [object = null, name = null, value = null]) => {
      const key = asString(name);
      if (key === undefined) {
        if (name instanceof Unknown) loseAttributes(machine, machine.force(object), name);
        return null;
      }
      return machine.setAttribute(machine.force(object), key, value) ? null : undefined;
    },
    { keepsReferences: true },
  ),
  native("delattr", "object, name, /", (machine, [object = null, name = null]) =>
    machine.deleteAttribute(object, asString(name) ?? "") ? null : undefined,
  ),
  native("callable", "obj, /", (machine, [value = null]) => callable(machine, value)),
  native("iter", "object, sentinel=..., /", (machine, [value = null, sentinel = null]) =>
    iter(machine, value, sentinel),
  ),
  native("next", "iterator, default=..., /", (machine, [value = null, fallback = null]) =>
    next(machine, value, fallback),
  ),
  native("print", "*args, **kwargs", (machine, [args]) => {
    const listener = (machine as Runtime).onPrint;
    if (listener === null) return null;
    const pieces: string[] = [];
    for (const item of items(args)) {
      const piece = str(machine, item);
      if (piece === undefined) return undefined;
      pieces.push(typeof piece === "string" ? piece : "?");
    }
    listener(pieces.join(" "));
    return null;
  }),
  native("repr", "obj, /", (machine, [value = null]) => text(repr(machine, value))),
  native("ascii", "obj, /", (machine, [value = null]) => {
    const shown = repr(machine, value);
    return typeof shown === "string" && typeof value === "string" ? asciiRepr(value) : shown;
  }),
  native("format", "value, format_spec='', /", (machine, [value = null, spec = ""]) =>
    text(format(machine, value, asString(spec) ?? "")),
  ),
  native("id", "obj, /", (_machine, [value = null]) =>
    typeof value === "object" && value !== null ? identityOf(value) : hashText(String(value)),
  ),
  native("hash", "obj, /", (machine, [value = null]) => hash(machine, value)),
  native("dir", "object=..., /", (machine, [value = null]) => namesOf(machine, value)),
  native("vars", "object=..., /", (machine, [value = null]) => vars(machine, value)),
  native("locals", "", (machine) => scopeNames(machine as Runtime)),
  native("globals", "", (machine) => {
    const module = (machine as Runtime).frame?.module;
    return module === undefined ? new Dict() : wholeNamespace(module);
  }),
  pure("chr", "i, /", (machine, [value = null]) => {
    const code = Number(asInt(value) ?? -1);
    return code >= 0 && code <= 0x10ffff
      ? String.fromCodePoint(code)
      : machine.raise("ValueError", "chr() arg not in range(0x110000)");
  }),
  pure("ord", "c, /", (machine, [value = null]) => {
    const character = asString(value);
    return character !== undefined && [...character].length === 1
      ? (character.codePointAt(0) ?? 0)
      : machine.raise("TypeError", "ord() expected a character");
  }),
  radix("x", 16),
  radix("o", 8),
  radix("b", 2),
  native("__import__", "name, globals=None, locals=None, fromlist=(), level=0", (machine, [name = null, , , from]) => {
    const path = asString(name);
    if (path === undefined)
      return name instanceof Unknown ? name : machine.raise("TypeError", "__import__() expects a name");
    const whole = machine.importModule(path);
    // Without names to take from it, it is the outermost package that one gets.
    const isOutermost = !path.includes(".") || machine.truth(from ?? null) === true;
    return whole === undefined || isOutermost ? whole : machine.importModule(path.slice(0, path.indexOf(".")));
  }),
  native("input", "prompt=''", () => new Unknown({ key: "pythonEnvironment", args: {} })),
  open,
  native("exec", "source, globals=None, locals=None, /", (machine, [source = null, globals = null, locals = null]) => {
    const text = asString(source);
    if (text === undefined || text.length > longestEvaluated) return null;
    const names = locals ?? globals;
    const runtime = machine as Runtime;
    return runtime.executeText(text, names instanceof Dict ? names : scopeNames(runtime));
  }),
  native("eval", "source, globals=None, locals=None, /", (machine, [source = null, globals = null, locals = null]) =>
    evaluate(machine as Runtime, source, locals ?? globals),
  ),
  native("compile", "*args, **kwargs", () => new Unknown({ key: "pythonUnsupported", args: { what: "compile" } })),
  native("memoryview", "x", (_machine, [value = null]) => value),
];
