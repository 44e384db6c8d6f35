// Stepping through iterables.
import { message } from "../../messages/index.ts";
import { characters, originalKey } from "./containers.ts";
import type { Machine } from "./native.ts";
import { asString } from "./numbers.ts";
import { classOf, dictClass, listClass, lookup, setClass, tupleClass } from "./types.ts";
import {
  clock,
  type Dict,
  Instance,
  IteratorValue,
  List,
  Range,
  type SetValue,
  type Step,
  stop,
  Tuple,
  Unknown,
  type Value,
} from "./value.ts";

/** Undefined: raised; Unknown: its elements are not known. */
export function iterate(machine: Machine, value: Value): (() => Step) | Unknown | undefined {
  const source = machine.force(value);
  if (typeof source === "string") return overArray(characters(source));
  if (typeof source !== "object" || source === null) return notIterable(machine, source);
  switch (source.kind) {
    case "list":
      return ownIteration(machine, source, listClass) ?? source.lost ?? overList(source);
    case "tuple":
      return ownIteration(machine, source, tupleClass) ?? overArray(source.items);
    case "range":
      return overRange(source);
    case "dict":
      return ownIteration(machine, source, dictClass) ?? source.lost ?? overKeys(machine, source);
    case "set":
      return ownIteration(machine, source, setClass) ?? source.lost ?? overArray([...source.entries.values()]);
    case "iterator":
      return stepsOf(machine, source);
    case "bytes":
      return overArray([...source.value].map((character) => character.charCodeAt(0)));
    case "unknown":
      return source;
    case "symbolic":
      return notIterable(machine, source);
    case "instance":
      return overInstance(machine, source);
    case "class": {
      const method = source.metaclass === null ? undefined : lookup(source.metaclass, "__iter__");
      if (method === undefined) return notIterable(machine, source);
      const iterator = machine.call(method, [source]);
      return iterator === undefined ? undefined : iterate(machine, iterator);
    }
    default:
      return notIterable(machine, source);
  }
}

const notIterable = (machine: Machine, value: Value): undefined =>
  machine.raise("TypeError", `'${classOf(value).name}' object is not iterable`);

/** A subclass of a container that defines `__iter__` itself. */
function ownIteration(
  machine: Machine,
  value: List | Tuple | Dict | SetValue,
  builtin: Value & { namespace: Dict },
): (() => Step) | Unknown | undefined | null {
  if (value.cls === null) return null;
  const method = lookup(value.cls, "__iter__");
  if (method === undefined || method === builtin.namespace.entries.get("__iter__")) return null;
  const iterator = machine.call(method, [value]);
  return iterator === undefined ? undefined : iterate(machine, iterator);
}

function overInstance(machine: Machine, value: Instance): (() => Step) | Unknown | undefined {
  const text = asString(value);
  if (lookup(value.cls, "__iter__") !== undefined) {
    const iterator = machine.callMethod(value, "__iter__");
    if (iterator === undefined || iterator instanceof Unknown) return iterator;
    if (iterator instanceof Instance && lookup(iterator.cls, "__next__") !== undefined) {
      return () => nextOf(machine, iterator);
    }
    return iterate(machine, iterator);
  }
  if (lookup(value.cls, "__next__") !== undefined) return () => nextOf(machine, value);
  if (text !== undefined) return overArray(characters(text));
  if (lookup(value.cls, "__getitem__") !== undefined) {
    let index = 0;
    return () => {
      const item = machine.callMethod(value, "__getitem__", [index++]);
      return item === undefined && endedBy(machine, "IndexError") ? stop : item;
    };
  }
  const incomplete = value.cls.mro.find((base) => base.unknownBase !== null || base.open);
  if (incomplete !== undefined) {
    return incomplete.unknownBase ?? new Unknown(message("pythonNotModelled", { name: `${incomplete.name}.__iter__` }));
  }
  return notIterable(machine, value);
}

