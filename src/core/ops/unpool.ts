import type { Dim } from "../ir/dim.ts";
import { addDims, multiplyDims, subtractDims } from "../ir/dimArithmetic.ts";
import { isLess } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText } from "./formula.ts";
import { axisWindows, type Padding } from "./spatial.ts";
import { dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

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
      const { input, stride, kernel, before, after } = window;
      const usual = subtractDims(addDims(multiplyDims(subtractDims(input, 1), stride), kernel), addDims(before, after));
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
    return windowsOf(attrs, sizes).map(({ kernel, stride, before }) => ({
      direction: "up",
      kernel,
      stride,
      dilation: 1,
      paddingBefore: before,
    }));
  },
});
