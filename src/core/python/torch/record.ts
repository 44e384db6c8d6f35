// Operations on tensors become nodes of the network here, and nowhere else.
import type { OperationCall } from "../../ir/builder.ts";
import { fixOf } from "../../ir/createNetworkBuilder.ts";
import type { Fix } from "../../ir/diagnostic.ts";
import type { Dim } from "../../ir/dim.ts";
import type { Message } from "../../ir/message.ts";
import type { Attributes, Param, TensorType, ValueId } from "../../ir/network.ts";
import { unknownShape } from "../../ir/shape.ts";
import type { AttributeSites } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import { operators } from "../../ops/index.ts";
import type { Call, Machine } from "../eval/native.ts";
import { type Instance, Unknown, type Value } from "../eval/value.ts";
import { keepsOrder, type Layout, type Strides, stridesAfter } from "./strides.ts";
import { isTensor, layoutOf, makeTensor, payloadOf, tensorOf } from "./tensor.ts";
import { valueText } from "./tensorArguments.ts";
import { constantValue, contextId, type Trace, torchSession, unknownResult } from "./trace.ts";

const noSites: AttributeSites = {};

/** One operation as a table row asks for it. Inputs that are no tensors are unknown to the operator, null is absent. */
export interface Operation {
  /** ConvLens's operator. */
  readonly op: string;
  /** torch's name: "Conv2d", "cat". */
  readonly type: string;
  readonly attrs: Attributes;
  readonly inputs: readonly Value[];
  readonly call: Call;
  /** Where attributes are written. */
  readonly sites?: AttributeSites | undefined;
  /** Set for the operation of a layer: its path, where it is constructed, its tensors. */
  readonly layer?: LayerIdentity;
  /** The number of outputs where the operator is not known to the list. */
  readonly outputs?: number | undefined;
  readonly faults?: readonly OperationFault[] | undefined;
}

/** A fault that the front-end finds where no operator's rule does. */
export interface OperationFault {
  readonly code: string;
  readonly message: Message;
  /** The attribute that is wrong; null: the call. */
  readonly attribute?: string;
  /** What the attribute is, and what would do. */
  readonly change?: { readonly is: Dim; readonly to: Dim };
}

export interface LayerIdentity {
  readonly name: string;
  readonly definedAt: OperationCall["definedAt"];
  readonly params: readonly Param[];
}

/** The network's value for a tensor. */
export function valueIdOf(trace: Trace, tensor: Instance): ValueId {
  const payload = payloadOf(tensor);
  if (payload.trace === trace) return payload.value;
  const state = stateName(trace, tensor);
  if (state !== null) return trace.builder.stateValue(state, payload.type);
  return constantValue(trace, payload, () => trace.builder.constant("", payload.type, payload.data));
}

/** The name of the parameter or buffer that a tensor is; null where it is none of the model's. */
export function stateName(trace: Trace, tensor: Instance): string | null {
  return trace.states.get(tensor) ?? null;
}

export const unknownType = (because: Message): TensorType => ({ shape: unknownShape(because), dtype: null });

/** Records an operation, or outside a network infers its shapes only. One tensor an output. */
export function record(machine: Machine, operation: Operation): readonly Instance[] {
  const { trace } = torchSession(machine);
  return trace === null ? inferOnly(machine, operation) : recordIn(machine, trace, operation);
}

function recordIn(machine: Machine, trace: Trace, operation: Operation): readonly Instance[] {
  const { call, layer } = operation;
  const scope = trace.open.at(-1) ?? "";
  const recording: OperationCall = {
    op: operation.op,
    type: operation.type,
    kind: layer === undefined ? "function" : "module",
    name: layer?.name ?? (scope === "" ? operation.type : `${scope}.${operation.type}`),
    scope: scopeOf(layer === undefined ? `${scope}.` : layer.name),
    attrs: operation.attrs,
    inputs: operation.inputs.map((input) => inputValue(machine, trace, input)),
    params: layer?.params ?? [],
    outputNames: operation.outputs === undefined ? [] : new Array<string>(operation.outputs).fill(""),
    at: call.site?.at ?? null,
    definedAt: layer?.definedAt ?? null,
    attrAt: operation.sites ?? noSites,
    context: contextId(trace, machine.contextOf(call)),
    when: machine.uncertain > 0 ? "maybe" : "always",
  };
  for (const fault of operation.faults ?? []) {
    const placed = trace.placement.place(recording, fault.attribute ?? null);
    const fix = fixOfFault(recording, fault, placed);
    const { at, related = [] } = placed;
    trace.builder.diagnostic({ ...errorOf(fault), at, related, fixes: fix === null ? [] : [fix] });
  }
  machine.progress++;
  const recorded = trace.builder.add(recording);
  const outputs: Instance[] = [];
  for (const value of recorded.outputs) {
    const type = trace.builder.typeOf(value);
    outputs.push(makeTensor({ type, trace, value, strides: stridesOf(machine, operation, type) }));
  }
  return outputs;
}

