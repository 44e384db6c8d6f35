// A module that holds itself, by way of its children perhaps (`self.parent = parent`): what torch does with all modules
// below it never ends.
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { SourceRange } from "../ir/source.ts";
import { message } from "../messages/index.ts";
import type { Instance } from "./eval/value.ts";
import type { Program } from "./program.ts";
import type { ClassDef } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";
import { childrenOf, isLeaf } from "./torch/moduleTree.ts";

/** A warning for the first such module, where the attribute is assigned if that is in the file. */
export function moduleCycles(program: Program, model: Instance, elsewhere: SourceRange): readonly Diagnostic[] {
  const found = cycleBelow(model, [], new Set());
  if (found === null) return [];
  return [
    {
      code: "module-cycle",
      severity: "warning",
      message: message("moduleCycle", { name: found.name, type: found.holder.cls.name }),
      at: assignmentIn(program, found.holder.cls.name, found.name) ?? elsewhere,
      fixes: [],
      related: [],
    },
  ];
}

interface Cycle {
  /** The child that leads back, and what holds it. */
  readonly name: string;
  readonly holder: Instance;
}

/** Real models nest less; what lies deeper has no end anyway. */
const deepest = 100;

function cycleBelow(module: Instance, path: Instance[], done: Set<Instance>): Cycle | null {
  // Nearly all modules are layers, which hold no others.
  if (path.length > deepest || isLeaf(module)) return null;
  path.push(module);
  for (const [name, child] of childrenOf(module)) {
    if (path.includes(child)) return { name, holder: module };
    const found = done.has(child) ? null : cycleBelow(child, path, done);
    if (found !== null) return found;
  }
  path.pop();
  done.add(module);
  return null;
}

function assignmentIn({ file, tree }: Program, owner: string, name: string): SourceRange | null {
  const cls = tree.body.find((node): node is ClassDef => node.kind === "ClassDef" && node.name === owner);
  let at: SourceRange | null = null;
  if (cls !== undefined)
    walk(cls, (node) => {
      if (node.kind !== "Assign" || at !== null) return undefined;
      for (const target of node.targets)
        if (target.kind === "Attribute" && target.attr === name) at = { file, start: node.start, end: node.end };
      return undefined;
    });
  return at;
}
