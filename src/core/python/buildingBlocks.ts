import type { ClassDef, FunctionDef, Module, Node } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";

/**
 * Names that the file itself uses outside of their own definition, in classes and functions: the blocks that its models are
 * built of. A block is analysed where a model calls it, with the arguments and the input that it gets there; alone, with its
 * defaults and a guessed input, it would tell of faults that nobody makes. What a function that gives no model, nor is part of
 * one that does, makes with its defaults (`def test(): net = Net()`) is a model.
 */
export function buildingBlocks(module: Module, factories: ReadonlySet<string>): ReadonlySet<string> {
  const used = new Set<string>();
  const scripts: FunctionDef[] = [];
  for (const definition of definitionsOf(module))
    if (definition.kind === "FunctionDef" && !factories.has(definition.name)) scripts.push(definition);
    else addNames(used, definition);
  const own = new Set(used);
  for (const script of scripts) {
    const named = new Set<string>();
    addNames(named, script);
    const made = own.has(script.name) ? null : madeWithDefaults(script);
    for (const name of named) if (made?.has(name) !== true) used.add(name);
  }
  return used;
}

/** What a function calls without arguments. */
function madeWithDefaults(definition: FunctionDef): ReadonlySet<string> {
  const made = new Set<string>();
  walk(definition, (node) => {
    if (node.kind === "Call" && node.func.kind === "Name" && node.args.length === 0 && node.keywords.length === 0)
      made.add(node.func.id);
    return undefined;
  });
  return made;
}

/**
 * Those that other classes are built of, by functions too that classes call: a function that takes the arguments of a model
 * and makes it is no model around it. `bases`: those that other classes derive from count too.
 */
export function partsOfClasses(module: Module, bases: boolean): ReadonlySet<string> {
  const used = new Set<string>();
  const functions = new Set<FunctionDef>();
  for (const definition of definitionsOf(module)) {
    if (definition.kind === "ClassDef") addNames(used, definition, bases ? definition : definition.body);
    else functions.add(definition);
  }
  // Calls go upwards and downwards in the text.
  for (let before = -1; before !== functions.size; ) {
    before = functions.size;
    for (const definition of functions)
      if (used.has(definition.name) && functions.delete(definition)) addCalled(used, definition);
  }
  return used;
}

/** Of how many other classes of the file a class is made, and those again; asked once a class. */
export function partCounts(module: Module): (name: string) => number {
  const definitions = new Map(definitionsOf(module).map((definition) => [definition.name, definition]));
  const named = new Map<string, ReadonlySet<string>>();
  const namesIn = (name: string): ReadonlySet<string> => {
    const known = named.get(name);
    if (known !== undefined) return known;
    const used = new Set<string>();
    const definition = definitions.get(name);
    if (definition?.kind === "ClassDef") addNames(used, definition);
    named.set(name, used);
    return used;
  };
  return (name) => {
    const reached = new Set([name]);
    for (const one of reached) for (const part of namesIn(one)) if (definitions.has(part)) reached.add(part);
    return reached.size - 1;
  };
}

/** Whether a class is a function in disguise: a module without a constructor of its own holds nothing. */
export const isBare = (module: Module, name: string): boolean =>
  definitionsOf(module).some(
    (definition) =>
      definition.kind === "ClassDef" &&
      definition.name === name &&
      definition.bases.every((base) => base.kind === "Attribute" && base.attr === "Module") &&
      !definition.body.some((member) => member.kind === "FunctionDef" && member.name === "__init__"),
  );

const definitionsOf = (module: Module): readonly (ClassDef | FunctionDef)[] =>
  module.body.filter((statement) => statement.kind === "ClassDef" || statement.kind === "FunctionDef");

/** A function that asks of what class a model is does not make one. */
function addCalled(used: Set<string>, definition: FunctionDef): void {
  walk(definition, (node) => {
    if (node.kind === "Call" && node.func.kind === "Name") used.add(node.func.id);
    return undefined;
  });
}

function addNames(
  used: Set<string>,
  definition: ClassDef | FunctionDef,
  within: Node | readonly Node[] = definition,
): void {
  const visit = (node: Node): boolean | undefined => {
    // Who asks of what class something is, as `_init_weights` does, is not made of it.
    if (node.kind === "Call" && node.func.kind === "Name" && /^is(?:instance|subclass)$/.test(node.func.id))
      return false;
    if (node.kind === "Name" && node.id !== definition.name) used.add(node.id);
    return undefined;
  };
  for (const part of Array.isArray(within) ? within : [within]) walk(part, visit);
}
