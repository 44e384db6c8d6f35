// A module whose constructor leaves `super().__init__()` out: torch says so where it is first called.
import type { FileId } from "../../ir/source.ts";
import { Code } from "../eval/code.ts";
import { type ClassValue, FunctionValue, type Instance } from "../eval/value.ts";
import type { FunctionDef, Module, Node } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { modulePayload } from "./moduleTree.ts";

/** What torch looks up first on a module that is called. */
export const firstLookedUp = "_backward_hooks";

/**
 * Whether a module has certainly not been set up: every class that it is of is known, and its constructor neither mentions
 * another's nor hands the module to anything that may.
 */
export function lacksInitialiser(module: Instance): boolean {
  if (modulePayload(module) !== null || module.own("_modules") !== undefined) return false;
  if (module.attributes.lost !== null || !module.cls.mro.every(isWhole)) return false;
  const init = initialiserOf(module.cls);
  return init !== null && !mayInitialise(init.node);
}

const isWhole = ({ unknownBase, metaclass, open }: ClassValue): boolean =>
  unknownBase === null && !open && (metaclass === null || metaclass.name === "ABCMeta");

/** The text of the constructor that the program has written for a class; null where it is another's or decorated. */
export function initialiserOf(cls: ClassValue): { readonly node: FunctionDef; readonly file: FileId } | null {
  const owner = cls.mro.find(({ namespace }) => namespace.entries.has("__init__"));
  const init = owner?.namespace.entries.get("__init__");
  if (!(init instanceof FunctionValue) || !(init.code instanceof Code)) return null;
  const { node, file } = init.code;
  const isPlain = node.kind === "FunctionDef" && node.name === "__init__" && node.decorators.length === 0;
  const isMadeElsewhere = cls.mro.some(({ at, namespace }) => at !== null && namespace.entries.has("__new__"));
  return isPlain && !isMadeElsewhere ? { node, file } : null;
}

function mayInitialise(init: FunctionDef): boolean {
  const self = init.params[0]?.name;
  let may = false;
  const members = new Set<Node>();
  walk(init, (node) => {
    if (node.kind === "Attribute") {
      members.add(node.value);
      may ||= node.attr === "__init__" || node.attr === "__dict__";
    }
    if (node.kind === "Name") may ||= node.id === "super" || (node.id === self && !members.has(node));
    return may ? false : undefined;
  });
  return may;
}

/** Where `super().__init__()` belongs in a constructor, and what to write there; null where it has no lines of its own. */
export function initialiserCall(
  init: FunctionDef,
  source: string,
): { readonly at: number; readonly text: string } | null {
  const [first, second] = init.body;
  const isDocumented = first?.kind === "Expr" && first.value.kind === "String" && second !== undefined;
  const statement = isDocumented ? second : first;
  if (statement === undefined) return null;
  const line = source.lastIndexOf("\n", statement.start - 1) + 1;
  const indent = source.slice(line, statement.start);
  return indent.trim() === "" ? { at: statement.start, text: `super().__init__()\n${indent}` } : null;
}

/** The constructor around a place. */
export function initialiserAround(tree: Module, offset: number): FunctionDef | null {
  let found: FunctionDef | null = null;
  walk(tree, (node) => {
    if (node.start > offset || node.end < offset) return false;
    if (node.kind === "FunctionDef" && node.name === "__init__") found = node;
    return undefined;
  });
  return found;
}
