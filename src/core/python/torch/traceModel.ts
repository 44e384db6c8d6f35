// Runs a constructed model on symbolic or plain input shapes and gives its network.

import type { DiagnosticPlacement, NetworkBuilder } from "../../ir/builder.ts";
import { createNetworkBuilder } from "../../ir/createNetworkBuilder.ts";
import type { Network, TensorType, ValueId } from "../../ir/network.ts";
import { unknownShape } from "../../ir/shape.ts";
import { message } from "../../messages/index.ts";
import { operators } from "../../ops/index.ts";
import type { Machine } from "../eval/native.ts";
import { Dict, type Instance, List, type Result, Tuple, Unknown, type Value } from "../eval/value.ts";
import { setMode } from "./module.ts";
import { type NamedTensor, namedModules, nameTensors } from "./moduleTree.ts";
import { valueIdOf } from "./record.ts";
import { isTensor, makeTensor, payloadOf } from "./tensor.ts";
import { calledUnknowns, type Trace, torchSession, traceRecorder } from "./trace.ts";
import { unknownCall } from "./unknownCalls.ts";
import { alternativesIn, doubtsIn } from "./unknownParts.ts";

/** An argument of forward: one tensor, or a list of them. */
export interface TracedInput {
  readonly name: string;
  readonly types: readonly TensorType[];
  /** The parameter takes a list, of one tensor too. */
  readonly isList: boolean;
  /** Containers in which the tensors take the places of those that are there, in order. */
  readonly nest?: Value;
  /** Given by keyword, as are all that follow. */
  readonly byName: boolean;
  /** Given as it is, instead of a tensor. */
  readonly constant?: { readonly value: Value };
}

export interface TraceOptions {
  readonly model: string;
  readonly phase: "TRAIN" | "TEST";
  /** Where faults are shown; given the trace, whose contexts lead from a node to the workspace. */
  readonly placement: (trace: () => Trace | null) => DiagnosticPlacement;
}

export interface TracedModel {
  readonly network: Network;
  /** False where forward raised an exception; `machine.pending` still holds it. */
  readonly finished: boolean;
  /** Layers ran whose tensors the model did not hold then. */
  readonly hasStrays: boolean;
}

/** Everything that forward writes is undone afterwards, so that the same instance can be traced again. */
export function traceModel(
  machine: Machine,
  model: Instance,
  inputs: readonly TracedInput[],
  options: TraceOptions,
): TracedModel {
  // Not undone: each run sets the mode anew, and a journal would copy the attributes of every module.
  const training = options.phase === "TRAIN";
  const hasMode = machine.callMethod(model, training ? "train" : "eval") !== undefined;
  if (!hasMode) {
    // A `train` of the program's own that is a loop over data, and takes them.
    machine.caught();
    setMode(machine, model, training);
  }
  const session = torchSession(machine);
  const placement = options.placement(() => session.trace);
  const builder = createNetworkBuilder({
    framework: "pytorch",
    model: options.model,
    phase: options.phase,
    operators,
    placement,
  });
  const registered = registeredIn(model);
  const trace = startTrace(builder, placement, model, registered);
  machine.heap.begin();
  const outer = machine.recorder;
  session.trace = trace;
  machine.recorder = {
    ...traceRecorder(trace),
    unknownCall: (...call) => unknownCall(machine, trace, ...call),
  };
  const result = runForward(machine, trace, model, inputs);
  // What forward has not touched is as it was.
  recordState(trace, machine.heap.isUntouched ? registered : registeredIn(model));
  if (result !== undefined) recordOutputs(trace, result);
  session.trace = null;
  machine.recorder = outer;
  machine.heap.discard();
  return { network: builder.finish(), finished: result !== undefined, hasStrays: trace.hasStrays };
}

/** All modules and tensors below a model under each of their names, in the order of registration. */
interface Registered {
  readonly modules: readonly (readonly [string, Instance])[];
  readonly tensors: readonly NamedTensor[];
}

function registeredIn(model: Instance): Registered {
  const modules = namedModules(model, "", false);
  const tensors: NamedTensor[] = [];
  for (const [name, module] of modules) nameTensors(module, name, tensors);
  return { modules, tensors };
}

function startTrace(
  builder: NetworkBuilder,
  placement: DiagnosticPlacement,
  model: Instance,
  registered: Registered,
): Trace {
  const modules = new Map<Instance, string>();
  const states = new Map<Instance, string>();
  const refreshNames = (): void => {
    const now = registeredIn(model);
    nameAll(now, modules, states);
    for (const [name, module] of alternativesIn(now.modules)) if (!modules.has(module)) modules.set(module, name);
  };
  nameAll(registered, modules, states);
  return { builder, placement, modules, states, strays: new Map(), hasStrays: false, open: [], refreshNames };
}

