import { type Dim, unknownDim } from "../ir/dim.ts";
import { addDims, floorDivide, modulo, multiplyDims } from "../ir/dimArithmetic.ts";
import { dimsEqual, isLess } from "../ir/dimComparison.ts";
import type { Message } from "../ir/message.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { fault } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import { fittingGroups } from "./groups.ts";
import { emitPad, encodeBatched, numericPairs } from "./onnxForms.ts";
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
import type { InferenceSite, OnnxEmitter, OperatorSpec, ParameterSpec } from "./spec.ts";
import { asNumbers, dimsOf, elementsOf, isReason, knownDims, productOf, tensor, unknownTensor } from "./tensors.ts";
import { kernelWithout } from "./weightKernel.ts";

/**
 * Convolution over 1, 2 or 3 spatial axes (the last ones); the channels come before them, the batch before these
 * (it may be absent, as torch allows). With a `weight` input its shape gives outChannels, inChannels and kernelSize.
 */
export interface ConvAttributes extends Attributes {
  /** Per axis. Default of `spatialRank`: its length. */
  readonly kernelSize?: readonly Dim[];
  readonly spatialRank?: number;
  readonly stride?: readonly Dim[];
  readonly padding?: Padding;
  readonly dilation?: readonly Dim[];
  readonly groups?: Dim;
  /** Absent: whatever arrives (Caffe). */
  readonly inChannels?: Dim;
  readonly outChannels?: Dim;
  readonly hasBias?: boolean;
  readonly paddingMode?: "zeros" | "reflect" | "replicate" | "circular";
}

type Inputs = readonly (TensorType | null)[];

/** What the attributes say, completed by the weight input and the channels that arrive. */
interface Convolution {
  readonly rank: number;
  readonly kernel: readonly Dim[];
  readonly groups: Dim;
  readonly inChannels: Dim | null;
  readonly outChannels: Dim;
}

function convolutionOf(attrs: ConvAttributes, inputs: Inputs): Convolution {
  const weight = knownDims(inputs[1]);
  const groups = attrs.groups ?? 1;
  const rank = attrs.spatialRank ?? (weight ? weight.length - 2 : (attrs.kernelSize?.length ?? 2));
  const [outChannels, perGroup, ...kernel] = weight ?? [];
  return {
    rank,
    groups,
    kernel: weight ? kernel : kernelWithout(inputs[1], attrs.kernelSize, rank),
    inChannels: perGroup === undefined ? (attrs.inChannels ?? null) : multiplyDims(perGroup, groups),
    outChannels: outChannels ?? attrs.outChannels ?? unknownDim(message("outputChannelsMissing")),
  };
}

/** The input's channels, or what the attributes say where they are not known. */
function channelsIn(conv: Convolution, inputs: Inputs): Dim {
  const dims = knownDims(inputs[0]);
  return conv.inChannels ?? dims?.[dims.length - conv.rank - 1] ?? unknownDim(message("inputMissing"));
}

function windowsOf(attrs: ConvAttributes, conv: Convolution, sizes: readonly Dim[]): readonly AxisWindow[] {
  return axisWindows({ ...attrs, kernelSize: conv.kernel }, sizes);
}

function infer(site: InferenceSite<ConvAttributes>): readonly TensorType[] {
  const { attrs, inputs } = site;
  const conv = convolutionOf(attrs, inputs);
  checkGroups(site, conv);
  const dims = dimsOf(inputs[0]);
  if (isReason(dims)) return [unknownTensor(inputs[0], dims)];
  const { rank } = conv;
  if (dims.length !== rank + 1 && dims.length !== rank + 2) {
    const problem = message("convRank", { expected: rank + 2, got: dims.length });
    return [unknownTensor(inputs[0], fault(site, "conv-rank", problem))];
  }
  checkChannels(site, conv, dims);
  const leading = [...dims.slice(0, dims.length - rank - 1), conv.outChannels];
  const reason = checkWindows(site, rank, true) ?? checkSameStride(site, rank);
  if (reason) return [tensor(inputs[0], [...leading, ...Array.from({ length: rank }, () => unknownDim(reason))])];
  const bias = knownDims(inputs[2])?.[0];
  if (bias !== undefined && dimsEqual(bias, conv.outChannels) === "no")
    fault(site, "conv-bias", message("convBias", { expected: dimText(conv.outChannels), got: dimText(bias) }));
  const windows = windowsOf(attrs, conv, dims.slice(-rank));
  for (const window of windows) checkPaddingMode(site, window);
  const sizes = windows.map((window) => checkedOutput(site, window));
  return [tensor(inputs[0], [...leading, ...sizes])];
}

