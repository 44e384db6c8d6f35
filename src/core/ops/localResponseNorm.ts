import type { Dim } from "../ir/dim.ts";
import { floorDivide } from "../ir/dimArithmetic.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault } from "./define.ts";
import { knownDims, likeFirst } from "./tensors.ts";

/**
 * Local response normalisation: x / (bias + alpha/n · Σ x²)^beta over `size` neighbouring channels (n = size), or with
 * `region: "within"` over a size × size window of each channel (n = size²), zeros beyond the borders
 * (Krizhevsky et al. 2012; Caffe's and torch's scaling of alpha).
 */
export interface LocalResponseNormAttributes extends Attributes {
  readonly size: Dim;
  readonly alpha?: number;
  readonly beta?: number;
  /** The constant in the denominator (torch: k). */
  readonly bias?: number;
  readonly region?: "across" | "within";
}

export const localResponseNorm = defineOperator<LocalResponseNormAttributes>({
  op: "LocalResponseNorm",
  summary: "Divides each element by a power of the energy of its neighbours.",
  inputs: ["x"],
  infer(site) {
    const dims = knownDims(site.inputs[0]);
    if (dims && dims.length < 3) fault(site, "lrn-rank", message("inputRank", { expected: "≥ 3", got: dims.length }));
    return likeFirst(site.inputs);
  },
  window(attrs, inputs) {
    if (attrs.region !== "within") return "pointwise";
    const axes = (knownDims(inputs[0])?.length ?? 4) - 2;
    const paddingBefore = floorDivide(attrs.size, 2);
    return Array.from({ length: axes }, () => ({
      direction: "down",
      kernel: attrs.size,
      stride: 1,
      dilation: 1,
      paddingBefore,
    }));
  },
  onnx: {
    op: "LRN",
    since: 13,
    encode(attrs, emitter) {
      const { size, alpha = 1e-4, beta = 0.75, bias = 1 } = attrs;
      const x = emitter.inputs[0] ?? null;
      // Runtimes refuse an even LRN size; ConvLens does not build a substitute for it.
      if (typeof size !== "number" || size % 2 === 0) return message("exportNotSupported", { op: "LocalResponseNorm" });
      if (attrs.region !== "within") {
        const attributes = {
          size: { int: size },
          alpha: { float: alpha },
          beta: { float: beta },
          bias: { float: bias },
        };
        emitter.emit("LRN", [x], attributes, emitter.outputs);
        return null;
      }
      const scalar = (value: number) => emitter.constant("float32", [], [value]);
      const axes = (knownDims(emitter.inputTypes[0])?.length ?? 4) - 2;
      const each = (value: number) => ({ ints: new Array<number>(axes).fill(value) });
      const pads = { ints: new Array<number>(2 * axes).fill((size - 1) / 2) };
      const attributes = { kernel_shape: each(size), strides: each(1), pads, count_include_pad: { int: 1 } };
      const [square = null] = emitter.emit("Mul", [x, x]);
      const [mean = null] = emitter.emit("AveragePool", [square], attributes);
      const [scaled = null] = emitter.emit("Mul", [mean, scalar(alpha)]);
      const [sum = null] = emitter.emit("Add", [scaled, scalar(bias)]);
      const [power = null] = emitter.emit("Pow", [sum, scalar(beta)]);
      emitter.emit("Div", [x, power], {}, emitter.outputs);
      return null;
    },
  },
});
