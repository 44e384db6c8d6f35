// A row of a function table becomes what torch, torch.nn.functional and torch.Tensor offer under its name.

import type { Dim } from "../../ir/dim.ts";
import { dimsEqual, mayBeAlike } from "../../ir/dimComparison.ts";
import type { Message } from "../../ir/message.ts";
import { formatShape, shapeOf } from "../../ir/shape.ts";
import { type AttributeSite, lateSites, type SourceRange } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import { type Call, type Machine, method, native } from "../eval/native.ts";
import { parseSignature } from "../eval/signature.ts";
import { Dict, Instance, type NativeFunction, type Result, Tuple, Unknown, type Value } from "../eval/value.ts";
import { integerArguments, typeFault } from "./argumentTypes.ts";
import { tracedCall, tracedMethod } from "./fx/tracing.ts";
import type { LayerOperation, LayerReader } from "./layer.ts";
import { RowReader } from "./layer.ts";
import { type Reader, readArguments } from "./reader.ts";
import { record, recordUnknown, unknownType } from "./record.ts";
import { dimsOfTensor, isTensor, layoutOf, makeTensor, payloadFrom, payloadOf, tensorOf } from "./tensor.ts";
import { checkTensors, takesSecondTensor } from "./tensorArguments.ts";
import { torchSession } from "./trace.ts";

/** Where a function is offered: `torch.relu`, `F.relu`, `x.relu()`. */
export type Place = "torch" | "functional" | "tensor";

/** One call of a function: its arguments by name, and how to record operations. */
export interface FunctionCall extends LayerReader {
  readonly call: Call;
  readonly name: string;
  /** The argument of the first parameter. */
  readonly input: Value;
  record(operation: LayerOperation): readonly Instance[];
}

export interface FunctionRow {
  /** The first is what the network shows; the others are aliases. */
  readonly names: readonly string[];
  readonly places: readonly Place[];
  /** Of the function; a method leaves the first parameter out. */
  readonly signature: string;
  /** Where the method's parameters are not those of the function (`x.view(2, 3)`). */
  readonly methodSignature?: string;
  /** An operation on the first argument, or something else; exactly one of the two. */
  readonly operation?: (call: FunctionCall) => LayerOperation | Message;
  readonly run?: (call: FunctionCall) => Result;
  /** The signature has every argument that torch takes: others are refused. */
  readonly complete?: boolean;
  /** Also offered as `x.name_()`, which only views of another shape may change the shape by. */
  readonly inPlace?: boolean | "reshapes";
  readonly attributeNames?: Readonly<Record<string, string>>;
  readonly rank?: number;
}

/**
 * Functions and methods that torch binds from C++ take the names that numpy has for the same: python_arg_parser.cpp,
 * numpy_compatibility_arg_names.
 */
const withNumpyNames = (signature: string): string =>
  /\baxis\b/.test(signature)
    ? signature
    : signature.replace(/(^|, )(dim|keepdim|other)(?==|,|$)/g, (_, before: string, name: string) => {
        const alias = { dim: "axis", keepdim: "keepdims", other: "x2" }[name];
        return `${before}${name}|${alias}`;
      });

/**
 * `x.permute(dims=(0, 2, 1))`: torch takes by name what it takes by position as well. Gives the arguments with the list in
 * the place of those that are gathered.
 */
function gathered(signature: string, args: readonly Value[]): readonly Value[] {
  const { parameters, varPositional, varKeyword } = parseSignature(signature);
  const parameter = varPositional === null ? undefined : parameters[varPositional];
  if (parameter === undefined || varKeyword === null) return args;
  const others = args[varKeyword];
  if (!(others instanceof Dict) || others.entries.size === 0) return args;
  const name = [parameter.name, ...(parameter.aliases ?? [])].find((spelled) => others.entries.has(spelled));
  if (name === undefined) return args;
  const given = new Tuple([others.entries.get(name) ?? null]);
  return args.map((value, index) => (index === varPositional ? given : value));
}

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Rows name the arguments that matter; torch has more (`out`, `generator`, overloads). Others that torch has somewhere are
 * taken and say nothing: a table that is not complete must not refuse a program.
 */
