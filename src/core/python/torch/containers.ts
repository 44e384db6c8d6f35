// nn.Sequential, ModuleList, ModuleDict, ParameterList and ParameterDict. Members are registered under "0", "1", … or their
// keys; the list kinds renumber as torch does.

import { message } from "../../messages/index.ts";
import { type Call, type Machine, method, nativeClass } from "../eval/native.ts";
import {
  type ClassValue,
  Dict,
  Instance,
  type NativeFunction,
  type Result,
  Slice,
  Tuple,
  Unknown,
  type Value,
} from "../eval/value.ts";
import { initialiseModule, moduleClass } from "./module.ts";
import { derivesFrom, isInstanceOf, modulesOf, parametersOf } from "./moduleTree.ts";
import { generatorOf } from "./moduleWalks.ts";
import { valueToDim } from "./reader.ts";

/** Which of a module's tables holds the members of a container. */
type MemberTable = (module: Instance) => Dict | null;

function writable(machine: Machine, self: Value, members: MemberTable): Dict | null {
  const dict = members(self as Instance);
  if (dict !== null) machine.heap.write(dict);
  return dict;
}

const valuesOf = (self: Value, members: MemberTable): Value[] => [
  ...(members(self as Instance)?.entries.values() ?? []),
];
const keysOf = (self: Value, members: MemberTable): string[] =>
  [...(members(self as Instance)?.entries.keys() ?? [])].map(String);

/** Replaces all members by a list, numbered from 0. */
function renumber(machine: Machine, self: Value, members: MemberTable, items: readonly Value[]): void {
  const dict = writable(machine, self, members);
  if (dict === null) return;
  dict.entries.clear();
  dict.unsure = null;
  for (const [index, item] of items.entries()) dict.entries.set(String(index), item);
}

function append(machine: Machine, self: Value, members: MemberTable, items: readonly Value[]): void {
  const dict = writable(machine, self, members);
  for (const item of items) dict?.entries.set(String(dict.entries.size), item);
}

/** An index that may be negative; null where it is not known, undefined after an IndexError. */
function position(machine: Machine, index: Value, size: number): number | null | undefined {
  const dim = valueToDim(index);
  if (typeof dim !== "number") return null;
  if (dim < -size || dim >= size) {
    machine.raise("IndexError", `index ${dim} is out of range`);
    return undefined;
  }
  return dim < 0 ? dim + size : dim;
}

/**
 * Why the members of a container are not known, where they are not: it was given a list of unknown contents, or an unknown
 * condition decides how many there are.
 */
function lostMembers(self: Value, members: MemberTable): Unknown | null {
  const table = members(self as Instance);
  if (table === null) return null;
  const [doubt] = table.unsure?.values() ?? [];
  return table.lost ?? (doubt === undefined ? null : new Unknown(doubt));
}

/** Some of its members, or all, are not known from here on. */
function lose(machine: Machine, self: Value, members: MemberTable, unknown: Unknown): void {
  const table = writable(machine, self, members);
  if (table !== undefined && table !== null) table.lost = unknown;
}

const unknownIndex = (): Unknown => new Unknown(message("indexNotKnown"));

/** Start, stop and step of a slice over `size` elements, as Python's `slice.indices`; null where a bound is not known. */
export function sliceIndices(slice: Slice, size: number): readonly number[] | null {
  const bounds = [slice.start, slice.stop, slice.step].map((bound) => (bound === null ? undefined : valueToDim(bound)));
  if (bounds.some((bound) => bound !== undefined && typeof bound !== "number")) return null;
  const step = (bounds[2] as number | undefined) ?? 1;
  if (step === 0) return null;
  const clamp = (bound: number, low: number, high: number) =>
    Math.min(Math.max(bound < 0 ? bound + size : bound, low), high);
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const start = bounds[0] === undefined ? (step > 0 ? low : high) : clamp(bounds[0] as number, low, high);
  const end = bounds[1] === undefined ? (step > 0 ? high : low) : clamp(bounds[1] as number, low, high);
  const indices: number[] = [];
  for (let index = start; step > 0 ? index < end : index > end; index += step) indices.push(index);
  return indices;
}

