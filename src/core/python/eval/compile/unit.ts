// What compiled code is made for, and the compiler's parts as they call each other: expressions hold lambdas, which hold
// statements, which hold expressions. `index.ts` puts the parts together.
import type { ClassDef, Expression, FunctionDef, Keyword, Lambda, Node, Statement } from "../../syntax/ast.ts";
import type { Code, Evaluate, Execute, GeneratorBody, Store } from "../code.ts";
import type { CallSite, Keywords } from "../native.ts";
import type { Frame, Runtime } from "../runtime.ts";
import type { Unknown, Value } from "../value.ts";
import type { Comp, Scope } from "./scope.ts";

/** What compiled code is made for: the machine, the file, the scope and the function that it is in. */
export interface Unit {
  readonly machine: Runtime;
  readonly file: string;
  readonly scope: Scope;
  readonly code: Code | null;
  readonly compiler: Compiler;
  /** "Outer.inner." in front of the names of what is defined here. */
  readonly prefix: string;
  /** Expressions and blocks around this one. */
  readonly nesting: number;
  /** The results of yields, by node, where a generator has put them before the rest of the statement runs. */
  readonly yields: ReadonlyMap<Node, number> | null;
}

export function siteOf(unit: Unit, node: Expression): CallSite {
  const at = { file: unit.file, start: node.start, end: node.end };
  return { file: unit.file, node, at, within: unit.code };
}

export type Arguments = { positional: readonly Value[]; keywords: Keywords | null };

export interface Compiler {
  expression(unit: Unit, node: Expression): Evaluate;
  block(unit: Unit, body: readonly Statement[]): Execute;
  statement(unit: Unit, statement: Statement): Execute;
  store(unit: Unit, target: Expression): Store;
  storeName(unit: Unit, name: string): Store;
  delete(unit: Unit, target: Expression): (frame: Frame) => boolean;
  forget(unit: Unit, body: readonly Statement[]): (frame: Frame, unknown: Unknown) => void;
  generatorBlock(unit: Unit, body: readonly Statement[]): GeneratorBody;
  comprehension(unit: Unit, node: Comp): Evaluate;
  class(unit: Unit, node: ClassDef): Evaluate;
  function(unit: Unit, node: FunctionDef | Lambda): Evaluate;
  arguments(
    unit: Unit,
    args: readonly Expression[],
    keywords: readonly Keyword[],
  ): (frame: Frame) => Arguments | undefined;
}

export const compileExpression = (unit: Unit, node: Expression): Evaluate => unit.compiler.expression(unit, node);
export const compileBlock = (unit: Unit, body: readonly Statement[]): Execute => unit.compiler.block(unit, body);
export const compileStatement = (unit: Unit, statement: Statement): Execute => unit.compiler.statement(unit, statement);
export const compileStore = (unit: Unit, target: Expression): Store => unit.compiler.store(unit, target);
export const storeName = (unit: Unit, name: string): Store => unit.compiler.storeName(unit, name);
export const compileDelete = (unit: Unit, target: Expression): ((frame: Frame) => boolean) =>
  unit.compiler.delete(unit, target);
export const compileForget = (unit: Unit, body: readonly Statement[]): ((frame: Frame, unknown: Unknown) => void) =>
  unit.compiler.forget(unit, body);
export const compileGeneratorBlock = (unit: Unit, body: readonly Statement[]): GeneratorBody =>
  unit.compiler.generatorBlock(unit, body);
export const compileComprehension = (unit: Unit, node: Comp): Evaluate => unit.compiler.comprehension(unit, node);
export const compileClass = (unit: Unit, node: ClassDef): Evaluate => unit.compiler.class(unit, node);
export const makeFunction = (unit: Unit, node: FunctionDef | Lambda): Evaluate => unit.compiler.function(unit, node);
export const compileArguments = (
  unit: Unit,
  args: readonly Expression[],
  keywords: readonly Keyword[],
): ((frame: Frame) => Arguments | undefined) => unit.compiler.arguments(unit, args, keywords);

/** `self.__x` in a class C is `self._C__x`. */
export function mangled(unit: Unit, name: string): string {
  if (!name.startsWith("__") || name.endsWith("__")) return name;
  for (let scope: Scope | null = unit.scope; scope !== null; scope = scope.parent) {
    if (scope.kind === "class") return `_${(scope.className ?? "").replace(/^_+/, "")}${name}`;
  }
  return name;
}
