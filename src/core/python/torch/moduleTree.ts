// What an nn.Module holds, read from its `_parameters`, `_buffers` and `_modules` as torch keeps them, in order of
// registration. All walks end on modules that contain themselves.
import type { AttributeSite, SourceRange } from "../../ir/source.ts";
import type { Call } from "../eval/native.ts";
import { type ClassValue, Dict, Instance, SetValue, type Value } from "../eval/value.ts";

/** What ConvLens keeps beside a module's attributes. */
export interface ModulePayload {
  readonly kind: "module";
  /** Where the outermost constructor call is written. */
  readonly definedAt: SourceRange | null;
  /** The call that the layer's own arguments came in with, and where each attribute of its operator was written. */
  readonly construction: Call | null;
  readonly sites: Readonly<Record<string, AttributeSite>>;
}

/** torch's nesting of real models is below 20; deeper ones contain themselves. */
const deepest = 100;

export function modulePayload(instance: Instance): ModulePayload | null {
  const payload = instance.payload as ModulePayload | null;
  return payload !== null && typeof payload === "object" && payload.kind === "module" ? payload : null;
}

function table(module: Instance, name: "_parameters" | "_buffers" | "_modules"): Dict | null {
  const found = module.attributes.entries.get(name);
  return found instanceof Dict ? found : null;
}

export const parametersOf = (module: Instance): Dict | null => table(module, "_parameters");
export const buffersOf = (module: Instance): Dict | null => table(module, "_buffers");
export const modulesOf = (module: Instance): Dict | null => table(module, "_modules");

function* instances(dict: Dict | null): Generator<readonly [string, Instance]> {
  if (dict === null) return;
  for (const [key, value] of dict.entries) if (value instanceof Instance) yield [String(key), value];
}

/** Named children, absent ones (None) left out. */
export const childrenOf = (module: Instance): Generator<readonly [string, Instance]> => instances(modulesOf(module));

export function isLeaf(module: Instance): boolean {
  for (const _ of childrenOf(module)) return false;
  return true;
}

export const joinName = (prefix: string, name: string): string => (prefix === "" ? name : `${prefix}.${name}`);

/** The module and all below it with their dotted names, parents first. With `once`, a shared module comes once. */
export function* namedModules(root: Instance, prefix = "", once = true): Generator<readonly [string, Instance]> {
  const seen = new Set<Instance>();
  function* walk(module: Instance, name: string, depth: number): Generator<readonly [string, Instance]> {
    if (depth > deepest || (once && seen.has(module))) return;
    seen.add(module);
    yield [name, module];
    for (const [key, child] of childrenOf(module)) yield* walk(child, joinName(name, key), depth + 1);
  }
  yield* walk(root, prefix, 0);
}

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Instance;
  readonly kind: "parameter" | "buffer";
  readonly persistent: boolean;
}

/** Parameters and buffers in the order of `state_dict`: a module's parameters, its buffers, then its children. */
export function* namedTensors(root: Instance, prefix = "", recurse = true): Generator<NamedTensor> {
  function* walk(module: Instance, name: string, depth: number): Generator<NamedTensor> {
    for (const [key, tensor] of instances(parametersOf(module)))
      yield { name: joinName(name, key), tensor, kind: "parameter", persistent: true };
    const fleeting = module.attributes.entries.get("_non_persistent_buffers_set");
    for (const [key, tensor] of instances(buffersOf(module))) {
      const persistent = !(fleeting instanceof SetValue && fleeting.entries.has(key));
      yield { name: joinName(name, key), tensor, kind: "buffer", persistent };
    }
    if (!recurse || depth > deepest) return;
    for (const [key, child] of childrenOf(module)) yield* walk(child, joinName(name, key), depth + 1);
  }
  yield* walk(root, prefix, 0);
}

export const derivesFrom = (cls: ClassValue, base: ClassValue): boolean => cls.mro.includes(base);

export const isInstanceOf = (value: Value, base: ClassValue): value is Instance =>
  value instanceof Instance && derivesFrom(value.cls, base);
