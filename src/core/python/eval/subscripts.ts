// `object[key]`, read, written and deleted.
import { message } from "../../messages/index.ts";
import {
  characters,
  dictRemove,
  dictSet,
  isPlainText,
  keyOf,
  resolveIndex,
  sliceBounds,
  takeSlice,
} from "./containers.ts";
import type { Machine } from "./native.ts";
import { asInt, asString } from "./numbers.ts";
import { classOf, dictClass, listClass, lookup, tupleClass } from "./types.ts";
import {
  BoundMethod,
  Bytes,
  type ClassValue,
  Dict,
  Instance,
  List,
  Range,
  type Result,
  Slice,
  Symbolic,
  Tuple,
  Unknown,
  type Value,
} from "./value.ts";

export function getItem(machine: Machine, object: Value, key: Value): Result {
  if (typeof object === "object" && object !== null) {
    switch (object.kind) {
      case "list":
      case "tuple":
        if (object.cls === null || inherits(object.cls, "__getitem__", object.kind)) {
          return sequenceItem(machine, object, key);
        }
        break;
      case "dict":
        if (object.cls === null || inherits(object.cls, "__getitem__", "dict")) return dictItem(machine, object, key);
        break;
      case "range":
        return rangeItem(machine, object, key);
      case "unknown":
        return unknownItem(machine, object, key);
      case "reference":
        return getItem(machine, machine.force(object), key);
      case "class":
        return classItem(machine, object, key);
      case "bytes":
        return textItem(machine, object.value, key, (text) => (text.length === 1 ? text.charCodeAt(0) : null), true);
    }
  }
  const text = asString(object);
  if (text !== undefined) return textItem(machine, text, key, (piece) => piece, false);
  if (typeof object === "object" && object !== null) {
    const cls = classOf(object);
    if (lookup(cls, "__getitem__") !== undefined)
      return machine.callMethod(object, "__getitem__", [machine.force(key)]);
    const incomplete = incompleteness(cls, "__getitem__");
    if (incomplete !== null) return incomplete;
  }
  return machine.raise("TypeError", `'${classOf(object).name}' object is not subscriptable`);
}

const builtins = { list: listClass, tuple: tupleClass, dict: dictClass };

const inherits = (cls: ClassValue, dunder: string, kind: keyof typeof builtins): boolean =>
  lookup(cls, dunder) === builtins[kind].namespace.entries.get(dunder);

function incompleteness(cls: ClassValue, dunder: string): Unknown | null {
  for (const base of cls.mro) {
    if (base.unknownBase !== null) return new Unknown(base.unknownBase.because);
    if (base.open) return new Unknown(message("pythonNotModelled", { name: `${base.name}.${dunder}` }));
  }
  return null;
}

/** The int that a key is: `__index__` included. Null: it is none; undefined: raised. */
function indexOf(machine: Machine, key: Value): number | Unknown | null | undefined {
  if (typeof key === "number") return key;
  const forced = machine.force(key);
  const int = asInt(forced);
  if (int !== undefined) return Number(int);
  if (forced instanceof Unknown) return new Unknown(forced.because);
  if (forced instanceof Symbolic) return new Unknown(message("pythonBranches"));
  if (forced instanceof Instance && lookup(forced.cls, "__index__") !== undefined) {
    const result = machine.callMethod(forced, "__index__");
    if (result === undefined || result instanceof Unknown) return result;
    const index = asInt(result);
    return index === undefined ? null : Number(index);
  }
  return null;
}

export function sequenceItem(machine: Machine, object: List | Tuple, key: Value): Result {
  if (object instanceof List && object.lost !== null) return object.lost;
  if (key instanceof Slice) {
    const bounds = sliceBounds(machine, key, object.items.length);
    if (bounds === undefined || bounds instanceof Unknown) return bounds;
    if (!machine.charge(bounds.length)) return machine.outOfBudget();
    const taken = takeSlice(object.items, bounds);
    return object instanceof List ? new List(taken) : new Tuple(taken);
  }
  const index = indexOf(machine, key);
  if (index === undefined) return undefined;
  if (index instanceof Unknown) return elementOf(object.items, index);
  if (index === null) {
    return machine.raise("TypeError", `${object.kind} indices must be integers or slices, not ${classOf(key).name}`);
  }
  const position = resolveIndex(index, object.items.length);
  if (position === null) return machine.raise("IndexError", `${object.kind} index out of range`);
  return object.items[position] ?? null;
}

