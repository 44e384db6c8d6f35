// Forms that ONNX does not have and that several operators are exported with.
import type { Dim } from "../ir/dim.ts";
import type { Message } from "../ir/message.ts";
import type { TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { onnxTypes } from "./onnxTypes.ts";
import type { OnnxEmitter } from "./spec.ts";
import { asNumbers, knownDims, tensor } from "./tensors.ts";

/** Indices as ONNX takes them: Caffe's are floats, and so is an input whose type nobody states. */
export function emitPlaces(emitter: OnnxEmitter, name: string, type: TensorType | null | undefined): string {
  if (type?.dtype === "int64" || type?.dtype === "int32") return name;
  return emitter.emit("Cast", [name], { to: { int: onnxTypes.int64 } })[0] ?? name;
}

/** ONNX's convolutions and pools need a batch axis: where torch lets it be absent, one of size 1 is put in and taken out. */
export function encodeBatched(
  emitter: OnnxEmitter,
  spatialRank: number,
  encode: (emitter: OnnxEmitter) => Message | null,
): Message | null {
  if (knownDims(emitter.inputTypes[0])?.length !== spatialRank + 1) return encode(emitter);
  const axes = () => emitter.constant("int64", [1], [0]);
  const withBatch = (type: TensorType | null): TensorType | null =>
    type && tensor(type, [1, ...(knownDims(type) ?? [])]);
  const [input = null] = emitter.emit("Unsqueeze", [emitter.inputs[0] ?? null, axes()]);
  const outputs = emitter.outputs.map((name) => `${name}/batched`);
  const failed = encode({
    ...emitter,
    inputs: [input, ...emitter.inputs.slice(1)],
    inputTypes: [withBatch(emitter.inputTypes[0] ?? null), ...emitter.inputTypes.slice(1)],
    outputTypes: emitter.outputTypes.map((type) => withBatch(type) ?? type),
    outputs,
  });
  if (failed) return failed;
  for (const [index, name] of outputs.entries())
    emitter.emit("Squeeze", [name, axes()], {}, emitter.outputs.slice(index, index + 1));
  return null;
}

/** Numbers of a constant that an export makes: sizes come from files, which may state any. */
const MOST_CONSTANT_NUMBERS = 1 << 22;

/** Why an operator's constant of so many numbers is not made; null where it is. */
export const tooManyNumbers = (op: string, count: number): Message | null =>
  count <= MOST_CONSTANT_NUMBERS ? null : message("exportConstantSize", { op, count });

export type PaddingMode = "constant" | "reflect" | "replicate" | "circular";

/** Pads the last axes by [before, after] each; gives the name of the result. */
export function emitPad(
  emitter: OnnxEmitter,
  input: string,
  options: {
    readonly rank: number;
    readonly pads: readonly (readonly [number, number])[];
    readonly mode: PaddingMode;
    readonly value?: number;
    /** The sizes of the padded axes: a wrap around is cut out of them. */
    readonly sizes: readonly number[];
    readonly outputs?: readonly string[];
  },
): string {
  const { rank, pads, mode, value = 0, outputs } = options;
  if (mode === "circular") return emitWrap(emitter, input, options);
  const leading = new Array<number>(rank - pads.length).fill(0);
  const all = [...leading, ...pads.map((pair) => pair[0]), ...leading, ...pads.map((pair) => pair[1])];
  const list = emitter.constant("int64", [all.length], all);
  const filling = value === 0 ? [] : [emitter.constant("float32", [], [value])];
  const attributes = { mode: { string: mode === "replicate" ? "edge" : mode } };
  return emitter.emit("Pad", [input, list, ...filling], attributes, outputs)[0] ?? input;
}

/** The wrap mode came with opset 19: each axis is joined from its end, itself and its beginning; negative numbers cut. */
function emitWrap(emitter: OnnxEmitter, input: string, options: Parameters<typeof emitPad>[2]): string {
  const { rank, pads, sizes, outputs } = options;
  const one = (value: number) => emitter.constant("int64", [1], [value]);
  let name = input;
  for (const [index, [before, after]] of pads.entries()) {
    const axis = rank - pads.length + index;
    const size = sizes[index] ?? 0;
    const cut = (start: number, end: number) => emitter.emit("Slice", [name, one(start), one(end), one(axis)])[0] ?? "";
    const parts: string[] = [];
    if (before > 0) parts.push(cut(size - before, size));
    parts.push(before < 0 || after < 0 ? cut(Math.max(0, -before), size + Math.min(0, after)) : name);
    if (after > 0) parts.push(cut(0, after));
    if (parts.length > 1) [name = ""] = emitter.emit("Concat", parts, { axis: { int: axis } });
    else name = parts[0] ?? name;
  }
  return outputs ? (emitter.emit("Identity", [name], {}, outputs)[0] ?? name) : name;
}

/** Pairs of plain numbers, or why they are none. */
export function numericPairs(
  pairs: readonly (readonly [Dim, Dim])[],
  op: string,
): readonly (readonly [number, number])[] | Message {
  const before = asNumbers(pairs.map((pair) => pair[0]));
  const after = asNumbers(pairs.map((pair) => pair[1]));
  if (!before || !after) return message("exportNeedsNumbers", { op });
  return before.map((value, index) => [value, after[index] ?? 0] as const);
}
