// Keys, entries and slices of the built-in containers.
import { message } from "../../messages/index.ts";
import type { Machine } from "./native.ts";
import { asInt } from "./numbers.ts";
import { lookup, objectClass } from "./types.ts";
import { type Dict, type Key, type Slice, Unknown, type Value } from "./value.ts";

const identities = new WeakMap<object, number>();
let lastIdentity = 0x7f0000000000;

/** `id(value)`: the same for the same object, as long as it lives. */
export function identityOf(value: object): number {
  let identity = identities.get(value);
  if (identity === undefined) {
    lastIdentity += 16;
    identity = lastIdentity;
    identities.set(value, identity);
  }
  return identity;
}

/**
 * The key of a value in dicts and sets. Undefined: raised (unhashable); Unknown: not known. Composite keys are texts that
 * begin with NUL; a string of the program that does is escaped.
 */
export function keyOf(machine: Machine, value: Value): Key | Unknown | undefined {
  switch (typeof value) {
    case "string":
      return value.startsWith("\0") ? `\0s${value}` : value;
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
  }
  if (value === null) return null;
  switch (value.kind) {
    case "float":
      return value.value + 0;
    case "tuple": {
      let text = `\0(${value.items.length}`;
      for (const item of value.items) {
        const key = keyOf(machine, item);
        if (key === undefined || key instanceof Unknown) return key;
        text += `,${keyText(key)}`;
      }
      return text;
    }
    case "bytes":
      return `\0b${value.value}`;
    case "list":
    case "dict":
      return value.cls === null ? unhashable(machine, value.kind) : hashed(machine, value);
    case "set": {
      if (!value.frozen) return unhashable(machine, value.kind);
      if (value.lost !== null) return value.lost;
      return `\0{${[...value.entries.keys()].map(keyText).sort().join(",")}`;
    }
    case "slice":
      return unhashable(machine, value.kind);
    case "instance":
      return value.plain === undefined ? hashed(machine, value) : keyOf(machine, value.plain);
    case "reference": {
      const forced = machine.force(value);
      return keyOf(machine, forced);
    }
    case "unknown":
      return value;
    case "symbolic":
      return new Unknown(message("pythonBranches"));
    case "range":
      return `\0r${value.start},${value.stop},${value.step}`;
    case "method":
      return `\0m${identityOf(value.callee as object)},${typeof value.self === "object" && value.self !== null ? identityOf(value.self) : String(value.self)}`;
    default:
      return value;
  }
}

function keyText(key: Key): string {
  switch (typeof key) {
    case "string":
      return `"${key.length}:${key}`;
    case "object":
      return key === null ? "None" : `#${identityOf(key)}`;
    default:
      return String(key);
  }
}

/** An object is its own key, unless its class says what it equals. */
function hashed(machine: Machine, value: Value & object): Key | Unknown | undefined {
  const cls = machine.classOf(value);
  const hash = lookup(cls, "__hash__");
  if (hash === null) return unhashable(machine, cls.name);
  if (hash === undefined || objectClass.namespace.entries.get("__hash__") === hash) return value;
  const result = machine.callMethod(value, "__hash__");
  if (result === undefined || result instanceof Unknown) return result;
  const int = asInt(result);
  return int === undefined ? machine.raise("TypeError", "__hash__ method should return an integer") : `\0h${int}`;
}

const unhashable = (machine: Machine, type: string): undefined =>
  machine.raise("TypeError", `unhashable type: '${type}'`);

export function dictGet(machine: Machine, dict: Dict, key: Value): Value | undefined | Unknown {
  const hash = keyOf(machine, key);
  if (hash === undefined || hash instanceof Unknown) return hash;
  return dict.entries.get(hash);
}

/**
 * Entries may have been written that are not known. Those that are there stay but for what waits to be replaced: `None` and
 * -1, as a configuration has before its file is read.
 */
export function loseEntries(dict: Dict, unknown: Unknown): void {
  dict.lost = unknown;
  for (const [key, value] of dict.entries)
    if (value === null || (typeof value === "number" && value < 0)) dict.entries.set(key, new Unknown(unknown.because));
}