/** A reflection leaves the border out, and nothing wraps around twice. */
function checkPaddingMode(site: InferenceSite<ConvAttributes>, { input, before, after }: AxisWindow): void {
  const { paddingMode: mode } = site.attrs;
  if (mode !== "reflect" && mode !== "circular") return;
  const limit = mode === "reflect" ? input : addDims(input, 1);
  if (isLess(before, limit) !== "no" && isLess(after, limit) !== "no") return;
  const sides = { before: dimText(before), after: dimText(after), size: dimText(input) };
  fault(site, "pad-size", message(mode === "reflect" ? "padReflect" : "padCircular", sides), "padding");
}

/** torch has no rule for the padding of a strided "same" convolution. */
function checkSameStride(site: InferenceSite<ConvAttributes>, rank: number): Message | null {
  if (site.attrs.padding !== "same") return null;
  const strided = perAxis(site.attrs.stride, rank, 1).some((stride) => dimsEqual(stride, 1) === "no");
  return strided ? fault(site, "conv-same-stride", message("convSameStride"), "padding") : null;
}

function checkChannels(site: InferenceSite<ConvAttributes>, conv: Convolution, dims: readonly Dim[]): void {
  const got = dims[dims.length - conv.rank - 1] ?? 0;
  if (conv.inChannels === null || dimsEqual(conv.inChannels, got) !== "no") return;
  const counts = { expected: dimText(conv.inChannels), got: dimText(got) };
  // `conv(embedding(tokens))`: the channels are there, in another place.
  const [last, ...others] = dims.slice(-conv.rank).reverse();
  const isLast = last !== undefined && dimsEqual(conv.inChannels, last) === "yes" && conv.inChannels !== 1;
  if (isLast && others.every((other) => dimsEqual(other, last) === "no")) {
    fault(site, "conv-channels", message("convChannelsLast", counts), "inChannels");
    return;
  }
  const fits = isLess(got, 1) !== "yes" && dimsEqual(modulo(got, conv.groups), 0) !== "no";
  fault(site, "conv-channels", message("convChannels", counts), "inChannels", fits ? got : null);
}

function checkGroups(site: InferenceSite<ConvAttributes>, conv: Convolution): void {
  if (conv.outChannels === 0) fault(site, "window-range", message("windowRange", { least: 1, got: 0 }), "outChannels");
  if (conv.groups === 1) return;
  if (isLess(conv.groups, 1) === "yes") {
    fault(site, "conv-groups", message("windowRange", { least: 1, got: dimText(conv.groups) }), "groups");
    return;
  }
  const arriving = channelsIn(conv, site.inputs);
  const fitting = fittingGroups(conv.groups, arriving, conv.outChannels);
  for (const [attribute, channels] of [
    ["inChannels", arriving],
    ["outChannels", conv.outChannels],
  ] as const) {
    if (dimsEqual(modulo(channels, conv.groups), 0) !== "no") continue;
    const sides = { channels: dimText(channels), groups: dimText(conv.groups) };
    const text = message(attribute === "inChannels" ? "convGroupsIn" : "convGroupsOut", sides);
    fault(site, "conv-groups", text, "groups", fitting);
    // One fix mends both sides.
    return;
  }
}

function checkedOutput(site: InferenceSite<ConvAttributes>, window: AxisWindow): Dim {
  const reach = extent(window);
  const padded = paddedSize(window);
  if (isLess(padded, reach) !== "yes") return slidingOutput(window);
  const problem = message("kernelTooLarge", { kernel: dimText(reach), input: dimText(padded) });
  return unknownDim(fault(site, "conv-kernel-too-large", problem, "kernelSize"));
}

