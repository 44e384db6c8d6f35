// One Python file, evaluated: what the analysis of models needs of the evaluator.
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { FileId, SourceRange } from "../ir/source.ts";
import type { Keywords, Machine } from "./eval/native.ts";
import type { Result, Value } from "./eval/value.ts";
import type { Module, TextRange } from "./syntax/ast.ts";

export interface Raised {
  readonly text: string;
  readonly at: SourceRange | null;
  /** The calls from there outwards. */
  readonly calls: readonly SourceRange[];
  /** The attribute that an object was found to lack. */
  readonly missing: { readonly object: Value; readonly name: string } | null;
}

export interface Program {
  readonly file: FileId;
  readonly text: string;
  /** The text of a file that was read; empty where there is none. */
  sourceOf(file: FileId): string;
  readonly tree: Module;
  readonly comments: readonly TextRange[];
  readonly machine: Machine;
  /** The value of a name of the module; undefined: there is none. */
  lookup(name: string): Value | undefined;
  /** An expression in the module's scope; undefined where it raises, null where it is no expression. */
  evaluate(expression: string): { readonly result: Result } | null;
  /** Calls a value of the program with keyword arguments; undefined where it raises. */
  call(callee: Value, keywords: Keywords): Result;
  /** Faults reported since the last call. */
  takeDiagnostics(): readonly Diagnostic[];
  /** The exception on its way, as text and where it was raised; forgets it. */
  takeException(): Raised | null;
  /** Each model has a budget of its own. */
  renewBudget(): void;
}
