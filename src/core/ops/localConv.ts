import { type Dim, unknownDim } from "../ir/dim.ts";
import { multiplyDims } from "../ir/dimArithmetic.ts";
import { isLess } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import { emitPad, numericPairs } from "./onnxForms.ts";
import {
  type AxisWindow,
  axisWindows,
  checkWindows,
  extent,
  type Padding,
  paddedSize,
  perAxis,
  perAxisLines,
  slidingFormula,
  slidingOutput,
} from "./spatial.ts";
import { asNumbers, dimsOf, elementsOf, isReason, knownDims, productOf, tensor } from "./tensors.ts";

/** A layer that is connected as a convolution, but has weights and a bias of its own at each position (Darknet's local). */
export interface LocalConvAttributes extends Attributes {
  readonly outChannels: Dim;
  /** Per axis. */
  readonly kernelSize: readonly Dim[];
  readonly stride?: readonly Dim[];
  readonly padding?: Padding;
}

const RANK = 2;

const windowsOf = (attrs: LocalConvAttributes, dims: readonly Dim[]): readonly AxisWindow[] =>
  axisWindows(attrs, dims.slice(RANK));

/** Output sizes; the channels come first. */
function sizesOf(attrs: LocalConvAttributes, inputs: readonly (TensorType | null)[]): readonly Dim[] | null {
  const dims = knownDims(inputs[0]);
  if (dims?.length !== RANK + 2) return null;
  return [attrs.outChannels, ...windowsOf(attrs, dims).map(slidingOutput)];
}

/** The weights of one position: outputs, then the samples of its window. */
function weightOf(attrs: LocalConvAttributes, inputs: readonly (TensorType | null)[]): readonly Dim[] {
  const channels = knownDims(inputs[0])?.[1] ?? unknownDim(message("inputMissing"));
  return [attrs.outChannels, channels, ...perAxis(attrs.kernelSize, RANK, 1)];
}

export const localConv = defineOperator<LocalConvAttributes>({
  op: "LocalConv",
  summary: "Convolution whose weights differ from position to position.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const rank = message("convRank", { expected: RANK + 2, got: dims.length });
    if (dims.length !== RANK + 2) return unknownOutput(site, fault(site, "conv-rank", rank));
    const leading = [dims[0] ?? 1, attrs.outChannels];
    const reason = checkWindows(site, RANK, false);
    if (reason) return [tensor(inputs[0], [...leading, ...Array.from({ length: RANK }, () => unknownDim(reason))])];
    const sizes = windowsOf(attrs, dims).map((window) => {
      if (isLess(paddedSize(window), extent(window)) !== "yes") return slidingOutput(window);
      const sides = { kernel: dimText(extent(window)), input: dimText(paddedSize(window)) };
      return unknownDim(fault(site, "conv-kernel-too-large", message("kernelTooLarge", sides), "kernelSize"));
    });
    return [tensor(inputs[0], [...leading, ...sizes])];
  },
  params(attrs, inputs) {
    const sizes = sizesOf(attrs, inputs);
    if (!sizes) return [];
    const positions = productOf(sizes.slice(1));
    return [
      { slot: "weight", dims: [positions, ...weightOf(attrs, inputs)] },
      { slot: "bias", dims: sizes },
    ];
  },
  macs(attrs, inputs, outputs) {
    return multiplyDims(elementsOf(outputs[0]), productOf(weightOf(attrs, inputs).slice(1)));
  },
  window(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    if (dims?.length !== RANK + 2) return "opaque";
    return windowsOf(attrs, dims).map(({ kernel, stride, dilation, before }) => ({
      direction: "down",
      kernel,
      stride,
      dilation,
      paddingBefore: before,
    }));
  },
  explain(attrs, inputs, outputs) {
    const dims = knownDims(inputs[0]);
    const results = knownDims(outputs[0])?.slice(RANK);
    if (dims?.length !== RANK + 2 || !results) return [];
    return perAxisLines(windowsOf(attrs, dims).map((window, axis) => slidingFormula(window, results[axis] ?? 0)));
  },
  explainParameters(attrs, inputs) {
    const sizes = sizesOf(attrs, inputs);
    if (!sizes) return "";
    return `${productText([...sizes.slice(1), ...weightOf(attrs, inputs)])} + ${productText(sizes)}`;
  },
  onnx: {
    op: "MatMul",
    since: 13,
    /** The windows of each position side by side, times the weights of the position. */
    encode(attrs, emitter) {
      const dims = knownDims(emitter.inputTypes[0]) ?? [];
      const windows = windowsOf(attrs, dims);
      const input = asNumbers(dims);
      const kernel = asNumbers(windows.map((window) => window.kernel));
      const strides = asNumbers(windows.map((window) => window.stride));
      const sizes = asNumbers(windows.map(slidingOutput));
      const pads = numericPairs(
        windows.map((window) => [window.before, window.after] as const),
        "LocalConv",
      );
      const [x] = emitter.inputs;
      const [weight, bias] = [emitter.param("weight"), emitter.param("bias")];
      const outChannels = attrs.outChannels;
      if (!input || !kernel || !strides || !sizes || isReason(pads) || typeof outChannels !== "number" || !x)
        return message("exportNeedsNumbers", { op: "LocalConv" });
      const [batch = 1, channels = 1, ...spatial] = input;
      const [rows = 1, columns = 1] = sizes;
      const [stepDown = 1, stepAcross = 1] = strides;
      const list = (...values: readonly number[]) => emitter.constant("int64", [values.length], values);
      const padded = emitPad(emitter, x, { rank: input.length, pads, mode: "constant", sizes: spatial });
      const samples: string[] = [];
      for (let row = 0; row < (kernel[0] ?? 1); row++)
        for (let column = 0; column < (kernel[1] ?? 1); column++) {
          const ends = list(row + (rows - 1) * stepDown + 1, column + (columns - 1) * stepAcross + 1);
          const cut = [padded, list(row, column), ends, list(2, 3), list(stepDown, stepAcross)];
          const flat = list(batch, channels, 1, rows * columns);
          samples.push(emitter.emit("Reshape", [...emitter.emit("Slice", cut), flat])[0] ?? "");
        }
      const all = emitter.emit("Concat", samples, { axis: { int: 2 } });
      const features = channels * samples.length;
      // (batch, features, positions) → (positions, batch, features), against (positions, features, outputs).
      const joined = emitter.emit("Reshape", [...all, list(batch, features, rows * columns)]);
      const byPosition = emitter.emit("Transpose", joined, { perm: { ints: [2, 0, 1] } });
      const matrices = emitter.emit("Reshape", [weight, list(rows * columns, outChannels, features)]);
      const turned = emitter.emit("Transpose", matrices, { perm: { ints: [0, 2, 1] } });
      const products = emitter.emit("MatMul", [...byPosition, ...turned]);
      const back = emitter.emit("Transpose", products, { perm: { ints: [1, 2, 0] } });
      const maps = emitter.emit("Reshape", [...back, list(batch, outChannels, rows, columns)]);
      emitter.emit("Add", [...maps, bias], {}, emitter.outputs);
      return null;
    },
  },
});
