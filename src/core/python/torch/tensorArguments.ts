// What stands where torch takes a tensor, or a list of them, and certainly is none.
import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import { floatRepr } from "../eval/format.ts";
import type { Call, Machine } from "../eval/native.ts";
import {
  BoundMethod,
  ClassValue,
  Dict,
  Float,
  FunctionValue,
  Instance,
  IteratorValue,
  List,
  ModuleValue,
  NativeFunction,
  SetValue,
  Tuple,
  Unknown,
  type Value,
} from "../eval/value.ts";
import { modulePayload } from "./moduleTree.ts";
import type { Reader } from "./reader.ts";
import { isTensor, tensorOf } from "./tensor.ts";
import { torchSession } from "./trace.ts";

interface Row {
  readonly names: readonly string[];
  readonly signature: string;
}

/** Reports what a function takes for no tensor: None, a pair of tensors, a list of them, a number in a list of them. */
export function checkTensors(machine: Machine, row: Row, reader: Reader, input: Value, call: Call): void {
  if (torchSession(machine).quiet || machine.uncertain > 0) return;
  const text = /^tensors\b/.test(row.signature)
    ? sequenceFault(machine, input)
    : tensorFault(machine, row, reader, input);
  if (text === null) return;
  const at = call.site?.at ?? null;
  machine.report({ code: "tensor-expected", severity: "error", message: text, at, fixes: [], related: [] });
}

function tensorFault(machine: Machine, { names, signature }: Row, reader: Reader, input: Value): Message | null {
  const [name = ""] = names;
  if (!isTensor(input) && isNoTensor(input, takesNoNumber.has(name)) && /^(?:input|x|input1)\b/.test(signature))
    return message("tensorExpected", { got: valueText(machine, input) });
  const second = secondTensors.get(name);
  const other = second === undefined ? input : machine.force(reader.value(second) ?? null);
  return second !== undefined && isNoTensor(other, true)
    ? message("tensorExpectedFor", { name: second, got: valueText(machine, other) })
    : null;
}

/** Some functions take numbers for tensors (python_arg_parser.cpp, should_allow_numbers_as_tensors), these do not. */
const takesNoNumber: ReadonlySet<string> = new Set(
  (
    "abs neg exp expm1 log log1p log2 log10 sqrt rsqrt reciprocal square sin cos tan asin acos atan sinh cosh tanh floor ceil " +
    "round trunc sign erf clamp relu gelu silu elu selu leaky_relu sigmoid softplus softmax log_softmax mean sum std var " +
    "reshape flatten squeeze unsqueeze permute transpose max_pool2d avg_pool2d adaptive_avg_pool2d dropout linear conv1d conv2d"
  ).split(" "),
);

/** Parameters beside the first that have to be given a tensor. */
const secondTensors: ReadonlyMap<string, string> = new Map([
  ...["linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d"].map(
    (name) => [name, "weight"] as const,
  ),
  ["matmul", "other"],
  ["bmm", "mat2"],
  ["mm", "mat2"],
  ["mv", "vec"],
]);

export const takesSecondTensor = ({ names }: Pick<Row, "names">): boolean => secondTensors.has(names[0] ?? "");

/** A value that certainly is no tensor; other numbers are left to the function. */
export function isNoTensor(value: Value, numbersToo: boolean): boolean {
  if (value instanceof Unknown || isTensor(value)) return false;
  if (typeof value === "number" || typeof value === "boolean" || value instanceof Float) return numbersToo;
  if (value === null || typeof value === "string") return true;
  // What another library makes may stand for a tensor.
  if (value instanceof Instance) return modulePayload(value) !== null;
  return value instanceof Tuple || value instanceof List || value instanceof Dict || value instanceof FunctionValue;
}

/** The same of what is to be joined: torch takes lists and tuples, no other iterable, and nothing but tensors in them. */
function sequenceFault(machine: Machine, value: Value): Message | null {
  const isPlain = value === null || typeof value === "number" || typeof value === "string" || value instanceof Float;
  const isOther = isPlain || value instanceof SetValue || value instanceof Dict || value instanceof IteratorValue;
  if (isOther || (isTensor(value) && !isSupposed(value)))
    return message("tensorsExpected", { got: valueText(machine, value) });
  if (!(value instanceof Tuple || value instanceof List)) return null;
  for (const [index, item] of value.items.entries()) {
    const element = machine.force(item);
    if (isNoTensor(element, true)) return message("tensorExpectedAt", { index, got: valueText(machine, element) });
  }
  return null;
}

/** An input of which nothing is said may be a list of tensors just as well. */
function isSupposed(value: Instance): boolean {
  const shape = tensorOf(value)?.type.shape;
  return shape?.rank === "unknown" && shape.because.key === "inputNotStated";
}

/** How a value reads in a message: what torch says of its type, and how much is in it. */
export function valueText(machine: Machine, value: Value): string {
  if (value === null) return "None";
  if (typeof value === "string") return `the str ${JSON.stringify(value)}`;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "bigint") return `the int ${value}`;
  if (value instanceof Float) return `the float ${floatRepr(value.value)}`;
  const type = machine.classOf(value).name;
  if (value instanceof Tuple || value instanceof List)
    return `a${/^[aeiou]/i.test(type) ? "n" : ""} ${type} of ${value.items.length}`;
  if (value instanceof FunctionValue || value instanceof NativeFunction || value instanceof BoundMethod)
    return "a function that is not called";
  if (value instanceof ClassValue) return `the class ${value.name}`;
  if (value instanceof ModuleValue) return `the module ${value.name}`;
  if (value instanceof Instance && modulePayload(value) !== null) return `a module of type ${type} that is not called`;
  return `a value of type ${type}`;
}