const lenient = (signature: string, complete = false): string =>
  complete || signature.includes("**") ? signature : signature === "" ? "**others" : `${signature}, **others`;

/** Names of arguments that functions of torch have and no row needs. */
const otherNames =
  "out dtype layout device pin_memory requires_grad generator memory_format names non_blocking copy stacklevel _stacklevel " +
  "correction unbiased mean std lambd from to a b low high sorted stable right side sorter out_int32 accumulate reduce " +
  "include_self value values rounding_mode equal_nan rtol atol nan posinf neginf decimals eps driver UPLO full_matrices some " +
  "upper hermitian tol left unitriangular window n_fft hop_length win_length center normalized onesided return_complex length " +
  "bins density weights minlength retain_graph create_graph gradient inputs keepdim dim dims size sizes shape implicit " +
  "antialias recompute_scale_factor sparse_grad descending return_inverse return_counts return_index decimal boundaries";

/** Those and the names of the rows that `unread` does not hold any more. */
const knownNames = new Set(otherNames.split(" "));

/** Signatures of rows, to be read when a keyword is met that is not known yet: a thousand of them, mostly never asked for. */
const unread: string[] = [];

function isKnownName(name: string): boolean {
  if (knownNames.has(name)) return true;
  for (const signature of unread.splice(0))
    for (const known of parseSignature(signature).byName.keys()) knownNames.add(known);
  return knownNames.has(name);
}

/** A keyword that no function of torch has: a slip of the pen, which torch refuses. */
function refusedName(signature: string, args: readonly Value[]): string | undefined {
  const { varKeyword, parameters } = parseSignature(signature);
  if (varKeyword === null || parameters[varKeyword]?.name !== "others") return undefined;
  const others = args[varKeyword];
  if (!(others instanceof Dict) || others.entries.size === 0) return undefined;
  for (const name of others.entries.keys()) if (typeof name === "string" && !isKnownName(name)) return name;
  return undefined;
}

const refuse = (machine: Machine, call: Call, name: string): undefined =>
  machine.raise("TypeError", `${call.callee.name}() got an unexpected keyword argument '${name}'`) as undefined;

/** The natives of the rows that a place offers, by name. `isLenient`: whatever makes an array is taken for a tensor (numpy). */
export function functionsOf(
  rows: readonly FunctionRow[],
  place: "torch" | "functional",
  isLenient = false,
): Record<string, NativeFunction> {
  const table: Record<string, NativeFunction> = {};
  for (const row of rows) {
    if (!row.places.includes(place)) continue;
    const own = lenient(row.signature, row.complete);
    const signature = place === "torch" ? withNumpyNames(own) : own;
    unread.push(signature);
    const run = (machine: Machine, args: readonly Value[], call: Call): Result => {
      const traced = tracedCall(machine, call);
      if (traced !== null) return traced.result;
      const slip = refusedName(signature, args);
      if (slip !== undefined) return refuse(machine, call, slip);
      const reader = readArguments(machine, row.signature, args);
      if (!isLenient) checkIntegers(machine, row, reader, call);
      if (!isLenient) checkTensors(machine, row, reader, machine.force(args[0] ?? null), call);
      return runFunction(machine, row, reader, args[0] ?? null, call);
    };
    for (const name of row.names) {
      table[name] = native(name, signature, run);
      if (row.inPlace)
        table[`${name}_`] = native(`${name}_`, signature, (machine, args, call) => {
          const result = run(machine, args, call);
          if (result === undefined) return undefined;
          const target = machine.force(args[0] ?? null);
          const stays = row.inPlace !== "reshapes";
          if (stays) checkKeepsShape(machine, target, result, call);
          return replaceTensor(machine, target, result, stays);
        });
    }
  }
  return table;
}

