import { type Dim, unknownDim } from "../ir/dim.ts";
import { addDims, multiplyDims, subtractDims } from "../ir/dimArithmetic.ts";
import { isLess } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText } from "./formula.ts";
import { emitPlaces } from "./onnxForms.ts";
import { type AxisWindow, axisWindows, type Padding } from "./spatial.ts";
import { asNumbers, dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Puts each sample back where a max pool took it from: (n − 1)·stride − 2·padding + kernel, zeros elsewhere. */
export interface UnpoolAttributes extends Attributes {
  readonly kernelSize: readonly Dim[];
  readonly spatialRank?: number;
  /** Default: kernelSize. */
  readonly stride?: readonly Dim[];
  readonly padding?: Padding;
  /** The sizes that the output shall have. */
  readonly outputSize?: readonly Dim[] | null;
  /** Take any outputSize (Caffe's forks) instead of only those within a stride of the usual one. */
  readonly anyOutputSize?: boolean;
}

const windowsOf = (attrs: UnpoolAttributes, sizes: readonly Dim[]) =>
  axisWindows({ ...attrs, stride: attrs.stride ?? attrs.kernelSize }, sizes);

function usualSize({ input, stride, kernel, before, after }: AxisWindow): Dim {
  return subtractDims(addDims(multiplyDims(subtractDims(input, 1), stride), kernel), addDims(before, after));
}

/**
 * Places are counted row by row in the map before the pool. In maps of other widths, all axes but the first, they are other
 * places. What a pool leaves out at the end, or covers beyond it, is less than a stride.
 */
function isUsualWidth(attrs: UnpoolAttributes, sizes: readonly Dim[]): boolean {
  return windowsOf(attrs, sizes).every((window, axis) => {
    const wanted = attrs.outputSize?.at(axis - sizes.length);
    if (axis === 0 || wanted === undefined) return true;
    const difference = subtractDims(wanted, usualSize(window));
    return typeof difference !== "number" || typeof window.stride !== "number" || Math.abs(difference) < window.stride;
  });
}

export const unpool = defineOperator<UnpoolAttributes>({
  op: "MaxUnpool",
  summary: "Puts each sample back where a max pool took it from.",
  inputs: ["x", "indices"],
  infer(site) {
    const { attrs, inputs } = site;
    const rank = attrs.spatialRank ?? attrs.kernelSize.length;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    if (dims.length !== rank + 1 && dims.length !== rank + 2) {
      const problem = message("inputRank", { expected: rank + 2, got: dims.length });
      return unknownOutput(site, fault(site, "pool-rank", problem));
    }
    const sizes = windowsOf(attrs, dims.slice(-rank)).map((window, axis): Dim => {
      const usual = usualSize(window);
      const { stride } = window;
      const wanted = attrs.outputSize?.at(axis - rank);
      if (wanted === undefined) return usual;
      if (attrs.anyOutputSize) return wanted;
      const low = subtractDims(usual, stride);
      const high = addDims(usual, stride);
      if (isLess(low, wanted) === "no" || isLess(wanted, high) === "no") {
        const sides = { got: dimText(wanted), low: dimText(low), high: dimText(high) };
        fault(site, "unpool-size", message("unpoolSize", sides), "outputSize");
      }
      return wanted;
    });
    return [tensor(inputs[0], [...dims.slice(0, dims.length - rank), ...sizes])];
  },
  window(attrs, inputs) {
    const rank = attrs.spatialRank ?? attrs.kernelSize.length;
    const sizes = knownDims(inputs[0])?.slice(-rank) ?? attrs.kernelSize;
    if (attrs.anyOutputSize && !isUsualWidth(attrs, sizes)) return "data";
    return windowsOf(attrs, sizes).map(({ kernel, stride, before }) => ({
      direction: "up",
      kernel,
      stride,
      dilation: 1,
      paddingBefore: before,
    }));
  },
  onnx: {
    op: "ScatterElements",
    since: 13,
    /** ONNX's MaxUnpool counts positions through the tensor before the pool, whose size need not be that of the output. */
    encode(attrs, emitter) {
      const before = asNumbers(knownDims(emitter.inputTypes[0]) ?? [unknownDim(message("inputMissing"))]);
      const after = asNumbers(knownDims(emitter.outputTypes[0]) ?? [unknownDim(message("inputMissing"))]);
      const [x = null, indices = null] = emitter.inputs;
      if (!before || !after || x === null || indices === null)
        return message("exportNeedsNumbers", { op: "MaxUnpool" });
      const rank = attrs.spatialRank ?? attrs.kernelSize.length;
      const count = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1);
      const maps = count(before.slice(0, -rank));
      const list = (...values: readonly number[]) => emitter.constant("int64", [values.length], values);
      const flat = () => list(maps, count(before.slice(-rank)));
      const [samples = ""] = emitter.emit("Reshape", [x, flat()]);
      const [wanted = ""] = emitter.emit("Reshape", [indices, flat()]);
      const places = emitPlaces(emitter, wanted, emitter.inputTypes[1]);
      const [zeros = ""] = emitter.emit("ConstantOfShape", [list(maps, count(after.slice(-rank)))]);
      const filled = emitter.emit("ScatterElements", [zeros, places, samples], { axis: { int: 1 } });
      emitter.emit("Reshape", [...filled, list(...after)], {}, emitter.outputs);
      return null;
    },
  },
});
