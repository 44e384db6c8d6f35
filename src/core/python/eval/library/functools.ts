// functools
import { keyOf } from "../containers.ts";
import {
  type Call,
  type CallSite,
  type Keywords,
  type Machine,
  method,
  type NativeModule,
  NOT_GIVEN,
  native,
  nativeClass,
} from "../native.ts";
import { objectClass } from "../types.ts";
import {
  BoundMethod,
  ClassValue,
  Dict,
  FunctionValue,
  Instance,
  Property,
  type Result,
  stop,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";

/** What a partial keeps; `call` has its arguments, and says where they are written. */
interface Partial {
  readonly callee: Value;
  readonly positional: readonly Value[];
  readonly keywords: Keywords;
  readonly call: Call;
}

const items = (value: Value | undefined): readonly Value[] => (value instanceof Tuple ? value.items : []);

export function keywordsOf(value: Value | undefined): Keywords {
  if (!(value instanceof Dict)) return { names: [], values: [] };
  return {
    names: [...value.entries.keys()].map(String),
    values: [...value.entries.values()],
    rest: value.lost ?? undefined,
  };
}

/** Later keywords replace earlier ones of the same name. */
function mergeKeywords(first: Keywords, second: Keywords): Keywords {
  if (second.names.length === 0 && second.rest === undefined) return first;
  if (first.names.length === 0 && first.rest === undefined) return second;
  const names = [...first.names];
  const values = [...first.values];
  for (let index = 0; index < second.names.length; index++) {
    const name = second.names[index] ?? "";
    const known = first.names.indexOf(name);
    const at = known < 0 ? names.length : known;
    names[at] = name;
    values[at] = second.values[index] ?? null;
  }
  return { names, values, rest: second.rest ?? first.rest };
}

const partialOf = (value: Value): Partial | null =>
  value instanceof Instance && value.cls.mro.includes(partialClass) ? (value.payload as Partial) : null;

const partialClass: ClassValue = nativeClass("functools", "partial", [objectClass], {
  __init__: method(
    "func, /, *args, **kwargs",
    (_machine, self, [callee = null, args, kwargs], call) => {
      if (!(self instanceof Instance)) return null;
      const inner = partialOf(callee);
      const keywords = keywordsOf(kwargs);
      const positional = inner === null ? items(args) : [...inner.positional, ...items(args)];
      self.payload = {
        callee: inner === null ? callee : inner.callee,
        positional,
        keywords: inner === null ? keywords : mergeKeywords(inner.keywords, keywords),
        call: { ...call, positional },
      } satisfies Partial;
      return null;
    },
    { keepsReferences: true },
  ),
  __call__: method(
    "*args, **kwargs",
    (machine, self, [args, kwargs], call) => {
      const partial = partialOf(self);
      if (partial === null) return null;
      const keywords = mergeKeywords(partial.keywords, keywordsOf(kwargs));
      const none = keywords.names.length === 0 && keywords.rest === undefined;
      return machine.call(
        partial.callee,
        [...partial.positional, ...items(args)],
        none ? null : keywords,
        bound(call, partial),
      );
    },
    { keepsReferences: true },
  ),
  func: new Property(method("", (machine, self) => machine.force(partialOf(self)?.callee ?? null))),
  args: new Property(method("", (_machine, self) => new Tuple(partialOf(self)?.positional ?? []))),
  keywords: new Property(
    method("", (_machine, self) => {
      const { names = [], values = [] } = partialOf(self)?.keywords ?? {};
      const entries = new Map<string, Value>();
      for (const [index, name] of names.entries()) entries.set(name, values[index] ?? null);
      return new Dict(entries);
    }),
  ),
  __repr__: method("", () => "functools.partial(...)"),
});

/** The site of the call, knowing that the partial's arguments came first. */
const bound = (call: Call, partial: Partial): CallSite | null =>
  call.site === null ? null : { ...call.site, bound: partial.call };

const wrapperAttributes = ["__module__", "__name__", "__qualname__", "__doc__"];

/** Makes `wrapper` look like `wrapped`. */
export function updateWrapper(machine: Machine, wrapper: Value, wrapped: Value): Value {
  for (const name of wrapperAttributes) {
    const value = machine.findAttribute(wrapped, name);
    if (value !== undefined) machine.setAttribute(wrapper, name, value);
  }
  const source = wrapped instanceof FunctionValue ? wrapped.attributes : null;
  for (const [name, value] of source?.entries ?? [])
    if (typeof name === "string") machine.setAttribute(wrapper, name, value);
  machine.setAttribute(wrapper, "__wrapped__", wrapped);
  machine.caught();
  return wrapper;
}

type Run = (machine: Machine, args: readonly Value[], keywords: Keywords, call: Call) => Result;

/** A function that a native makes out of a function of the program: called alike, and bound to objects like one. */
const wrapperMethods = {
  __call__: method("*args, **kwargs", (machine, self, [args, kwargs], call) =>
    self instanceof Instance
      ? (self.payload as { run: Run }).run(machine, items(args), keywordsOf(kwargs), call)
      : null,
  ),
  __get__: method("instance, owner=None, /", (_machine, self, [instance = null]) =>
    instance === null ? self : new BoundMethod(instance, self),
  ),
};
const wrapperClass = nativeClass("builtins", "function", [objectClass], wrapperMethods);

export function wrapperOf(run: Run): Instance {
  const wrapper = new Instance(wrapperClass);
  wrapper.payload = { run };
  return wrapper;
}

/** A function that remembers its results by its arguments. */
const cacheClass = nativeClass("functools", "_lru_cache_wrapper", [objectClass], {
  ...wrapperMethods,
  cache_clear: method("", (machine, self) => {
    if (!(self instanceof Instance)) return null;
    const { results } = self.payload as { results: Dict };
    machine.heap.write(results);
    results.entries = new Map();
    return null;
  }),
  cache_info: method("", (machine) => machine.unknown({ key: "pythonNotModelled", args: { name: "cache_info" } })),
});

function cached(machine: Machine, callee: Value): Value {
  const wrapper = new Instance(cacheClass);
  const results = new Dict();
  const run: Run = (inner, args, keywords, call) => {
    const key = keyOf(inner, new Tuple([...args, ...keywords.names, ...keywords.values]));
    if (key === undefined) inner.caught();
    const usable = key !== undefined && !(key instanceof Unknown);
    const known = usable ? results.entries.get(key) : undefined;
    if (known !== undefined) return known;
    const result = inner.call(callee, args, keywords.names.length === 0 ? null : keywords, call.site);
    if (result !== undefined && usable) {
      inner.heap.write(results);
      results.entries.set(key, result);
    }
    return result;
  };
  wrapper.payload = { run, results };
  return updateWrapper(machine, wrapper, callee);
}

/** `@total_ordering`: the comparisons that are missing, by the one that is there. */
function totalOrdering(machine: Machine, cls: Value): Value {
  if (!(cls instanceof ClassValue)) return cls;
  const own = ["__lt__", "__le__", "__gt__", "__ge__"].find((name) => cls.namespace.entries.has(name));
  if (own === undefined) return cls;
  const call = (m: Machine, self: Value, name: string, other: Value): boolean => {
    const result = m.callMethod(self, name, [other]);
    return result !== undefined && m.truth(result) === true;
  };
  const less = (m: Machine, a: Value, b: Value): boolean => {
    const equal = m.equals(a, b) === true;
    switch (own) {
      case "__lt__":
        return call(m, a, own, b);
      case "__le__":
        return call(m, a, own, b) && !equal;
      case "__gt__":
        return !call(m, a, own, b) && !equal;
      default:
        return !call(m, a, own, b);
    }
  };
  const derived: Readonly<Record<string, (m: Machine, a: Value, b: Value) => boolean>> = {
    __lt__: less,
    __le__: (m, a, b) => less(m, a, b) || m.equals(a, b) === true,
    __gt__: (m, a, b) => less(m, b, a),
    __ge__: (m, a, b) => less(m, b, a) || m.equals(a, b) === true,
  };
  machine.heap.write(cls.namespace);
  for (const [name, test] of Object.entries(derived)) {
    if (cls.namespace.entries.has(name)) continue;
    cls.namespace.entries.set(
      name,
      method("other, /", (m, self, [other = null]) => test(m, self, other)),
    );
  }
  return cls;
}

/** A method of which the first result is kept on the object. */
const cachedProperty = native("cached_property", "func", (machine, [getter = null]) => {
  const name = machine.findAttribute(getter, "__name__");
  return new Property(getter, null, null, typeof name === "string" ? name : "cached");
});

export const functoolsModule: NativeModule = {
  name: "functools",
  attributes: {
    partial: partialClass,
    wraps: native("wraps", "wrapped, *args, **kwargs", (_machine, [wrapped = null]) =>
      native("wraps", "wrapper", (machine, [wrapper = null]) => updateWrapper(machine, wrapper, wrapped)),
    ),
    update_wrapper: native(
      "update_wrapper",
      "wrapper, wrapped, *args, **kwargs",
      (machine, [wrapper = null, wrapped = null]) => updateWrapper(machine, wrapper, wrapped),
    ),
    lru_cache: native("lru_cache", "maxsize=128, typed=False", (machine, [size = null]) =>
      typeof size === "number" || size === null
        ? native("lru_cache", "func", (inner, [callee = null]) => cached(inner, callee))
        : cached(machine, size),
    ),
    cache: native("cache", "func", (machine, [callee = null]) => cached(machine, callee)),
    cached_property: cachedProperty,
    total_ordering: native("total_ordering", "cls", (machine, [cls = null]) => totalOrdering(machine, cls)),
    cmp_to_key: native("cmp_to_key", "func", (_machine, [compare = null]) => comparisonKey(compare)),
    reduce: native(
      "reduce",
      "func, iterable, initial=..., /",
      (machine, [fn = null, iterable = null, initial = null]) => {
        const next = machine.iterate(iterable);
        if (next === undefined || next instanceof Unknown) return next;
        let total: Value | undefined = initial === NOT_GIVEN ? undefined : initial;
        for (;;) {
          const item = next();
          if (item === undefined) return undefined;
          if (item === stop) break;
          if (total === undefined) {
            total = item;
            continue;
          }
          total = machine.call(fn, [total, item]);
          if (total === undefined) return undefined;
          if (!machine.charge(1)) return machine.outOfBudget();
        }
        return (
          total ??
          (total === null ? null : machine.raise("TypeError", "reduce() of empty iterable with no initial value"))
        );
      },
    ),
  },
};

function comparisonKey(compare: Value): Value {
  const keyClass: ClassValue = nativeClass("functools", "K", [objectClass], {
    __init__: method("obj", (machine, self, [object = null]) =>
      machine.setPlainAttribute(self, "obj", object) ? null : undefined,
    ),
    __lt__: method("other, /", (machine, self, [other = null]) => {
      const [left, right] = [machine.getAttribute(self, "obj"), machine.getAttribute(other, "obj")];
      if (left === undefined || right === undefined) return undefined;
      const result = machine.call(compare, [left, right]);
      return result === undefined ? undefined : machine.binary("<", result, 0);
    }),
  });
  return keyClass;
}
