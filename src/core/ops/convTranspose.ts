import { type Dim, unknownDim } from "../ir/dim.ts";
import { addDims, floorDivide, modulo, multiplyDims, subtractDims } from "../ir/dimArithmetic.ts";
import { dimsEqual, isLess } from "../ir/dimComparison.ts";
import type { Message } from "../ir/message.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { fault } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import { fittingGroups } from "./groups.ts";
import { encodeBatched } from "./onnxForms.ts";
import { type AxisWindow, axisWindows, checkWindows, extent, type Padding, perAxis, perAxisLines } from "./spatial.ts";
import type { InferenceSite, OnnxEmitter, OperatorSpec } from "./spec.ts";
import { asNumbers, dimsOf, elementsOf, isReason, knownDims, productOf, tensor, unknownTensor } from "./tensors.ts";
import { kernelWithout } from "./weightKernel.ts";

/**
 * Transposed convolution (deconvolution) over the last 1, 2 or 3 axes: each input sample spreads over a window of the output.
 * A `weight` input of shape (inChannels, outChannels / groups, kernel…) counts where given.
 */
export interface ConvTransposeAttributes extends Attributes {
  readonly kernelSize?: readonly Dim[];
  readonly spatialRank?: number;
  readonly stride?: readonly Dim[];
  /** Cut off from the output. */
  readonly padding?: Padding;
  readonly dilation?: readonly Dim[];
  /** Added at the end of the output. */
  readonly outputPadding?: readonly Dim[];
  /** The sizes that the output shall have; then outputPadding follows from them. */
  readonly outputSize?: readonly Dim[];
  readonly groups?: Dim;
  /** Absent: whatever arrives (Caffe). */
  readonly inChannels?: Dim;
  readonly outChannels?: Dim;
  readonly hasBias?: boolean;
}

type Inputs = readonly (TensorType | null)[];
type Site = InferenceSite<ConvTransposeAttributes>;

interface Transposed {
  readonly rank: number;
  readonly kernel: readonly Dim[];
  readonly groups: Dim;
  readonly inChannels: Dim;
  readonly outChannels: Dim;
}

function transposedOf(attrs: ConvTransposeAttributes, inputs: Inputs): Transposed {
  const weight = knownDims(inputs[1]);
  const groups = attrs.groups ?? 1;
  const rank = attrs.spatialRank ?? (weight ? weight.length - 2 : (attrs.kernelSize?.length ?? 2));
  const [inChannels, perGroup, ...kernel] = weight ?? [];
  const dims = knownDims(inputs[0]);
  return {
    rank,
    groups,
    kernel: weight ? kernel : kernelWithout(inputs[1], attrs.kernelSize, rank),
    inChannels: inChannels ?? attrs.inChannels ?? dims?.[dims.length - rank - 1] ?? unknownDim(message("inputMissing")),
    outChannels:
      perGroup === undefined
        ? (attrs.outChannels ?? unknownDim(message("outputChannelsMissing")))
        : multiplyDims(perGroup, groups),
  };
}

const windowsOf = (attrs: ConvTransposeAttributes, transposed: Transposed, sizes: readonly Dim[]) =>
  axisWindows({ ...attrs, kernelSize: transposed.kernel }, sizes);

/** (input − 1)·stride − before − after + extent. */
const smallestOutput = (window: AxisWindow): Dim =>
  subtractDims(
    addDims(multiplyDims(subtractDims(window.input, 1), window.stride), extent(window)),
    addDims(window.before, window.after),
  );

function outputPaddings(attrs: ConvTransposeAttributes, windows: readonly AxisWindow[]): readonly Dim[] {
  const { outputSize } = attrs;
  if (!outputSize) return perAxis(attrs.outputPadding, windows.length, 0);
  return windows.map((window, axis) => subtractDims(outputSize.at(axis - windows.length) ?? 0, smallestOutput(window)));
}

