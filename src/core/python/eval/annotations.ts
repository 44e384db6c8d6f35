// What a function's annotations say: evaluated when somebody asks, in the scope of its module. Most are never asked for.

import type { Code } from "./code.ts";
import { compileExpression, moduleUnit } from "./compile/index.ts";
import { Frame, type Runtime } from "./runtime.ts";
import { Dict, type FunctionValue } from "./value.ts";
import { writtenOut } from "./writtenOut.ts";

/** One that cannot be evaluated here (a name of an enclosing function) is left out. */
export function annotationsOf(machine: Runtime, fn: FunctionValue): Dict {
  const annotations = new Dict();
  writtenOut.add(annotations);
  const { node } = fn.code as Code;
  if (node.kind !== "FunctionDef") return annotations;
  const unit = moduleUnit(machine, fn.code.file);
  const caller = machine.frame;
  const frame = new Frame(fn.module, fn.module.namespace, null, [], [], null, null);
  const named = [
    ...node.params.map(({ name, annotation }) => [name, annotation] as const),
    ["return", node.returns] as const,
  ];
  for (const [name, annotation] of named) {
    if (annotation === null) continue;
    machine.frame = frame;
    const value = compileExpression(unit, annotation)(frame);
    if (value === undefined) machine.caught();
    else annotations.entries.set(name, machine.force(value));
  }
  machine.frame = caller;
  return annotations;
}