/** The methods of torch.Tensor. */
export function methodsOf(rows: readonly FunctionRow[]): Record<string, NativeFunction> {
  const table: Record<string, NativeFunction> = {};
  for (const row of rows) {
    if (!row.places.includes("tensor")) continue;
    const own = withNumpyNames(lenient(row.methodSignature ?? withoutFirst(row.signature), row.complete));
    const first = /^\*?(\w+)/.exec(row.signature)?.[1] ?? "input";
    const second = takesSecondTensor(row);
    unread.push(own);
    const run = (machine: Machine, self: Value, args: readonly Value[], call: Call): Result => {
      const traced = tracedMethod(machine, self, call);
      if (traced !== null) return traced.result;
      const slip = refusedName(own, args);
      if (slip !== undefined) return refuse(machine, call, slip);
      const given = readArguments(machine, own, gathered(own, args));
      const reader: Reader = { value: (name) => (name === first ? self : given.value(name)) };
      checkIntegers(machine, row, reader, call);
      if (second) checkTensors(machine, row, reader, self, call);
      return runFunction(machine, row, reader, self, call);
    };
    for (const name of row.names) {
      table[name] = method(own, run);
      if (row.inPlace)
        table[`${name}_`] = method(own, (machine, self, args, call) => {
          const result = run(machine, self, args, call);
          if (result === undefined) return undefined;
          const stays = row.inPlace !== "reshapes";
          if (stays) checkKeepsShape(machine, self, result, call);
          return replaceTensor(machine, self, result, stays);
        });
    }
  }
  return table;
}

const withoutFirst = (signature: string): string => signature.split(",").slice(1).join(",").trim();

/** What is written into a tensor may be broadcast to its shape, not the tensor to another one. */
export function checkKeepsShape(machine: Machine, target: Value, result: Value, call: Call): void {
  const [own, made] = [target, result].map(dimsIn);
  if (!own || !made) return;
  if (mayBeAlike(own, made)) return;
  refuseWriting(machine, own, made, call);
}

/** What is copied into a tensor may be smaller: it is broadcast. */
export function checkCopied(machine: Machine, target: Value, source: Value, call: Call): void {
  const [own, given] = [target, source].map(dimsIn);
  if (!own || !given) return;
  const shift = own.length - given.length;
  const fits = given.every((dim, axis) => dim === 1 || dimsEqual(dim, own[axis + shift] ?? 1) !== "no");
  if (shift < 0 || !fits) refuseWriting(machine, own, given, call);
}

const dimsIn = (value: Value): readonly Dim[] | null => {
  const tensor = tensorOf(value);
  return tensor && dimsOfTensor(tensor);
};

function refuseWriting(machine: Machine, own: readonly Dim[], made: readonly Dim[], call: Call): void {
  if (torchSession(machine).quiet || machine.uncertain > 0) return;
  const shapes = { from: formatShape(shapeOf(...made)), to: formatShape(shapeOf(...own)) };
  machine.report({
    code: "in-place-shape",
    severity: "error",
    message: message("inPlaceShape", shapes),
    at: call.site?.at ?? null,
    fixes: [],
    related: [],
  });
}

/** Gives a tensor the contents of another, as operations in place do. With `stays` its elements lie where they did. */
export function replaceTensor(machine: Machine, target: Value, source: Value, stays = false): Value {
  if (!isTensor(target)) return target;
  const held = payloadOf(target);
  machine.heap.write(target);
  if (isTensor(source)) {
    // Outside a network, in-place changes (initialisers) keep the tensor what it is: a parameter, a constant.
    const made = payloadOf(source);
    const strides = stays ? layoutOf(held).strides : made.strides;
    target.payload = payloadFrom({ ...made, requiresGrad: held.requiresGrad, strides });
  } else {
    const because = source instanceof Unknown ? source.because : null;
    target.payload = payloadFrom({
      ...held,
      data: null,
      type: because === null ? held.type : unknownType(because),
    });
  }
  return target;
}