/** Methods that list-like containers share. */
function listMethods(members: MemberTable): Record<string, NativeFunction> {
  const iterator = method("", (_, self) => lostMembers(self, members) ?? generatorOf(valuesOf(self, members)));
  return {
    __len__: method("", (_, self) => lostMembers(self, members) ?? members(self as Instance)?.entries.size ?? 0),
    __iter__: iterator,
    __getitem__: method("index", (machine, self, [index], call) =>
      getItem(machine, self as Instance, members, index ?? null, call),
    ),
    __setitem__: method("index, value", (machine, self, [index, value]) => {
      const keys = keysOf(self, members);
      const at = position(machine, index ?? null, keys.length);
      if (at === undefined) return undefined;
      if (at !== null) writable(machine, self, members)?.entries.set(keys[at] ?? "", value ?? null);
      return null;
    }),
    __delitem__: method("index", (machine, self, [index]) => {
      const values = valuesOf(self, members);
      if (index instanceof Slice) {
        const gone = new Set(sliceIndices(index, values.length) ?? []);
        renumber(
          machine,
          self,
          members,
          values.filter((_, at) => !gone.has(at)),
        );
        return null;
      }
      const at = position(machine, index ?? null, values.length);
      if (at === undefined) return undefined;
      if (at !== null) renumber(machine, self, members, values.toSpliced(at, 1));
      return null;
    }),
    __contains__: method("item", (_, self, [item]) => valuesOf(self, members).includes(item ?? null)),
    append: method("module", (machine, self, [item]) => {
      append(machine, self, members, [item ?? null]);
      return self;
    }),
    extend: method("modules", (machine, self, [items]) => {
      const list = machine.list(items ?? null);
      if (list === undefined) return undefined;
      if (list instanceof Unknown) lose(machine, self, members, list);
      else append(machine, self, members, list);
      return self;
    }),
    insert: method("index, module", (machine, self, [index, item]) => {
      const values = valuesOf(self, members);
      const at = valueToDim(index ?? null);
      if (typeof at === "number") {
        values.splice(at, 0, item ?? null);
        renumber(machine, self, members, values);
      }
      return self;
    }),
    pop: method("key", (machine, self, [index]) => {
      const values = valuesOf(self, members);
      const at = position(machine, index ?? null, values.length);
      if (at === undefined) return undefined;
      if (at === null) return unknownIndex();
      renumber(machine, self, members, values.toSpliced(at, 1));
      return values[at] ?? null;
    }),
  };
}

function getItem(machine: Machine, self: Instance, members: MemberTable, index: Value, call: Call): Result {
  const lost = lostMembers(self, members);
  if (lost !== null) return lost;
  const values = valuesOf(self, members);
  if (index instanceof Unknown) return index;
  if (index instanceof Slice) {
    const indices = sliceIndices(index, values.length);
    return indices === null ? unknownIndex() : sliced(machine, self, members, indices, call);
  }
  const at = position(machine, index, values.length);
  if (at === undefined) return undefined;
  return at === null ? unknownIndex() : (values[at] ?? null);
}

/** A slice is a container of the same class; Sequential keeps the members' names. */
function sliced(
  machine: Machine,
  self: Instance,
  members: MemberTable,
  indices: readonly number[],
  call: Call,
): Result {
  const all = [...(members(self)?.entries ?? [])];
  const chosen = indices.flatMap((index) => (all[index] === undefined ? [] : [all[index]]));
  // torch calls the class with the members; a subclass whose constructor takes something else would fail there.
  const base = derivesFrom(self.cls, sequentialClass) ? sequentialClass : self.cls;
  const result = new Instance(base);
  initialiseModule(machine, result, call);
  const keepsNames = base === sequentialClass;
  for (const [position, [key, value]] of chosen.entries())
    members(result)?.entries.set(keepsNames ? String(key) : String(position), value);
  return result;
}

function constructMembers(machine: Machine, self: Value, members: MemberTable, items: Value | undefined): Result {
  if (items === undefined || items === null) return null;
  const list = machine.list(items);
  if (list === undefined) return undefined;
  if (list instanceof Unknown) lose(machine, self, members, list);
  else append(machine, self, members, list);
  return null;
}

