// What the parts of the evaluator share: the frame of a running call, how statements end, and the machine seen from inside.
import type { Message } from "../../ir/message.ts";
import type { SourceRange } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { Delta } from "./heap.ts";
import type { CallSite, Context, Keywords, Machine } from "./native.ts";
import {
  type Cell,
  type ClassValue,
  type Dict,
  type FunctionCode,
  type FunctionValue,
  type Instance,
  type ModuleValue,
  type Result,
  Unknown,
  type Value,
} from "./value.ts";

/** How a statement ended. `raised`: `machine.pending` holds the exception; `returned`: the frame's `result` the value. */
export const normal = 0;
export const broke = 1;
export const continued = 2;
export const returned = 3;
export const raised = 4;
export type Completion = 0 | 1 | 2 | 3 | 4;

/** One running function, module body or class body. */
export class Frame {
  slots: (Value | undefined)[];
  cells: readonly Cell[];
  readonly module: ModuleValue;
  /** Where bare names are written in module and class bodies; null in functions. */
  readonly namespace: Dict | null;
  readonly code: FunctionCode | null;
  readonly fn: FunctionValue | null;
  readonly parent: Frame | null;
  /** Where the call that made it is written (in the parent's code). */
  readonly site: CallSite | null;
  result: Value = null;
  positional = 0;
  selfOffset = 0;
  context: Context | null = null;
  depth: number;
  /** A generator's: whether a condition that is not known decides what it yields. */
  yieldsUnknown = false;
  /** What returned early under a condition that is not known; joined when the function ends. */
  partials: Partial[] | null = null;
  /** What else it may have returned: of these only the value counts. */
  kept: KeptReturn | null = null;
  /** How many of them wait with their writes, those of conditions around the running one too. */
  waiting = 0;
  constructor(
    module: ModuleValue,
    namespace: Dict | null,
    fn: FunctionValue | null,
    slots: (Value | undefined)[],
    cells: readonly Cell[],
    parent: Frame | null,
    site: CallSite | null,
  ) {
    this.module = module;
    this.namespace = namespace;
    this.fn = fn;
    this.code = fn === null ? null : fn.code;
    this.slots = slots;
    this.cells = cells;
    this.parent = parent;
    this.site = site;
    this.depth = parent === null ? 0 : parent.depth + 1;
  }
}

/**
 * A side of a condition that left the block: how, with what, and its writes. While it waits, the other side writes to a
 * journal frame of its own; `delta` null: only the value is left.
 */
export interface Partial {
  readonly completion: Completion;
  readonly value: Value;
  readonly slots: readonly (Value | undefined)[];
  readonly delta: Delta;
  readonly because: Message;
}

export interface KeptReturn {
  readonly value: Value;
  readonly because: Message;
  /** How many of them are joined in it. */
  readonly count: number;
}

/** The machine as the evaluator's own files see it. */
export interface Runtime extends Machine {
  frame: Frame | null;
  steps: number;
  /** Turns of all loops. */
  turns: number;
  /** The same, the first turns of each loop hardly counted. */
  turnWeight: number;
  /** `steps` at which to look up: for cancellation, budgets. */
  checkAt: number;
  /** False: the analysis has to stop; `pending` holds the stop. */
  checkpoint(): boolean;
  /** A call of `object.name(…)` that makes no bound method. */
  callAttribute(
    object: Value,
    name: string,
    positional: readonly Value[],
    keywords: Keywords | null,
    site: CallSite | null,
  ): Result;
  /** What running handlers would catch, innermost last; null where evaluation of a module begins. */
  readonly handlers: (ReadonlySet<string> | "all" | null)[];
  uncertain: number;
  /** How many of the conditions that `uncertain` counts are early ends of functions, loops or turns that wait. */
  waiting: number;
  /** The analysis ends: nothing catches `pending` any more. */
  stopped: boolean;
  nativeDepth: number;
  /** The exception that the innermost running handler has caught: what a bare `raise` raises again. */
  handling: Instance | null;
  /** The `raise` or `assert` that raised last. */
  raisedAt: SourceRange | null;
  /** Says of an exception that comes out of an expression or statement where that is; the innermost that says so counts. */
  locate(at: SourceRange): undefined;
  /** Told what `print` prints; for tests. */
  onPrint: ((text: string) => void) | null;
  /** Statements, likewise; undefined where one of them raises. */
  executeText(text: string, names: Dict): Result;
  /** What a class most likely derives from whose base is not known. */
  assumedBase: ((namespace: Dict) => ClassValue | null) | null;
  readonly budget: Budget;
  /** One of several values, it is not known which; see forks.ts. */
  join(sides: readonly (() => Result)[], because: Message, op?: "and" | "or"): Result;
  importFrom(request: ImportRequest): Value | undefined;
}

/** An import as it is written, seen from the module that it is in. */
export interface ImportRequest {
  readonly from: ModuleValue;
  /** Dotted, "" where only dots are written. */
  readonly module: string;
  /** Leading dots. */
  readonly level: number;
  /** The name taken out of the module; null for the module itself; "*". */
  readonly name: string | null;
  /** An ImportError would be handled: find out now whether it is there. */
  readonly guarded: boolean;
}

/** Whether an enclosing `try` of the program would catch the exception. */
export function wouldCatch(machine: Runtime, ...names: readonly string[]): boolean {
  for (let index = machine.handlers.length - 1; index >= 0; index--) {
    const handler = machine.handlers[index];
    if (handler === null || handler === undefined) return false;
    if (handler === "all" || names.some((name) => handler.has(name))) return true;
  }
  return false;
}

/** The limits of an analysis. All are counted in evaluated nodes, turns, elements or calls. */
export interface Budget {
  readonly steps: number;
  readonly elements: number;
  readonly callDepth: number;
  readonly loopSteps: number;
  readonly loopTurns: number;
}

export const standardBudget: Budget = {
  steps: 4_000_000,
  elements: 100_000,
  callDepth: 200,
  loopSteps: 200_000,
  loopTurns: 5_000,
};

export const unknownUnsupported = (what: string): Unknown => new Unknown(message("pythonUnsupported", { what }));

export const isUnknown = (value: Value): value is Unknown => value instanceof Unknown;
