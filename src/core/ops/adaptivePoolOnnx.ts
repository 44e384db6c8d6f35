import type { Dim } from "../ir/dim.ts";
import type { Message } from "../ir/message.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { tooManyNumbers } from "./onnxForms.ts";
import type { OnnxEmitter } from "./spec.ts";
import { knownDims } from "./tensors.ts";

/**
 * To one unit: a reduction. To a divisor of the input: a plain pool. Else, for means, a product with a matrix per axis whose
 * rows hold 1/length over the window of each unit; uneven maxima have no counterpart.
 */
export function encodeAdaptivePool(
  op: "AdaptiveAveragePool" | "AdaptiveMaxPool",
  attrs: Attributes,
  axes: readonly { readonly input: Dim; readonly output: Dim }[] | null,
  emitter: OnnxEmitter,
): Message | null {
  const rank = knownDims(emitter.inputTypes[0])?.length;
  const input = emitter.inputs[0] ?? null;
  if (!axes || rank === undefined || input === null) return message("exportNeedsNumbers", { op });
  if (attrs["returnIndices"]) return message("exportIndices");
  const numbers: { input: number; output: number }[] = [];
  for (const axis of axes) {
    if (typeof axis.input !== "number" || typeof axis.output !== "number") return message("exportNeedsNumbers", { op });
    numbers.push({ input: axis.input, output: axis.output });
  }
  const maximum = op === "AdaptiveMaxPool";
  if (numbers.every(({ output }) => output === 1)) {
    const all = numbers.map((_, axis) => rank - numbers.length + axis);
    emitter.emit(
      maximum ? "ReduceMax" : "ReduceMean",
      [input],
      { axes: { ints: all }, keepdims: { int: 1 } },
      emitter.outputs,
    );
    return null;
  }
  if (numbers.every(({ input: n, output: m }) => n % m === 0) && rank === numbers.length + 2) {
    const window = { ints: numbers.map(({ input: n, output: m }) => n / m) };
    emitter.emit(
      maximum ? "MaxPool" : "AveragePool",
      [input],
      { kernel_shape: window, strides: window },
      emitter.outputs,
    );
    return null;
  }
  if (maximum) return message("exportNotSupported", { op });
  const tooMany = tooManyNumbers(op, Math.max(...numbers.map(({ input: n, output: m }) => n * m)));
  if (tooMany) return tooMany;
  emitMeans(numbers, rank, input, emitter);
  return null;
}

function emitMeans(
  axes: readonly { input: number; output: number }[],
  rank: number,
  input: string,
  emitter: OnnxEmitter,
): void {
  let value = input;
  for (const [index, axis] of axes.entries()) {
    const last = index === axes.length - 1;
    const position = rank - axes.length + index;
    const matrix = emitter.constant("float32", [axis.input, axis.output], meansMatrix(axis));
    if (position === rank - 1) {
      [value = ""] = emitter.emit("MatMul", [value, matrix], {}, emitter.outputs);
      continue;
    }
    // The axis goes to the end, is multiplied, and comes back.
    const swap = Array.from({ length: rank }, (_, at) =>
      at === position ? rank - 1 : at === rank - 1 ? position : at,
    );
    [value = ""] = emitter.emit("Transpose", [value], { perm: { ints: swap } });
    [value = ""] = emitter.emit("MatMul", [value, matrix]);
    [value = ""] = emitter.emit("Transpose", [value], { perm: { ints: swap } }, last ? emitter.outputs : undefined);
  }
}

function meansMatrix({ input, output }: { readonly input: number; readonly output: number }): number[] {
  const matrix = new Array<number>(input * output).fill(0);
  for (let unit = 0; unit < output; unit++) {
    const first = Math.floor((unit * input) / output);
    const end = Math.ceil(((unit + 1) * input) / output);
    for (let sample = first; sample < end; sample++) matrix[sample * output + unit] = 1 / (end - first);
  }
  return matrix;
}
