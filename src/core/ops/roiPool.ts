import type { Dim } from "../ir/dim.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import { asNumbers, dimsOf, isReason, knownDims, productOf, tensor } from "./tensors.ts";

/**
 * Pools each region of interest to a fixed size (Fast R-CNN; position-sensitive: R-FCN). Which samples a unit sees depends
 * on the regions, so there is no window.
 */
export interface RoiPoolAttributes extends Attributes {
  /** Rows and columns. */
  readonly outputSize: readonly Dim[];
  /** From the regions' coordinates to those of the map: 1/16. */
  readonly spatialScale?: number;
  /** Each output channel takes a channel of its own for each bin: outputChannels · rows · columns input channels. */
  readonly outputChannels?: Dim;
  /** Interpolates between samples instead of taking the largest (He et al., Mask R-CNN, 2017). */
  readonly align?: boolean;
}

export const roiPool = defineOperator<RoiPoolAttributes>({
  op: "RoiPool",
  summary: "Pools each region of interest to a map of fixed size.",
  inputs: ["x", "regions"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    const regions = dimsOf(inputs[1]);
    if (isReason(dims)) return unknownOutput(site, dims);
    if (isReason(regions)) return unknownOutput(site, regions);
    const arriving = dims[1] ?? 1;
    if (attrs.outputChannels !== undefined) {
      const expected = productOf([attrs.outputChannels, ...attrs.outputSize]);
      if (dimsEqual(expected, arriving) === "no") {
        const sides = { expected: dimText(expected), got: dimText(arriving) };
        fault(site, "roi-channels", message("roiChannels", sides), "outputChannels");
      }
    }
    return [tensor(inputs[0], [regions[0] ?? 1, attrs.outputChannels ?? arriving, ...attrs.outputSize])];
  },
  window: () => "data",
  explain(attrs, inputs) {
    const channels = knownDims(inputs[0])?.[1];
    if (attrs.outputChannels === undefined || channels === undefined) return [];
    return [`${productText([attrs.outputChannels, ...attrs.outputSize])} = ${dimText(channels)}`];
  },
  onnx: {
    op: "MaxRoiPool",
    since: 1,
    encode({ outputSize, spatialScale = 1, outputChannels, align }, emitter) {
      if (outputChannels !== undefined) return message("exportPositionSensitive");
      // How many samples of a bin are taken differs between implementations.
      if (align) return message("exportNotSupported", { op: "RoiAlign" });
      const sizes = asNumbers(outputSize);
      if (!sizes) return message("exportNeedsNumbers", { op: "RoiPool" });
      const attributes = { pooled_shape: { ints: sizes }, spatial_scale: { float: spatialScale } };
      emitter.emit("MaxRoiPool", [...emitter.inputs], attributes, emitter.outputs);
      return null;
    },
  },
});
