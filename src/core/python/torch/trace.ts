import type { DiagnosticPlacement, NetworkBuilder } from "../../ir/builder.ts";
import type { ContextId, ValueId } from "../../ir/network.ts";
import type { CallSite, Context, Machine, Recorder } from "../eval/native.ts";
import type { Instance, Unknown, Value } from "../eval/value.ts";

/** One run of one model: what is recorded goes to its builder. */
export interface Trace {
  readonly builder: NetworkBuilder;
  readonly placement: DiagnosticPlacement;
  /** Dotted paths of the model's modules; the first registration of a shared one names it. */
  readonly modules: Map<Instance, string>;
  /** Names of parameters and buffers; the first registration of a shared one names it. */
  readonly states: Map<Instance, string>;
  /** How many modules that are not registered go by a name. */
  readonly strays: Map<string, number>;
  /** Whether a layer has run whose tensors the model did not hold. */
  hasStrays: boolean;
  /** Paths of the modules whose calls are open, outermost first. */
  readonly open: string[];
  /** Names the modules and tensors that were registered since (lazy layers, modules made in forward). */
  refreshNames(): void;
}

interface TraceMemory {
  readonly contexts: Map<Context, ContextId>;
  /** The same the other way round. */
  readonly byId: (Context | undefined)[];
  readonly constants: Map<object, ValueId>;
  /** Results of calls that are not modelled. */
  readonly unknowns: Map<Unknown, ValueId>;
  /** What was called there. */
  readonly called: Set<Unknown>;
}

const memories = new WeakMap<Trace, TraceMemory>();

function memoryOf(trace: Trace): TraceMemory {
  let memory = memories.get(trace);
  if (memory === undefined) {
    memory = { contexts: new Map(), byId: [], constants: new Map(), unknowns: new Map(), called: new Set() };
    memories.set(trace, memory);
  }
  return memory;
}

/** What torch's natives share during an analysis. */
export interface TorchSession {
  /** Null while models are constructed and library code runs: operations then give shapes and record nothing. */
  trace: Trace | null;
  /** Calls of whole models that the file itself makes, as a script does; null: not wanted any more. */
  observed: ObservedCall[] | null;
  /** Asked of each of them before it runs: true ends the program. */
  isEnough: ((call: Omit<ObservedCall, "result" | "finished">, context: Context | null) => boolean) | null;
  /** Module calls that are open outside a trace. */
  openCalls: number;
  /** Faults in observed calls are found again, and better, when the model is traced. */
  quiet: boolean;
  /** Weights were given a memory format: how the results of convolutions lie is not known. */
  movedWeights: boolean;
  /** The program moves something to a graphics card itself: it expects one. */
  usesCuda: boolean;
}

/** `y = model(torch.randn(1, 3, 32, 32))` in the file's own code, outside of constructors. */
export interface ObservedCall {
  readonly module: Instance;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly site: CallSite | null;
  readonly result: Value;
  /** False where it raised an exception. */
  readonly finished: boolean;
}

const sessionKey = { session: "torch" };

export function torchSession(machine: Machine): TorchSession {
  const known = machine.extensions.get(sessionKey) as TorchSession | undefined;
  if (known !== undefined) return known;
  const session: TorchSession = {
    trace: null,
    observed: null,
    isEnough: null,
    openCalls: 0,
    quiet: false,
    movedWeights: false,
    usesCuda: false,
  };
  machine.extensions.set(sessionKey, session);
  return session;
}

/** Forgets what an earlier analysis left, one that was stopped halfway too. */
export function startSession(machine: Machine): TorchSession {
  machine.extensions.delete(sessionKey);
  return torchSession(machine);
}

/** The network's context for a chain of calls. */
export function contextId(trace: Trace, context: Context | null): ContextId | null {
  if (context === null) return null;
  const { contexts, byId } = memoryOf(trace);
  const known = contexts.get(context);
  if (known !== undefined) return known;
  const id = trace.builder.context(contextId(trace, context.parent), context.site.at);
  contexts.set(context, id);
  byId[id] = context;
  return id;
}

/** The chain of calls that a context of the network stands for. */
export const contextOf = (trace: Trace, id: ContextId | null): Context | null =>
  id === null ? null : (memoryOf(trace).byId[id] ?? null);

/** The value that stands for something made outside the network; the same each time. */
export function constantValue(trace: Trace, key: object, make: () => ValueId): ValueId {
  const { constants } = memoryOf(trace);
  const known = constants.get(key);
  if (known !== undefined) return known;
  const value = make();
  constants.set(key, value);
  return value;
}

/** The value that stands for the result of a call that is not modelled; undefined: it is no such result. */
export const unknownResult = (trace: Trace, unknown: Unknown): ValueId | undefined =>
  memoryOf(trace).unknowns.get(unknown);

export const noteUnknown = (trace: Trace, callee: Unknown, result: Unknown, value: ValueId): void => {
  const { unknowns, called } = memoryOf(trace);
  unknowns.set(result, value);
  called.add(callee);
};

/** What was called with tensors without being known: functions, or layers. */
export const calledUnknowns = (trace: Trace): ReadonlySet<Value> => memoryOf(trace).called;

/** Lets a refuted branch take back what it recorded. */
export function traceRecorder(trace: Trace): Recorder {
  const depths: number[] = [];
  return {
    mark() {
      const mark = trace.builder.mark();
      depths[mark] = trace.open.length;
      return mark;
    },
    rollback(mark) {
      trace.builder.rollback(mark);
      trace.open.length = Math.min(trace.open.length, depths[mark] ?? 0);
      const memory = memoryOf(trace);
      memory.constants.clear();
      memory.unknowns.clear();
      memory.contexts.clear();
    },
  };
}