function runSequential(machine: Machine, self: Instance, input: Value, call: Call): Result {
  // Its class has a constructor that leaves `super().__init__()` out.
  if (modulesOf(self) === null)
    return machine.raise("AttributeError", `'${self.cls.name}' object has no attribute '_modules'`);
  const lost = lostMembers(self, modulesOf);
  if (lost !== null) {
    // Under the name of the sequence: "blocks.call".
    const site = call.site === null ? null : { ...call.site, node: null };
    const told = site === null ? null : machine.recorder?.unknownCall?.(lost, [input], null, site);
    return told ?? new Unknown(lost.because);
  }
  let value: Value = input;
  for (const member of valuesOf(self, modulesOf)) {
    const next: Result = machine.call(member, [value], null, call.site);
    if (next === undefined) return undefined;
    value = next;
  }
  return value;
}

export const sequentialClass: ClassValue = nativeClass("torch.nn", "Sequential", [moduleClass], {
  ...listMethods(modulesOf),
  __init__: method("*args", (machine, self, [args], call) => {
    const module = self as Instance;
    initialiseModule(machine, module, call);
    const items: Value[] = [];
    if (args instanceof Tuple) for (const item of args.items) items.push(machine.force(item));
    const only = items.length === 1 ? items[0] : undefined;
    if (only instanceof Dict) {
      for (const [key, value] of only.entries) modulesOf(module)?.entries.set(key, machine.force(value));
      if (only.lost !== null) lose(machine, self, modulesOf, only.lost);
    } else append(machine, self, modulesOf, items);
    if (args instanceof Unknown) lose(machine, self, modulesOf, args);
    return null;
  }),
  forward: method("input", (machine, self, [input], call) =>
    runSequential(machine, self as Instance, input ?? null, call),
  ),
  __add__: method("other", (machine, self, [other], call) => {
    const result = new Instance(sequentialClass);
    initialiseModule(machine, result, call);
    append(machine, result, modulesOf, [
      ...valuesOf(self, modulesOf),
      ...(isInstanceOf(other ?? null, sequentialClass) ? valuesOf(other ?? null, modulesOf) : []),
    ]);
    return result;
  }),
});

export const moduleListClass: ClassValue = nativeClass("torch.nn", "ModuleList", [moduleClass], {
  ...listMethods(modulesOf),
  __init__: method("modules=None", (machine, self, [items], call) => {
    initialiseModule(machine, self as Instance, call);
    return constructMembers(machine, self, modulesOf, items);
  }),
  __iadd__: method("modules", (machine, self, [items]) =>
    constructMembers(machine, self, modulesOf, items) === undefined ? undefined : self,
  ),
  __add__: method("other", (machine, self, [other], call) => {
    const result = new Instance(moduleListClass);
    initialiseModule(machine, result, call);
    append(machine, result, modulesOf, valuesOf(self, modulesOf));
    return constructMembers(machine, result, modulesOf, other) === undefined ? undefined : result;
  }),
});

