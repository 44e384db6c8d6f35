// Methods of list, tuple and range, and sorting.
import { compare, equals } from "../comparison.ts";
import { iterate, listOf, overArray } from "../iteration.ts";
import { type Machine, method, native } from "../native.ts";
import { asInt } from "../numbers.ts";
import { binary, extend } from "../operators.ts";
import { deleteListItem, sequenceItem, setListItem } from "../subscripts.ts";
import { listClass, rangeClass, tupleClass } from "../types.ts";
import {
  ClassValue,
  IteratorValue,
  List,
  Range,
  type Result,
  StaticMethod,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";
import { define } from "./define.ts";

type ListMethod = (machine: Machine, list: List, args: readonly Value[]) => Result;

const listMethod = (signature: string, run: ListMethod, keepsReferences = false): Value =>
  method(
    signature,
    (machine, self, args) =>
      self instanceof List
        ? run(machine, self, args)
        : machine.raise("TypeError", "descriptor requires a 'list' object"),
    { keepsReferences },
  );

/** Sorts by `key`, stably. Undefined: raised; Unknown: the order is not known. */
export function sorted(
  machine: Machine,
  items: readonly Value[],
  key: Value,
  reverse: Value,
): Value[] | Unknown | undefined {
  if (!machine.charge(items.length * 8)) return machine.outOfBudget();
  const keyed: { item: Value; key: Value }[] = [];
  for (const item of items) {
    const by = key === null ? item : machine.call(key, [item]);
    if (by === undefined || by instanceof Unknown) return by;
    keyed.push({ item, key: by });
  }
  const backwards = machine.truth(reverse) === true;
  if (backwards) keyed.reverse();
  let failure: Unknown | "raised" | null = null;
  const less = (a: Value, b: Value): boolean => {
    if (failure !== null) return false;
    const result = compare(machine, "<", a, b);
    const truth = result === undefined ? undefined : machine.truth(result);
    if (typeof truth === "boolean") return truth;
    failure = truth ?? "raised";
    return false;
  };
  keyed.sort((a, b) => (less(a.key, b.key) ? -1 : less(b.key, a.key) ? 1 : 0));
  if (failure !== null) return failure === "raised" ? undefined : failure;
  if (backwards) keyed.reverse();
  return keyed.map(({ item }) => item);
}

function indexIn(machine: Machine, items: readonly Value[], args: readonly Value[], type: string): Result {
  const [item = null, start, stop] = args;
  const from = Number(asInt(start ?? 0) ?? 0);
  const to = Number(asInt(stop ?? items.length) ?? items.length);
  for (let index = from < 0 ? Math.max(0, from + items.length) : from; index < Math.min(to, items.length); index++) {
    const equal = equals(machine, items[index] ?? null, item);
    if (equal === undefined || equal instanceof Unknown) return equal;
    if (equal) return index;
  }
  return machine.raise("ValueError", `${type}.index(x): x not in ${type}`);
}

function countIn(machine: Machine, items: readonly Value[], item: Value): Result {
  let count = 0;
  for (const other of items) {
    const equal = equals(machine, other, item);
    if (equal === undefined || equal instanceof Unknown) return equal;
    if (equal) count++;
  }
  return count;
}

const subclass = (cls: Value | undefined, builtin: ClassValue): ClassValue | null =>
  cls instanceof ClassValue && cls !== builtin ? cls : null;

export function installSequences(): void {
  define(listClass, {
    __new__: new StaticMethod(
      native("list", "cls, *args, **kwargs", (_machine, [cls]) => new List([], subclass(cls, listClass))),
    ),
    __init__: listMethod(
      "iterable=(), /",
      (machine, list, [iterable = null]) => {
        list.items = [];
        return extend(machine, list, iterable) === undefined ? undefined : null;
      },
      true,
    ),
    append: listMethod(
      "object, /",
      (machine, list, [item = null]) => {
        if (list.lost !== null) return null;
        machine.heap.write(list);
        list.items.push(item);
        return null;
      },
      true,
    ),
    extend: listMethod("iterable, /", (machine, list, [iterable = null]) =>
      extend(machine, list, iterable) === undefined ? undefined : null,
    ),
    insert: listMethod(
      "index, object, /",
      (machine, list, [index = 0, item = null]) => {
        machine.heap.write(list);
        const at = Number(asInt(index) ?? 0);
        list.items.splice(at < 0 ? Math.max(0, at + list.items.length) : at, 0, item);
        return null;
      },
      true,
    ),
    pop: listMethod("index=-1, /", (machine, list, [index = -1]) => {
      if (list.lost !== null) return list.lost;
      if (list.items.length === 0) return machine.raise("IndexError", "pop from empty list");
      if (index instanceof Unknown) {
        machine.heap.write(list);
        list.lost = index;
        list.items = [];
        return index;
      }
      const at = Number(asInt(index) ?? -1);
      const position = at < 0 ? at + list.items.length : at;
      const item = list.items[position];
      if (item === undefined) return machine.raise("IndexError", "pop index out of range");
      machine.heap.write(list);
      list.items.splice(position, 1);
      return item;
    }),
    remove: listMethod("value, /", (machine, list, [item = null]) => {
      if (list.lost !== null) return null;
      const index = indexIn(machine, list.items, [item], "list");
      if (index === undefined) return undefined;
      machine.heap.write(list);
      if (typeof index === "number") list.items.splice(index, 1);
      else if (index instanceof Unknown) {
        list.lost = index;
        list.items = [];
      }
      return null;
    }),
    clear: listMethod("", (machine, list) => {
      machine.heap.write(list);
      list.items = [];
      list.lost = null;
      return null;
    }),
    index: listMethod(
      "value, start=0, stop=9007199254740991, /",
      (machine, list, args) => list.lost ?? indexIn(machine, list.items, args, "list"),
    ),
    count: listMethod("value, /", (machine, list, [item = null]) => list.lost ?? countIn(machine, list.items, item)),
    reverse: listMethod("", (machine, list) => {
      machine.heap.write(list);
      list.items.reverse();
      return null;
    }),
    sort: listMethod("*, key=None, reverse=False", (machine, list, [key = null, reverse = false]) => {
      if (list.lost !== null) return null;
      const items = sorted(machine, list.items, key, reverse);
      if (items === undefined) return undefined;
      machine.heap.write(list);
      if (items instanceof Unknown) {
        list.lost = items;
        list.items = [];
      } else {
        list.items = items;
      }
      return null;
    }),
    copy: listMethod("", (_machine, list) => {
      const copy = new List(list.items.slice(), list.cls);
      copy.lost = list.lost;
      return copy;
    }),
    __len__: listMethod("", (_machine, list) => list.lost ?? list.items.length),
    __iter__: listMethod("", (machine, list) => {
      const next = list.cls === null ? iterate(machine, list) : (list.lost ?? overArray(list.items));
      return next === undefined || next instanceof Unknown ? next : new IteratorValue("list_iterator", next);
    }),
    __reversed__: listMethod(
      "",
      (_machine, list) => new IteratorValue("list_reverseiterator", overArray(list.items.slice().reverse())),
    ),
    __getitem__: listMethod("key, /", (machine, list, [key = null]) => sequenceItem(machine, list, key)),
    __setitem__: listMethod("key, value, /", (machine, list, [key = null, value = null]) =>
      setListItem(machine, list, key, value) ? null : undefined,
    ),
    __delitem__: listMethod("key, /", (machine, list, [key = null]) =>
      deleteListItem(machine, list, key) ? null : undefined,
    ),
    __add__: listMethod("other, /", (machine, list, [other = null]) =>
      other instanceof List
        ? binary(machine, "+", plainList(list), plainList(other))
        : machine.raise("TypeError", "can only concatenate list"),
    ),
    __hash__: null,
  });
  define(tupleClass, {
    __new__: new StaticMethod(
      native("tuple", "cls, iterable=(), /", (machine, [cls, iterable = null]) => {
        const own = subclass(cls, tupleClass);
        if (own === null && iterable instanceof Tuple && iterable.cls === null) return iterable;
        const items = listOf(machine, iterable);
        return items === undefined || items instanceof Unknown ? items : new Tuple(items, own);
      }),
    ),
    index: method("value, start=0, stop=9007199254740991, /", (machine, self, args) =>
      self instanceof Tuple ? indexIn(machine, self.items, args, "tuple") : null,
    ),
    count: method("value, /", (machine, self, [item = null]) =>
      self instanceof Tuple ? countIn(machine, self.items, item) : null,
    ),
    __len__: method("", (_machine, self) => (self instanceof Tuple ? self.items.length : 0)),
    __iter__: method(
      "",
      (_machine, self) => new IteratorValue("tuple_iterator", overArray(self instanceof Tuple ? self.items : [])),
    ),
    __getitem__: method("key, /", (machine, self, [key = null]) =>
      self instanceof Tuple ? sequenceItem(machine, self, key) : null,
    ),
    __add__: method("other, /", (machine, self, [other = null]) =>
      self instanceof Tuple && other instanceof Tuple
        ? binary(machine, "+", new Tuple(self.items), new Tuple(other.items))
        : machine.raise("TypeError", "can only concatenate tuple"),
    ),
  });
  define(rangeClass, {
    __new__: new StaticMethod(
      native("range", "cls, start, stop=..., step=1, /", (machine, [, first, second, by]) =>
        makeRange(machine, first, second, by),
      ),
    ),
    __len__: method("", (_machine, self) => (self instanceof Range ? self.length : 0)),
    __iter__: method("", (machine, self) => {
      const next = iterate(machine, self);
      return next === undefined || next instanceof Unknown ? next : new IteratorValue("range_iterator", next);
    }),
    index: method("value, /", (machine, self, [value = null]) => {
      const int = asInt(value);
      if (!(self instanceof Range) || int === undefined) return machine.raise("ValueError", "is not in range");
      const steps = (Number(int) - self.start) / self.step;
      return Number.isInteger(steps) && steps >= 0 && steps < self.length
        ? steps
        : machine.raise("ValueError", `${int} is not in range`);
    }),
    count: method("value, /", (machine, self, [value = null]) => {
      const found = machine.binary("in", value, self);
      return found === undefined || found instanceof Unknown ? found : found === true ? 1 : 0;
    }),
  });
}

const plainList = (list: List): List => (list.cls === null ? list : new List(list.items));

function makeRange(
  machine: Machine,
  first: Value | undefined,
  second: Value | undefined,
  by: Value | undefined,
): Result {
  const single = second instanceof Unknown && second.because.key === "pythonNotGiven";
  const bounds: number[] = [];
  for (const bound of single ? [0, first ?? null, 1] : [first ?? null, second ?? null, by ?? 1]) {
    if (bound instanceof Unknown) return new Unknown(bound.because);
    let int = asInt(bound);
    if (int === undefined) {
      if (typeof bound === "object" && bound?.kind === "symbolic")
        return new Unknown({ key: "pythonLoopUnknown", args: {} });
      const index = machine.findAttribute(bound, "__index__");
      const value = index === undefined ? undefined : machine.call(index, []);
      if (index !== undefined && (value === undefined || value instanceof Unknown)) return value;
      int = value === undefined ? undefined : asInt(value);
      if (int === undefined) {
        return machine.raise(
          "TypeError",
          `'${machine.classOf(bound).name}' object cannot be interpreted as an integer`,
        );
      }
    }
    bounds.push(Number(int));
  }
  const [start = 0, stop = 0, step = 1] = bounds;
  if (step === 0) return machine.raise("ValueError", "range() arg 3 must not be zero");
  return new Range(start, stop, step);
}
