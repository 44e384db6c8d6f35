// A row of a layer table becomes a class: `nn.Conv2d` with torch's signature, attributes, parameters and forward. Above the
// usual size: these follow one another in the making of one class.
import type { Dim } from "../../ir/dim.ts";
import type { Attribute, Attributes, ElementType, Param } from "../../ir/network.ts";
import { type AttributeSite, lateSites } from "../../ir/source.ts";
import type { message } from "../../messages/index.ts";
import { type Call, type Machine, method, nativeClass } from "../eval/native.ts";
import { parseSignature } from "../eval/signature.ts";
import { type ClassValue, Dict, Float, Instance, type Result, Tuple, Unknown, type Value } from "../eval/value.ts";
import { type ActualSizes, type SizesOf, sizesIn, withActualSizes } from "./actualSizes.ts";
import { moduleName } from "./callRecord.ts";
import { floatFaults, isPlaceholder } from "./integerArguments.ts";
import { formKey, isUnchanged, type LayerForm } from "./layerForm.ts";
import { initialiseModule, moduleClass } from "./module.ts";
import {
  buffersOf,
  held,
  joinName,
  type ModulePayload,
  modulePayload,
  namedTensors,
  parametersOf,
} from "./moduleTree.ts";
import {
  dimList,
  dimOf,
  dimsPerAxis,
  dimToValue,
  flagOf,
  isNone,
  itemsOf,
  numberOf,
  type Reader,
  readArguments,
  readAttributes,
  textOf,
} from "./reader.ts";
import { type LayerIdentity, type OperationFault, record } from "./record.ts";
import { dimsOfTensor, isTensor, makeTensor, ofDims, parameterClass, payloadFrom, payloadOf } from "./tensor.ts";
import { type Trace, torchSession } from "./trace.ts";

/** What the functions of a row read: constructor arguments while it is made, the module's attributes when it is called. */
export interface LayerReader extends Reader {
  readonly machine: Machine;
  readonly rank: number;
  dim(name: string): Dim;
  /** One dim an axis, of an int or a tuple. */
  perAxis(name: string): readonly Dim[];
  /** A tuple or list of ints; an int is a list of one. */
  list(name: string): readonly Dim[];
  flag(name: string): boolean;
  number(name: string, otherwise: number): number;
  text(name: string): string | null;
  none(name: string): boolean;
}

/** A parameter or buffer that a layer makes. `dims` null: registered as None (`bias=False`). */
export interface OwnTensor {
  readonly name: string;
  readonly dims: readonly Dim[] | null;
  readonly buffer?: boolean;
  readonly dtype?: ElementType;
}

export interface LayerOperation {
  readonly op: string;
  readonly attrs: Attributes;
  /** Default: the first argument of forward. */
  readonly inputs?: readonly Value[];
  readonly outputs?: number;
  readonly faults?: readonly OperationFault[];
  /** Its tensors are not those that it was constructed with: its arguments do not say what it does. */
  readonly isResized?: boolean;
}

export interface LayerRow {
  readonly name: string;
  /** torch's abstract base, which `isinstance` may ask for. */
  readonly base?: ClassValue;
  readonly signature: string;
  /** The number of spatial axes, where arguments are one value an axis. */
  readonly rank?: number;
  /** Arguments that are kept as tuples with one element an axis. */
  readonly perAxis?: readonly string[];
  /** Arguments that do not become attributes, beside `device`, `dtype` and the names of tensors. */
  readonly dropped?: readonly string[];
  /** Further attributes. */
  readonly extra?: (layer: LayerReader) => Readonly<Record<string, Value>>;
  readonly tensors?: (layer: LayerReader) => readonly OwnTensor[];
  /** Arguments that forward takes from the shapes of its tensors. */
  readonly sizes?: (of: SizesOf, attributes: Reader) => ActualSizes | null;
  /** What the class has beside its constructor and forward. */
  readonly members?: Readonly<Record<string, Value>>;
  /** Faults that torch finds in the constructor. */
  readonly check?: (
    layer: LayerReader,
    fault: (argument: string, code: string, text: ReturnType<typeof message>) => void,
  ) => void;
  /** Default: "input". */
  readonly forward?: string;
  /** Whether forward gives its argument back, whatever it is. */
  readonly passes?: (input: Value) => boolean;
  readonly operation: (layer: LayerReader, inputs: Reader) => LayerOperation;
  /** What forward returns; default: the only output, or a tuple of all. */
  readonly result?: (outputs: readonly Instance[]) => Value;
  /** The operator's attribute by the constructor's argument, where it is not the same name in camel case. */
  readonly attributeNames?: Readonly<Record<string, string>>;
  /** Slots of the operator by the tensor's name, where it is not the same name in camel case. */
  readonly slots?: Readonly<Record<string, string>>;
}