class RowCall extends RowReader implements FunctionCall {
  readonly call: Call;
  readonly name: string;
  readonly input: Value;
  private readonly row: FunctionRow;
  constructor(machine: Machine, row: FunctionRow, reader: Reader, input: Value, call: Call) {
    super(machine, reader, row.rank ?? 2);
    this.row = row;
    this.call = call;
    this.name = row.names[0] ?? "";
    this.input = machine.force(input);
  }
  record({ op, attrs, inputs = [this.input], outputs, faults }: LayerOperation): readonly Instance[] {
    return record(this.machine, {
      op,
      type: this.name,
      attrs,
      inputs,
      call: this.call,
      sites: lateSites(() => argumentSites(this.machine, this.row, this.call)),
      ...(outputs === undefined ? {} : { outputs }),
      ...(faults === undefined ? {} : { faults }),
    });
  }
}

function runFunction(machine: Machine, row: FunctionRow, reader: Reader, input: Value, call: Call): Result {
  const view = new RowCall(machine, row, reader, input, call);
  if (row.run) return row.run(view);
  const operation = row.operation?.(view);
  if (operation === undefined || "key" in operation) {
    return operation === undefined ? null : unknownRow(view, operation);
  }
  const outputs = view.record(operation);
  return outputs.length === 1 ? (outputs[0] ?? null) : new Tuple(outputs);
}

/** Reports arguments that torch takes for no integers; what is computed from them is unknown. */
function checkIntegers(machine: Machine, row: FunctionRow, reader: Reader, call: Call): void {
  if (torchSession(machine).quiet || machine.uncertain > 0) return;
  for (const { name, value, kind, least } of integerArguments(row.names[0] ?? "", call.callee.signature, reader)) {
    const fault = typeFault(name, value, kind, least);
    if (fault === null) continue;
    const at = siteOf(machine, call, name, fault.element ?? null);
    machine.report({ code: fault.code, severity: "error", message: fault.message, at, fixes: [], related: [] });
  }
}

/** Where an argument is written; of those that are gathered (`x.view(2, 3)`), the one. */
function siteOf(machine: Machine, call: Call, name: string, element: number | null): SourceRange | null {
  const { parameters, varPositional } = parseSignature(call.callee.signature);
  const { site } = call;
  if (site === null) return null;
  const gathers = varPositional !== null && parameters[varPositional]?.name === name;
  if (!gathers || element === null || site.node?.kind !== "Call") return machine.argumentSite(call, name) ?? site.at;
  const first = parameters.slice(0, varPositional).filter(({ name }) => name !== "self").length;
  const given = site.node.args;
  const written = given.some(({ kind }) => kind === "Starred") ? undefined : given[first + element];
  return written === undefined ? site.at : { file: site.file, start: written.start, end: written.end };
}

/** A function that is modelled, but not for what it was given. */
function unknownRow(view: RowCall, because: Message): Instance {
  const { machine, call, input, name } = view;
  const { trace } = torchSession(machine);
  const value = recordUnknown(machine, { type: name, inputs: [input], call, because });
  const type = unknownType(because);
  return trace === null || value === null ? makeTensor({ type }) : makeTensor({ type, trace, value });
}

/** A tensor of which nothing is known, and why. */
export function unknownTensor(machine: Machine, because: Message): Instance {
  const { trace } = torchSession(machine);
  const type = unknownType(because);
  if (trace === null) return makeTensor({ type });
  return makeTensor({ type, trace, value: trace.builder.unknownValue("", type, because) });
}

/** Where the call's plain arguments are written, under the names of the operator's attributes. */
function argumentSites(machine: Machine, row: FunctionRow, call: Call): Readonly<Record<string, AttributeSite>> {
  const sites: Record<string, AttributeSite> = {};
  if (call.site === null) return sites;
  for (const [index, { name, aliases = [] }] of parseSignature(call.callee.signature).parameters.entries()) {
    const given = call.positional[index];
    const byName = [name, ...aliases].some((spelled) => call.keywords?.names.includes(spelled));
    if ((given === undefined || given instanceof Instance) && !byName) continue;
    const site = machine.argumentSite(call, name);
    if (site !== null) sites[row.attributeNames?.[name] ?? camelCase(name)] = { ...site, argument: name };
  }
  return sites;
}
