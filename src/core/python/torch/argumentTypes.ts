// Values that torch takes for no integer, whatever the tensors are: `Conv2d("3", 8, 3)`, `x.view(n, None)`, `x.flatten((1, 2))`.
import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import { floatRepr } from "../eval/format.ts";
import { parseSignature, type SignatureParameter } from "../eval/signature.ts";
import {
  BoundMethod,
  ClassValue,
  Dict,
  Float,
  FunctionValue,
  Instance,
  List,
  ModuleValue,
  NativeFunction,
  SetValue,
  Tuple,
  type Value,
} from "../eval/value.ts";
import type { Reader } from "./reader.ts";
import { dimsOfTensor, tensorOf } from "./tensor.ts";

/** `one`: an integer; `some`: one or a sequence of them. */
export type IntegerKind = "one" | "some";

export interface TypeFault {
  readonly code: string;
  readonly message: Message;
  /** Of a sequence: which element is wrong. */
  readonly element?: number;
}

/** What is wrong with an argument that has to be made of integers; null: nothing, as far as is known. */
export function typeFault(name: string, value: Value, kind: IntegerKind, least = unbounded): TypeFault | null {
  if (kind === "one" || !(value instanceof Tuple || value instanceof List)) return faultOf(name, value, kind, least);
  const items: readonly Value[] = value.items;
  for (const [element, item] of items.entries()) {
    const fault = faultOf(name, item, kind, least);
    if (fault !== null) return { ...fault, element };
  }
  return null;
}

const unbounded = Number.NEGATIVE_INFINITY;

function faultOf(name: string, value: Value, kind: IntegerKind, least: number): TypeFault | null {
  if (typeof value === "number" && value < least)
    return { code: "argument-range", message: message("argumentRange", { name, least, got: value }) };
  if (value instanceof Float)
    return { code: "argument-float", message: message("argumentFloat", { name, got: floatRepr(value.value) }) };
  const got = noIntegerText(value);
  if (got === null) return null;
  const text = kind === "one" ? message("argumentInteger", { name, got }) : message("argumentIntegers", { name, got });
  return { code: "argument-type", message: text };
}

/** How a value that certainly is no integer reads; null where it may be one. */
function noIntegerText(value: Value): string | null {
  if (value === null) return "None";
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Tuple || value instanceof List) return sequenceText(value.items);
  if (value instanceof Dict) return "a dict";
  if (value instanceof SetValue) return "a set";
  if (value instanceof FunctionValue || value instanceof NativeFunction || value instanceof BoundMethod)
    return "a function that is not called";
  if (value instanceof ClassValue) return "a class";
  if (value instanceof ModuleValue) return "a module";
  const tensor = value instanceof Instance ? tensorOf(value) : null;
  const dims = tensor === null ? null : dimsOfTensor(tensor);
  if (dims?.some((dim) => typeof dim === "number" && dim > 1)) return "a tensor of several elements";
  return null;
}

const longestText = 5;

function sequenceText(items: readonly Value[]): string {
  const shown = items.slice(0, longestText).map((item) => (typeof item === "number" ? String(item) : "…"));
  return `(${[...shown, ...(items.length > longestText ? ["…"] : [])].join(", ")}${items.length === 1 ? "," : ""})`;
}

/** An argument of a function that has to be made of integers. */
export interface IntegerArgument {
  readonly name: string;
  readonly value: Value;
  readonly kind: IntegerKind;
  /** What each has to be at least, where torch asks for that. */
  readonly least?: number;
}

/** Parameters that every function takes integers for, alone or in a sequence. */
const parameterKinds: ReadonlyMap<string, IntegerKind> = new Map([
  ...["start_dim", "end_dim", "dim0", "dim1", "chunks", "dimension", "num_groups", "groups"].map(
    (name) => [name, "one"] as const,
  ),
  ...["kernel_size", "stride", "padding", "dilation", "output_padding", "output_size", "pad"].map(
    (name) => [name, "some"] as const,
  ),
  ["split_size_or_sections", "some"],
  ["shifts", "some"],
]);

/** Functions whose `dim` is one axis. */
const alongOneAxis: ReadonlySet<string> = new Set(
  (
    "softmax log_softmax softmin cat concat concatenate stack chunk split unsqueeze select narrow gather index_select " +
    "cumsum cumprod argmax argmin topk sort argsort glu unbind unflatten"
  ).split(" "),
);

/** Functions whose `dim` is one axis or several. */
const alongAxes: ReadonlySet<string> = new Set("mean sum prod var std amax amin logsumexp squeeze all any".split(" "));

/** Functions that are given sizes or axes one by one, by the parameter that gathers them. */
const gathering: ReadonlyMap<string, string> = new Map([
  ...["view", "reshape"].map((name) => [name, "shape"] as const),
  ...["zeros", "ones", "empty", "rand", "randn", "new_zeros", "new_ones", "new_empty"].map(
    (name) => [name, "size"] as const,
  ),
  ["expand", "sizes"],
  ["repeat", "repeats"],
  ["permute", "dims"],
]);

const plans = new Map<string, readonly Pick<SignatureParameter, "name" | "default">[]>();

/** The parameters of a signature that a function takes integers for. */
function checkedParameters(fn: string, signature: string): readonly Pick<SignatureParameter, "name" | "default">[] {
  const key = `${fn}(${signature})`;
  let plan = plans.get(key);
  if (plan === undefined) {
    plan = parseSignature(signature).parameters.filter(
      ({ name }) =>
        parameterKinds.has(name) ||
        gathering.get(fn) === name ||
        (name === "dim" && (alongOneAxis.has(fn) || alongAxes.has(fn))),
    );
    plans.set(key, plan);
  }
  return plan;
}

/** The arguments of a call that have to be made of integers. What is as it is declared, None say, needs no look. */
export function* integerArguments(fn: string, signature: string, reader: Reader): Generator<IntegerArgument> {
  for (const { name, default: fallback } of checkedParameters(fn, signature)) {
    const value = reader.value(name);
    if (value === fallback || typeof value === "number") continue;
    const isWord = name === "padding" && typeof value === "string" && fn.startsWith("conv");
    const isLeftOpen = name === "output_size" && !(value instanceof Float) && typeof value !== "string";
    if (isWord || isLeftOpen) continue;
    if (gathering.get(fn) !== name)
      yield { name, value, kind: parameterKinds.get(name) ?? (alongAxes.has(fn) ? "some" : "one") };
    else yield { name, value: sizesIn(value), kind: "some", ...(name === "size" ? { least: 0 } : {}) };
  }
}

/** `x.view((2, 3))` is `x.view(2, 3)`; one tensor may be all the sizes. */
function sizesIn(value: Value): Value {
  if (!(value instanceof Tuple) || value.items.length !== 1) return value;
  const [only = null] = value.items;
  return only instanceof Tuple || only instanceof List || tensorOf(only) !== null ? only : value;
}