/** A class, so that the thousands of calls of an analysis share their methods. */
export class RowReader implements LayerReader {
  readonly machine: Machine;
  readonly rank: number;
  private readonly reader: Reader;
  constructor(machine: Machine, reader: Reader, rank: number) {
    this.machine = machine;
    this.reader = reader;
    this.rank = rank;
  }
  value(name: string): Value {
    return this.reader.value(name);
  }
  dim(name: string): Dim {
    return dimOf(this.reader, name);
  }
  perAxis(name: string): readonly Dim[] {
    return dimsPerAxis(this.machine, this.reader.value(name), this.rank);
  }
  list(name: string): readonly Dim[] {
    return dimList(this.machine, this.reader.value(name)) ?? [this.dim(name)];
  }
  flag(name: string): boolean {
    return flagOf(this.reader, name) ?? false;
  }
  number(name: string, otherwise: number): number {
    return numberOf(this.reader.value(name)) ?? otherwise;
  }
  text(name: string): string | null {
    return textOf(this.reader, name);
  }
  none(name: string): boolean {
    return isNone(this.reader, name);
  }
}

/** A constructor's parameters, and the operator's attribute that each one becomes. */
interface RowNames {
  readonly parameters: readonly { readonly name: string; readonly attribute: string }[];
  /** Those that become attributes of the module, unless a tensor has the name. */
  readonly kept: readonly { readonly name: string; readonly perAxis: boolean }[];
}

const neverKept: readonly string[] = ["device", "dtype"];

const namesOfRows = new WeakMap<LayerRow, RowNames>();

function namesOf(row: LayerRow): RowNames {
  let names = namesOfRows.get(row);
  if (names === undefined) {
    const parameters = parseSignature(row.signature).parameters.map(({ name }) => ({
      name,
      attribute: row.attributeNames?.[name] ?? camelCase(name),
    }));
    const kept = parameters
      .filter(({ name }) => !neverKept.includes(name) && row.dropped?.includes(name) !== true)
      .map(({ name }) => ({ name, perAxis: row.perAxis?.includes(name) === true }));
    names = { parameters, kept };
    namesOfRows.set(row, names);
  }
  return names;
}

const slotNames = new Map<string, string>();

/** The operator's slot for a tensor of the layer. */
function slotOf(row: LayerRow, name: string): string {
  const stated = row.slots?.[name];
  if (stated !== undefined) return stated;
  let slot = slotNames.get(name);
  if (slot === undefined) {
    slot = camelCase(name);
    slotNames.set(name, slot);
  }
  return slot;
}

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

export function layerClass(row: LayerRow): ClassValue {
  const rank = row.rank ?? 2;
  return nativeClass("torch.nn", row.name, [row.base ?? moduleClass], {
    __init__: method(row.signature, (machine, self, args, call) => {
      const key = formKey(args);
      const known = key === null ? undefined : formsOf(row).get(key);
      const form =
        known ?? makeForm(row, new RowReader(machine, readArguments(machine, row.signature, args), rank), key !== null);
      if (key !== null && known === undefined) keepForm(row, key, form);
      construct(machine, self as Instance, row, form, call);
      return null;
    }),
    forward: method(row.forward ?? "input", (machine, self, args, call) =>
      runLayer(machine, self as Instance, row, args, call),
    ),
    reset_parameters: method("", () => null),
    ...row.members,
  });
}

/** A layer that takes its first argument from the first input: `nn.LazyConv2d(64, 3)`. */
export interface LazyRow {
  readonly of: LayerRow;
  readonly cls: ClassValue;
  /** The argument that is left out, and the axis of the input that gives it. */
  readonly argument: string;
  readonly axis: (layer: LayerReader, rank: number) => number;
}

export function lazyClass({ of: row, cls, argument, axis }: LazyRow): ClassValue {
  const rank = row.rank ?? 2;
  const signature = parametersAfter(row.signature);
  return nativeClass("torch.nn", `Lazy${row.name}`, [cls], {
    __init__: method(signature, (machine, self, args, call) => {
      const given = readArguments(machine, signature, args);
      const reader: Reader = { value: (name) => (name === argument ? 0 : given.value(name)) };
      const form = makeForm({ ...row, check: () => undefined }, new RowReader(machine, reader, rank), false);
      construct(machine, self as Instance, row, form, call);
      return null;
    }),
    forward: method(row.forward ?? "input", (machine, self, args, call) => {
      const instance = self as Instance;
      const layer = new RowReader(machine, readAttributes(machine, instance), rank);
      const input = args[0] ?? null;
      const dims = isTensor(input) ? dimsOfTensor(payloadOf(input)) : null;
      const size = dims?.at(axis(layer, dims.length));
      if (layer.value(argument) === 0 && size !== undefined) materialise(machine, instance, row, layer, argument, size);
      return runLayer(machine, instance, row, args, call);
    }),
    initialize_parameters: method("*args", () => null),
    has_uninitialized_params: method(
      "",
      (machine, self) => readAttributes(machine, self as Instance).value(argument) === 0,
    ),
  });
}