function params(attrs: ConvAttributes, inputs: Inputs): readonly ParameterSpec[] {
  const conv = convolutionOf(attrs, inputs);
  if (inputs[1]) return [];
  const weight = [conv.outChannels, floorDivide(channelsIn(conv, inputs), conv.groups), ...conv.kernel];
  const bias = { slot: "bias", dims: [conv.outChannels] };
  return [{ slot: "weight", dims: weight }, ...(attrs.hasBias === false ? [] : [bias])];
}

export const conv: OperatorSpec<ConvAttributes> = {
  op: "Conv",
  summary: "Convolution: each output channel is a weighted sum over a window of the input channels of its group.",
  inputs: ["x", "weight?", "bias?"],
  infer,
  params,
  macs(attrs, inputs, outputs) {
    const conv = convolutionOf(attrs, inputs);
    const perOutput = [floorDivide(channelsIn(conv, inputs), conv.groups), ...conv.kernel];
    return multiplyDims(elementsOf(outputs[0]), productOf(perOutput));
  },
  window(attrs, inputs) {
    const conv = convolutionOf(attrs, inputs);
    const sizes = knownDims(inputs[0])?.slice(-conv.rank) ?? conv.kernel.map(() => unknownDim(message("inputMissing")));
    return windowsOf(attrs, conv, sizes).map(({ kernel, stride, dilation, before }) => ({
      direction: "down",
      kernel,
      stride,
      dilation,
      paddingBefore: before,
    }));
  },
  explain(attrs, inputs, outputs) {
    const conv = convolutionOf(attrs, inputs);
    const sizes = knownDims(inputs[0])?.slice(-conv.rank);
    const results = knownDims(outputs[0])?.slice(-conv.rank);
    if (!sizes || !results) return [];
    return perAxisLines(
      windowsOf(attrs, conv, sizes).map((window, axis) => slidingFormula(window, results[axis] ?? 0)),
    );
  },
  explainParameters(attrs, inputs) {
    const conv = convolutionOf(attrs, inputs);
    const weight = [...conv.kernel, floorDivide(channelsIn(conv, inputs), conv.groups), conv.outChannels];
    return `${productText(weight)}${attrs.hasBias === false ? "" : ` + ${dimText(conv.outChannels)}`}`;
  },
  onnx: {
    op: "Conv",
    since: 11,
    encode: (attrs, emitter) =>
      encodeBatched(emitter, convolutionOf(attrs, emitter.inputTypes).rank, (batched) => encode(attrs, batched)),
  },
};

function encode(attrs: ConvAttributes, emitter: OnnxEmitter): Message | null {
  const conv = convolutionOf(attrs, emitter.inputTypes);
  const dims = knownDims(emitter.inputTypes[0]) ?? [];
  const windows = windowsOf(attrs, conv, dims.slice(-conv.rank));
  const kernel = asNumbers(conv.kernel);
  const sizes = asNumbers(windows.map((window) => window.input));
  const strides = asNumbers(windows.map((window) => window.stride));
  const dilations = asNumbers(windows.map((window) => window.dilation));
  const pads = numericPairs(
    windows.map((window) => [window.before, window.after] as const),
    "Conv",
  );
  let [input] = emitter.inputs;
  if (!kernel || !sizes || !strides || !dilations || isReason(pads) || typeof conv.groups !== "number" || !input)
    return message("exportNeedsNumbers", { op: "Conv" });
  const mode = attrs.paddingMode ?? "zeros";
  // Only zeros can be padded by the convolution itself.
  const own = mode === "zeros" ? pads : pads.map(() => [0, 0] as const);
  if (mode !== "zeros" && pads.some(([before, after]) => before !== 0 || after !== 0))
    input = emitPad(emitter, input, { rank: dims.length, pads, mode, sizes });
  const weight = emitter.inputs[1] ?? emitter.param("weight");
  const bias = emitter.inputs[2] ?? emitter.param("bias");
  const attributes = {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    dilations: { ints: dilations },
    pads: { ints: [...own.map((pair) => pair[0]), ...own.map((pair) => pair[1])] },
    group: { int: conv.groups },
  };
  emitter.emit("Conv", [input, weight, ...(bias === null ? [] : [bias])], attributes, emitter.outputs);
  return null;
}
