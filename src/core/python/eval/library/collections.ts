// collections

import { dictGet, dictSet } from "../containers.ts";
import { overArray } from "../iteration.ts";
import { type Machine, method, type NativeModule, native, nativeClass } from "../native.ts";
import { asInt, asString } from "../numbers.ts";
import { dictClass, listClass, lookup, objectClass, tupleClass } from "../types.ts";
import {
  ClassMethod,
  ClassValue,
  Dict,
  IteratorValue,
  List,
  notImplemented,
  Property,
  type Result,
  StaticMethod,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";
import { abstractMethods } from "./abstractMethods.ts";
import { classesNamed } from "./inert.ts";

export const orderedDictClass = nativeClass("collections", "OrderedDict", [dictClass], {
  __repr__: method("", (machine, self) => {
    if (!(self instanceof Dict)) return "OrderedDict()";
    const text = machine.repr(new Dict(self.entries));
    return typeof text !== "string" ? text : self.entries.size === 0 ? "OrderedDict()" : `OrderedDict(${text})`;
  }),
});

/** The factory is the payload. */
const defaultDictClass = nativeClass("collections", "defaultdict", [dictClass], {
  __init__: method(
    "default_factory=None, /, *args, **kwargs",
    (machine, self, [factory = null, args, kwargs = null]) => {
      if (!(self instanceof Dict)) return null;
      self.payload = factory;
      for (const source of [...(args instanceof Tuple ? args.items : []), kwargs]) {
        if (machine.callMethod(self, "update", [source]) === undefined) return undefined;
      }
      return null;
    },
  ),
  __missing__: method("key, /", (machine, self, [key = null]) => {
    if (!(self instanceof Dict)) return null;
    const factory = self.payload as Value;
    if (factory === null) {
      machine.pending = machine.exception("KeyError", [key]);
      return undefined;
    }
    const value = machine.call(factory, []);
    return value !== undefined && dictSet(machine, self, key, value) ? value : undefined;
  }),
  default_factory: new Property(
    method("", (_machine, self) => (self instanceof Dict ? (self.payload as Value) : null)),
  ),
  __repr__: method("", (machine, self) => {
    if (!(self instanceof Dict)) return "defaultdict()";
    const [factory, text] = [machine.repr(self.payload as Value), machine.repr(new Dict(self.entries))];
    return typeof factory === "string" && typeof text === "string"
      ? `defaultdict(${factory}, ${text})`
      : (text ?? undefined);
  }),
});

function count(machine: Machine, counter: Dict, source: Value, sign: number): Result {
  const add = (key: Value, amount: Value): boolean => {
    const before = dictGet(machine, counter, key) ?? 0;
    const after = machine.binary(sign > 0 ? "+" : "-", before, amount);
    return after !== undefined && dictSet(machine, counter, key, after);
  };
  if (source instanceof Dict) {
    for (const [key, amount] of source.entries)
      if (!add(source.originals?.get(key) ?? (key as Value), amount)) return undefined;
    return null;
  }
  const items = machine.list(source);
  if (items === undefined) return undefined;
  if (items instanceof Unknown) {
    machine.heap.write(counter);
    counter.lost = items;
    return null;
  }
  for (const item of items) if (!add(item, 1)) return undefined;
  return null;
}

/** Counts combined one by one; only positive ones stay. */
function counterOperator(combine: (a: number, b: number) => number): Value {
  return method("other, /", (_machine, self, [other = null]) => {
    if (!(self instanceof Dict) || !(other instanceof Dict)) return notImplemented;
    if (self.lost !== null || other.lost !== null) return self.lost ?? other.lost;
    const result = new Dict(new Map(), self.cls);
    for (const key of new Set([...self.entries.keys(), ...other.entries.keys()])) {
      const amount = (dict: Dict): number => Number(asInt(dict.entries.get(key) ?? 0) ?? 0);
      const total = combine(amount(self), amount(other));
      if (total <= 0) continue;
      result.entries.set(key, total);
      const original = self.originals?.get(key) ?? other.originals?.get(key);
      if (original !== undefined) {
        result.originals ??= new Map();
        result.originals.set(key, original);
      }
    }
    return result;
  });
}

const counterClass = nativeClass("collections", "Counter", [dictClass], {
  __init__: method("iterable=(), /, **kwargs", (machine, self, [source = null, kwargs = null]) => {
    if (!(self instanceof Dict)) return null;
    return count(machine, self, source, 1) === undefined ? undefined : count(machine, self, kwargs, 1);
  }),
  __missing__: method("key, /", () => 0),
  update: method("iterable=(), /, **kwargs", (machine, self, [source = null]) =>
    self instanceof Dict ? count(machine, self, source, 1) : null,
  ),
  subtract: method("iterable=(), /", (machine, self, [source = null]) =>
    self instanceof Dict ? count(machine, self, source, -1) : null,
  ),
  most_common: method("n=None", (machine, self, [limit = null]) => {
    if (!(self instanceof Dict)) return null;
    if (self.lost !== null) return self.lost;
    const pairs = [...self.entries].map(
      ([key, amount]) => new Tuple([self.originals?.get(key) ?? (key as Value), amount]),
    );
    pairs.sort((a, b) => Number(asInt(b.items[1] ?? 0) ?? 0) - Number(asInt(a.items[1] ?? 0) ?? 0));
    return machine.charge(pairs.length)
      ? new List(limit === null ? pairs : pairs.slice(0, Number(asInt(limit) ?? 0)))
      : machine.outOfBudget();
  }),
  elements: method("", (machine, self) => {
    if (!(self instanceof Dict)) return null;
    const all: Value[] = [];
    for (const [key, amount] of self.entries) {
      const times = Number(asInt(amount) ?? 0);
      if (!machine.charge(times)) return machine.outOfBudget();
      for (let turn = 0; turn < times; turn++) all.push(self.originals?.get(key) ?? (key as Value));
    }
    return new IteratorValue("chain", overArray(all));
  }),
  __add__: counterOperator((a, b) => a + b),
  __sub__: counterOperator((a, b) => a - b),
  __and__: counterOperator(Math.min),
  __or__: counterOperator(Math.max),
  __repr__: method("", (machine, self) => {
    const pairs = machine.callMethod(self, "most_common");
    const ordered = pairs === undefined || pairs instanceof Unknown ? pairs : machine.call(dictClass, [pairs]);
    const text = ordered === undefined ? undefined : machine.repr(ordered);
    return typeof text !== "string" ? text : text === "{}" ? "Counter()" : `Counter(${text})`;
  }),
  total: method("", (machine, self) => {
    const sum =
      self instanceof Dict
        ? [...self.entries.values()].reduce<Result>(
            (total, amount) => (total === undefined ? undefined : machine.binary("+", total, amount)),
            0,
          )
        : 0;
    return sum;
  }),
});

/** A list with its ends open; maxlen is the payload. */
const dequeClass = nativeClass("collections", "deque", [listClass], {
  __init__: method("iterable=(), maxlen=None", (machine, self, [iterable = null, limit = null]) => {
    if (!(self instanceof List)) return null;
    const items = machine.list(iterable);
    if (items === undefined) return undefined;
    if (typeof limit === "number" && limit < 0) return machine.raise("ValueError", "maxlen must be non-negative");
    self.payload = limit;
    if (items instanceof Unknown) self.lost = items;
    else self.items = items;
    trim(self, false);
    return null;
  }),
  append: method("x, /", (machine, self, [item = null]) => push(machine, self, item, false)),
  appendleft: method("x, /", (machine, self, [item = null]) => push(machine, self, item, true)),
  popleft: method("", (machine, self) => {
    if (!(self instanceof List)) return null;
    if (self.lost !== null) return self.lost;
    const first = self.items[0];
    if (first === undefined) return machine.raise("IndexError", "pop from an empty deque");
    machine.heap.write(self);
    self.items.shift();
    return first;
  }),
  extendleft: method("iterable, /", (machine, self, [iterable = null]) => {
    const items = machine.list(iterable);
    if (items === undefined || items instanceof Unknown) return items;
    for (const item of items) push(machine, self, item, true);
    return null;
  }),
  rotate: method("n=1, /", (machine, self, [by = 1]) => {
    if (!(self instanceof List) || self.items.length === 0) return null;
    machine.heap.write(self);
    const steps = ((Number(asInt(by) ?? 1) % self.items.length) + self.items.length) % self.items.length;
    self.items = [...self.items.slice(self.items.length - steps), ...self.items.slice(0, self.items.length - steps)];
    return null;
  }),
  maxlen: new Property(method("", (_machine, self) => (self instanceof List ? (self.payload as Value) : null))),
  __repr__: method("", (machine, self) => {
    const text = self instanceof List ? machine.repr(new List(self.items)) : "";
    const limit = self instanceof List && typeof self.payload === "number" ? `, maxlen=${self.payload}` : "";
    return typeof text === "string" ? `deque(${text}${limit})` : text;
  }),
});

function push(machine: Machine, self: Value, item: Value, left: boolean): Value {
  if (!(self instanceof List) || self.lost !== null) return null;
  machine.heap.write(self);
  if (left) self.items.unshift(item);
  else self.items.push(item);
  trim(self, left);
  return null;
}

function trim(list: List, left: boolean): void {
  const limit = list.payload;
  if (typeof limit !== "number") return;
  while (list.items.length > limit) {
    if (left) list.items.pop();
    else list.items.shift();
  }
}

/** A class of tuples whose items have names. `defaults` belong to the last fields. */
export function namedTupleClass(
  module: string,
  name: string,
  fields: readonly string[],
  defaults: readonly Value[],
  base: ClassValue | null,
): ClassValue {
  const signature = [
    "cls",
    ...fields.map((field, index) => (index >= fields.length - defaults.length ? `${field}=...` : field)),
  ].join(", ");
  const attributes: Record<string, Value> = {
    _fields: new Tuple(fields),
    _field_defaults: new Dict(
      new Map(
        defaults.map((value, index): [string, Value] => [fields[fields.length - defaults.length + index] ?? "", value]),
      ),
    ),
    __match_args__: new Tuple(fields),
    __new__: new StaticMethod(
      native(name, signature, (_machine, [cls, ...values]) => {
        const filled = values.map((value, index) =>
          value instanceof Unknown && value.because.key === "pythonNotGiven"
            ? (defaults[index - (fields.length - defaults.length)] ?? null)
            : value,
        );
        return new Tuple(filled, cls instanceof ClassValue ? cls : null);
      }),
    ),
    _make: new ClassMethod(
      native("_make", "cls, iterable", (machine, [cls = null, iterable = null]) => {
        const items = machine.list(iterable);
        return items === undefined || items instanceof Unknown ? items : machine.call(cls, items);
      }),
    ),
    _asdict: method("", (_machine, self) => {
      const values = self instanceof Tuple ? self.items : [];
      return new Dict(new Map(fields.map((field, index): [string, Value] => [field, values[index] ?? null])));
    }),
    _replace: method("**kwargs", (machine, self, [kwargs = null]) => {
      if (!(self instanceof Tuple) || !(kwargs instanceof Dict)) return self;
      const unknown = [...kwargs.entries.keys()].find((key) => !fields.includes(String(key)));
      if (unknown !== undefined)
        return machine.raise("ValueError", `Got unexpected field names: ['${String(unknown)}']`);
      return new Tuple(
        self.items.map((item, index) => {
          const changed = kwargs.entries.get(fields[index] ?? "");
          return changed === undefined ? item : changed;
        }),
        self.cls,
      );
    }),
    __repr__: method("", (machine, self) => {
      const parts: string[] = [];
      for (const [index, field] of fields.entries()) {
        const text = machine.repr(self instanceof Tuple ? (self.items[index] ?? null) : null);
        if (typeof text !== "string") return text;
        parts.push(`${field}=${text}`);
      }
      return `${machine.classOf(self).name}(${parts.join(", ")})`;
    }),
  };
  fields.forEach((field, index) => {
    attributes[field] = new Property(
      method("", (_machine, self) => (self instanceof Tuple ? (self.items[index] ?? null) : null)),
    );
  });
  return nativeClass(module, name, [...(base === null ? [] : [base]), tupleClass], attributes, { layout: "tuple" });
}

const namedtuple = native(
  "namedtuple",
  "typename, field_names, *, rename=False, defaults=None, module=None",
  (machine, [name = null, names = null, , defaults = null, module = null]) => {
    const text = asString(names);
    const list =
      text === undefined
        ? machine.list(names)
        : text
            .replace(/,/g, " ")
            .split(/\s+/)
            .filter((part) => part !== "");
    if (list === undefined || list instanceof Unknown) return list;
    const values = defaults === null ? [] : machine.list(defaults);
    if (values === undefined || values instanceof Unknown) return values;
    const fields = list.map((field) => asString(field) ?? "?");
    return namedTupleClass(asString(module) ?? "__main__", asString(name) ?? "?", fields, values, null);
  },
);

export const collectionsModule: NativeModule = {
  name: "collections",
  attributes: {
    OrderedDict: orderedDictClass,
    defaultdict: defaultDictClass,
    Counter: counterClass,
    deque: dequeClass,
    namedtuple,
    UserString: objectClass,
  },
};

/** Abstract classes that ask their subject: `isinstance(x, Iterable)`. */
const checks: Readonly<Record<string, readonly string[]>> = {
  Iterable: ["__iter__"],
  Iterator: ["__next__"],
  Sequence: ["__getitem__", "__len__", "__iter__"],
  MutableSequence: ["append", "__getitem__"],
  Mapping: ["keys", "__getitem__"],
  MutableMapping: ["keys", "__setitem__"],
  Set: ["isdisjoint", "__len__"],
  MutableSet: ["discard", "__len__"],
  Collection: ["__len__", "__iter__", "__contains__"],
  Container: ["__contains__"],
  Sized: ["__len__"],
  Reversible: ["__reversed__"],
  Hashable: ["__hash__"],
  Callable: ["__call__"],
  Generator: ["send"],
};

const abstractMeta = nativeClass("abc", "ABCMeta", [], {});

function abstractClass(name: string, needs: readonly string[]): ClassValue {
  const meta = nativeClass("abc", "ABCMeta", [abstractMeta], {
    __instancecheck__: new StaticMethod(
      native("__instancecheck__", "cls, obj", (machine, [cls = null, object = null]) => {
        const type = machine.classOf(object);
        if (cls instanceof ClassValue && type.mro.includes(cls)) return true;
        if (name === "Callable")
          return machine.call(machine.findAttribute(object, "__call__") === undefined ? falsehood : truthOf, [object]);
        // A str is a sequence of its own; tuples and lists have what is asked; dicts are no sequences.
        if (name === "Sequence" && (type.layout === "dict" || type.layout === "set")) return false;
        if (name === "Sequence" && type.layout === "object") return false;
        return needs.every((need) => lookup(type, need) !== undefined && lookup(type, need) !== null);
      }),
    ),
  });
  return nativeClass("collections.abc", name, [objectClass], abstractMethods[name] ?? {}, { metaclass: meta });
}

const falsehood = native(
  "callable",
  "obj",
  (_machine, [object = null]) =>
    typeof object === "object" && object !== null && ["function", "native", "method", "class"].includes(object.kind),
);
const truthOf = native("callable", "obj", () => true);

const abstractClasses = Object.fromEntries(
  Object.entries(checks).map(([name, needs]) => [name, abstractClass(name, needs)]),
);

export const collectionsAbcModule: NativeModule = {
  name: "collections.abc",
  attributes: {
    ...classesNamed("collections.abc", [
      "Awaitable",
      "Coroutine",
      "AsyncIterable",
      "AsyncIterator",
      "ByteString",
      "KeysView",
      "ValuesView",
      "ItemsView",
      "MappingView",
      "Buffer",
    ]),
    ...abstractClasses,
  },
};

export { abstractClasses };