/** A signature without its first parameter. */
export const parametersAfter = (signature: string): string => signature.split(",").slice(1).join(",").trim();

/** Gives a lazy layer's tensors their shapes. */
function materialise(
  machine: Machine,
  self: Instance,
  row: LayerRow,
  layer: LayerReader,
  argument: string,
  size: Dim,
): void {
  machine.heap.write(self.attributes);
  self.attributes.entries.set(argument, dimToValue(size));
  for (const { name, dims, buffer } of row.tensors?.(layer) ?? []) {
    const tensor = (buffer ? buffersOf(self) : parametersOf(self))?.entries.get(name) ?? null;
    if (!isTensor(tensor) || dims === null) continue;
    machine.heap.write(tensor);
    const held = payloadOf(tensor);
    tensor.payload = payloadFrom({ ...held, type: ofDims(dims, held.type.dtype) });
  }
}

function construct(machine: Machine, self: Instance, row: LayerRow, form: LayerForm, call: Call): void {
  initialiseModule(machine, self, call, {
    sites: lateSites(() => attributeSites(machine, row, call)),
    form,
  });
  const { entries } = self.attributes;
  for (const [name, value] of form.attributes) entries.set(name, value);
  for (const tensor of form.tensors) addTensor(self, tensor);
  for (const { argument, code, message: text } of form.faults) {
    // Where a condition decides that is not known, it may ask whether the default was replaced.
    if (machine.uncertain > 0 && isPlaceholder(text)) continue;
    const at = machine.argumentSite(call, argument) ?? call.site?.at ?? null;
    machine.report({ code, severity: "error", message: text, at, fixes: [], related: [] });
  }
}

const formsOfRows = new WeakMap<LayerRow, Map<string, LayerForm>>();
/** Forms of a row that are kept: a program that makes more of them hardly makes one twice. */
const mostForms = 1000;

function formsOf(row: LayerRow): Map<string, LayerForm> {
  let forms = formsOfRows.get(row);
  if (forms === undefined) {
    forms = new Map();
    formsOfRows.set(row, forms);
  }
  return forms;
}

function keepForm(row: LayerRow, key: string, form: LayerForm): void {
  const forms = formsOf(row);
  if (forms.size >= mostForms) forms.clear();
  forms.set(key, form);
}

function makeForm(row: LayerRow, layer: LayerReader, isShared: boolean): LayerForm {
  const own = row.tensors?.(layer) ?? [];
  const attributes = new Map<string, Value>();
  for (const { name, perAxis } of namesOf(row).kept) {
    if (own.some((tensor) => tensor.name === name)) continue;
    const value = layer.value(name);
    attributes.set(name, perAxis ? tupleOf(layer, name, value) : value);
  }
  if (row.extra !== undefined)
    for (const [name, value] of Object.entries(row.extra(layer))) attributes.set(name, value);
  const tensors = own.map(({ name, dims, buffer = false, dtype }) => ({
    name,
    buffer,
    type: dims === null ? null : ofDims(dims, dtype ?? "float32"),
  }));
  const given = namesOf(row).parameters.map(({ name }) => name);
  const faults = [
    ...floatFaults(
      given,
      (name) => layer.value(name),
      tensors.some(({ type }) => type !== null),
    ),
  ];
  row.check?.(layer, (argument, code, text) => faults.push({ argument, code, message: text }));
  return { isShared, attributes: [...attributes], tensors, faults, operation: null };
}

function tupleOf(layer: LayerReader, name: string, value: Value): Value {
  if (typeof value === "string" || value === null || value instanceof Unknown) return value;
  // torch makes a tuple of what is a sequence, a list of one element too.
  const items = itemsOf(layer.machine, value);
  if (items !== null) return new Tuple(items);
  return new Tuple(layer.perAxis(name).map(dimToValue));
}

function addTensor(module: Instance, { name, buffer, type }: LayerForm["tensors"][number]): void {
  const into = buffer ? buffersOf(module) : parametersOf(module);
  if (!(into instanceof Dict)) return;
  if (type === null) into.entries.set(name, null);
  else into.entries.set(name, buffer ? makeTensor({ type }) : makeTensor({ type, requiresGrad: true }, parameterClass));
}

/** Where the constructor's arguments are written, under the names of the operator's attributes. */
function attributeSites(machine: Machine, row: LayerRow, call: Call): Readonly<Record<string, AttributeSite>> {
  const sites: Record<string, AttributeSite> = {};
  for (const [index, { name, attribute }] of namesOf(row).parameters.entries()) {
    if (index >= call.positional.length && !call.keywords?.names.includes(name)) continue;
    const site = machine.argumentSite(call, name);
    if (site !== null) sites[attribute] = { ...site, argument: name };
  }
  return sites;
}

