// Whether a symbolic trace is running: torch's modules and functions then ask it before they compute. One for all
// machines, as `clock` is: runs never interleave.
import type { Call, Keywords, Machine } from "../../eval/native.ts";
import { Dict, Instance, List, type Result, Slice, Tuple, type Value } from "../../eval/value.ts";

/** What a trace made of a call; null: it is none of its business, the call goes on as always. */
export type Traced = { readonly result: Result } | null;

export interface ActiveTrace {
  callModule(
    machine: Machine,
    module: Instance,
    args: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
    call: Call,
  ): Traced;
  callFunction(
    machine: Machine,
    callee: Value,
    positional: readonly Value[],
    keywords: Keywords | null,
    site: Call["site"],
  ): Traced;
}

export const tracing: { active: ActiveTrace | null } = { active: null };

/** A native that a trace records where an argument is a proxy. */
export const tracedCall = (machine: Machine, call: Call): Traced =>
  tracing.active === null
    ? null
    : tracing.active.callFunction(machine, call.callee, call.positional, call.keywords, call.site);

/** The same of a method of a tensor that is no proxy itself: `weight.mul(x)`. */
export const tracedMethod = (machine: Machine, self: Value, call: Call): Traced =>
  tracing.active === null
    ? null
    : tracing.active.callFunction(machine, call.callee, [self, ...call.positional], call.keywords, call.site);

/** Containers nested deeper are taken as they are. */
const deepest = 12;

/** Rebuilds tuples, lists, dicts and slices around what `change` makes of the rest. */
export function mapValues(value: Value, change: (value: Value) => Value, depth = 0): Value {
  if (typeof value !== "object" || value === null || depth > deepest) return change(value);
  switch (value.kind) {
    case "tuple":
      return new Tuple(
        value.items.map((item) => mapValues(item, change, depth + 1)),
        value.cls,
      );
    case "list":
      return new List(
        value.items.map((item) => mapValues(item, change, depth + 1)),
        value.cls,
      );
    case "dict":
      return new Dict(
        new Map([...value.entries].map(([key, item]) => [key, mapValues(item, change, depth + 1)])),
        value.cls,
      );
    case "slice":
      return new Slice(
        mapValues(value.start, change, depth + 1),
        mapValues(value.stop, change, depth + 1),
        mapValues(value.step, change, depth + 1),
      );
    default:
      return change(value);
  }
}

/** The objects of a kind in a value, containers opened. */
export function instancesIn(value: Value, test: (instance: Instance) => boolean): readonly Instance[] {
  const found: Instance[] = [];
  mapValues(value, (item) => {
    if (item instanceof Instance && test(item)) found.push(item);
    return item;
  });
  return found;
}
