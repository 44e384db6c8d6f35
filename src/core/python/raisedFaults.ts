import type { Diagnostic, Fix, Severity } from "../ir/diagnostic.ts";
import { nearestOnly } from "../ir/nearest.ts";
import type { SourceRange } from "../ir/source.ts";
import { message } from "../messages/index.ts";
import { classIn, type RaisedByClass } from "./abstractClasses.ts";
import { type Escaped, standardBudget } from "./eval/index.ts";
import { isAbsentUri } from "./eval/resolver.ts";
import { budgetStopClass } from "./eval/types.ts";
import { ClassValue, Instance, ModuleValue, type Value } from "./eval/value.ts";
import { innermostOf } from "./placement.ts";
import type { Program } from "./program.ts";
import { missedOf } from "./refusals.ts";
import type { FunctionDef } from "./syntax/ast.ts";
import { held } from "./torch/moduleTree.ts";
import { firstLookedUp, initialiserAround, initialiserCall, initialiserOf } from "./torch/uninitialised.ts";

/**
 * The fault that an exception of the program is, on the innermost call that somebody can edit. An attribute that an object
 * lacks is marked itself, and the nearest name that it has is offered.
 */
export function raisedFault(
  program: Program,
  raised: Escaped,
  severity: Severity,
  elsewhere: SourceRange,
  isEditable: (file: string) => boolean,
): Diagnostic {
  if (raised.exception.cls === budgetStopClass) return stoppedFault(elsewhere);
  const call = innermostOf(raised, isEditable);
  const site = raised.missing === null || call === null ? null : nameIn(program, call, raised.missing.name);
  const nearest = site === null ? null : nearestOf(raised);
  const fix = site !== null && nearest !== null && { at: site, text: nearest };
  const init = forgetful(program, raised);
  const placeholder = [...notImplementedIn(program, raised), ...misspeltForward(program, raised)];
  const fixes = fix ? [{ title: message("pythonUseName", { name: fix.text }), edits: [fix] }] : [];
  return {
    code: "python-raise",
    severity: severity === "error" && (missesPackage(program, raised) || isOfVersion(raised)) ? "hint" : severity,
    message: message(init === null ? "pythonRaise" : "pythonRaiseUninitialised", { exception: raised.text }),
    at: site ?? call ?? init?.name ?? elsewhere,
    fixes: [...fixes, ...(init?.fixes ?? []), ...placeholder],
    related: init === null ? [] : [{ message: message("initialiserLeftOut"), at: init.name }],
  };
}

/** No fault of the program: what it does is too long to be followed. */
const stoppedFault = (at: SourceRange): Diagnostic => ({
  code: "analysis-budget",
  severity: "hint",
  message: message("pythonBudget", { steps: standardBudget.steps }),
  at,
  fixes: [],
  related: [],
});

/** A package that is not installed takes other arguments in other versions. */
const isOfVersion = ({ at, text }: Escaped): boolean =>
  at !== null && isAbsentUri(at.file) && /^(?:TypeError|AttributeError)\b/.test(text);

/** `except ImportError: moe = None`, and `moe` is used: where the program runs the package may be there. */
function missesPackage(program: Program, raised: Escaped): boolean {
  if (raised.at === null || !raised.text.includes("'NoneType' object ")) return false;
  const source = program.sourceOf(raised.at.file);
  const names = new Set(statementOf(program, raised).match(/(?<![\w.])[A-Za-z_]\w*/g));
  return [...names].some(
    (name) => new RegExp(String.raw`\bimport\b.*\b${name}\b`).test(source) && isLeftOut(source, name),
  );
}

const isLeftOut = (source: string, name: string): boolean =>
  new RegExp(
    String.raw`^[ \t]*except\b[^\n:]*:(?:[ \t]*|[^\n]*(?:\n[ \t][^\n]*)*?\n[ \t]+)${name}[ \t]*=[ \t]*None\b`,
    "m",
  ).test(source);