function infer(site: Site): readonly TensorType[] {
  const { attrs, inputs } = site;
  const transposed = transposedOf(attrs, inputs);
  const { rank, groups, inChannels, outChannels } = transposed;
  if (isLess(groups, 1) === "yes")
    fault(site, "conv-groups", message("windowRange", { least: 1, got: dimText(groups) }), "groups");
  const fitting = fittingGroups(groups, inChannels, outChannels);
  for (const [key, channels] of [
    ["convGroupsIn", inChannels],
    ["convGroupsOut", outChannels],
  ] as const) {
    if (dimsEqual(modulo(channels, groups), 0) === "no") {
      fault(
        site,
        "conv-groups",
        message(key, { channels: dimText(channels), groups: dimText(groups) }),
        "groups",
        fitting,
      );
      break;
    }
  }
  const dims = dimsOf(inputs[0]);
  if (isReason(dims)) return [unknownTensor(inputs[0], dims)];
  if (dims.length !== rank + 1 && dims.length !== rank + 2) {
    const problem = message("inputRank", { expected: rank + 2, got: dims.length });
    return [unknownTensor(inputs[0], fault(site, "conv-rank", problem))];
  }
  const got = dims[dims.length - rank - 1] ?? 0;
  if (dimsEqual(inChannels, got) === "no")
    fault(
      site,
      "conv-channels",
      message("convChannels", { expected: dimText(inChannels), got: dimText(got) }),
      "inChannels",
      dimsEqual(modulo(got, groups), 0) === "no" ? null : got,
    );
  const bias = knownDims(inputs[2])?.[0];
  if (bias !== undefined && dimsEqual(bias, outChannels) === "no")
    fault(site, "conv-bias", message("convBias", { expected: dimText(outChannels), got: dimText(bias) }));
  const leading = [...dims.slice(0, dims.length - rank - 1), outChannels];
  const reason = checkWindows(site, rank, true);
  if (reason) return [tensor(inputs[0], [...leading, ...Array.from({ length: rank }, () => unknownDim(reason))])];
  const windows = windowsOf(attrs, transposed, dims.slice(-rank));
  const paddings = outputPaddings(attrs, windows);
  const sizes = windows.map((window, axis) => checkedOutput(site, window, paddings[axis] ?? 0));
  return [tensor(inputs[0], [...leading, ...sizes])];
}

function checkedOutput(site: Site, window: AxisWindow, outputPadding: Dim): Dim {
  const size = addDims(smallestOutput(window), outputPadding);
  const { stride, dilation } = window;
  const tooMuch = isLess(outputPadding, stride) === "no" && isLess(outputPadding, dilation) === "no";
  if (site.attrs.outputSize) {
    if (tooMuch || isLess(outputPadding, 0) === "yes")
      return unknownDim(
        fault(
          site,
          "conv-output-size",
          message("convOutputSize", {
            got: dimText(size),
            low: dimText(smallestOutput(window)),
            stride: dimText(stride),
          }),
          "outputSize",
        ),
      );
  } else if (tooMuch) {
    const text = message("convOutputPadding", {
      padding: dimText(outputPadding),
      stride: dimText(stride),
      dilation: dimText(dilation),
    });
    fault(site, "conv-output-padding", text, "outputPadding");
  }
  // An output without positions passes in torch, but not along every axis.
  if (isLess(size, 0) !== "yes") return size;
  return unknownDim(fault(site, "conv-output-empty", message("convOutputEmpty", { size: dimText(size) }), "padding"));
}

function formula(window: AxisWindow, outputPadding: Dim, result: Dim): string {
  const { input, stride, kernel, dilation, before, after } = window;
  const cut =
    before === after
      ? before === 0
        ? ""
        : ` − 2·${dimText(before)}`
      : [before, after].map((side) => (side === 0 ? "" : ` − ${dimText(side)}`)).join("");
  const reach = dilation === 1 ? ` + ${dimText(kernel)}` : ` + ${dimText(dilation)}·(${dimText(kernel)} − 1) + 1`;
  const extra = outputPadding === 0 ? "" : ` + ${dimText(outputPadding)}`;
  return `(${dimText(input)} − 1)·${dimText(stride)}${cut}${reach}${extra} = ${dimText(result)}`;
}

