// Methods of dict, set and frozenset. Above the usual size: tables with an entry for each method.
import { dictGet, dictKeys, dictRemove, dictSet, keyOf, loseEntries, originalKey, storeEntry } from "../containers.ts";
import { iterate, overArray } from "../iteration.ts";
import { type Call, type Machine, method, native } from "../native.ts";
import { setBinary } from "../operators.ts";
import { deleteItem, dictItem } from "../subscripts.ts";
import { dictClass, frozensetClass, objectClass, setClass } from "../types.ts";
import {
  ClassMethod,
  ClassValue,
  Dict,
  IteratorValue,
  List,
  type Result,
  SetValue,
  StaticMethod,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";
import { writtenOut } from "../writtenOut.ts";
import { define } from "./define.ts";

type DictMethod = (machine: Machine, dict: Dict, args: readonly Value[], call: Call) => Result;

const dictMethod = (signature: string, run: DictMethod): Value =>
  method(
    signature,
    (machine, self, args, call) =>
      self instanceof Dict
        ? run(machine, self, args, call)
        : machine.raise("TypeError", "descriptor requires a 'dict' object"),
    { keepsReferences: true },
  );

/** `dict.update(mapping or pairs)`: false: raised. */
export function updateDict(machine: Machine, dict: Dict, source: Value): boolean {
  const from = machine.force(source);
  machine.heap.write(dict);
  if (from instanceof Unknown) {
    loseEntries(dict, new Unknown(from.because));
    return true;
  }
  if (from instanceof Dict) {
    if (!machine.charge(from.entries.size)) {
      dict.lost = machine.outOfBudget();
      return true;
    }
    dict.lost ??= from.lost;
    for (const [hash, value] of [...from.entries]) storeEntry(dict, hash, originalKey(from, hash), value);
    return true;
  }
  const keys =
    typeof from === "object" && from !== null && from.kind === "instance"
      ? machine.findAttribute(from, "keys")
      : undefined;
  if (keys !== undefined) {
    const names = machine.call(keys, []);
    const list = names === undefined ? undefined : machine.list(names);
    if (list === undefined) return false;
    if (list instanceof Unknown) {
      loseEntries(dict, list);
      return true;
    }
    return list.every((key) => {
      const value = machine.getItem(from, key);
      return value !== undefined && dictSet(machine, dict, key, value);
    });
  }
  const pairs = machine.list(from);
  if (pairs === undefined) return false;
  if (pairs instanceof Unknown) {
    loseEntries(dict, pairs);
    return true;
  }
  for (const pair of pairs) {
    const parts = machine.list(pair);
    if (parts === undefined) return false;
    if (parts instanceof Unknown) {
      dict.lost = parts;
      continue;
    }
    if (parts.length !== 2) {
      machine.raise("ValueError", `dictionary update sequence element has length ${parts.length}; 2 is required`);
      return false;
    }
    if (!dictSet(machine, dict, parts[0] ?? null, parts[1] ?? null)) return false;
  }
  return true;
}

/** keys(), values() and items() are lists that are their own iterators' source; they do not follow later changes. */
function view(dict: Dict, cls: ClassValue, items: (dict: Dict) => Value[]): Value {
  const list = new List(items(dict), cls);
  list.lost = dict.lost;
  if (list.lost !== null) list.items = [];
  return list;
}

const itemsOf = (dict: Dict): Value[] =>
  [...dict.entries].map(([hash, value]) => new Tuple([originalKey(dict, hash), value]));

function toSet(machine: Machine, value: Value): SetValue | Unknown | undefined {
  if (value instanceof SetValue) return value;
  const set = new SetValue();
  return fillSet(machine, set, value) ? set : undefined;
}

function fillSet(machine: Machine, set: SetValue, iterable: Value): boolean {
  const items = machine.list(iterable);
  if (items === undefined) return false;
  if (items instanceof Unknown) {
    set.lost = items;
    return true;
  }
  for (const item of items) {
    const key = keyOf(machine, item);
    if (key === undefined) return false;
    if (key instanceof Unknown) set.lost = key;
    else if (!set.entries.has(key)) set.entries.set(key, item);
  }
  return true;
}

/** An operator of sets on anything that is iterable; `swapped` where the view stands on the right. */
const setOperator = (op: "|" | "&" | "-" | "^" | "<" | "<=" | ">" | ">=", swapped = false): Value =>
  method("other, /", (machine, self, [other = null]) => {
    const [own, others] = [toSet(machine, self), toSet(machine, other)];
    if (own === undefined || others === undefined) return undefined;
    if (own instanceof Unknown || others instanceof Unknown) return own instanceof Unknown ? own : others;
    return swapped ? machine.binary(op, others, own) : machine.binary(op, own, others);
  });

/** What dict views are here: a list that compares and combines like a set. */
const viewClass = (name: string): ClassValue =>
  new ClassValue({ name, bases: [objectClass], namespace: new Dict(), layout: "list" });
const keysClass = viewClass("dict_keys");
const valuesClass = viewClass("dict_values");
const itemsClass = viewClass("dict_items");

type SetMethod = (machine: Machine, set: SetValue, args: readonly Value[]) => Result;

const setMethod = (signature: string, run: SetMethod): Value =>
  method(signature, (machine, self, args) =>
    self instanceof SetValue
      ? run(machine, self, args)
      : machine.raise("TypeError", "descriptor requires a 'set' object"),
  );

function combine(op: "|" | "&" | "-" | "^", inPlace: boolean): Value {
  return setMethod("*others", (machine, set, [others]) => {
    let result: SetValue = set;
    for (const other of others instanceof Tuple ? others.items : []) {
      const right = toSet(machine, other);
      if (right === undefined) return undefined;
      if (right instanceof Unknown) return right;
      const combined = setBinary(machine, op, result, right);
      if (!(combined instanceof SetValue)) return combined;
      result = combined;
    }
    if (!inPlace) return result === set ? new SetValue(new Map(set.entries), set.frozen) : result;
    machine.heap.write(set);
    set.entries = new Map(result.entries);
    return null;
  });
}

export function installMappings(): void {
  for (const cls of [keysClass, valuesClass, itemsClass]) installView(cls);
  installDict();
  for (const cls of [setClass, frozensetClass]) installSet(cls);
}

function installView(cls: ClassValue): void {
  cls.mro = [cls, objectClass];
  define(cls, {
    isdisjoint: method("other, /", (machine, self, [other = null]) => {
      const both = machine.binary("&", self, other);
      const empty = both === undefined || both instanceof Unknown ? both : machine.truth(both);
      return typeof empty === "boolean" ? !empty : empty;
    }),
    __len__: method("", (_machine, self) => (self instanceof List ? (self.lost ?? self.items.length) : 0)),
    __iter__: method("", (_machine, self) =>
      self instanceof List ? (self.lost ?? new IteratorValue("dict_iterator", overArray(self.items.slice()))) : null,
    ),
    __reversed__: method("", (_machine, self) =>
      self instanceof List ? new IteratorValue("dict_reverseiterator", overArray(self.items.slice().reverse())) : null,
    ),
    __or__: setOperator("|"),
    __and__: setOperator("&"),
    __sub__: setOperator("-"),
    __xor__: setOperator("^"),
    __ror__: setOperator("|", true),
    __rand__: setOperator("&", true),
    __rsub__: setOperator("-", true),
    __rxor__: setOperator("^", true),
    __lt__: setOperator("<"),
    __le__: setOperator("<="),
    __gt__: setOperator(">"),
    __ge__: setOperator(">="),
    __eq__: method("other, /", (machine, self, [other = null]) => {
      const [left, right] = [toSet(machine, self), toSet(machine, other)];
      if (left === undefined || right === undefined) return undefined;
      if (left instanceof Unknown || right instanceof Unknown) return left instanceof Unknown ? left : right;
      return machine.equals(left, right);
    }),
    __repr__: method("", (machine, self) => {
      const text = machine.repr(self instanceof List ? new List(self.items) : self);
      return text === undefined || text instanceof Unknown ? text : `${cls.name}(${text})`;
    }),
    __hash__: null,
  });
}

function installDict(): void {
  define(dictClass, {
    __new__: new StaticMethod(
      native(
        "dict",
        "cls, *args, **kwargs",
        (_machine, [cls]) => new Dict(new Map(), cls instanceof ClassValue && cls !== dictClass ? cls : null),
      ),
    ),
    __init__: dictMethod("iterable=(), /, **kwargs", (machine, dict, [iterable = null, kwargs = null], call) => {
      if (call.keywords !== null && dict.cls === null && call.frame?.code === null) writtenOut.add(dict);
      return updateDict(machine, dict, iterable) && updateDict(machine, dict, kwargs) ? null : undefined;
    }),
    get: dictMethod("key, default=None, /", (machine, dict, [key = null, fallback = null]) => {
      const found = dictGet(machine, dict, key);
      if (found !== undefined || machine.pending !== null) return found;
      const hash = keyOf(machine, key);
      const late = hash === undefined || hash instanceof Unknown ? undefined : machine.lateEntry(dict, hash);
      return late ?? dict.lost ?? fallback;
    }),
    keys: dictMethod("", (_machine, dict) => view(dict, keysClass, dictKeys)),
    values: dictMethod("", (_machine, dict) => view(dict, valuesClass, (source) => [...source.entries.values()])),
    items: dictMethod("", (_machine, dict) => view(dict, itemsClass, itemsOf)),
    update: dictMethod("other=(), /, **kwargs", (machine, dict, [other = null, kwargs = null]) =>
      updateDict(machine, dict, other) && updateDict(machine, dict, kwargs) ? null : undefined,
    ),
    pop: dictMethod("key, default=..., /", (machine, dict, [key = null, fallback = null]) => {
      const hash = keyOf(machine, key);
      if (hash === undefined || hash instanceof Unknown) return hash;
      const found = dict.entries.get(hash);
      if (found !== undefined) {
        dictRemove(machine, dict, hash);
        return found;
      }
      if (dict.lost !== null) return dict.lost;
      if (!(fallback instanceof Unknown && fallback.because.key === "pythonNotGiven")) return fallback;
      machine.pending = machine.exception("KeyError", [key]);
      return undefined;
    }),
    popitem: dictMethod("last=True", (machine, dict, [last = true]) => {
      if (dict.lost !== null) return dict.lost;
      const keys = [...dict.entries.keys()];
      const hash = last === false ? keys[0] : keys.at(-1);
      if (hash === undefined) return machine.raise("KeyError", "popitem(): dictionary is empty");
      const pair = new Tuple([originalKey(dict, hash), dict.entries.get(hash) ?? null]);
      dictRemove(machine, dict, hash);
      return pair;
    }),
    setdefault: dictMethod("key, default=None, /", (machine, dict, [key = null, fallback = null]) => {
      const found = dictGet(machine, dict, key);
      if (found !== undefined || machine.pending !== null) return found;
      return dictSet(machine, dict, key, fallback) ? fallback : undefined;
    }),
    clear: dictMethod("", (machine, dict) => {
      machine.heap.write(dict);
      dict.entries = new Map();
      dict.originals = null;
      dict.lost = null;
      return null;
    }),
    copy: dictMethod("", (_machine, dict) => {
      const copy = new Dict(new Map(dict.entries), dict.cls);
      copy.originals = dict.originals && new Map(dict.originals);
      copy.payload = dict.payload;
      copy.lost = dict.lost;
      return copy;
    }),
    fromkeys: new ClassMethod(
      native("fromkeys", "cls, iterable, value=None, /", (machine, [, iterable = null, value = null]) => {
        const dict = new Dict();
        const items = machine.list(iterable);
        if (items === undefined) return undefined;
        if (items instanceof Unknown) dict.lost = items;
        else for (const item of items) if (!dictSet(machine, dict, item, value)) return undefined;
        return dict;
      }),
    ),
    __len__: dictMethod("", (_machine, dict) => dict.lost ?? dict.entries.size),
    __iter__: dictMethod("", (machine, dict) => {
      const next = dict.cls === null ? iterate(machine, dict) : (dict.lost ?? overArray(dictKeys(dict)));
      return next === undefined || next instanceof Unknown ? next : new IteratorValue("dict_keyiterator", next);
    }),
    __reversed__: dictMethod(
      "",
      (_machine, dict) => new IteratorValue("dict_reversekeyiterator", overArray(dictKeys(dict).reverse())),
    ),
    __contains__: dictMethod("key, /", (machine, dict, [key = null]) => {
      const hash = keyOf(machine, key);
      if (hash === undefined || hash instanceof Unknown) return hash;
      return dict.entries.has(hash) || machine.lateEntry(dict, hash) !== undefined || (dict.lost ?? false);
    }),
    __getitem__: dictMethod("key, /", (machine, dict, [key = null]) => dictItem(machine, dict, key)),
    __setitem__: dictMethod("key, value, /", (machine, dict, [key = null, value = null]) =>
      dictSet(machine, dict, key, value) ? null : undefined,
    ),
    __delitem__: dictMethod("key, /", (machine, dict, [key = null]) => {
      const plain = dict.cls === null ? dict : null;
      if (plain !== null) return deleteItem(machine, plain, key) ? null : undefined;
      const hash = keyOf(machine, key);
      if (hash === undefined || hash instanceof Unknown) return hash;
      if (dictRemove(machine, dict, hash)) return null;
      machine.pending = machine.exception("KeyError", [key]);
      return undefined;
    }),
    move_to_end: dictMethod("key, last=True", (machine, dict, [key = null, last = true]) => {
      const hash = keyOf(machine, key);
      if (hash === undefined || hash instanceof Unknown) return hash;
      const value = dict.entries.get(hash);
      if (value === undefined) return dict.lost ?? machine.raise("KeyError", "key not found");
      machine.heap.write(dict);
      dict.entries.delete(hash);
      dict.entries = new Map(last === false ? [[hash, value], ...dict.entries] : [...dict.entries, [hash, value]]);
      return null;
    }),
    __hash__: null,
  });
}

function installSet(cls: ClassValue): void {
  const frozen = cls === frozensetClass;
  define(cls, {
    __new__: new StaticMethod(
      native(cls.name, "cls, iterable=(), /", (machine, [own, iterable = null]) => {
        const set = new SetValue(new Map(), frozen, own instanceof ClassValue && own !== cls ? own : null);
        if (iterable instanceof SetValue) {
          set.entries = new Map(iterable.entries);
          set.lost = iterable.lost;
          return set;
        }
        return fillSet(machine, set, iterable) ? set : undefined;
      }),
    ),
    union: combine("|", false),
    intersection: combine("&", false),
    difference: combine("-", false),
    symmetric_difference: combine("^", false),
    issubset: setMethod("other, /", (machine, set, [other = null]) => within(machine, set, other, true)),
    issuperset: setMethod("other, /", (machine, set, [other = null]) => within(machine, set, other, false)),
    isdisjoint: setMethod("other, /", (machine, set, [other = null]) => {
      const right = toSet(machine, other);
      if (right === undefined || right instanceof Unknown) return right;
      return set.lost ?? right.lost ?? ![...set.entries.keys()].some((key) => right.entries.has(key));
    }),
    copy: setMethod("", (_machine, set) => new SetValue(new Map(set.entries), set.frozen)),
    __len__: setMethod("", (_machine, set) => set.lost ?? set.entries.size),
    __iter__: setMethod(
      "",
      (_machine, set) => set.lost ?? new IteratorValue("set_iterator", overArray([...set.entries.values()])),
    ),
    __contains__: setMethod("item, /", (machine, set, [item = null]) => {
      const key = keyOf(machine, item);
      if (key === undefined || key instanceof Unknown) return key;
      return set.entries.has(key) ? true : (set.lost ?? false);
    }),
    __hash__: null,
  });
  if (frozen) {
    cls.namespace.entries.delete("__hash__");
    return;
  }
  define(cls, {
    add: setMethod("item, /", (machine, set, [item = null]) => {
      const key = keyOf(machine, item);
      if (key === undefined) return undefined;
      machine.heap.write(set);
      if (key instanceof Unknown) set.lost = key;
      else if (!set.entries.has(key)) set.entries.set(key, item);
      return null;
    }),
    discard: setMethod("item, /", (machine, set, [item = null]) => {
      const key = keyOf(machine, item);
      if (key === undefined) return undefined;
      machine.heap.write(set);
      if (key instanceof Unknown) set.lost = key;
      else set.entries.delete(key);
      return null;
    }),
    remove: setMethod("item, /", (machine, set, [item = null]) => {
      const key = keyOf(machine, item);
      if (key === undefined || key instanceof Unknown) return key;
      machine.heap.write(set);
      if (set.entries.delete(key) || set.lost !== null) return null;
      machine.pending = machine.exception("KeyError", [item]);
      return undefined;
    }),
    pop: setMethod("", (machine, set) => {
      if (set.lost !== null) return set.lost;
      for (const [key, item] of set.entries) {
        machine.heap.write(set);
        set.entries.delete(key);
        return item;
      }
      return machine.raise("KeyError", "pop from an empty set");
    }),
    clear: setMethod("", (machine, set) => {
      machine.heap.write(set);
      set.entries = new Map();
      set.lost = null;
      return null;
    }),
    update: combine("|", true),
    intersection_update: combine("&", true),
    difference_update: combine("-", true),
    symmetric_difference_update: combine("^", true),
  });
}

function within(machine: Machine, set: SetValue, other: Value, inside: boolean): Result {
  const right = toSet(machine, other);
  if (right === undefined || right instanceof Unknown) return right;
  const lost = set.lost ?? right.lost;
  if (lost !== null) return lost;
  const [inner, outer] = inside ? [set, right] : [right, set];
  return [...inner.entries.keys()].every((key) => outer.entries.has(key));
}
