// What an nn.Module holds, read from its `_parameters`, `_buffers` and `_modules` as torch keeps them, in order of
// registration. All walks end on modules that contain themselves.
import type { AttributeSites, SourceRange } from "../../ir/source.ts";
import type { Call } from "../eval/native.ts";
import { type ClassValue, Dict, Instance, type Key, SetValue, type Value } from "../eval/value.ts";
import type { LayerForm } from "./layerForm.ts";

/** What ConvLens keeps beside a module's attributes. */
export interface ModulePayload {
  readonly kind: "module";
  /** Where the outermost constructor call is written. */
  readonly definedAt: SourceRange | null;
  /** The call that the layer's own arguments came in with, and where each attribute of its operator was written. */
  readonly construction: Call | null;
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
  for (const value of held(module, "_modules").values()) if (value instanceof Instance) return false;
  return true;
}

export const joinName = (prefix: string, name: string): string => (prefix === "" ? name : `${prefix}.${name}`);

/** The module and all below it with their dotted names, parents first. With `once`, a shared module comes once. */
export function namedModules(root: Instance, prefix = "", once = true): readonly (readonly [string, Instance])[] {
  const found: (readonly [string, Instance])[] = [];
  const seen = new Set<Instance>();
  const walk = (module: Instance, name: string, depth: number): void => {
    if (depth > deepest || found.length > mostModules || (once && seen.has(module))) return;
    seen.add(module);
    found.push([name, module]);
    for (const [key, value] of held(module, "_modules"))
      if (value instanceof Instance) walk(value, joinName(name, String(key)), depth + 1);
  };
  walk(root, prefix, 0);
  return found;
}

/** The module and all below it, each once, parents first. */
export function allModules(root: Instance): readonly Instance[] {
  const found: Instance[] = [];
  findModule(root, (module) => {
    found.push(module);
    return found.length > mostModules;
  });
  return found;
}

/** The first module, parents first, that a test accepts. */
export function findModule(root: Instance, accepts: (module: Instance) => boolean): Instance | null {
  const seen = new Set<Instance>();
  const walk = (module: Instance, depth: number): Instance | null => {
    if (depth > deepest || seen.has(module)) return null;
    seen.add(module);
    if (accepts(module)) return module;
    for (const child of held(module, "_modules").values()) {
      const found = child instanceof Instance ? walk(child, depth + 1) : null;
      if (found !== null) return found;
    }
    return null;
  };
  return walk(root, 0);
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
  visitTensors(root, (name, tensor, kind, persistent) => found.push({ name, tensor, kind, persistent }), {
    prefix,
    recurse,
  });
  return found;
}

interface TensorVisit {
  readonly prefix?: string;
  readonly recurse?: boolean;
  /** Told of each module before its tensors. */
  readonly onModule?: (name: string, module: Instance) => void;
}

/** The same without a list of them. */
export function visitTensors(
  root: Instance,
  visit: (name: string, tensor: Instance, kind: NamedTensor["kind"], persistent: boolean) => void,
  { prefix = "", recurse = true, onModule }: TensorVisit = {},
): void {
  let modules = 0;
  const walk = (module: Instance, name: string, depth: number): void => {
    modules++;
    onModule?.(name, module);
    for (const [key, tensor] of held(module, "_parameters"))
      if (tensor instanceof Instance) visit(joinName(name, String(key)), tensor, "parameter", true);
    const fleeting = module.own("_non_persistent_buffers_set");
    for (const [key, tensor] of held(module, "_buffers")) {
      if (!(tensor instanceof Instance)) continue;
      const persistent = !(fleeting instanceof SetValue && fleeting.entries.has(key));
      visit(joinName(name, String(key)), tensor, "buffer", persistent);
    }
    if (!recurse || depth > deepest) return;
    for (const [key, value] of held(module, "_modules"))
      if (value instanceof Instance && modules < mostModules) walk(value, joinName(name, String(key)), depth + 1);
  };
  walk(root, prefix, 0);
}

export const derivesFrom = (cls: ClassValue, base: ClassValue): boolean => cls.mro.includes(base);

export const isInstanceOf = (value: Value, base: ClassValue): value is Instance =>
  value instanceof Instance && derivesFrom(value.cls, base);