/** What is shared has the name that came first. */
function nameAll(registered: Registered, modules: Map<Instance, string>, states: Map<Instance, string>): void {
  for (const [name, module] of registered.modules) if (!modules.has(module)) modules.set(module, name);
  for (const { name, tensor } of registered.tensors) if (!states.has(tensor)) states.set(tensor, name);
}

function runForward(machine: Machine, trace: Trace, model: Instance, inputs: readonly TracedInput[]): Result {
  const values = inputs.map((input): Value => {
    if (input.constant !== undefined) return input.constant.value;
    const tensors = input.types.map((type, index) => {
      const name = input.types.length === 1 ? input.name : `${input.name}_${index}`;
      return makeTensor({ type, trace, value: trace.builder.input(name, type) });
    });
    if (input.nest !== undefined) return refilled(input.nest, tensors.values());
    return input.isList ? new List(tensors) : (tensors[0] ?? null);
  });
  // Inputs that follow forward's own order go by position, the others by name.
  const byName = inputs.findIndex(({ byName: named }) => named);
  if (byName < 0) return machine.call(model, values, null, null);
  const keywords = { names: inputs.slice(byName).map(({ name }) => name), values: values.slice(byName) };
  return machine.call(model, values.slice(0, byName), keywords, null);
}

/** Parameters and buffers in the order of `state_dict`. */
function recordState(trace: Trace, { modules, tensors }: Registered): void {
  const { parts, isMaybe } = doubtsIn(modules, calledUnknowns(trace));
  for (const part of parts) trace.builder.unknownPart(part);
  for (const { name, tensor, kind, persistent } of tensors) {
    if (!isTensor(tensor)) continue;
    // Forward may have made it.
    if (!trace.states.has(tensor)) trace.states.set(tensor, name);
    const { type, data, requiresGrad } = payloadOf(tensor);
    trace.builder.state({
      name,
      kind,
      shape: type.shape,
      dtype: type.dtype ?? "float32",
      trainable: kind === "parameter" && requiresGrad,
      sharedAs: trace.states.get(tensor) ?? name,
      persistent,
      data: kind === "buffer" ? data : null,
      ...(isMaybe(name) ? { maybe: true } : null),
    });
  }
}

/** The containers of a value with other tensors in them. */
function refilled(value: Value, tensors: Iterator<Value>): Value {
  if (isTensor(value)) return tensors.next().value ?? null;
  if (value instanceof Tuple) return new Tuple(value.items.map((item) => refilled(item, tensors)));
  if (value instanceof List) return new List(value.items.map((item) => refilled(item, tensors)));
  if (!(value instanceof Dict)) return value;
  return new Dict(new Map([...value.entries].map(([key, item]) => [key, refilled(item, tensors)])));
}

interface NamedOutput {
  readonly name: string | null;
  readonly value: Value;
}

/** Tuples, lists and dicts in order, None left out; dict entries and fields of named tuples keep their names. */
function flattened(value: Value, name: string | null, into: NamedOutput[], depth = 0): readonly NamedOutput[] {
  if (depth > 8 || into.length > 1000) return into;
  if (isTensor(value)) into.push({ name, value });
  else if (value instanceof Tuple || value instanceof List) {
    const fields = value instanceof Tuple ? fieldNames(value) : null;
    for (const [index, item] of value.items.entries()) flattened(item, fields?.[index] ?? name, into, depth + 1);
  } else if (value instanceof Dict) {
    for (const [key, item] of value.entries) flattened(item, String(key), into, depth + 1);
  } else if (value instanceof Unknown) into.push({ name, value });
  return into;
}

function fieldNames(tuple: Tuple): readonly (string | null)[] | null {
  const fields = tuple.cls?.namespace.entries.get("_fields");
  return fields instanceof Tuple ? fields.items.map((field) => (typeof field === "string" ? field : null)) : null;
}

function recordOutputs(trace: Trace, result: Value): void {
  const outputs = flattened(result, null, []);
  const used = new Set<string>();
  for (const [index, { name, value }] of outputs.entries()) {
    const plain = name ?? (outputs.length === 1 ? "output" : `output_${index}`);
    const unique = used.has(plain) ? `${plain}_${index}` : plain;
    used.add(unique);
    trace.builder.output(unique, outputValue(trace, value));
  }
}

function outputValue(trace: Trace, value: Value): ValueId {
  if (isTensor(value)) return valueIdOf(trace, value);
  const because = value instanceof Unknown ? value.because : message("notATensor");
  return trace.builder.unknownValue("", { shape: unknownShape(because), dtype: null }, because);
}
