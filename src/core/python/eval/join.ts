// Where the two sides of an unknown condition meet: values and contents of objects that agree stay, the others are unknown.
import { dimsEqual } from "../../ir/dimComparison.ts";
import type { Message } from "../../ir/message.ts";
import type { Delta, Heap } from "./heap.ts";
import {
  Cell,
  Dict,
  type DictState,
  Float,
  Instance,
  type Key,
  List,
  type ListState,
  type Mutable,
  type SetState,
  SetValue,
  Symbolic,
  Tuple,
  Unknown,
  type Value,
} from "./value.ts";

const MAX_ALTERNATIVES = 4;

export function joinValues(first: Value, second: Value, because: Message): Value {
  if (first === second) return first;
  if (first instanceof Float && second instanceof Float && Object.is(first.value, second.value)) return first;
  if (first instanceof Symbolic && second instanceof Symbolic && dimsEqual(first.dim, second.dim) === "yes")
    return first;
  if (
    first instanceof Tuple &&
    second instanceof Tuple &&
    first.cls === second.cls &&
    first.items.length === second.items.length
  ) {
    return new Tuple(
      first.items.map((item, index) => joinValues(item, second.items[index] ?? null, because)),
      first.cls,
    );
  }
  if (first instanceof Instance && second instanceof Instance && first.cls.join !== null) {
    const joined = first.cls.join(first, second, because);
    if (joined !== null) return joined;
  }
  const alternatives = [...alternativesOf(first), ...alternativesOf(second)];
  const distinct = alternatives.filter((value, index) => alternatives.indexOf(value) === index);
  const vague = isVague(first) || isVague(second) || distinct.length > MAX_ALTERNATIVES;
  return new Unknown(because, vague ? null : distinct);
}

const isVague = (value: Value): boolean => value instanceof Unknown && value.alternatives === null;

const alternativesOf = (value: Value): readonly Value[] =>
  value instanceof Unknown && value.alternatives !== null ? value.alternatives : [value];

/** A variable that only one side has set is taken as set. */
export function joinOptional(first: Value | undefined, second: Value | undefined, because: Message): Value | undefined {
  if (first === undefined || second === undefined)
    return first ?? second ?? (first === null || second === null ? null : undefined);
  return joinValues(first, second, because);
}

/** Writes the joined contents of what either side changed. Both sides have been undone. */
export function joinDeltas(heap: Heap, first: Delta, second: Delta, because: Message): void {
  const objects = new Set([...first.keys(), ...second.keys()]);
  for (const object of objects) {
    const before = (first.get(object) ?? second.get(object))?.before;
    const ours = first.has(object) ? first.get(object)?.after : before;
    const theirs = second.has(object) ? second.get(object)?.after : before;
    heap.write(object);
    object.restore(joinStates(object, ours, theirs, because));
    heap.joined += sizeOf(object);
  }
  if (heap.parts !== null)
    for (const object of objects) if (object instanceof Dict && object.unsure !== null) heap.parts.joined(object);
}

function sizeOf(object: Mutable): number {
  if (object instanceof Dict || object instanceof SetValue) return object.entries.size;
  return object instanceof List ? object.items.length : 1;
}

function joinStates(object: Mutable, first: unknown, second: unknown, because: Message): unknown {
  if (object instanceof Cell) return joinOptional(first as Value | undefined, second as Value | undefined, because);
  if (object instanceof List) return joinLists(first as ListState, second as ListState, because);
  if (object instanceof Dict) return joinDicts(first as DictState, second as DictState, because);
  if (object instanceof SetValue) return joinSets(first as SetState, second as SetState, because);
  if (object instanceof Instance) return joinPayloads(object, first, second, because);
  return second;
}

function joinLists(first: ListState, second: ListState, because: Message): ListState {
  const lost = first.lost ?? second.lost;
  if (lost !== null) return { items: [], lost };
  if (first.items.length !== second.items.length) return { items: [], lost: new Unknown(because) };
  return {
    items: first.items.map((item, index) => joinValues(item, second.items[index] ?? null, because)),
    lost: null,
  };
}

/** What one side only has written stays: the code that reads it depends on the same condition. */
function joinDicts(first: DictState, second: DictState, because: Message): DictState {
  const entries = new Map(first.entries);
  for (const [key, value] of second.entries) {
    const other = first.entries.get(key);
    entries.set(key, other === undefined ? value : joinValues(other, value, because));
  }
  const originals =
    first.originals === null && second.originals === null
      ? null
      : new Map([...(first.originals ?? []), ...(second.originals ?? [])]);
  const unsure = joinUnsure(first, second, entries, because);
  return { entries, originals, payload: second.payload, lost: first.lost ?? second.lost, unsure };
}

function joinUnsure(
  first: DictState,
  second: DictState,
  entries: ReadonlyMap<Key, Value>,
  because: Message,
): DictState["unsure"] {
  const unsure = new Map([...(first.unsure ?? []), ...(second.unsure ?? [])]);
  for (const key of entries.keys())
    if (!unsure.has(key) && (!first.entries.has(key) || !second.entries.has(key))) unsure.set(key, because);
  return unsure.size === 0 ? null : unsure;
}

function joinSets(first: SetState, second: SetState, because: Message): SetState {
  const same =
    first.entries.size === second.entries.size && [...first.entries.keys()].every((key) => second.entries.has(key));
  const lost = first.lost ?? second.lost ?? (same ? null : new Unknown(because));
  return { entries: same ? first.entries : new Map(), lost };
}

function joinPayloads(object: Instance, first: unknown, second: unknown, because: Message): unknown {
  if (first === second || object.cls.join === null) return second;
  const [ours, theirs] = [new Instance(object.cls), new Instance(object.cls)];
  ours.payload = first;
  theirs.payload = second;
  const joined = object.cls.join(ours, theirs, because);
  return joined instanceof Instance ? joined.payload : second;
}

/** Contents that a stopped loop kept changing are no longer known; what it did not touch in its last turns is. */
export function loseChanges(heap: Heap, delta: Delta, unknown: Unknown): void {
  for (const [object, { before, after }] of delta) {
    heap.write(object);
    object.restore(after);
    if (object instanceof Cell) {
      object.value = unknown;
    } else if (object instanceof List) {
      object.items = [];
      object.lost = unknown;
    } else if (object instanceof SetValue) {
      object.entries = new Map();
      object.lost = unknown;
    } else if (object instanceof Dict) {
      const old = (before as DictState).entries;
      let grown = false;
      for (const [key, value] of object.entries) {
        if (!old.has(key)) grown = true;
        if (old.get(key) !== value) object.entries.set(key, unknown);
      }
      if (grown && old.size > 0) object.lost = unknown;
    }
  }
}