function runLayer(machine: Machine, self: Instance, row: LayerRow, args: readonly Value[], call: Call): Result {
  const [input = null] = args;
  if (row.passes?.(input)) return input;
  const payload = modulePayload(self);
  const operation = operationOf(machine, self, row, args, payload);
  const outputs = record(machine, {
    op: operation.op,
    type: self.cls.name,
    attrs: operation.attrs,
    inputs: operation.inputs ?? [input],
    call,
    sites: operation.isResized === true ? undefined : payload?.sites,
    layer: identityOf(machine, self, row, payload),
    outputs: operation.outputs,
    faults: operation.faults,
  });
  if (row.result) return row.result(outputs);
  return outputs.length === 1 ? (outputs[0] ?? null) : new Tuple(outputs);
}

/** Rows whose operation depends on forward's arguments work it out at each call. */
function operationOf(
  machine: Machine,
  self: Instance,
  row: LayerRow,
  args: readonly Value[],
  payload: ModulePayload | null,
): LayerOperation {
  const form = payload?.form ?? null;
  const isShared = form?.isShared === true && row.forward === undefined && isUnchanged(self, form);
  if (isShared && form.operation !== null) return form.operation;
  const attributes = readAttributes(machine, self);
  const sizes = isShared ? null : (row.sizes?.(sizesIn(self), attributes) ?? null);
  const actual = sizes && withActualSizes(attributes, sizes);
  const layer = new RowReader(machine, actual ?? attributes, row.rank ?? 2);
  const operation = row.operation(layer, readArguments(machine, row.forward ?? "input", args));
  if (actual !== null) return { ...operation, isResized: true };
  if (isShared && operation.inputs === undefined && operation.faults === undefined) form.operation = operation;
  return operation;
}

/** A layer's name in the network, and its tensors as the operator's slots. */
function identityOf(machine: Machine, self: Instance, row: LayerRow, payload: ModulePayload | null): LayerIdentity {
  const { trace } = torchSession(machine);
  const definedAt = payload?.definedAt ?? null;
  if (trace === null) return { name: self.cls.name, definedAt, params: [] };
  const name = moduleName(trace, self);
  const params: Param[] = [];
  for (const [key, tensor] of held(self, "_parameters"))
    if (isTensor(tensor)) params.push(paramOf(trace, row, name, String(key), tensor, true));
  for (const [key, tensor] of held(self, "_buffers"))
    if (isTensor(tensor)) params.push(paramOf(trace, row, name, String(key), tensor, false));
  const computed = held(self, "_modules").get("parametrizations") ?? null;
  if (computed instanceof Instance)
    params.push(...parametrizedTensors(trace, computed, joinName(name, "parametrizations")));
  return { name, definedAt, params };
}

function paramOf(
  trace: Trace,
  row: LayerRow,
  layer: string,
  own: string,
  tensor: Instance,
  isParameter: boolean,
): Param {
  const name = joinName(layer, own);
  const { type, requiresGrad } = payloadOf(tensor);
  return {
    name,
    slot: slotOf(row, own),
    shape: type.shape,
    trainable: isParameter && requiresGrad,
    sharedAs: stateOf(trace, tensor) ?? name,
  };
}

function stateOf(trace: Trace, tensor: Instance): string | undefined {
  const state = trace.states.get(tensor);
  if (state === undefined) trace.hasStrays = true;
  return state;
}

/** What torch.nn.utils.parametrizations keeps, in the slots that the older functions give the same tensors. */
const parametrizedSlots: Readonly<Record<string, string>> = {
  original: "Orig",
  original0: "G",
  original1: "V",
  "0._u": "U",
  "0._v": "V",
};

/** The tensors that a layer's own are computed from: `parametrizations.weight.original0`. */
function parametrizedTensors(trace: Trace, computed: Instance, prefix: string): readonly Param[] {
  return namedTensors(computed).map(({ name, tensor, kind }): Param => {
    const [of = "", ...rest] = name.split(".");
    const { type, requiresGrad } = payloadOf(tensor);
    const path = joinName(prefix, name);
    return {
      name: path,
      slot: `${of}${parametrizedSlots[rest.join(".")] ?? rest.join("")}`,
      shape: type.shape,
      trainable: kind === "parameter" && requiresGrad,
      sharedAs: stateOf(trace, tensor) ?? path,
    };
  });
}

/** A float argument that an operator takes as a plain number; null leaves it to the operator. */
export function numberAttribute(value: Value): Attribute {
  if (value instanceof Float) return value.value;
  return typeof value === "number" ? value : null;
}
