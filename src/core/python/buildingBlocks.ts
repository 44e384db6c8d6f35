import { isMainTest } from "./models.ts";
import type { Module } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";

/**
 * Names that the file itself uses outside of their own definition, in classes and functions: the blocks that its models are
 * built of. A block is analysed where a model calls it, with the arguments and the input that it gets there; alone, with its
 * defaults and a guessed input, it would tell of faults that nobody makes.
 */
export function buildingBlocks(module: Module): ReadonlySet<string> {
  const used = new Set<string>();
  for (const statement of module.body) {
    if (statement.kind === "If" && isMainTest(statement.test)) continue;
    const own = statement.kind === "ClassDef" || statement.kind === "FunctionDef" ? statement.name : null;
    if (own === null) continue;
    walk(statement, (node) => {
      if (node.kind === "Name" && node.id !== own) used.add(node.id);
      return undefined;
    });
  }
  return used;
}
