// Every name that `from module import name` finds in a file of the project, where its text says so for certain.
import type { Module as Tree } from "../syntax/ast.ts";
import { parse } from "../syntax/parser.ts";
import { boundNames } from "./compile/scope.ts";
import type { ModuleFile } from "./moduleFile.ts";
import { hasWord } from "./topLevel.ts";

export interface NameSources {
  treeOf(file: ModuleFile): Tree;
  /** The files that a module's name may mean to another; null: it may be something else. */
  sourcesOf(from: ModuleFile, module: string, level: number): readonly ModuleFile[] | null;
  /** The names in the folder of a package; null: nobody lists it. */
  partsOf(file: ModuleFile): readonly string[] | null;
}

export interface ImportedNames {
  /** The dotted name of the module. */
  readonly module: string;
  readonly isPackage: boolean;
  readonly names: ReadonlySet<string>;
  /** Modules that lie in it. */
  readonly parts: ReadonlySet<string>;
}

export interface FoundNames {
  readonly names: Set<string>;
  readonly parts: Set<string>;
  /** The modules that were looked into. */
  readonly files: Set<ModuleFile>;
}

/** By these names come into a module that nothing in its text binds. */
const dynamic =
  /\b(?:__getattr__|__dict__|__path__|globals|locals|vars|setattr|exec|f_globals|import_module|sys\.modules)\b/;

/** What has been found of each text: it is asked for in each analysis of a file that imports from it. */
const plain = new WeakMap<ModuleFile, Map<string, boolean>>();

/** A cheap look: whether a line of the text plainly binds the name. */
export function plainlyBinds(file: ModuleFile, name: string): boolean {
  const known = plain.get(file) ?? new Map<string, boolean>();
  if (!plain.has(file)) plain.set(file, known);
  let binds = known.get(name);
  if (binds === undefined) {
    binds = hasWord(file.text, name) && bindingOf(name).test(file.text);
    known.set(name, binds);
  }
  return binds;
}

const bindingOf = (name: string): RegExp =>
  new RegExp(`^[ \\t]*(?:(?:async[ \\t]+)?def|class)[ \\t]+${name}\\b|^${name}[ \\t]*[:=]`, "m");

/** Puts them where they belong, those of the modules behind its stars too; false: not known. */
export function collectNames(sources: NameSources, file: ModuleFile, into: FoundNames): boolean {
  const { names, parts, files } = into;
  const { text } = file;
  if (dynamic.test(text)) return false;
  files.add(file);
  const { body } = sources.treeOf(file);
  for (const name of boundNames(body)) names.add(name);
  for (const [, listed = ""] of text.matchAll(/\bglobal[ \t]+([\w, \t]+)/g))
    for (const name of listed.split(",")) names.add(name.trim());
  const stars = body.filter((item) => item.kind === "ImportFrom" && item.names[0]?.name === "*");
  // Others stand in branches.
  if (text.split(/\bimport[ \t(]*\*/).length - 1 !== stars.length) return false;
  for (const star of stars) {
    const behind = star.kind === "ImportFrom" ? sources.sourcesOf(file, star.module ?? "", star.level) : null;
    if (behind === null) return false;
    if (!behind.every((source) => files.has(source) || collectNames(sources, source, into))) return false;
  }
  if (file.uri.endsWith("/__init__.py")) {
    const inside = sources.partsOf(file);
    if (inside === null) return false;
    for (const part of inside) parts.add(part.replace(/[./].*$/, ""));
  }
  return true;
}

/** Whether all of the text can be read: what stands where it cannot may bind more. */
export const isReadable = ({ text }: ModuleFile): boolean => parse(text).errors.length === 0;
