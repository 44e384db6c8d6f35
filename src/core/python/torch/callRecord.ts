import type { ValueId } from "../../ir/network.ts";
import type { SourceRange } from "../../ir/source.ts";
import type { Call, Machine } from "../eval/native.ts";
import { Dict, type Instance, List, type Result, Tuple, type Value } from "../eval/value.ts";
import { runForward } from "./hooks.ts";
import { isLeaf, modulePayload } from "./moduleTree.ts";
import { valueIdOf } from "./record.ts";
import { isTensor, payloadOf, shapeText } from "./tensor.ts";
import { contextId, type ObservedCall, type TorchSession, type Trace, torchSession } from "./trace.ts";

/** A module call inside another, without end: `Sequential` that holds itself. */
const deepestCalls = 120;

/** The tensors in a value, containers opened in order. */
export function tensorsIn(value: Value, into: Instance[] = [], depth = 0): Instance[] {
  if (depth > 8 || into.length > 10_000) return into;
  if (isTensor(value)) into.push(value);
  else if (value instanceof Tuple || value instanceof List)
    for (const item of value.items) tensorsIn(item, into, depth + 1);
  else if (value instanceof Dict) for (const item of value.entries.values()) tensorsIn(item, into, depth + 1);
  return into;
}

/** The name that a module goes by: its path in the model, or its class and a number of its own where it is not registered. */
export function moduleName(trace: Trace, module: Instance): string {
  const known = trace.modules.get(module);
  if (known !== undefined) return known;
  trace.refreshNames();
  const found = trace.modules.get(module);
  if (found !== undefined) return found;
  const scope = trace.open.at(-1) ?? "";
  const plain = scope === "" ? module.cls.name : `${scope}.${module.cls.name}`;
  const count = (trace.strays.get(plain) ?? 0) + 1;
  trace.strays.set(plain, count);
  const name = count === 1 ? plain : `${plain}#${count}`;
  trace.modules.set(module, name);
  return name;
}

/** Runs a module's forward: as a call of the network, or outside a trace for its result only. */
export function recordedCall(
  machine: Machine,
  module: Instance,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  call: Call,
): Result {
  const session = torchSession(machine);
  const { trace } = session;
  if (trace === null) return observedCall(machine, session, { module, args, keywords, site: call.site }, call);
  if (trace.open.length >= deepestCalls) return machine.outOfBudget();
  const name = moduleName(trace, module);
  const tensors: Instance[] = [];
  for (const value of args) tensorsIn(value, tensors);
  for (const value of keywords.values()) tensorsIn(value, tensors);
  const inputs: ValueId[] = tensors.map((tensor) => valueIdOf(trace, tensor));
  const id = trace.builder.enterCall({
    name,
    type: module.cls.name,
    leaf: isLeaf(module),
    inputs,
    at: siteOf(call),
    definedAt: modulePayload(module)?.definedAt ?? null,
    context: contextId(trace, machine.contextOf(call)),
  });
  trace.open.push(name);
  const depth = trace.open.length;
  const result = runForward(machine, module, args, call);
  trace.open.length = Math.min(trace.open.length, depth - 1);
  const outputs = result === undefined ? [] : tensorsIn(result).map((tensor) => valueIdOf(trace, tensor));
  trace.builder.leaveCall(id, outputs);
  return result;
}

const deepestNest = 4;

/** Calls with other shapes of one place in a script that are run: a loop over sizes has a few. */
const mostPlaceCalls = 16;

/** The types of the tensors in the arguments; what else is given decides nothing here. */
export const typesOfCall = ({ args, keywords }: Pick<ObservedCall, "args" | "keywords">): string =>
  [...args, ...keywords.values()]
    .flatMap((value) => tensorsIn(value))
    .map((tensor) => `${payloadOf(tensor).type.dtype} ${shapeText(payloadOf(tensor))}`)
    .join();

/**
 * Outside a trace: a script's own calls of models are noted, and each place that makes one is run once only for tensors of
 * the same types.
 */
function observedCall(
  machine: Machine,
  session: TorchSession,
  given: Omit<ObservedCall, "result" | "finished">,
  call: Call,
): Result {
  if (session.openCalls >= deepestCalls) return machine.outOfBudget();
  const observes = session.observed !== null && session.openCalls === 0 && !insideConstructor(machine, call);
  const seen = observes ? { ...given, args: given.args.map((value) => asGiven(value)) } : given;
  const own = observes && session.observed !== null ? callsOf(session.observed, seen.module) : [];
  const before = own.filter(({ site }) => site?.node === seen.site?.node);
  const types = before.length === 0 ? "" : typesOfCall(seen);
  const same = before.find((one) => typesOfCall(one) === types);
  if (same !== undefined) return same.result;
  if (before.length >= mostPlaceCalls) return machine.outOfBudget();
  if (observes && session.isEnough?.(seen, machine.contextOf(call))) {
    note(session.observed, { ...seen, result: null, finished: false });
    return machine.stop();
  }
  session.openCalls++;
  const wasQuiet = session.quiet;
  session.quiet ||= observes;
  const result = runForward(machine, given.module, given.args, call);
  session.quiet = wasQuiet;
  session.openCalls--;
  if (observes) note(session.observed, { ...seen, result: result ?? null, finished: result !== undefined });
  return result;
}

type Calls = NonNullable<TorchSession["observed"]>;

/** Calls by their modules: who calls the parts of a model one by one makes thousands. */
const callsByModule = new WeakMap<Calls, Map<Instance, ObservedCall[]>>();

const callsOf = (observed: Calls, module: Instance): readonly ObservedCall[] =>
  callsByModule.get(observed)?.get(module) ?? [];

function note(observed: TorchSession["observed"], call: ObservedCall): void {
  if (observed === null) return;
  observed.push(call);
  const table = callsByModule.get(observed) ?? new Map<Instance, ObservedCall[]>();
  callsByModule.set(observed, table);
  const known = table.get(call.module);
  if (known === undefined) table.set(call.module, [call]);
  else known.push(call);
}

/** A list or dict of tensors as it is now: a forward may write its results into it (`x[0] = self.stem(x[0])`). */
function asGiven(value: Value, depth = 0): Value {
  if (depth > deepestNest) return value;
  if (value instanceof List && value.cls === null && value.lost === null)
    return new List(value.items.map((item) => asGiven(item, depth + 1)));
  if (!(value instanceof Dict) || value.cls !== null || value.lost !== null || value.unsure !== null) return value;
  return new Dict(new Map([...value.entries].map(([key, item]) => [key, asGiven(item, depth + 1)] as const)));
}

function insideConstructor(machine: Machine, call: Call): boolean {
  for (let context = machine.contextOf(call); context !== null; context = context.parent)
    if (context.callee?.name === "__init__") return true;
  return false;
}

export const siteOf = (call: Call): SourceRange | null => call.site?.at ?? null;