/** Methods that dict-like containers share. */
function dictMethods(members: MemberTable): Record<string, NativeFunction> {
  return {
    __len__: method("", (_, self) => lostMembers(self, members) ?? members(self as Instance)?.entries.size ?? 0),
    __iter__: method("", (_, self) => lostMembers(self, members) ?? generatorOf(keysOf(self, members))),
    __contains__: method("key", (_, self, [key]) => {
      const table = members(self as Instance);
      if (typeof key !== "string" || table === null) return false;
      const doubt = table.unsure?.get(key);
      if (doubt !== undefined) return new Unknown(doubt);
      return table.entries.has(key) || (table.lost ?? false);
    }),
    __getitem__: method("key", (machine, self, [key]) => {
      if (key instanceof Unknown) return key;
      const found = typeof key === "string" ? members(self as Instance)?.entries.get(key) : undefined;
      return found ?? members(self as Instance)?.lost ?? machine.raise("KeyError", String(key));
    }),
    __setitem__: method("key, value", (machine, self, [key, value]) => {
      const dict = writable(machine, self, members);
      if (key instanceof Unknown && dict !== null) dict.lost = key;
      if (typeof key !== "string" || dict === null) return null;
      dict.settle(key);
      dict.entries.set(key, value ?? null);
      return null;
    }),
    __delitem__: method("key", (machine, self, [key]) => {
      const dict = writable(machine, self, members);
      if (typeof key !== "string" || dict === null) return null;
      dict.settle(key);
      dict.entries.delete(key);
      return null;
    }),
    keys: method("", (_, self) => lostMembers(self, members) ?? new Tuple(keysOf(self, members))),
    values: method("", (_, self) => lostMembers(self, members) ?? new Tuple(valuesOf(self, members))),
    items: method("", (_, self) => {
      const lost = lostMembers(self, members);
      if (lost !== null) return lost;
      const entries = members(self as Instance)?.entries ?? new Map<string, Value>();
      return new Tuple([...entries].map(([key, value]) => new Tuple([String(key), value])));
    }),
    get: method("key, default=None", (_, self, [key, otherwise]) => {
      const found = typeof key === "string" ? members(self as Instance)?.entries.get(key) : undefined;
      return found ?? members(self as Instance)?.lost ?? otherwise ?? null;
    }),
    pop: method("key", (machine, self, [key]) => {
      const dict = writable(machine, self, members);
      const found = typeof key === "string" ? dict?.entries.get(key) : undefined;
      if (found === undefined)
        return key instanceof Unknown ? key : (dict?.lost ?? machine.raise("KeyError", String(key)));
      dict?.settle(key as string);
      dict?.entries.delete(key as string);
      return found;
    }),
    clear: method("", (machine, self) => {
      const dict = writable(machine, self, members);
      if (dict !== null) dict.unsure = null;
      dict?.entries.clear();
      return null;
    }),
    update: method("modules", (machine, self, [items]) => update(machine, self, members, items ?? null)),
  };
}

function update(machine: Machine, self: Value, members: MemberTable, items: Value): Result {
  const dict = writable(machine, self, members);
  if (items instanceof Dict) {
    for (const [key, value] of items.entries) dict?.entries.set(key, machine.force(value));
    if (items.lost !== null && dict !== null) dict.lost = items.lost;
    return null;
  }
  if (isInstanceOf(items, moduleDictClass) || isInstanceOf(items, parameterDictClass)) {
    const given = members(items as Instance);
    for (const [key, value] of given?.entries ?? []) dict?.entries.set(key, value);
    if (given !== null && given.lost !== null && dict !== null) dict.lost = given.lost;
    return null;
  }
  if (items === null) return null;
  const list = machine.list(items);
  if (list === undefined) return undefined;
  if (list instanceof Unknown) {
    lose(machine, self, members, list);
    return null;
  }
  for (const pair of list) {
    const [key, value] = pair instanceof Tuple ? pair.items : [];
    if (typeof key === "string") dict?.entries.set(key, machine.force(value ?? null));
  }
  return null;
}

export const moduleDictClass: ClassValue = nativeClass("torch.nn", "ModuleDict", [moduleClass], {
  ...dictMethods(modulesOf),
  __init__: method("modules=None", (machine, self, [items], call) => {
    initialiseModule(machine, self as Instance, call);
    return update(machine, self, modulesOf, items ?? null);
  }),
});

export const parameterListClass: ClassValue = nativeClass("torch.nn", "ParameterList", [moduleClass], {
  ...listMethods(parametersOf),
  __init__: method("values=None", (machine, self, [items], call) => {
    initialiseModule(machine, self as Instance, call);
    return constructMembers(machine, self, parametersOf, items);
  }),
});

export const parameterDictClass: ClassValue = nativeClass("torch.nn", "ParameterDict", [moduleClass], {
  ...dictMethods(parametersOf),
  __init__: method("parameters=None", (machine, self, [items], call) => {
    initialiseModule(machine, self as Instance, call);
    return update(machine, self, parametersOf, items ?? null);
  }),
  copy: method("", (machine, self, _args, call) => {
    const result = new Instance(parameterDictClass);
    initialiseModule(machine, result, call);
    return update(machine, result, parametersOf, self) === undefined ? undefined : result;
  }),
});
