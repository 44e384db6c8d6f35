// What an nn.Module holds, read from its `_parameters`, `_buffers` and `_modules` as torch keeps them, in order of
// registration. All walks end on modules that contain themselves. They are functions of this file, none made for one walk:
// compiled code is lost with the last function that runs it.
import type { AttributeSites, SourceRange } from "../../ir/source.ts";
import { type ClassValue, Dict, Instance, type Key, SetValue, type Value } from "../eval/value.ts";
import type { LayerForm } from "./layerForm.ts";

/** What ConvLens keeps beside a module's attributes. */
export interface ModulePayload {
  readonly kind: "module";
  /** Where the outermost constructor call is written. */
  readonly definedAt: SourceRange | null;
  /** Where each attribute of the layer's operator was written. */
  readonly sites: AttributeSites;
  /** What a layer shares with all that were constructed alike. */
  readonly form?: LayerForm | null;
}

/** torch's nesting of real models is below 20; deeper ones contain themselves. */
const deepest = 100;
/** Modules that hold each other have exponentially many paths. */
const mostModules = 200_000;

export function modulePayload(instance: Instance): ModulePayload | null {
  const payload = instance.payload as ModulePayload | null;
  return payload !== null && typeof payload === "object" && payload.kind === "module" ? payload : null;
}

/** A module's tables by name, in torch's order, and what makes an empty one. */
export const moduleTables: ReadonlyMap<string, () => Dict | SetValue> = new Map<string, () => Dict | SetValue>([
  ["_parameters", () => new Dict()],
  ["_buffers", () => new Dict()],
  ["_non_persistent_buffers_set", () => new SetValue()],
  ["_forward_hooks", () => new Dict()],
  ["_forward_pre_hooks", () => new Dict()],
  ["_modules", () => new Dict()],
]);

/**
 * A table to write to or hand out, made at its first use: most layers need one or two. Null before `Module.__init__`.
 * No write as far as the journal is concerned: the table was there, empty, since the module was made.
 */
export function tableOf(module: Instance, name: string): Dict | SetValue | null {
  const found = module.own(name);
  if (found instanceof Dict || found instanceof SetValue) return found;
  if (found !== undefined || modulePayload(module) === null) return null;
  const made = moduleTables.get(name)?.() ?? null;
  if (made === null) return null;
  made.stamp = module.born;
  module.attributes.entries.set(name, made);
  return made;
}

const dictOf = (module: Instance, name: string): Dict | null => {
  const table = tableOf(module, name);
  return table instanceof Dict ? table : null;
};

export const parametersOf = (module: Instance): Dict | null => dictOf(module, "_parameters");
export const buffersOf = (module: Instance): Dict | null => dictOf(module, "_buffers");
export const modulesOf = (module: Instance): Dict | null => dictOf(module, "_modules");

const noEntries: ReadonlyMap<Key, Value> = new Map();

/** What a table holds, without making it. */
export function held(module: Instance, name: "_parameters" | "_buffers" | "_modules"): ReadonlyMap<Key, Value> {
  const found = module.own(name);
  return found instanceof Dict ? found.entries : noEntries;
}

/** Named children, absent ones (None) left out. */
export function childrenOf(module: Instance): readonly (readonly [string, Instance])[] {
  const children: (readonly [string, Instance])[] = [];
  for (const [key, value] of held(module, "_modules"))
    if (value instanceof Instance) children.push([String(key), value]);
  return children;
}

export function isLeaf(module: Instance): boolean {
  const children = held(module, "_modules");
  if (children.size === 0) return true;
  for (const value of children.values()) if (value instanceof Instance) return false;
  return true;
}

export const joinName = (prefix: string, name: string): string => (prefix === "" ? name : `${prefix}.${name}`);

/**
 * The module and all below it with their dotted names, parents first. With `once`, a shared module comes once, as it does
 * where one contains itself (`self.parent = parent`): it has no end of names.
 */
export function namedModules(root: Instance, prefix = "", once = true): readonly (readonly [string, Instance])[] {
  const found: (readonly [string, Instance])[] = [];
  if (nameModules(root, prefix, 0, once ? new Set() : null, found)) return found;
  found.length = 0;
  nameModules(root, prefix, 0, new Set(), found);
  return found;
}

/** False: too deep, where shared modules come each time. */
function nameModules(
  module: Instance,
  name: string,
  depth: number,
  seen: Set<Instance> | null,
  found: (readonly [string, Instance])[],
): boolean {
  if (depth > deepest) return seen !== null;
  if (found.length > mostModules || seen?.has(module)) return true;
  seen?.add(module);
  found.push([name, module]);
  for (const [key, value] of held(module, "_modules")) {
    if (!(value instanceof Instance)) continue;
    if (!nameModules(value, joinName(name, String(key)), depth + 1, seen, found)) return false;
  }
  return true;
}

/** The module and all below it, each once, parents first. */
export function allModules(root: Instance): Iterable<Instance> {
  const found = new Set<Instance>();
  askModules(root, answersNothing, 0, found);
  return found;
}

const answersNothing = (): null => null;

/** What the first module answers that answers anything: the module and all below it are asked, each once, parents first. */
export function firstAnswer<Answer>(root: Instance, ask: (module: Instance) => Answer | null): Answer | null {
  return askModules(root, ask, 0, new Set());
}

function askModules<Answer>(
  module: Instance,
  ask: (module: Instance) => Answer | null,
  depth: number,
  seen: Set<Instance>,
): Answer | null {
  if (depth > deepest || seen.size > mostModules || seen.has(module)) return null;
  const own = ask(module);
  if (own !== null) return own;
  seen.add(module);
  for (const child of held(module, "_modules").values()) {
    const answer = child instanceof Instance ? askModules(child, ask, depth + 1, seen) : null;
    if (answer !== null) return answer;
  }
  return null;
}

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Instance;
  readonly kind: "parameter" | "buffer";
  readonly persistent: boolean;
}

/** Parameters and buffers in the order of `state_dict`: a module's parameters, its buffers, then its children. */
export function namedTensors(root: Instance, prefix = "", recurse = true): readonly NamedTensor[] {
  const found: NamedTensor[] = [];
  if (!recurse) nameTensors(root, prefix, found);
  else for (const [name, module] of namedModules(root, prefix, false)) nameTensors(module, name, found);
  return found;
}

/** Those of one module. */
export function nameTensors(module: Instance, name: string, found: NamedTensor[]): void {
  for (const [key, tensor] of held(module, "_parameters")) {
    if (!(tensor instanceof Instance)) continue;
    found.push({ name: joinName(name, String(key)), tensor, kind: "parameter", persistent: true });
  }
  const fleeting = module.own("_non_persistent_buffers_set");
  for (const [key, tensor] of held(module, "_buffers")) {
    if (!(tensor instanceof Instance)) continue;
    const persistent = !(fleeting instanceof SetValue && fleeting.entries.has(key));
    found.push({ name: joinName(name, String(key)), tensor, kind: "buffer", persistent });
  }
}

export const derivesFrom = (cls: ClassValue, base: ClassValue): boolean => cls.mro.includes(base);

export const isInstanceOf = (value: Value, base: ClassValue): value is Instance =>
  value instanceof Instance && derivesFrom(value.cls, base);
