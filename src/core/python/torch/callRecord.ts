import type { ValueId } from "../../ir/network.ts";
import type { SourceRange } from "../../ir/source.ts";
import type { Call, Machine } from "../eval/native.ts";
import { Dict, type Instance, List, type Result, Tuple, type Value } from "../eval/value.ts";
import { isLeaf, modulePayload } from "./moduleTree.ts";
import { valueIdOf } from "./record.ts";
import { isTensor } from "./tensor.ts";
import { contextId, type Trace, torchSession } from "./trace.ts";

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

/** The name that a module goes by: its path in the model, or its class where it is not registered. */
export function moduleName(trace: Trace, module: Instance): string {
  const known = trace.modules.get(module);
  if (known !== undefined) return known;
  trace.refreshNames();
  const found = trace.modules.get(module);
  if (found !== undefined) return found;
  const scope = trace.open.at(-1) ?? "";
  return scope === "" ? module.cls.name : `${scope}.${module.cls.name}`;
}

/** Runs a module's forward as a call of the network. */
export function recordedCall(
  machine: Machine,
  module: Instance,
  args: readonly Value[],
  call: Call,
  run: () => Result,
): Result {
  const { trace } = torchSession(machine);
  if (trace === null) return run();
  if (trace.open.length >= deepestCalls) return machine.outOfBudget();
  const name = moduleName(trace, module);
  const inputs: ValueId[] = args.flatMap((value) => tensorsIn(value)).map((tensor) => valueIdOf(trace, tensor));
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
  const result = run();
  trace.open.length = Math.min(trace.open.length, depth - 1);
  const outputs = result === undefined ? [] : tensorsIn(result).map((tensor) => valueIdOf(trace, tensor));
  trace.builder.leaveCall(id, outputs);
  return result;
}

export const siteOf = (call: Call): SourceRange | null => call.site?.at ?? null;
