// The machine: one evaluation's state, and every service that natives and compiled code ask for.
import type { Diagnostic } from "../../ir/diagnostic.ts";
import type { Message } from "../../ir/message.ts";
import type { AttributeSite, SourceRange } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { BinaryOperator, CompareOperator } from "../syntax/ast.ts";
import { annotationsOf } from "./annotations.ts";
import { absent, deleteAttribute, find, getAttribute, setAttribute, setPlainAttribute } from "./attributes.ts";
import { call, callAttribute, callMethod } from "./calls.ts";
import { isInstance } from "./classes.ts";
import { compare, equals, truth } from "./comparison.ts";
import { joinExpressions } from "./forks.ts";
import { Heap } from "./heap.ts";
import { iterate, listOf } from "./iteration.ts";
import type { Modules } from "./modules.ts";
import type { Call, CallHook, CallSite, Context, Keywords, Recorder } from "./native.ts";
import { binary } from "./operators.ts";
import { argumentSite, Contexts } from "./provenance.ts";
import { isLibraryUri } from "./resolver.ts";
import { type Budget, Frame, type ImportRequest, type Runtime, standardBudget } from "./runtime.ts";
import { getItem, setItem } from "./subscripts.ts";
import { repr, str } from "./texts.ts";
import { budgetStopClass, classOf, exceptionClasses } from "./types.ts";
import {
  type ClassValue,
  type Dict,
  type FunctionValue,
  Instance,
  type Key,
  type ModuleValue,
  Reference,
  type Result,
  type Step,
  Tuple,
  Unknown,
  type Value,
} from "./value.ts";

/** Thrown, and only this, when the caller no longer wants the answer. */
export class Cancelled extends Error {
  constructor() {
    super("evaluation cancelled");
    this.name = "Cancelled";
  }
}

/** Steps between two looks at whether the answer is still wanted. */
const LOOK_UP = 1024;

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"]);

/** Where an exception was raised: the innermost expression or statement, and the function that it is in. */
export interface Origin {
  readonly at: SourceRange | null;
  readonly frame: Frame | null;
}

export class StandardMachine implements Runtime {
  readonly heap = new Heap();
  readonly budget: Budget;
  readonly extensions = new Map<object, unknown>();
  readonly handlers: (ReadonlySet<string> | "all" | null)[] = [];
  recorder: Recorder | null = null;
  frame: Frame | null = null;
  steps = 0;
  turns = 0;
  turnWeight = 0;
  checkAt = LOOK_UP;
  uncertain = 0;
  waiting = 0;
  progress = 0;
  nativeDepth = 0;
  stopped = false;
  handling: Instance | null = null;
  operatorSite: CallSite | null = null;
  callHook: CallHook | null = null;
  onPrint: ((text: string) => void) | null = null;
  assumedBase: ((namespace: Dict) => ClassValue | null) | null = null;
  diagnostics: Diagnostic[] = [];
  /** Set once, right after the machine is made: the two need each other. */
  modules: Modules | null = null;
  private current: Instance | null = null;
  private readonly origins = new WeakMap<Instance, Origin>();
  /** Of one analysis: its texts go with it. */
  private contexts = new Contexts();
  private readonly shouldStop: () => boolean;

  constructor(shouldStop: () => boolean, budget: Budget = standardBudget) {
    this.shouldStop = shouldStop;
    this.budget = budget;
  }

  /** Before an analysis, and after one that was stopped. */
  reset(): void {
    this.frame = null;
    this.steps = 0;
    this.checkAt = LOOK_UP;
    this.uncertain = 0;
    this.waiting = 0;
    this.nativeDepth = 0;
    this.stopped = false;
    this.handling = null;
    this.callHook = null;
    this.current = null;
    this.handlers.length = 0;
    this.diagnostics = [];
    this.contexts = new Contexts();
  }

  // ---- Exceptions

  get pending(): Instance | null {
    return this.current;
  }
  set pending(exception: Instance | null) {
    this.current = exception;
    if (exception !== null && !this.origins.has(exception)) {
      this.origins.set(exception, { at: null, frame: this.frame });
    }
  }

  locate(at: SourceRange): undefined {
    const origin = this.current === null ? undefined : this.originOf(this.current);
    if (this.current === null || origin === undefined || origin.at !== null) return;
    this.origins.set(this.current, { at, frame: origin.frame });
  }

  /** The statement that raised, where it is known better than by the call that ran. */
  set raisedAt(at: SourceRange | null) {
    if (this.current !== null && at !== null) this.origins.set(this.current, { at, frame: this.frame });
  }
  get raisedAt(): SourceRange | null {
    return this.current === null ? null : (this.originOf(this.current)?.at ?? null);
  }

  originOf(exception: Instance): Origin | undefined {
    return this.origins.get(exception);
  }

  exception(exception: string | ClassValue, args: readonly Value[]): Instance {
    const cls = typeof exception === "string" ? exceptionClasses.get(exception) : exception;
    const made = new Instance(cls ?? budgetStopClass);
    made.attributes.entries.set("args", new Tuple(args));
    return made;
  }

  raise(exception: string | ClassValue, text: string): undefined {
    this.pending = this.exception(exception, text === "" ? [] : [text]);
    return undefined;
  }

  caught(): Instance | null {
    const exception = this.current;
    this.current = null;
    return exception;
  }

  // ---- Budget

  checkpoint(): boolean {
    this.checkAt = this.steps + LOOK_UP;
    if (this.shouldStop()) throw new Cancelled();
    if (this.stopped) return false;
    if (this.steps <= this.budget.steps) return true;
    this.stop();
    return false;
  }