/** One of a few elements, where the index is not known. */
function elementOf(items: readonly Value[], index: Unknown): Value {
  if (items.length === 0 || items.length > 4) return index;
  const first = items[0];
  return first !== undefined && items.every((item) => item === first) ? first : new Unknown(index.because, items);
}

export function dictItem(machine: Machine, dict: Dict, key: Value): Result {
  const hash = typeof key === "string" && key.charCodeAt(0) !== 0 ? key : keyOf(machine, key);
  if (hash === undefined) return undefined;
  if (hash instanceof Unknown) return elementOf([...dict.entries.values()], new Unknown(hash.because));
  const found = dict.entries.get(hash);
  if (found !== undefined) return found;
  if (dict.cls !== null && lookup(dict.cls, "__missing__") !== undefined) {
    return machine.callMethod(dict, "__missing__", [key]);
  }
  const late = machine.lateEntry(dict, hash);
  if (late !== undefined) return late;
  if (dict.lost !== null) return new Unknown(dict.lost.because);
  const error = machine.exception("KeyError", [key]);
  machine.pending = error;
  return undefined;
}

function rangeItem(machine: Machine, range: Range, key: Value): Result {
  if (key instanceof Slice) {
    const bounds = sliceBounds(machine, key, range.length);
    if (bounds === undefined || bounds instanceof Unknown) return bounds;
    const at = (position: number): number => range.start + position * range.step;
    return new Range(at(bounds.start), at(bounds.start + bounds.length * bounds.step), range.step * bounds.step);
  }
  const index = indexOf(machine, key);
  if (index === undefined || index instanceof Unknown) return index;
  const position = index === null ? null : resolveIndex(index, range.length);
  if (position === null) return machine.raise("IndexError", "range object index out of range");
  return range.start + position * range.step;
}

function textItem(
  machine: Machine,
  text: string,
  key: Value,
  single: (piece: string) => Value,
  bytes: boolean,
): Result {
  const units = isPlainText(text) ? null : characters(text);
  const length = units === null ? text.length : units.length;
  if (key instanceof Slice) {
    const bounds = sliceBounds(machine, key, length);
    if (bounds === undefined || bounds instanceof Unknown) return bounds;
    const taken =
      units === null && bounds.step === 1
        ? text.slice(bounds.start, bounds.start + bounds.length)
        : takeSlice(units ?? text.split(""), bounds).join("");
    return bytes ? new Bytes(taken) : taken;
  }
  const index = indexOf(machine, key);
  if (index === undefined || index instanceof Unknown) return index;
  if (index === null) return machine.raise("TypeError", `string indices must be integers, not '${classOf(key).name}'`);
  const position = resolveIndex(index, length);
  if (position === null) return machine.raise("IndexError", "string index out of range");
  return single(units === null ? text.charAt(position) : (units[position] ?? ""));
}

function unknownItem(machine: Machine, object: Unknown, key: Value): Result {
  if (object.alternatives === null) return object;
  const found: Value[] = [];
  for (const alternative of object.alternatives) {
    const item = getItem(machine, alternative, key);
    if (item === undefined) machine.caught();
    if (item === undefined || item instanceof Unknown) return new Unknown(object.because);
    found.push(item);
  }
  const first = found[0];
  return first !== undefined && found.every((other) => other === first) ? first : new Unknown(object.because, found);
}

/** `Enum["NAME"]` by the metaclass, `Generic[T]`, `list[int]`: the class itself where nothing says more. */
function classItem(machine: Machine, cls: ClassValue, key: Value): Result {
  if (cls.metaclass !== null) {
    const method = lookup(cls.metaclass, "__getitem__");
    if (method !== undefined) return machine.call(method, [cls, key]);
  }
  const own = lookup(cls, "__class_getitem__");
  if (own === undefined) return cls;
  if (typeof own === "object" && own !== null && own.kind === "function")
    return machine.call(new BoundMethod(cls, own), [key]);
  const bound = machine.getAttribute(cls, "__class_getitem__");
  return bound === undefined ? undefined : machine.call(bound, [key]);
}

/** False: raised. */
export function setItem(machine: Machine, object: Value, key: Value, value: Value): boolean {
  if (typeof object === "object" && object !== null) {
    switch (object.kind) {
      case "list":
        if (object.cls === null || inherits(object.cls, "__setitem__", "list")) {
          return setListItem(machine, object, key, value);
        }
        break;
      case "dict":
        if (object.cls === null || inherits(object.cls, "__setitem__", "dict")) {
          return dictSet(machine, object, key, value);
        }
        break;
      case "unknown":
        return true;
      case "reference":
        return setItem(machine, machine.force(object), key, value);
    }
    if (lookup(classOf(object), "__setitem__") !== undefined) {
      return machine.callMethod(object, "__setitem__", [machine.force(key), machine.force(value)]) !== undefined;
    }
    if (incompleteness(classOf(object), "__setitem__") !== null) return true;
  }
  machine.raise("TypeError", `'${classOf(object).name}' object does not support item assignment`);
  return false;
}

