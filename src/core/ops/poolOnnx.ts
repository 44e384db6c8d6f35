import type { Message } from "../ir/message.ts";
import { message } from "../messages/index.ts";
import { hasPadding, type PoolAttributes, pooledSize, poolRank, poolWindows } from "./poolWindow.ts";
import type { OnnxAttribute, OnnxEmitter } from "./spec.ts";
import { asNumbers, knownDims } from "./tensors.ts";

/** One axis with plain numbers; `extra`: how far the last window reaches beyond the padded input in ceil mode. */
interface Axis {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
  readonly extra: number;
}

/**
 * ONNX and its runtimes disagree with torch and Caffe about the last window of ceil mode and about what it divides by.
 * So ceil mode is never used: windows that reach beyond the input get explicit padding at the end.
 */
export function encodePool(op: string, attrs: PoolAttributes, emitter: OnnxEmitter): Message | null {
  const axes = axesOf(attrs, emitter);
  const input = emitter.inputs[0] ?? null;
  if (!axes || input === null) return message("exportNeedsNumbers", { op });
  if (op === "MaxPool") {
    const attributes = { ...windowAttributes(axes), ...padsOf(axes, true, true) };
    const [largest = "", positions = ""] = emitter.outputs;
    if (!attrs.returnIndices) emitter.emit("MaxPool", [input], attributes, emitter.outputs);
    else {
      // ONNX counts positions through the whole tensor, torch and Caffe from the beginning of each map.
      const plane = axes.reduce((product, axis) => product * axis.input, 1);
      const [, flat = ""] = emitter.emit("MaxPool", [input], attributes, [largest, `${positions}/flat`]);
      emitter.emit("Mod", [flat, emitter.constant("int64", [], [plane])], {}, [positions]);
    }
    return null;
  }
  if (op === "AveragePool") {
    emitAverage(attrs, axes, input, emitter, emitter.outputs);
    return null;
  }
  // torch's own definition: the p-th root of the mean of the powers times the kernel's size.
  const power = attrs.normType ?? 2;
  const [raised = ""] = emitter.emit("Pow", [input, emitter.constant("float32", [], [power])]);
  const [mean = ""] = emitAverage(attrs, axes, raised, emitter);
  const size = axes.reduce((product, axis) => product * axis.kernel, 1);
  const [sum = ""] = emitter.emit("Mul", [mean, emitter.constant("float32", [], [size])]);
  emitter.emit("Pow", [sum, emitter.constant("float32", [], [1 / power])], {}, emitter.outputs);
  return null;
}

function emitAverage(
  attrs: PoolAttributes,
  axes: readonly Axis[],
  input: string,
  emitter: OnnxEmitter,
  outputs?: readonly string[],
): readonly string[] {
  const size = axes.reduce((product, axis) => product * axis.kernel, 1);
  const include = { count_include_pad: { int: 1 } };
  const exclude = { count_include_pad: { int: 0 } };
  if (typeof attrs.divisorOverride === "number") {
    const attributes = { ...windowAttributes(axes), ...padsOf(axes, true, true), ...include };
    const [mean = ""] = emitter.emit("AveragePool", [input], attributes);
    const scale = emitter.constant("float32", [], [size / attrs.divisorOverride]);
    return emitter.emit("Mul", [mean, scale], {}, outputs);
  }
  const overhang = axes.some((axis) => axis.extra > 0);
  if (attrs.countIncludePad === false || !overhang) {
    const counting = attrs.countIncludePad === false ? exclude : include;
    return emitter.emit(
      "AveragePool",
      [input],
      { ...windowAttributes(axes), ...padsOf(axes, true, true), ...counting },
      outputs,
    );
  }
  // Padding counts as samples but what lies beyond it does not: pad with zeros first, then leave the overhang out.
  const lead = (emitter.inputTypes[0] && knownDims(emitter.inputTypes[0])?.length) ?? axes.length + 2;
  const leading = Array.from({ length: lead - axes.length }, () => 0);
  const pads = [...leading, ...axes.map((axis) => axis.before), ...leading, ...axes.map((axis) => axis.after)];
  const padded = pads.every((pad) => pad === 0)
    ? input
    : (emitter.emit("Pad", [input, emitter.constant("int64", [pads.length], pads)])[0] ?? input);
  return emitter.emit(
    "AveragePool",
    [padded],
    { ...windowAttributes(axes), ...padsOf(axes, false, true), ...exclude },
    outputs,
  );
}

function windowAttributes(axes: readonly Axis[]): Record<string, OnnxAttribute> {
  const attributes: Record<string, OnnxAttribute> = {
    kernel_shape: { ints: axes.map((axis) => axis.kernel) },
    strides: { ints: axes.map((axis) => axis.stride) },
  };
  if (axes.some((axis) => axis.dilation !== 1)) attributes["dilations"] = { ints: axes.map((axis) => axis.dilation) };
  return attributes;
}

function padsOf(axes: readonly Axis[], padding: boolean, overhang: boolean): Record<string, OnnxAttribute> {
  const before = axes.map((axis) => (padding ? axis.before : 0));
  const after = axes.map((axis) => (padding ? axis.after : 0) + (overhang ? axis.extra : 0));
  return { pads: { ints: [...before, ...after] } };
}

function axesOf(attrs: PoolAttributes, emitter: OnnxEmitter): readonly Axis[] | null {
  const sizes = knownDims(emitter.inputTypes[0])?.slice(-poolRank(attrs));
  if (!sizes) return null;
  const windows = poolWindows(attrs, sizes);
  const axes = windows.map((window): Axis | null => {
    const numbers = asNumbers([
      window.input,
      window.kernel,
      window.stride,
      window.dilation,
      window.before,
      window.after,
      pooledSize(attrs, window, hasPadding(windows)),
    ]);
    if (!numbers) return null;
    const [input = 0, kernel = 0, stride = 0, dilation = 0, before = 0, after = 0, count = 0] = numbers;
    const end = (count - 1) * stride + dilation * (kernel - 1) + 1;
    return { input, kernel, stride, dilation, before, after, extra: Math.max(0, end - (input + before + after)) };
  });
  return axes.includes(null) ? null : (axes as Axis[]);
}
