// What the abstract classes of collections.abc give those that derive from them, by the few methods that these have.
import { type Machine, method, NOT_GIVEN } from "../native.ts";
import { asInt } from "../numbers.ts";
import { Dict, List, type Result, Tuple, Unknown, type Value } from "../value.ts";

type Methods = Readonly<Record<string, Value>>;

const isKeyError = (machine: Machine): boolean =>
  machine.pending?.cls.mro.some(({ name }) => name === "KeyError") === true;

/** `otherwise` where the key is not there; undefined: something else was raised, or that and there is no other value. */
function valueAt(machine: Machine, mapping: Value, key: Value, otherwise: Value | undefined): Result {
  const value = machine.getItem(mapping, key);
  if (value !== undefined || otherwise === undefined || !isKeyError(machine)) return value;
  machine.caught();
  return otherwise;
}

/** The mapping as a dict, as it is now. */
function snapshot(machine: Machine, mapping: Value): Dict | Unknown | undefined {
  const keys = machine.list(mapping);
  if (!Array.isArray(keys)) return keys;
  const dict = new Dict();
  for (const key of keys) {
    const value = machine.getItem(mapping, key);
    if (value === undefined || !machine.setItem(dict, key, value)) return undefined;
  }
  return dict;
}

const viewOf = (name: "keys" | "values" | "items"): Value =>
  method("", (machine, self) => {
    const dict = snapshot(machine, self);
    return dict instanceof Dict ? machine.callMethod(dict, name) : dict;
  });

function update(machine: Machine, mapping: Value, source: Value): boolean {
  if (source === NOT_GIVEN || source instanceof Unknown) return true;
  const dict = new Dict();
  const items =
    machine.callMethod(dict, "update", [source]) === undefined ? undefined : machine.callMethod(dict, "items");
  const pairs = items === undefined ? undefined : machine.list(items);
  if (!Array.isArray(pairs)) return pairs !== undefined;
  return pairs.every((pair) => {
    const [key = null, value = null] = pair instanceof Tuple ? pair.items : [];
    return machine.setItem(mapping, key, value);
  });
}

const mapping: Methods = {
  keys: viewOf("keys"),
  values: viewOf("values"),
  items: viewOf("items"),
  get: method("key, default=None", (machine, self, [key = null, otherwise = null]) =>
    valueAt(machine, self, key, otherwise),
  ),
  __contains__: method("key, /", (machine, self, [key = null]) => {
    const missing = new List([]);
    const value = valueAt(machine, self, key, missing);
    return value === undefined || value instanceof Unknown ? value : value !== missing;
  }),
};

const mutableMapping: Methods = {
  ...mapping,
  pop: method("key, default=..., /", (machine, self, [key = null, otherwise]) => {
    const value = valueAt(machine, self, key, otherwise === NOT_GIVEN ? undefined : otherwise);
    if (value === undefined || value === otherwise) return value;
    return machine.callMethod(self, "__delitem__", [key]) === undefined ? undefined : value;
  }),
  setdefault: method("key, default=None", (machine, self, [key = null, otherwise = null]) => {
    const missing = new List([]);
    const value = valueAt(machine, self, key, missing);
    if (value !== missing) return value;
    return machine.setItem(self, key, otherwise) ? otherwise : undefined;
  }),
  update: method("other=..., /, **kwargs", (machine, self, [other = NOT_GIVEN, kwargs = NOT_GIVEN]) =>
    update(machine, self, other) && update(machine, self, kwargs) ? null : undefined,
  ),
};

const sequence: Methods = {
  __iter__: method("", (machine, self) => {
    const items = itemsOf(machine, self);
    return Array.isArray(items) ? machine.callMethod(new List(items), "__iter__") : items;
  }),
  __contains__: method("value, /", (machine, self, [value = null]) => {
    const items = machine.list(self);
    return Array.isArray(items) ? machine.binary("in", value, new List(items)) : items;
  }),
  index: method("value, /", (machine, self, [value = null]) => askItems(machine, self, "index", value)),
  count: method("value, /", (machine, self, [value = null]) => askItems(machine, self, "count", value)),
};

function itemsOf(machine: Machine, self: Value): Value[] | Unknown | undefined {
  const length = machine.callMethod(self, "__len__");
  if (length === undefined || length instanceof Unknown) return length;
  const items: Value[] = [];
  for (let index = 0; index < (asInt(length) ?? 0); index++) {
    const item = machine.getItem(self, index);
    if (item === undefined || !machine.charge(1)) return undefined;
    items.push(item);
  }
  return items;
}

function askItems(machine: Machine, self: Value, name: string, value: Value): Result {
  const items = machine.list(self);
  return Array.isArray(items) ? machine.callMethod(new List(items), name, [value]) : items;
}

/** By the name of the class. */
export const abstractMethods: Readonly<Record<string, Methods>> = {
  Mapping: mapping,
  MutableMapping: mutableMapping,
  Sequence: sequence,
  MutableSequence: sequence,
};