function fixOfFault({ attrAt }: OperationCall, fault: OperationFault, placed: Parameters<typeof fixOf>[2]): Fix | null {
  const { attribute = null, change } = fault;
  if (attribute === null || change === undefined) return null;
  return fixOf({ attrs: { [attribute]: change.is }, attrAt }, { attribute, suggestion: change.to }, placed);
}

const errorOf = ({ code, message: text }: OperationFault) =>
  ({ code, severity: "error", message: text, fixes: [], related: [] }) as const;

const noScope: readonly string[] = [];
/** The scope that was asked for last: operations follow one another in the same module. */
let lastScope = { path: "", names: noScope };

/** `"layer1.0.conv1"` lies in `["layer1", "0"]`. */
function scopeOf(name: string): readonly string[] {
  const end = name.lastIndexOf(".");
  if (end <= 0) return noScope;
  const path = name.slice(0, end);
  if (lastScope.path !== path) lastScope = { path, names: path.split(".") };
  return lastScope.names;
}

function inputValue(machine: Machine, trace: Trace, input: Value): ValueId | null {
  if (input === null) return null;
  if (isTensor(input)) return valueIdOf(trace, input);
  const known = input instanceof Unknown ? unknownResult(trace, input) : undefined;
  if (known !== undefined) return known;
  const because =
    input instanceof Unknown ? input.because : message("notATensorBut", { got: valueText(machine, input) });
  return trace.builder.unknownValue("", unknownType(because), because);
}

/** How the elements of a result lie. */
function stridesOf(machine: Machine, { op, attrs, inputs }: Operation, { shape }: TensorType): Strides {
  if ((op === "Conv" || op === "ConvTranspose") && torchSession(machine).movedWeights) return "unknown";
  if (keepsOrder(op) && inputs.every(isInOrder)) return null;
  const layouts: Layout[] = [];
  for (const input of inputs) {
    if (input instanceof Unknown) layouts.push(notPlaced);
    else if (isTensor(input)) layouts.push(layoutOf(payloadOf(input)));
  }
  return stridesAfter(op, attrs, layouts, shape.rank === "known" ? shape.dims : null);
}

/** In C order, or no tensor. */
function isInOrder(input: Value): boolean {
  const tensor = tensorOf(input);
  return tensor === null ? !(input instanceof Unknown) : tensor.strides === null && tensor.type.shape.rank === "known";
}

const notPlaced: Layout = { dims: null, strides: "unknown" };

function inferOnly(machine: Machine, operation: Operation): readonly Instance[] {
  const spec = operators.get(operation.op);
  const count = operation.outputs ?? 1;
  if (spec === undefined) {
    const type = unknownType(message("operatorNotModelled", { op: operation.type }));
    return Array.from({ length: count }, () => makeTensor({ type }));
  }
  const at = operation.call.site?.at ?? null;
  // In a branch that may not be taken, the condition may be what keeps such tensors out.
  const quiet = torchSession(machine).quiet || machine.uncertain > 0;
  if (!quiet) for (const fault of operation.faults ?? []) machine.report({ ...errorOf(fault), at });
  const types = spec.infer({
    attrs: operation.attrs,
    inputs: operation.inputs.map(inputType),
    report({ code, severity, message: text }) {
      if (!quiet) machine.report({ code, severity, message: text, at, fixes: [], related: [] });
    },
  });
  return types.map((type) => makeTensor({ type, strides: stridesOf(machine, operation, type) }));
}

function inputType(input: Value): TensorType | null {
  if (input === null) return null;
  if (isTensor(input)) return payloadOf(input).type;
  return unknownType(input instanceof Unknown ? input.because : message("notATensor"));
}

/** What a call that is not modelled shows of itself. */
export interface UnknownCall {
  /** The name that is called. */
  readonly type: string;
  readonly inputs: readonly Value[];
  readonly call: Call;
  readonly because: Message;
}

/** A call in the network of which only its place and its inputs are known. Outside a network there is nothing to record. */
export function recordUnknown(machine: Machine, { type, inputs, call, because }: UnknownCall): ValueId | null {
  const { trace } = torchSession(machine);
  if (trace === null) return null;
  const scope = trace.open.at(-1) ?? "";
  const recorded = trace.builder.add({
    op: "Unknown",
    type,
    kind: "function",
    name: scope === "" ? type : `${scope}.${type}`,
    scope: scopeOf(`${scope}.`),
    attrs: {},
    inputs: inputs.map((input) => inputValue(machine, trace, input)),
    params: [],
    at: call.site?.at ?? null,
    definedAt: null,
    attrAt: noSites,
    context: contextId(trace, machine.contextOf(call)),
    when: machine.uncertain > 0 ? "maybe" : "always",
    unknownBecause: because,
  });
  return recorded.outputs[0] ?? null;
}

/** The only output of an operation that has one. */
export function recordOne(machine: Machine, operation: Operation): Value {
  return record(machine, operation)[0] ?? new Unknown(message("operatorNotModelled", { op: operation.type }));
}
