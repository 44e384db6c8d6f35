// copy.copy and copy.deepcopy
import type { Machine } from "../native.ts";
import { lookup } from "../types.ts";
import { BoundMethod, Dict, Instance, List, type Result, SetValue, Tuple, type Unknown, type Value } from "../value.ts";

/** A payload of a native class that holds program values says how it is copied. */
export interface CopiedPayload {
  deepCopy(copy: (value: Value) => Value): unknown;
}

const isCopied = (payload: unknown): payload is CopiedPayload =>
  typeof payload === "object" && payload !== null && typeof (payload as CopiedPayload).deepCopy === "function";

export function shallowCopy(machine: Machine, value: Value): Result {
  if (typeof value !== "object" || value === null) return value;
  switch (value.kind) {
    case "list":
    case "dict":
    case "set": {
      const made = emptyLike(value);
      made.restore(value.capture());
      if (value.attributes !== null) {
        made.attributes = new Dict();
        made.attributes.restore(value.attributes.capture());
      }
      return made;
    }
    case "instance": {
      if (lookup(value.cls, "__copy__") !== undefined) return machine.callMethod(value, "__copy__");
      const made = new Instance(value.cls, value.plain);
      made.attributes.restore(value.attributes.capture());
      made.payload = value.payload;
      return made;
    }
    default:
      return value;
  }
}

function emptyLike(value: List | Dict | SetValue): List | Dict | SetValue {
  const made =
    value instanceof List
      ? new List([], value.cls)
      : value instanceof Dict
        ? new Dict(new Map(), value.cls)
        : new SetValue(new Map(), value.frozen, value.cls);
  if (made instanceof List && value instanceof List) made.payload = value.payload;
  return made;
}

/** Copies of everything reachable, each once. Functions, classes and modules are shared, as in Python. */
export function deepCopy(machine: Machine, value: Value): Result {
  const copies = new Map<object, Value>();
  let failed = false;
  let budget: Unknown | null = null;
  const copy = (item: Value): Value => {
    if (failed || budget !== null || typeof item !== "object" || item === null) return item;
    const known = copies.get(item);
    if (known !== undefined) return known;
    if (!machine.charge(2)) budget = machine.outOfBudget();
    switch (item.kind) {
      case "tuple":
        return new Tuple(item.items.map(copy), item.cls);
      case "list": {
        const made = new List([], item.cls);
        copies.set(item, made);
        made.items = item.items.map(copy);
        made.lost = item.lost;
        made.payload = item.payload;
        return withAttributes(made, item);
      }
      case "dict": {
        const made = new Dict(new Map(), item.cls);
        copies.set(item, made);
        for (const [key, entry] of item.entries) made.entries.set(key, copy(entry));
        made.originals = item.originals && new Map(item.originals);
        made.payload = item.payload;
        made.lost = item.lost;
        made.unsure = item.unsure;
        return withAttributes(made, item);
      }
      case "set": {
        const made = new SetValue(new Map(item.entries), item.frozen, item.cls);
        made.lost = item.lost;
        return made;
      }
      case "method":
        return new BoundMethod(copy(item.self), item.callee);
      case "instance":
        return copyInstance(item);
      default:
        return item;
    }
  };
  const withAttributes = <Container extends List | Dict>(made: Container, { attributes }: Container): Container => {
    if (attributes === null) return made;
    made.attributes = new Dict();
    for (const [key, entry] of attributes.entries) made.attributes.entries.set(key, copy(entry));
    made.attributes.lost = attributes.lost;
    return made;
  };
  const copyInstance = (item: Instance): Value => {
    if (lookup(item.cls, "_member_map_") !== undefined) return item;
    if (lookup(item.cls, "__deepcopy__") !== undefined) {
      const own = machine.callMethod(item, "__deepcopy__", [new Dict()]);
      if (own === undefined) failed = true;
      const made = own ?? null;
      copies.set(item, made);
      return made;
    }
    const made = new Instance(item.cls, item.plain);
    copies.set(item, made);
    for (const [key, entry] of item.attributes.entries) made.attributes.entries.set(key, copy(entry));
    made.attributes.unsure = item.attributes.unsure;
    made.payload = isCopied(item.payload) ? item.payload.deepCopy(copy) : item.payload;
    return made;
  };
  const result = copy(value);
  return failed ? undefined : (budget ?? result);
}
