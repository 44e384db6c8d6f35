// The compiler: syntax trees to closures.
import type { Runtime } from "../runtime.ts";
import { classMaker } from "./classes.ts";
import { comprehension } from "./comprehensions.ts";
import { callArguments, expression } from "./expressions.ts";
import { functionMaker } from "./functions.ts";
import { moduleScope } from "./scope.ts";
import { block, forgetAssigned, paidStatement } from "./statements.ts";
import { deleteTarget, storeTarget, storeVariable } from "./targets.ts";
import type { Compiler, Unit } from "./unit.ts";
import { generatorBlock } from "./yields.ts";

const compiler: Compiler = {
  expression,
  block,
  statement: paidStatement,
  store: storeTarget,
  storeName: storeVariable,
  delete: deleteTarget,
  forget: forgetAssigned,
  generatorBlock,
  comprehension,
  class: classMaker,
  function: functionMaker,
  arguments: callArguments,
};

/** What the top level of a file is compiled for. */
export const moduleUnit = (machine: Runtime, file: string): Unit => ({
  machine,
  file,
  compiler,
  scope: moduleScope(),
  code: null,
  prefix: "",
  nesting: 0,
  yields: null,
});

export { compileExpression, compileForget, compileStatement } from "./unit.ts";
