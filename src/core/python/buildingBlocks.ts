import type { Module } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";

/**
 * Names that the file itself uses outside of their own definition, in classes and functions: the blocks that its models are
 * built of. A block is analysed where a model calls it, with the arguments and the input that it gets there; alone, with its
 * defaults and a guessed input, it would tell of faults that nobody makes.
 */
export const buildingBlocks = (module: Module): ReadonlySet<string> => namesUsed(module, ["ClassDef", "FunctionDef"]);

/** Those that other classes are built of: a function that takes the arguments of a model and makes it is no model around it. */
export const partsOfClasses = (module: Module): ReadonlySet<string> => namesUsed(module, ["ClassDef"]);

function namesUsed(module: Module, definitions: readonly ("ClassDef" | "FunctionDef")[]): ReadonlySet<string> {
  const used = new Set<string>();
  for (const statement of module.body) {
    if (statement.kind !== "ClassDef" && statement.kind !== "FunctionDef") continue;
    if (!definitions.includes(statement.kind)) continue;
    const own = statement.name;
    walk(statement, (node) => {
      if (node.kind === "Name" && node.id !== own) used.add(node.id);
      return undefined;
    });
  }
  return used;
}