export const convTranspose: OperatorSpec<ConvTransposeAttributes> = {
  op: "ConvTranspose",
  summary: "Transposed convolution: each input sample adds a weighted window to the output.",
  inputs: ["x", "weight?", "bias?"],
  infer,
  params(attrs, inputs) {
    if (inputs[1]) return [];
    const { inChannels, outChannels, groups, kernel } = transposedOf(attrs, inputs);
    const weight = { slot: "weight", dims: [inChannels, floorDivide(outChannels, groups), ...kernel] };
    return attrs.hasBias === false ? [weight] : [weight, { slot: "bias", dims: [outChannels] }];
  },
  macs(attrs, inputs) {
    const { outChannels, groups, kernel } = transposedOf(attrs, inputs);
    return multiplyDims(elementsOf(inputs[0]), floorDivide(outChannels, groups), productOf(kernel));
  },
  window(attrs, inputs) {
    const transposed = transposedOf(attrs, inputs);
    const sizes = knownDims(inputs[0])?.slice(-transposed.rank) ?? transposed.kernel;
    return windowsOf(attrs, transposed, sizes).map(({ kernel, stride, dilation, before }) => ({
      direction: "up",
      kernel,
      stride,
      dilation,
      paddingBefore: before,
    }));
  },
  explain(attrs, inputs, outputs) {
    const transposed = transposedOf(attrs, inputs);
    const sizes = knownDims(inputs[0])?.slice(-transposed.rank);
    const results = knownDims(outputs[0])?.slice(-transposed.rank);
    if (!sizes || !results) return [];
    const windows = windowsOf(attrs, transposed, sizes);
    const paddings = outputPaddings(attrs, windows);
    return perAxisLines(windows.map((window, axis) => formula(window, paddings[axis] ?? 0, results[axis] ?? 0)));
  },
  explainParameters(attrs, inputs) {
    const { inChannels, outChannels, groups, kernel } = transposedOf(attrs, inputs);
    const weight = productText([...kernel, inChannels, floorDivide(outChannels, groups)]);
    return attrs.hasBias === false ? weight : `${weight} + ${dimText(outChannels)}`;
  },
  onnx: {
    op: "ConvTranspose",
    since: 11,
    encode: (attrs, emitter) =>
      encodeBatched(emitter, transposedOf(attrs, emitter.inputTypes).rank, (batched) => encode(attrs, batched)),
  },
};

function encode(attrs: ConvTransposeAttributes, emitter: OnnxEmitter): Message | null {
  const transposed = transposedOf(attrs, emitter.inputTypes);
  const dims = knownDims(emitter.inputTypes[0]) ?? [];
  const windows = windowsOf(attrs, transposed, dims.slice(-transposed.rank));
  const kernel = asNumbers(transposed.kernel);
  const strides = asNumbers(windows.map((window) => window.stride));
  const dilations = asNumbers(windows.map((window) => window.dilation));
  const pads = asNumbers([...windows.map((window) => window.before), ...windows.map((window) => window.after)]);
  const outputPadding = asNumbers(outputPaddings(attrs, windows));
  if (!kernel || !strides || !dilations || !pads || !outputPadding || typeof transposed.groups !== "number")
    return message("exportNeedsNumbers", { op: "ConvTranspose" });
  const weight = emitter.inputs[1] ?? emitter.param("weight");
  const bias = emitter.inputs[2] ?? emitter.param("bias");
  const attributes = {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    dilations: { ints: dilations },
    pads: { ints: pads },
    output_padding: { ints: outputPadding },
    group: { int: transposed.groups },
  };
  const inputs = [emitter.inputs[0] ?? null, weight, ...(bias === null ? [] : [bias])];
  emitter.emit("ConvTranspose", inputs, attributes, emitter.outputs);
  return null;
}
