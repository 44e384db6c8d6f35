import type { Message } from "../ir/message.ts";
import { message } from "../messages/index.ts";
import type { RecurrentStackAttributes } from "./recurrentStack.ts";
import type { OnnxAttribute, OnnxEmitter } from "./spec.ts";
import { asNumbers, knownDims } from "./tensors.ts";

/** ONNX: input, output, forget, cell; update, reset, hidden. The numbers are places in torch's order. */
const gateOrder = { lstm: [0, 3, 1, 2], gru: [1, 0, 2], rnn: [0] } as const;

const MOST_LAYERS = 256;

const operator = { lstm: "LSTM", gru: "GRU", rnn: "RNN" } as const;

const axis = (index: number) => ({ axis: { int: index } });

/** One ONNX layer for each of torch's. ONNX has the directions as an axis, torch one after the other in the features. */
export function encodeRecurrentStack(attrs: RecurrentStackAttributes, emitter: OnnxEmitter): Message | null {
  const { cell, bidirectional, projection, batchFirst } = attrs;
  const numbers = asNumbers([attrs.hiddenSize, attrs.layers]);
  const rank = knownDims(emitter.inputTypes[0])?.length;
  const [x = null, ...given] = emitter.inputs;
  if (!numbers || rank === undefined || x === null) return message("exportNeedsNumbers", { op: operator[cell] });
  // ONNX has no projection. More layers than this have no weights either.
  if (projection !== 0 || (numbers[1] ?? 0) > MOST_LAYERS) return message("exportNotSupported", { op: operator[cell] });
  const [hidden = 1, layers = 1] = numbers;
  const directions = bidirectional ? 2 : 1;
  const list = (...values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const one = (type: string, inputs: readonly (string | null)[], attributes: Record<string, OnnxAttribute> = {}) =>
    emitter.emit(type, inputs, attributes)[0] ?? "";
  const permuted = (name: string, ...perm: readonly number[]) => one("Transpose", [name], { perm: { ints: perm } });
  const isBatched = rank > 2;
  const batched = (name: string) => (isBatched ? name : one("Unsqueeze", [name, list(1)]));

  /** A tensor of each direction, its gates in ONNX's order, along a new first axis. */
  const stacked = (kind: string, layer: number): string => {
    const parts = (bidirectional ? ["", "Reverse"] : [""]).map((suffix) => {
      const rows = emitter.param(`${kind}L${layer}${suffix}`);
      const order = gateOrder[cell];
      if (order.length === 1) return one("Unsqueeze", [rows, list(0)]);
      const gates = emitter.emit("Split", [rows, list(...order.map(() => hidden))], axis(0), order.length);
      const ordered = order.map((place) => gates[place] ?? null);
      return one("Unsqueeze", [one("Concat", ordered, axis(0)), list(0)]);
    });
    return parts.length === 1 ? (parts[0] ?? "") : one("Concat", parts, axis(0));
  };
  const stateOf = (name: string | null | undefined, layer: number): string | null =>
    name ? one("Slice", [batched(name), list(layer * directions), list((layer + 1) * directions), list(0)]) : null;

  const attributes: Record<string, OnnxAttribute> = { hidden_size: { int: hidden } };
  if (bidirectional) attributes["direction"] = { string: "bidirectional" };
  // torch multiplies the state before it resets it.
  if (cell === "gru") attributes["linear_before_reset"] = { int: 1 };
  let sequence = isBatched && batchFirst ? permuted(x, 1, 0, 2) : batched(x);
  const states: string[][] = [[], []];
  const hasBias = emitter.node.params.some(({ slot }) => slot === "biasIhL0");
  for (let layer = 0; layer < layers; layer++) {
    const bias = hasBias ? one("Concat", [stacked("biasIh", layer), stacked("biasHh", layer)], axis(1)) : null;
    const initial = (cell === "lstm" ? [0, 1] : [0]).map((index) => stateOf(given[index], layer));
    const inputs = [sequence, stacked("weightIh", layer), stacked("weightHh", layer), bias, null, ...initial];
    const relu = cell === "rnn" && attrs.nonlinearity === "relu";
    const activations = relu ? { activations: { strings: new Array<string>(directions).fill("Relu") } } : {};
    const [steps = "", ...last] = emitter.emit(
      operator[cell],
      inputs,
      { ...attributes, ...activations },
      1 + initial.length,
    );
    // (time, directions, batch, features) → (time, batch, directions · features).
    sequence = one("Reshape", [permuted(steps, 0, 2, 1, 3), list(0, 0, directions * hidden)]);
    for (const [index, name] of last.entries()) states[index]?.push(name);
  }
  const [output = "", ...ends] = emitter.outputs;
  const name = isBatched && batchFirst ? permuted(sequence, 1, 0, 2) : sequence;
  emitter.emit(isBatched ? "Identity" : "Squeeze", isBatched ? [name] : [name, list(1)], {}, [output]);
  for (const [index, end] of ends.entries()) {
    const all = one("Concat", states[index] ?? [], axis(0));
    emitter.emit(isBatched ? "Identity" : "Squeeze", isBatched ? [all] : [all, list(1)], {}, [end]);
  }
  return null;
}
