// `from project.module import name` where the module is a text of the project that has no such name: Python ends there.
import type { Diagnostic, Fix, TextEdit } from "../ir/diagnostic.ts";
import { nearestName, nearestOnly } from "../ir/nearest.ts";
import { message } from "../messages/index.ts";
import type { ImportedNames } from "./eval/certainNames.ts";
import type { Program } from "./program.ts";
import type { Alias } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";

/** Of imports that the file makes whatever happens: those in branches, functions and `try` are left out. */
export function missingImports(program: Program): readonly Diagnostic[] {
  if (!program.isWhole) return [];
  return program.tree.body.flatMap((statement) => {
    if (statement.kind !== "ImportFrom" || statement.names[0]?.name === "*") return [];
    const aliases = statement.names.filter(({ name }) => !name.startsWith("__"));
    const names = aliases.map(({ name }) => name);
    const { module, level } = statement;
    const found = aliases.length === 0 ? null : program.namesOf(module ?? "", level, names);
    if (found === null) return [];
    const missing = aliases.filter(({ name }) => !found.names.has(name) && !found.parts.has(name));
    const isSure = level > 0 || missing.length < aliases.length;
    return missing.filter(({ name }) => isMistake(name, found, isSure)).map((alias) => fault(program, alias, found));
  });
}

/**
 * What is absent from a package may be built later, in another language. And where nothing that is imported is there, the name
 * of the module may mean a package that is installed: then only a slip is certain.
 */
function isMistake(name: string, { names, isPackage }: ImportedNames, isSure: boolean): boolean {
  const isClass = /^[A-Z]\w*[a-z]/.test(name);
  return (isSure && (!isPackage || isClass)) || nearestName(name, names) !== null;
}

function fault(program: Program, alias: Alias, { module, names }: ImportedNames): Diagnostic {
  const at = { file: program.file, start: alias.nameStart, end: alias.nameEnd };
  const { name } = alias;
  const meant = nearestOnly(name, names);
  const fixes: readonly Fix[] =
    meant === null ? [] : [{ title: message("pythonUseName", { name: meant }), edits: edits(program, alias, meant) }];
  return {
    code: "python-raise",
    severity: "error",
    message: message("pythonImportMissing", { name, module }),
    at,
    fixes,
    related: [],
  };
}

/** At the import, and where the file uses the name; only there, under the old name, where that means something else too. */
function edits({ file, tree }: Program, alias: Alias, text: string): readonly TextEdit[] {
  const { name, asname, nameStart, nameEnd } = alias;
  const at = { file, start: nameStart, end: nameEnd };
  const found: TextEdit[] = [{ at, text }];
  if (asname !== null) return found;
  let isOther = false;
  walk(tree, (node) => {
    if (node.kind === "Name" && node.id === name) found.push({ at: { file, start: node.start, end: node.end }, text });
    else if ("name" in node && node.name === name && node !== alias) isOther = true;
    return undefined;
  });
  return isOther ? [{ at, text: `${text} as ${name}` }] : found;
}
