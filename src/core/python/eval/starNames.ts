// What `from module import *` brings, name by name: for those who ask for all names of a module (`models.__dict__`).
// Otherwise names are looked for behind the stars one at a time, as they are used.
import type { Module } from "../syntax/ast.ts";
import { boundNames } from "./compile/scope.ts";
import type { ModuleFile } from "./moduleFile.ts";
import { type Dict, List, ModuleValue, Tuple, Unknown } from "./value.ts";

const isPublic = (name: string): boolean => !name.startsWith("_");

/** Modules that take everything from each other. */
const mostStars = 20;

export interface StarNames {
  readonly treeOf: (file: ModuleFile) => Module;
  /** Runs a module, unless it has run. */
  readonly ensure: (file: ModuleFile) => void;
}

/** The names that a star takes from a module, which runs only where its text does not say them. */
export function starNames(names: StarNames, file: ModuleFile, depth = 0): readonly string[] {
  if (depth > mostStars) return [];
  const listed = listedIn(names.treeOf(file), file.text);
  if (listed !== null) return listed;
  if (/\bimport \*|\b__all__\b|\bglobals\(/.test(file.text)) names.ensure(file);
  if (file.state === "new") return [...boundNames(names.treeOf(file).body)].filter(isPublic);
  const { entries } = file.value.namespace;
  const all = entries.get("__all__");
  if (all instanceof List || all instanceof Tuple)
    return all.items.flatMap((item) => (typeof item === "string" ? [item] : []));
  const own = [...entries.keys()].filter((name): name is string => typeof name === "string" && isPublic(name));
  return [...own, ...namesBehind(names, file, depth + 1)];
}

/** The names behind the stars of a module that has run, those of later stars first. */
export const namesBehind = (names: StarNames, file: ModuleFile, depth = 0): readonly string[] =>
  [...file.stars].reverse().flatMap(({ source }) => {
    if (source instanceof Unknown) return [];
    return source instanceof ModuleValue
      ? [...(source.names?.() ?? []), ...textKeys(source.namespace)].filter(isPublic)
      : starNames(names, source, depth);
  });

const textKeys = ({ entries }: Dict): readonly string[] =>
  [...entries.keys()].filter((name): name is string => typeof name === "string");

/** `__all__ = ["resnet18", "resnet34"]`, where nothing else is done to it. */
function listedIn({ body }: Module, text: string): readonly string[] | null {
  if (text.split("__all__").length !== 2) return null;
  for (const statement of body) {
    const [target] = statement.kind === "Assign" ? statement.targets : [];
    if (statement.kind !== "Assign" || target?.kind !== "Name" || target.id !== "__all__") continue;
    const list = statement.value;
    if (list.kind !== "List" && list.kind !== "Tuple") return null;
    const names = list.elts.flatMap((item) => (item.kind === "String" ? [item.value] : []));
    return names.length === list.elts.length ? names : null;
  }
  return null;
}