export function setListItem(machine: Machine, list: List, key: Value, value: Value): boolean {
  if (list.lost !== null) return true;
  if (key instanceof Slice) return setSlice(machine, list, key, value);
  const index = indexOf(machine, key);
  if (index === undefined) return false;
  if (index instanceof Unknown) {
    machine.heap.write(list);
    list.items = list.items.map(() => index);
    return true;
  }
  const position = index === null ? null : resolveIndex(index, list.items.length);
  if (position === null) {
    if (index === null) machine.raise("TypeError", `list indices must be integers or slices, not ${classOf(key).name}`);
    else machine.raise("IndexError", "list assignment index out of range");
    return false;
  }
  machine.heap.write(list);
  list.items[position] = value;
  return true;
}

function setSlice(machine: Machine, list: List, key: Slice, value: Value): boolean {
  const bounds = sliceBounds(machine, key, list.items.length);
  const items = bounds === undefined ? undefined : machine.list(value);
  if (bounds === undefined || items === undefined) return false;
  machine.heap.write(list);
  if (bounds instanceof Unknown || items instanceof Unknown) {
    list.lost = bounds instanceof Unknown ? bounds : (items as Unknown);
    list.items = [];
    return true;
  }
  if (bounds.step === 1) {
    const length = Math.max(0, bounds.stop - bounds.start);
    list.items = [...list.items.slice(0, bounds.start), ...items, ...list.items.slice(bounds.start + length)];
    return true;
  }
  if (items.length !== bounds.length) {
    machine.raise(
      "ValueError",
      `attempt to assign sequence of size ${items.length} to extended slice of size ${bounds.length}`,
    );
    return false;
  }
  items.forEach((item, index) => {
    list.items[bounds.start + index * bounds.step] = item;
  });
  return true;
}

/** False: raised. */
export function deleteItem(machine: Machine, object: Value, key: Value): boolean {
  const target = machine.force(object);
  if (target instanceof Unknown) return true;
  if (target instanceof Dict && (target.cls === null || inherits(target.cls, "__delitem__", "dict"))) {
    const hash = keyOf(machine, key);
    if (hash === undefined) return false;
    if (hash instanceof Unknown) {
      machine.heap.write(target);
      target.lost = hash;
      return true;
    }
    if (dictRemove(machine, target, hash) || target.lost !== null) return true;
    machine.pending = machine.exception("KeyError", [key]);
    return false;
  }
  if (target instanceof List && (target.cls === null || inherits(target.cls, "__delitem__", "list"))) {
    return deleteListItem(machine, target, key);
  }
  if (typeof target === "object" && target !== null) {
    if (lookup(classOf(target), "__delitem__") !== undefined) {
      return machine.callMethod(target, "__delitem__", [key]) !== undefined;
    }
    if (incompleteness(classOf(target), "__delitem__") !== null) return true;
  }
  machine.raise("TypeError", `'${classOf(target).name}' object doesn't support item deletion`);
  return false;
}

export function deleteListItem(machine: Machine, list: List, key: Value): boolean {
  if (list.lost !== null) return true;
  let drop: ReadonlySet<number>;
  if (key instanceof Slice) {
    const bounds = sliceBounds(machine, key, list.items.length);
    if (bounds === undefined) return false;
    if (bounds instanceof Unknown) {
      machine.heap.write(list);
      list.lost = bounds;
      list.items = [];
      return true;
    }
    drop = new Set(Array.from({ length: bounds.length }, (_, index) => bounds.start + index * bounds.step));
  } else {
    const index = indexOf(machine, key);
    if (index === undefined) return false;
    if (index instanceof Unknown) {
      machine.heap.write(list);
      list.lost = index;
      list.items = [];
      return true;
    }
    const position = index === null ? null : resolveIndex(index, list.items.length);
    if (position === null) {
      machine.raise("IndexError", "list assignment index out of range");
      return false;
    }
    drop = new Set([position]);
  }
  machine.heap.write(list);
  list.items = list.items.filter((_, index) => !drop.has(index));
  return true;
}
