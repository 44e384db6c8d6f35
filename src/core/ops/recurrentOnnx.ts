import type { Message } from "../ir/message.ts";
import { message } from "../messages/index.ts";
import type { RecurrentAttributes } from "./recurrent.ts";
import type { OnnxEmitter } from "./spec.ts";
import { asNumbers, knownDims } from "./tensors.ts";

/** Longer sequences would make a graph of more nodes than runtimes read quickly. */
const MOST_STEPS = 512;

/**
 * Step by step, as lstm_layer.cpp and rnn_layer.cpp lay a sequence out: ONNX's own LSTM knows no mark that begins a sequence
 * anew in the middle of another one.
 */
export function encodeRecurrent({ cell }: RecurrentAttributes, emitter: OnnxEmitter): Message | null {
  const dims = asNumbers(knownDims(emitter.inputTypes[0]) ?? []);
  const [x = null, continuation = null, fixed = null] = emitter.inputs;
  const [steps = 0, batch = 1, ...features] = dims ?? [];
  if (!dims || dims.length < 2 || x === null) return message("exportNeedsNumbers", { op: "Recurrent" });
  const size = asNumbers(knownDims(emitter.outputTypes[0]) ?? [])?.[2];
  if (size === undefined || fixed !== null || steps < 1 || steps > MOST_STEPS)
    return message("exportNotSupported", { op: "Recurrent" });
  const list = (...values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const one = (type: string, ...inputs: readonly (string | null)[]): string => emitter.emit(type, inputs)[0] ?? "";
  const apart = (name: string): readonly string[] =>
    steps === 1 ? [name] : emitter.emit("Split", [name, list(...new Array(steps).fill(batch))], axis(0), steps);

  const width = features.reduce((product, count) => product * count, 1);
  const rows = one("Reshape", x, list(steps * batch, width));
  const transposed = { transB: { int: 1 } };
  const [weighed = ""] = emitter.emit("Gemm", [rows, emitter.param("inputWeight"), emitter.param("bias")], transposed);
  const given = apart(weighed);
  const kept = continuation === null ? [] : apart(one("Reshape", continuation, list(steps * batch, 1)));
  const outputs: string[] = [];
  let [hidden, memory] = ["", ""];
  for (const [step, arriving] of given.entries()) {
    const keep = kept[step] ?? null;
    // The state before the first step is zero.
    let gates = arriving;
    if (step > 0) {
      const state = keep === null ? hidden : one("Mul", hidden, keep);
      gates = one("Add", arriving, emitter.emit("Gemm", [state, emitter.param("hiddenWeight")], transposed)[0] ?? "");
    }
    if (cell === "rnn") {
      hidden = one("Tanh", gates);
      const read = [hidden, emitter.param("outputWeight"), emitter.param("outputBias")];
      outputs.push(one("Tanh", ...emitter.emit("Gemm", read, transposed)));
      continue;
    }
    const [input = "", forget = "", output = "", fresh = ""] = emitter.emit(
      "Split",
      [gates, list(size, size, size, size)],
      axis(1),
      4,
    );
    const added = one("Mul", one("Sigmoid", input), one("Tanh", fresh));
    if (step === 0) memory = added;
    else {
      const remembered = one("Mul", one("Sigmoid", forget), keep === null ? memory : one("Mul", memory, keep));
      memory = one("Add", remembered, added);
    }
    hidden = one("Mul", one("Sigmoid", output), one("Tanh", memory));
    outputs.push(hidden);
  }
  const joined = outputs.length === 1 ? outputs : emitter.emit("Concat", outputs, axis(0));
  emitter.emit("Reshape", [...joined, list(steps, batch, size)], {}, emitter.outputs);
  return null;
}

const axis = (index: number) => ({ axis: { int: index } });
