// Classes that are there to be derived from: what they leave to others is no mistake of theirs.
import type { ClassDef, FunctionDef, Module, Statement } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";

const namedSo = /^(?:Abstract|Base)(?=[A-Z_\d]|$)|(?:Abstract|Base|Interface|Mixin)$/;
const describedSo =
  /\b(?:abstract|base class|interface|mixin|sub-?class(?:es)? (?:must|should|need|have to|implement|override)|(?:overridden|overwritten|implemented) (?:by|in) (?:the |a |its )?(?:sub|child|derived))/i;

/** Its name, its docstring, or a method that only says that it is not implemented. */
export function saysAbstract({ name, body }: ClassDef): boolean {
  return (
    namedSo.test(name) || describedSo.test(docstringOf(body)) || body.some((one) => isMethod(one) && isLeftOut(one))
  );
}

const isMethod = (statement: Statement): statement is FunctionDef => statement.kind === "FunctionDef";

function docstringOf([first]: readonly Statement[]): string {
  return first?.kind === "Expr" && first.value.kind === "String" ? first.value.value : "";
}

/** `raise NotImplementedError`, and nothing else. */
function isLeftOut({ body }: FunctionDef): boolean {
  const rest = docstringOf(body) === "" ? body : body.slice(1);
  const [only] = rest;
  if (rest.length !== 1 || only?.kind !== "Raise" || only.exc === null) return false;
  const raised = only.exc.kind === "Call" ? only.exc.func : only.exc;
  return raised.kind === "Name" && /^NotImplemented(?:Error)?$/.test(raised.id);
}

/** The class of the file, where it is at its top level. */
export const classIn = ({ body }: Module, name: string): ClassDef | undefined =>
  body.findLast((one): one is ClassDef => one.kind === "ClassDef" && one.name === name);

/** Classes of the file that derive from it, by way of others too. */
export function derivedIn({ body }: Module, name: string): readonly ClassDef[] {
  const names = new Set([name]);
  const derived: ClassDef[] = [];
  for (const one of body) {
    if (one.kind !== "ClassDef" || !one.bases.some((base) => base.kind === "Name" && names.has(base.id))) continue;
    names.add(one.name);
    derived.push(one);
  }
  return derived;
}

/** Others are derived from it in the file, and it says so or leaves out a method. */
export function isForOthers(module: Module, name: string): boolean {
  const cls = classIn(module, name);
  return cls !== undefined && saysAbstract(cls) && derivedIn(module, name).length > 0;
}

const notImplemented = /^(?:NotImplementedError\b|TypeError: 'NotImplementedType' object is not callable)/;

/** What a model of a class has raised, and where: `statement` is its text. `nearest`: an attribute spelled nearly so. */
export interface RaisedByClass {
  readonly name: string;
  readonly exception: string;
  /** The attribute that is missed, and the class of what lacks it. */
  readonly missing: { readonly owner: string; readonly name: string } | null;
  readonly statement: string;
  readonly nearest: string | null;
}

/**
 * Whether an exception of a model says that its class is not meant to run: what it raises in place of a method, or an
 * attribute that classes derived from it have.
 */
export function leavesToOthers(
  module: Module,
  { name, exception, missing, statement, nearest }: RaisedByClass,
): boolean {
  if (notImplemented.test(exception) || /^raise\s+NotImplemented\b/.test(statement)) return true;
  if (missing?.owner !== name) return false;
  if (derivedIn(module, name).some((derived) => gives(derived, missing.name))) return true;
  const cls = classIn(module, name);
  return cls !== undefined && nearest === null && saysAbstract(cls);
}

/** Whether a class binds a name in its body or stores it in `self`. */
function gives(cls: ClassDef, name: string): boolean {
  let given = false;
  walk(cls, (node) => {
    if (node.kind === "FunctionDef") given ||= node.name === name;
    const targets = node.kind === "Assign" ? node.targets : node.kind === "AnnAssign" ? [node.target] : [];
    for (const target of targets)
      given ||= (target.kind === "Attribute" && target.attr === name) || (target.kind === "Name" && target.id === name);
    return given ? false : undefined;
  });
  return given;
}
