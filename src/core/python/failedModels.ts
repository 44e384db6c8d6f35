// Models of other files that could not be made: `model = UNETR(hidden_size=512, num_heads=12)`.
import { inOneLine } from "./constantCalls.ts";
import { ClassValue, Unknown } from "./eval/value.ts";
import type { Program } from "./program.ts";
import type { Expression } from "./syntax/ast.ts";
import { moduleClass } from "./torch/module.ts";
import { derivesFrom } from "./torch/moduleTree.ts";

/** The text of the call that should have made what a name stands for, and raised; null: none. Classes of the file are offered themselves. */
export function failedModel(program: Program, name: string, value: Expression): string | null {
  if (value.kind !== "Call" || value.func.kind !== "Name") return null;
  const left = program.lookup(name);
  if (!(left instanceof Unknown) || left.because.key !== "pythonModuleFailed") return null;
  const callee = program.lookup(value.func.id);
  const isElsewhere = callee instanceof ClassValue && callee.at !== null && callee.at.file !== program.file;
  return isElsewhere && derivesFrom(callee, moduleClass) ? inOneLine(program.text.slice(value.start, value.end)) : null;
}
