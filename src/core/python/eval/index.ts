// The evaluator as its users see it: an interpreter that lives as long as the process, and one analysis of one file at a
// time. Nothing throws on what a program does; only `Cancelled` passes through, when `shouldStop` says so.

import type { Diagnostic } from "../../ir/diagnostic.ts";
import type { SourceRange } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { Statement, Module as Tree } from "../syntax/ast.ts";
import { parse, parseDeferred } from "../syntax/parser.ts";
import { missedAttribute } from "./attributes.ts";
import type { ImportedNames } from "./certainNames.ts";
import { compileExpression, moduleUnit } from "./compile/index.ts";
import { libraryModules } from "./library/index.ts";
import { StandardMachine } from "./machine.ts";
import type { ModuleFile } from "./moduleFile.ts";
import { EXPRESSION_FILE, Modules } from "./modules.ts";
import type { Keywords, Machine, NativeModule } from "./native.ts";
import { type FileProvider, isLibraryUri, libraryUri, Resolver } from "./resolver.ts";
import { type Budget, Frame } from "./runtime.ts";
import { exceptionText } from "./texts.ts";
import {
  type ClassValue,
  type Dict,
  type Instance,
  type ModuleValue,
  type Result,
  Unknown,
  type Value,
} from "./value.ts";

export { Cancelled } from "./machine.ts";
export type { FileAnswer, FileProvider } from "./resolver.ts";
export { type Budget, standardBudget } from "./runtime.ts";

export interface InterpreterOptions {
  readonly files: FileProvider;
  /** Tables beside those of the standard library: torch, numpy. */
  readonly natives?: readonly NativeModule[];
  /** Packages that are not read even where their files are there. */
  readonly opaque?: readonly string[];
  /** Characters of source whose evaluated modules are kept; a default that suits an editor. */
  readonly mostText?: number;
  readonly workspaceRoots?: readonly string[];
  readonly searchPaths?: readonly string[];
  readonly budget?: Budget;
  /** Asked every 1,024 steps; true ends the analysis with `Cancelled`. */
  readonly shouldStop?: () => boolean;
  /** A tree that is there already; null: parse. */
  readonly treeOf?: (uri: string, text: string) => Tree | null;
  /** What a class that holds these names most likely derives from, where a base of it is not known; null: nobody can say. */
  readonly assumedBase?: (namespace: Dict) => ClassValue | null;
  /** What the program prints; for tests. */
  readonly onPrint?: (text: string) => void;
}

/** An exception that no handler took: its text, and the innermost place that raised it. */
export interface Escaped {
  readonly exception: Instance;
  readonly text: string;
  readonly at: SourceRange | null;
  /** The calls from there outwards. */
  readonly calls: readonly SourceRange[];
  /** The attribute that an object was found to lack. */
  readonly missing: { readonly object: Value; readonly name: string } | null;
}

/** Large packages whose insides say nothing about shapes. */
export const heavyPackages: readonly string[] = [
  "huggingface_hub",
  "safetensors",
  "PIL",
  "scipy",
  "transformers",
  "tensorflow",
  "matplotlib",
  "cv2",
  "pandas",
  "sklearn",
  "tqdm",
  "requests",
  "yaml",
  "wandb",
  "tensorboard",
  "tensorboardX",
  "skimage",
  "h5py",
  "onnx",
  "onnxruntime",
  "setuptools",
  "pkg_resources",
];

export class Interpreter {
  private readonly machine: StandardMachine;
  private readonly modules: Modules;

  constructor(options: InterpreterOptions) {
    this.machine = new StandardMachine(options.shouldStop ?? (() => false), options.budget);
    this.machine.onPrint = options.onPrint ?? null;
    this.machine.assumedBase = options.assumedBase ?? null;
    const natives = [
      ...libraryModules(
        () => this.modules.store.table,
        (module, resource) => this.modules.dataFile(module, resource),
      ),
      ...(options.natives ?? []),
    ];
    this.modules = new Modules({
      machine: this.machine,
      resolver: new Resolver({
        files: options.files,
        workspaceRoots: options.workspaceRoots ?? [],
        searchPaths: options.searchPaths ?? [],
        library: new Map(
          natives.flatMap(({ name, python }): [string, string][] =>
            python === undefined ? [] : [[libraryUri(name), python.text]],
          ),
        ),
      }),
      natives,
      opaque: options.opaque ?? heavyPackages,
      mostText: options.mostText,
      parse: (text, uri) => options.treeOf?.(uri, text) ?? parseDeferred(text),
      onFailure: (file, statement) => this.failures.push({ file, statement, exception: this.machine.pending }),
    });
    this.machine.modules = this.modules;
  }

  private failures: { file: ModuleFile; statement: Statement; exception: Instance | null }[] = [];

  /**
   * Runs `work` on a file, freshly evaluated by `analysis.run()`. What the work does to the evaluated modules of other
   * files is undone afterwards.
   */
  analyse<Answer>(file: { readonly uri: string; readonly text: string }, work: (analysis: Analysis) => Answer): Answer {
    const { machine, modules } = this;
    machine.reset();
    modules.refresh();
    this.failures = [];
    machine.heap.begin();
    try {
      return work(new Analysis(machine, modules, file, () => this.failures));
    } finally {
      while (machine.heap.frame !== null) machine.heap.discard();
      machine.recorder = null;
      // What the analysis made would stay in memory until the next one.
      machine.reset();
      modules.finish();
      this.failures = [];
    }
  }
}

