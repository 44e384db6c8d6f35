// Parts that a module has under an unknown condition only, or of which is not known what they are. Where parameters may be
// among them, the model's counts are at least what is known.
import type { Message } from "../../ir/message.ts";
import type { UnknownPart } from "../../ir/network.ts";
import type { PartTables } from "../eval/heap.ts";
import { joinValues } from "../eval/join.ts";
import { lookup } from "../eval/types.ts";
import { Dict, Instance, Unknown, type Value } from "../eval/value.ts";
import { allModules, joinName, modulePayload, namedModules, namedTensors } from "./moduleTree.ts";
import { coversTensor } from "./tensor.ts";

const tables = ["_parameters", "_buffers", "_modules"] as const;

export const modulePartTables: PartTables = {
  // `self.proj = nn.Linear(…)` on one side, `self.proj = None` on the other: torch keeps them in two places.
  joined(namespace) {
    for (const [name, because] of namespace.unsure ?? []) {
      for (const table of tables) {
        const parts = namespace.entries.get(table);
        const part = parts instanceof Dict && parts.unsure?.has(String(name)) ? parts.entries.get(name) : undefined;
        const plain = namespace.entries.get(name);
        if (part === undefined || plain === undefined) continue;
        namespace.entries.set(name, joinValues(part, plain, because));
        namespace.settle(name);
      }
    }
  },
  covers: coversTensor,
  doubt(object, name) {
    if (lookup(object.cls, name) !== undefined) return null;
    const own = object.attributes.unsure?.get(name);
    if (own !== undefined || modulePayload(object) === null) return own ?? null;
    for (const table of tables) {
      const parts = object.own(table);
      const doubt = parts instanceof Dict ? parts.unsure?.get(name) : undefined;
      if (doubt !== undefined) return doubt;
    }
    return null;
  },
};

/** The parts of a tree of modules, and the names below which its tensors may be absent. */
export interface Doubts {
  readonly parts: readonly UnknownPart[];
  /** Whether a module or tensor of that dotted name, or one around it, may be absent. */
  isMaybe(name: string): boolean;
}

/**
 * `modules`: all of them by their dotted names, parents first. `called`: what was called with tensors though it is not
 * known: layers perhaps.
 */
export function doubtsIn(
  modules: readonly (readonly [string, Instance])[],
  called: ReadonlySet<Value> = new Set(),
): Doubts {
  const found: Found = { parts: new Map(), maybe: new Set(), seen: new Set() };
  const { maybe } = found;
  for (const [path, module] of modules) {
    if (maybe.size > 0 && path !== "" && maybe.has(parentOf(path))) maybe.add(path);
    for (const table of tables) {
      const held = module.own(table);
      if (held instanceof Dict && isDoubtful(held)) noteTable(found, path, table, held);
    }
    // torch's own layers hold nothing but their arguments.
    if (module.cls.at !== null && holdsUnknown(module.attributes))
      noteAttributes(found, path, module.attributes, called);
  }
  return {
    parts: [...found.parts].map(([name, because]) => ({ name, because })),
    isMaybe: (name) => maybe.size > 0 && (maybe.has(name) || maybe.has(parentOf(name))),
  };
}

interface Found {
  readonly parts: Map<string, Message>;
  readonly maybe: Set<string>;
  /** Tables that were looked at under another name: what is shared counts once. */
  readonly seen: Set<Dict>;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf(".")));

function holdsUnknown({ entries }: Dict): boolean {
  for (const value of entries.values()) if (value instanceof Unknown) return true;
  return false;
}

const isDoubtful = (held: Dict): boolean => held.unsure !== null || held.lost !== null || holdsUnknown(held);

function noteTable({ parts, maybe, seen }: Found, path: string, table: string, held: Dict): void {
  const counts = table !== "_buffers" && !seen.has(held);
  seen.add(held);
  for (const [name, because] of held.unsure ?? []) {
    const part = joinName(path, String(name));
    maybe.add(part);
    if (counts && holdsParameters(held.entries.get(name) ?? null)) parts.set(part, because);
  }
  if (!counts) return;
  if (held.lost !== null) parts.set(path, held.lost.because);
  for (const [name, part] of held.entries)
    if (part instanceof Unknown && holdsParameters(part)) parts.set(joinName(path, String(name)), part.because);
}

function noteAttributes({ parts, seen }: Found, path: string, attributes: Dict, called: ReadonlySet<Value>): void {
  if (seen.has(attributes)) return;
  seen.add(attributes);
  for (const [name, value] of attributes.entries)
    if (value instanceof Unknown && (called.has(value) || isAmongLayers(value)))
      parts.set(joinName(path, String(name)), value.because);
}

/** A layer or something else; that side's own table tells of it where it has one. */
const isAmongLayers = ({ alternatives }: Unknown): boolean =>
  alternatives?.some((value) => value instanceof Instance && modulePayload(value) !== null && holdsParameters(value)) ??
  false;

/** Whether parameters may be in it. */
function holdsParameters(value: Value): boolean {
  if (value instanceof Unknown) return value.alternatives?.some(holdsParameters) ?? true;
  if (!(value instanceof Instance)) return false;
  if (modulePayload(value) === null) return true;
  if (namedTensors(value).some(({ kind }) => kind === "parameter")) return true;
  for (const module of allModules(value))
    for (const table of tables) {
      const held = table === "_buffers" ? undefined : module.own(table);
      if (!(held instanceof Dict)) continue;
      if (held.lost !== null) return true;
      for (const part of held.entries.values()) if (part instanceof Unknown) return true;
    }
  return false;
}

/** Modules that a part may be, where an unknown condition decides, by the names that they would go by. */
export function alternativesIn(
  modules: readonly (readonly [string, Instance])[],
): readonly (readonly [string, Instance])[] {
  const found: (readonly [string, Instance])[] = [];
  for (const [path, module] of modules) {
    const held = module.own("_modules");
    for (const dict of [held, module.cls.at === null ? null : module.attributes])
      if (dict instanceof Dict)
        for (const [name, value] of dict.entries)
          for (const part of value instanceof Unknown ? (value.alternatives ?? []) : [])
            if (part instanceof Instance && modulePayload(part) !== null)
              found.push(...namedModules(part, joinName(path, String(name)), false));
  }
  return found;
}