  stop(): undefined {
    this.stopped = true;
    this.current = this.exception(budgetStopClass, []);
  }

  charge(steps: number): boolean {
    this.steps += Math.ceil(Math.min(steps, this.budget.elements));
    return steps <= this.budget.elements && (this.steps < this.checkAt || this.checkpoint());
  }

  outOfBudget(): Unknown {
    return new Unknown(message("pythonElementBudget", { limit: this.budget.elements }));
  }

  unknown(because: Message): Unknown {
    return new Unknown(because);
  }

  // ---- Values

  call(
    callee: Value,
    positional: readonly Value[],
    keywords: Keywords | null = null,
    site: CallSite | null = null,
  ): Result {
    return call(this, callee, positional, keywords, site);
  }

  callMethod(object: Value, name: string, positional: readonly Value[] = []): Result {
    return callMethod(this, object, name, positional);
  }

  callAttribute(
    object: Value,
    name: string,
    positional: readonly Value[],
    keywords: Keywords | null,
    site: CallSite | null,
  ): Result {
    return callAttribute(this, object, name, positional, keywords, site);
  }

  getAttribute(object: Value, name: string): Result {
    return getAttribute(this, object, name);
  }

  findAttribute(object: Value, name: string): Value | undefined {
    const found = find(this, object, name);
    if (found === undefined) this.caught();
    return found === absent ? undefined : found;
  }

  setAttribute(object: Value, name: string, value: Value): boolean {
    return setAttribute(this, object, name, value);
  }

  setPlainAttribute(object: Value, name: string, value: Value): boolean {
    return setPlainAttribute(this, object, name, value);
  }

  deleteAttribute(object: Value, name: string): boolean {
    return deleteAttribute(this, object, name);
  }

  getItem(object: Value, key: Value): Result {
    return getItem(this, object, key);
  }

  setItem(object: Value, key: Value, value: Value): boolean {
    return setItem(this, object, key, value);
  }

  lateEntry(registry: Dict, key: Key): Value | undefined {
    return this.modules?.lateEntry(registry, key);
  }

  classOf(value: Value): ClassValue {
    return classOf(value);
  }

  isInstance(value: Value, cls: Value): boolean | Unknown {
    return isInstance(this, value, cls);
  }

  truth(value: Value): boolean | Unknown | undefined {
    return typeof value === "boolean" ? value : truth(this, value);
  }

  equals(first: Value, second: Value): boolean | Unknown | undefined {
    return equals(this, first, second);
  }

  binary(op: string, left: Value, right: Value): Result {
    return comparisons.has(op)
      ? compare(this, op as CompareOperator, left, right)
      : binary(this, op as BinaryOperator, left, right);
  }

  repr(value: Value): string | Unknown | undefined {
    return repr(this, value);
  }

  str(value: Value): string | Unknown | undefined {
    return str(this, value);
  }

  force(value: Value): Value {
    let current = value;
    // A reference may lead to another; a cycle of them ends here.
    for (let step = 0; step < 50 && current instanceof Reference; step++) current = current.force();
    return current instanceof Reference
      ? new Unknown(message("pythonAttributeMissing", { name: current.name ?? "", owner: current.module }))
      : current;
  }

  iterate(value: Value): (() => Step) | Unknown | undefined {
    return iterate(this, value);
  }

  list(value: Value): Value[] | Unknown | undefined {
    return listOf(this, value);
  }

  join(sides: readonly (() => Result)[], because: Message, op?: "and" | "or"): Result {
    return joinExpressions(this, sides, because, op);
  }

  // ---- Sources

  argumentSite(call: Call, parameter: string): AttributeSite | null {
    return argumentSite(call, parameter);
  }

  annotationsOf(fn: FunctionValue): Dict {
    return annotationsOf(this, fn);
  }

  get currentFrame(): Frame | null {
    return this.frame;
  }

  inside(call: Call, run: () => Result): Result {
    const outer = this.frame;
    if (outer === null) return run();
    this.frame = new Frame(outer.module, null, null, [], [], outer, call.site);
    const result = run();
    this.frame = outer;
    return result;
  }

  contextOf(call: Call): Context | null {
    const outer = this.contexts.of(call.frame);
    return call.site === null ? outer : this.contexts.at(outer, call.site, null);
  }

  report(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }

  executeText(text: string, names: Dict): Result {
    return this.modules === null ? null : this.modules.executeText(text, names);
  }

  evaluate(text: string, names: Dict): { readonly result: Result } | null {
    return this.modules === null ? null : this.modules.evaluate(text, names);
  }

  readText(path: string): string | Unknown | null {
    return this.modules?.readText(path, this.openingModule()) ?? null;
  }

  listFolder(path: string): readonly string[] | Unknown | null {
    return this.modules?.listFolder(path, this.openingModule()) ?? null;
  }

  importFile(path: string): Result | null {
    return this.modules?.importFile(path, this.openingModule()) ?? null;
  }

  /** The innermost module of the project: what a library opens lies where its caller says. */
  private openingModule(): ModuleValue | null {
    let frame = this.frame;
    while (frame?.parent && isLibraryUri(frame.module.uri ?? "")) frame = frame.parent;
    return frame?.module ?? null;
  }

  importModule(name: string): Result {
    return this.modules === null
      ? new Unknown(message("pythonModuleMissing", { name }))
      : this.modules.importModule(name);
  }

  importFrom(request: ImportRequest): Value | undefined {
    return this.modules === null
      ? new Unknown(message("pythonModuleMissing", { name: request.module }))
      : this.modules.importFrom(request);
  }
}