/** `raise NotImplemented`, which is no exception: the error of that name is meant. */
function notImplementedIn(program: Program, raised: Escaped): readonly Fix[] {
  const [before = "", name] = /^raise\s+(NotImplemented)\b/.exec(statementOf(program, raised)) ?? [];
  if (raised.at === null || name === undefined) return [];
  const end = raised.at.start + before.length;
  const text = "NotImplementedError";
  const edits = [{ at: { file: raised.at.file, start: end - name.length, end }, text }];
  return [{ title: message("pythonUseName", { name: text }), edits }];
}

/** `def foward(self, x)`: torch only says that there is no forward. */
function misspeltForward({ file, tree }: Program, { text }: Escaped): readonly Fix[] {
  const [, owner = ""] = /^NotImplementedError: Module \[(\w+)\] is missing/.exec(text) ?? [];
  const methods = (classIn(tree, owner)?.body ?? []).filter((one): one is FunctionDef => one.kind === "FunctionDef");
  const nearest = nearestOnly(
    "forward",
    methods.map(({ name }) => name),
  );
  const method = methods.find(({ name }) => name === nearest);
  if (method === undefined) return [];
  const edits = [{ at: { file, start: method.nameStart, end: method.nameEnd }, text: "forward" }];
  return [{ title: message("pythonUseName", { name: "forward" }), edits }];
}

/** The text of the statement or expression that raised. */
const statementOf = ({ sourceOf }: Program, { at }: Escaped): string =>
  at === null ? "" : sourceOf(at.file).slice(at.start, at.end);

export const raisedBy = (program: Program, name: string, raised: Escaped): RaisedByClass => ({
  name,
  exception: raised.text,
  missing: missedOf(raised),
  statement: statementOf(program, raised),
  nearest: nearestOf(raised),
});

const nearestOf = ({ missing }: Escaped): string | null =>
  missing === null ? null : nearestOnly(missing.name, namesOf(missing.object));

/** The constructor of the file that leaves out `super().__init__()`, where the exception comes of that. */
function forgetful(program: Program, raised: Escaped): { readonly name: SourceRange; readonly fixes: Fix[] } | null {
  const { missing, at, text } = raised;
  const { file } = program;
  let init: FunctionDef | null = null;
  if (missing?.name === firstLookedUp && missing.object instanceof Instance) {
    const own = initialiserOf(missing.object.cls);
    init = own?.file === file ? own.node : null;
  } else if (at?.file === file && text.endsWith(" before Module.__init__() call")) {
    init = initialiserAround(program.tree, at.start);
  }
  if (init === null) return null;
  const call = initialiserCall(init, program.text);
  const name = { file, start: init.nameStart, end: init.nameEnd };
  if (call === null) return { name, fixes: [] };
  const edits = [{ at: { file, start: call.at, end: call.at }, text: call.text }];
  return { name, fixes: [{ title: message("callInitialiser"), edits }] };
}

/** Where `.name` stands in a call, if that is clear. */
function nameIn(program: Program, { file, start, end }: SourceRange, name: string): SourceRange | null {
  if (!/^\w+$/.test(name)) return null;
  const text = program.sourceOf(file).slice(start, end);
  const places = [...text.matchAll(new RegExp(`\\.\\s*(${name})\\b`, "g"))];
  const [place] = places;
  if (place === undefined || places.length > 1) return null;
  const from = start + place.index + place[0].length - name.length;
  return { file, start: from, end: from + name.length };
}

function namesOf(object: Value): readonly string[] {
  const names: unknown[] = [];
  if (object instanceof ModuleValue) names.push(...object.namespace.entries.keys());
  const cls = object instanceof Instance ? object.cls : object instanceof ClassValue ? object : null;
  if (object instanceof Instance) {
    for (const table of ["_modules", "_parameters", "_buffers"] as const) names.push(...held(object, table).keys());
    names.push(...object.attributes.entries.keys());
  }
  for (const base of cls?.mro ?? []) names.push(...base.namespace.entries.keys());
  return names.filter((name) => typeof name === "string");
}