/** Whoever steps an iterator where that may not happen leaves nobody knowing how far it is. */
function stepsOf(machine: Machine, iterator: IteratorValue): (() => Step) | Unknown {
  if (iterator.lost === null && machine.uncertain > 0 && iterator.stamp !== clock.epoch)
    iterator.lost = new Unknown(message("pythonBranches"));
  return iterator.lost ?? iterator.next;
}

/** One step of an iterator of the program. */
export function nextOf(machine: Machine, iterator: Value): Step {
  if (iterator instanceof IteratorValue) {
    const next = stepsOf(machine, iterator);
    return next instanceof Unknown ? next : next();
  }
  const item = machine.callMethod(iterator, "__next__");
  return item === undefined && endedBy(machine, "StopIteration") ? stop : item;
}

/** Takes a pending exception of the class off the machine. */
export function endedBy(machine: Machine, name: string): boolean {
  if (machine.pending === null || !machine.pending.cls.mro.some((base) => base.name === name)) return false;
  machine.caught();
  return true;
}

// Steps are methods of classes: a function that is made for one walk takes its compiled code with it.
const stepsBy = (walk: { next(): Step }): (() => Step) => walk.next.bind(walk);

export const overArray = (items: readonly Value[]): (() => Step) => stepsBy(new ArrayWalk(items));
const overList = (list: List): (() => Step) => stepsBy(new ListWalk(list));
const overRange = (range: Range): (() => Step) => stepsBy(new RangeWalk(range));

class ArrayWalk {
  private readonly items: readonly Value[];
  private index = 0;

  constructor(items: readonly Value[]) {
    this.items = items;
  }

  next(): Step {
    const item = this.items[this.index];
    if (item === undefined) return stop;
    this.index++;
    return item;
  }
}

/** The list may grow while it is walked. */
class ListWalk {
  private readonly list: List;
  private index = 0;

  constructor(list: List) {
    this.list = list;
  }

  next(): Step {
    const { lost, items } = this.list;
    if (lost !== null) return this.index++ === 0 ? lost : stop;
    const item = items[this.index];
    if (item === undefined) return stop;
    this.index++;
    return item;
  }
}

class RangeWalk {
  private readonly range: Range;
  private readonly length: number;
  private index = 0;

  constructor(range: Range) {
    this.range = range;
    this.length = range.length;
  }

  next(): Step {
    return this.index < this.length ? this.range.start + this.range.step * this.index++ : stop;
  }
}

function overKeys(machine: Machine, dict: Dict): () => Step {
  const keys = dict.entries.keys();
  const size = dict.entries.size;
  return () => {
    if (dict.entries.size !== size) return machine.raise("RuntimeError", "dictionary changed size during iteration");
    const step = keys.next();
    return step.done === true ? stop : originalKey(dict, step.value);
  };
}

/** All elements, paid for and forced. */
export function listOf(machine: Machine, value: Value): Value[] | Unknown | undefined {
  const source = machine.force(value);
  if ((source instanceof List || source instanceof Tuple) && source.cls === null) {
    if (source instanceof List && source.lost !== null) return source.lost;
    if (!machine.charge(source.items.length)) return machine.outOfBudget();
    return source.items.map((item) => machine.force(item));
  }
  if (source instanceof Range && !machine.charge(source.length)) return machine.outOfBudget();
  const next = iterate(machine, source);
  if (next === undefined || next instanceof Unknown) return next;
  const items: Value[] = [];
  for (;;) {
    const item = next();
    if (item === undefined) return undefined;
    if (item === stop) return source instanceof IteratorValue && source.lost !== null ? source.lost : items;
    items.push(machine.force(item));
    if (!machine.charge(1) || items.length > MAX_ELEMENTS) return machine.outOfBudget();
  }
}

/** The longest list that is made out of an iterable whose length is not known beforehand. */
export const MAX_ELEMENTS = 100_000;