export class Analysis {
  private readonly runtime: StandardMachine;
  private readonly modules: Modules;
  private readonly failuresSoFar: () => readonly { file: ModuleFile; exception: Instance | null }[];
  private readonly file: ModuleFile;
  constructor(
    machine: StandardMachine,
    modules: Modules,
    file: { readonly uri: string; readonly text: string },
    failures: () => readonly { file: ModuleFile; exception: Instance | null }[],
  ) {
    this.runtime = machine;
    this.modules = modules;
    this.failuresSoFar = failures;
    this.file = modules.store.edited(file.uri, file.text);
  }

  get machine(): Machine {
    return this.runtime;
  }

  /** The module's namespace, as far as it has run. */
  get module(): ModuleValue {
    return this.file.value;
  }

  get tree(): Tree {
    return this.modules.store.treeOf(this.file);
  }

  /** Runs the file from top to bottom, `__name__` being "__main__". A statement that raises is passed over. */
  run(): ModuleValue {
    if (this.file.state === "new") this.modules.execute(this.file);
    this.runtime.frame = null;
    return this.file.value;
  }

  /** Exceptions that ended a statement at the file's top level. */
  get failures(): readonly Escaped[] {
    return this.failuresSoFar().flatMap(({ file, exception }) =>
      file === this.file && exception !== null ? [this.describe(exception)] : [],
    );
  }

  /** The value of a name of the module; undefined: there is none. */
  lookup(name: string): Value | undefined {
    const own = this.file.value.namespace.entries.get(name);
    const value = own === undefined ? this.file.value.missing?.(name) : own;
    return value === undefined ? undefined : this.runtime.force(value);
  }

  /** The names that the file finds in a module of the project; see `Modules.namesOf`. */
  namesOf(module: string, level: number, wanted: readonly string[]): ImportedNames | null {
    return this.modules.namesOf(this.file, module, level, wanted);
  }

  /** An expression in the module's scope. Null: it is no expression; undefined: it raised (see `takeException`). */
  evaluate(text: string): { readonly result: Result } | null {
    const parsed = parse(text);
    const [statement] = parsed.module.body;
    if (parsed.errors.length > 0 || parsed.module.body.length !== 1 || statement?.kind !== "Expr") return null;
    const { namespace } = this.file.value;
    const frame = new Frame(this.file.value, namespace, null, [], [], null, null);
    const unit = moduleUnit(this.runtime, EXPRESSION_FILE);
    const run = compileExpression(unit, statement.value);
    this.runtime.frame = frame;
    const result = run(frame);
    this.runtime.frame = null;
    return { result: this.settled(result) };
  }

  /** Calls a value from outside the program. */
  call(callee: Value, positional: readonly Value[], keywords: Keywords | null = null): Result {
    const result = this.runtime.call(callee, positional, keywords);
    this.runtime.frame = null;
    return this.settled(result);
  }

  /** A stop is no exception of the program: the value is unknown. */
  private settled(result: Result): Result {
    if (!this.runtime.stopped) return result === undefined ? undefined : this.runtime.force(result);
    this.runtime.caught();
    const steps = this.runtime.budget.steps;
    // The next question gets a budget of its own.
    this.runtime.stopped = false;
    this.runtime.steps = 0;
    this.runtime.checkAt = 0;
    return new Unknown(message("pythonBudget", { steps }));
  }

  /** The exception on its way, which is forgotten. */
  takeException(): Escaped | null {
    const exception = this.runtime.caught();
    return exception === null ? null : this.describe(exception);
  }

  private describe(exception: Instance): Escaped {
    const text = exceptionText(this.runtime, exception);
    if (text === undefined) this.runtime.caught();
    const name = exception.cls.name;
    const origin = this.runtime.originOf(exception);
    const calls: SourceRange[] = [];
    for (let frame = origin?.frame ?? null; frame !== null; frame = frame.parent) {
      if (frame.site !== null) calls.push(frame.site.at);
    }
    const detail = typeof text === "string" && text !== "" ? `${name}: ${text}` : name;
    return { exception, text: detail, at: origin?.at ?? null, calls, missing: missedAttribute(exception) };
  }

  takeDiagnostics(): readonly Diagnostic[] {
    const diagnostics = this.runtime.diagnostics;
    this.runtime.diagnostics = [];
    return diagnostics;
  }

  /** Files that the answer depends on, absent candidates included. */
  get dependencies(): readonly string[] {
    return [...this.modules.store.dependencies.keys()].filter((uri) => uri !== this.file.uri && !isLibraryUri(uri));
  }

  /** Files that were asked for and are still being read. */
  get pending(): readonly string[] {
    return [...this.modules.store.pending];
  }

  /** Starts a budget anew: each model has its own. */
  renewBudget(): void {
    this.runtime.steps = 0;
    this.runtime.checkAt = 0;
    this.runtime.stopped = false;
  }
}