/** False: raised. */
export function dictSet(machine: Machine, dict: Dict, key: Value, value: Value): boolean {
  const hash = typeof key === "string" && key.charCodeAt(0) !== 0 ? key : keyOf(machine, key);
  if (hash === undefined) return false;
  machine.heap.write(dict);
  if (hash instanceof Unknown) {
    loseEntries(dict, hash);
    return true;
  }
  storeEntry(dict, hash, key, value);
  return true;
}

/** Past the journal: for a dict that nothing else has seen yet, or after `heap.write`. */
export function storeEntry(dict: Dict, hash: Key, key: Value, value: Value): void {
  if (hash !== key && !dict.entries.has(hash)) {
    dict.originals ??= new Map();
    dict.originals.set(hash, key);
  }
  dict.entries.set(hash, value);
}

/** False: there was none. */
export function dictRemove(machine: Machine, dict: Dict, hash: Key): boolean {
  if (!dict.entries.has(hash)) return false;
  machine.heap.write(dict);
  dict.entries.delete(hash);
  dict.originals?.delete(hash);
  return true;
}

/** The program's own key for a key of `entries`. */
export const originalKey = (dict: Dict, hash: Key): Value => dict.originals?.get(hash) ?? (hash as Value);

export const dictKeys = (dict: Dict): Value[] =>
  dict.originals === null
    ? ([...dict.entries.keys()] as Value[])
    : [...dict.entries.keys()].map((hash) => originalKey(dict, hash));

/** An index counted from the end if negative; null where out of bounds. */
export function resolveIndex(index: number, length: number): number | null {
  const position = index < 0 ? index + length : index;
  return position >= 0 && position < length ? position : null;
}

export interface SliceBounds {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly length: number;
}

/** The positions that a slice takes out of `length`. Undefined: raised; Unknown: a bound is not known. */
export function sliceBounds(machine: Machine, slice: Slice, length: number): SliceBounds | Unknown | undefined {
  const bounds: (number | null)[] = [];
  for (const part of [slice.start, slice.stop, slice.step]) {
    const bound = sliceBound(machine, part);
    if (bound === undefined || bound instanceof Unknown) return bound;
    bounds.push(bound);
  }
  const [from = null, to = null, by = null] = bounds;
  const step = by ?? 1;
  if (step === 0) return machine.raise("ValueError", "slice step cannot be zero");
  const clamp = (bound: number): number => {
    const position = bound < 0 ? bound + length : bound;
    return step > 0 ? Math.min(Math.max(position, 0), length) : Math.min(Math.max(position, -1), length - 1);
  };
  const start = from === null ? (step > 0 ? 0 : length - 1) : clamp(from);
  const stop = to === null ? (step > 0 ? length : -1) : clamp(to);
  return { start, stop, step, length: Math.max(0, Math.ceil((stop - start) / step)) };
}

function sliceBound(machine: Machine, value: Value): number | null | Unknown | undefined {
  if (value === null) return null;
  const int = asInt(value);
  if (int !== undefined) return Number(int);
  const forced = machine.force(value);
  if (forced instanceof Unknown) return forced;
  if (typeof forced === "object" && forced?.kind === "symbolic") return new Unknown(message("pythonBranches"));
  const index = machine.findAttribute(forced, "__index__");
  if (index === undefined) {
    return machine.raise("TypeError", "slice indices must be integers or None or have an __index__ method");
  }
  const result = machine.call(index, []);
  if (result === undefined || result instanceof Unknown) return result;
  return Number(asInt(result) ?? 0);
}

export function takeSlice<Item>(items: readonly Item[], bounds: SliceBounds): Item[] {
  if (bounds.step === 1) return items.slice(bounds.start, bounds.start + bounds.length);
  const taken: Item[] = [];
  for (let count = 0; count < bounds.length; count++) {
    const item = items[bounds.start + count * bounds.step];
    if (item !== undefined) taken.push(item);
  }
  return taken;
}

/** Python's characters are code points: true where JavaScript's units are the same. */
export const isPlainText = (text: string): boolean => !/[\ud800-\udfff]/.test(text);

export const characters = (text: string): readonly string[] => (isPlainText(text) ? text.split("") : [...text]);
