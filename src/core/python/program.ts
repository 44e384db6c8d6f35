// One Python file, evaluated: what the analysis of models needs of the evaluator.
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { FileId } from "../ir/source.ts";
import type { ImportedNames } from "./eval/certainNames.ts";
import type { Escaped } from "./eval/index.ts";
import type { Keywords, Machine } from "./eval/native.ts";
import type { ModuleValue, Result, Value } from "./eval/value.ts";
import type { Module, TextRange } from "./syntax/ast.ts";

export interface Program {
  readonly file: FileId;
  readonly text: string;
  /** The text of a file that was read; empty where there is none. */
  sourceOf(file: FileId): string;
  readonly tree: Module;
  /** The text has no syntax errors: the tree lacks nothing of it. */
  readonly isWhole: boolean;
  readonly comments: readonly TextRange[];
  readonly machine: Machine;
  /** The module itself, as far as it has run. */
  readonly module: ModuleValue;
  /** The value of a name of the module; undefined: there is none. */
  lookup(name: string): Value | undefined;
  /**
   * The names that the file finds in a module of the project, `level` dots before it; null where nobody can say, or it has
   * all that are `wanted`.
   */
  namesOf(module: string, level: number, wanted: readonly string[]): ImportedNames | null;
  /** An expression in the module's scope; undefined where it raises, null where it is no expression. */
  evaluate(expression: string): { readonly result: Result } | null;
  /** Calls a value of the program with keyword arguments; undefined where it raises. */
  call(callee: Value, keywords: Keywords): Result;
  /** Faults reported since the last call. */
  takeDiagnostics(): readonly Diagnostic[];
  /** The exception on its way, as text and where it was raised; forgets it. */
  takeException(): Escaped | null;
  /** Each model has a budget of its own. */
  renewBudget(): void;
}
