// torch.nn.functional: what the layers do, with weights as arguments.
import type { Message } from "../../../ir/message.ts";
import { message } from "../../../messages/index.ts";
import { Unknown, type Value } from "../../eval/value.ts";
import type { FunctionCall, FunctionRow, Place } from "../function.ts";
import type { LayerOperation } from "../layer.ts";
import { activationAttributes, activationRows, implicitSoftmaxAxis } from "../layers/activation.ts";
import {
  adaptiveMeanAttributes,
  adaptivePoolAttributes,
  averagePoolAttributes,
  maxPoolAttributes,
  powerPoolAttributes,
  unpoolAttributes,
} from "../layers/pooling.ts";
import { oddPads, padPairs, resizeOperation } from "../layers/shape.ts";
import { dimList, valueToDim } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { dimsOfTensor, tensorOf } from "../tensor.ts";

const both: readonly Place[] = ["torch", "functional"];
const onlyFunctional: readonly Place[] = ["functional"];
const everywhere: readonly Place[] = ["torch", "functional", "tensor"];

/** Functions of this kind that torch also offers as `torch.relu` and as a method. */
const activationPlaces: Readonly<Record<string, readonly Place[]>> = {
  relu: everywhere,
  sigmoid: everywhere,
  tanh: everywhere,
  prelu: everywhere,
  selu: both,
  celu: both,
  threshold: both,
  hardshrink: everywhere,
};

const activations: readonly FunctionRow[] = activationRows.flatMap((row): FunctionRow[] => {
  if (row.functional === null) return [];
  return [
    {
      names: [row.functional],
      places: activationPlaces[row.functional] ?? onlyFunctional,
      signature: row.signature === "" ? "input" : `input, ${row.signature}`,
      inPlace: true,
      operation: (call) => ({ op: "Activation", attrs: activationAttributes(row, call) }),
    },
  ];
});

const softmax = (names: readonly string[], op: string, negated = false): FunctionRow => ({
  names,
  places: everywhere,
  signature: "input, dim=None, _stacklevel=3, dtype=None",
  complete: true,
  attributeNames: { dim: "axis" },
  operation(call) {
    const stated = valueToDim(call.value("dim"));
    const tensor = tensorOf(call.input);
    const rank = tensor === null ? null : (dimsOfTensor(tensor)?.length ?? null);
    const axis =
      typeof stated === "number" ? stated : call.none("dim") && rank !== null ? implicitSoftmaxAxis(rank) : null;
    return { op, attrs: { ...(axis === null ? {} : { axis }), ...(negated ? { negated } : {}) } };
  },
});

const dropout = (name: string): FunctionRow => ({
  names: [name],
  places: name === "dropout" || name === "alpha_dropout" ? both : onlyFunctional,
  signature: "input, p=0.5, training=True, inplace=False",
  inPlace: true,
  operation: (call) => ({
    op: "Dropout",
    attrs: { probability: call.number("p", 0.5), inPlace: call.flag("inplace") },
  }),
});

const pools: readonly FunctionRow[] = [1, 2, 3].flatMap((rank): FunctionRow[] => {
  const maxSignature = "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False";
  return [
    {
      names: [`max_pool${rank}d`],
      places: both,
      signature: maxSignature,
      rank,
      operation: (call) => ({ op: "MaxPool", attrs: maxPoolAttributes(call) }),
    },
    {
      names: [`max_pool${rank}d_with_indices`],
      places: both,
      signature: maxSignature,
      rank,
      operation: (call) => ({ op: "MaxPool", attrs: { ...maxPoolAttributes(call), returnIndices: true } }),
    },
    {
      names: [`avg_pool${rank}d`],
      places: both,
      signature: `input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True${rank === 1 ? "" : ", divisor_override=None"}`,
      rank,
      operation: (call) => ({ op: "AveragePool", attrs: averagePoolAttributes(call) }),
    },
    {
      names: [`lp_pool${rank}d`],
      places: onlyFunctional,
      signature: "input, norm_type, kernel_size, stride=None, ceil_mode=False",
      rank,
      operation: (call) => ({ op: "LpPool", attrs: powerPoolAttributes(call) }),
    },
    {
      names: [`adaptive_avg_pool${rank}d`],
      places: both,
      signature: "input, output_size",
      rank,
      operation: (call) => ({ op: "AdaptiveAveragePool", attrs: adaptiveMeanAttributes(call) }),
    },
    {
      names: [`adaptive_max_pool${rank}d`],
      places: both,
      signature: "input, output_size, return_indices=False",
      rank,
      operation: (call) => ({
        op: "AdaptiveMaxPool",
        attrs: { ...adaptivePoolAttributes(call), returnIndices: call.flag("return_indices") },
      }),
    },
  ];
});

/** The weight decides channels and kernel, so that an unknown one makes the result unknown. */
const weighted = (call: FunctionCall, ...names: readonly string[]): readonly Value[] => [
  call.input,
  ...trimmed(names.map((name) => call.value(name))),
];

/** `torch.batch_norm` and that of `functional`: they differ in the order of their arguments. */
export const batchNormOf = (call: FunctionCall): LayerOperation => ({
  op: "BatchNorm",
  attrs: {
    epsilon: call.number("eps", 1e-5),
    affine: !call.none("weight"),
    trackRunningStatistics: !call.none("running_mean"),
  },
  inputs: weighted(call, "weight", "bias", "running_mean", "running_var"),
});

export const instanceNormOf = (call: FunctionCall): LayerOperation => ({
  op: "InstanceNorm",
  attrs: { epsilon: call.number("eps", 1e-5), affine: !call.none("weight") },
  inputs: weighted(call, "weight", "bias"),
});

const trimmed = (values: readonly Value[]): readonly Value[] => {
  let length = values.length;
  while (length > 0 && values[length - 1] === null) length--;
  return values.slice(0, length);
};

const convolutions: readonly FunctionRow[] = [1, 2, 3].flatMap((rank): FunctionRow[] => [
  {
    names: [`conv${rank}d`],
    places: both,
    signature: "input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1",
    rank,
    operation: (call) => ({
      op: "Conv",
      attrs: {
        spatialRank: rank,
        stride: call.perAxis("stride"),
        padding: call.text("padding") ?? call.perAxis("padding"),
        dilation: call.perAxis("dilation"),
        groups: call.dim("groups"),
        hasBias: !call.none("bias"),
      },
      inputs: weighted(call, "weight", "bias"),
    }),
  },
  {
    names: [`conv_transpose${rank}d`],
    places: both,
    signature: "input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1",
    rank,
    operation: (call) => ({
      op: "ConvTranspose",
      attrs: {
        spatialRank: rank,
        stride: call.perAxis("stride"),
        padding: call.perAxis("padding"),
        outputPadding: call.perAxis("output_padding"),
        dilation: call.perAxis("dilation"),
        groups: call.dim("groups"),
        hasBias: !call.none("bias"),
      },
      inputs: weighted(call, "weight", "bias"),
    }),
  },
]);

/** `normalized_shape` of layer_norm and rms_norm. */
const lastAxesNorm = (name: string, op: string, signature: string): FunctionRow => ({
  names: [name],
  places: both,
  signature,
  operation: (call) => ({
    op,
    attrs: {
      normalizedShape: call.list("normalized_shape"),
      ...(call.none("eps") ? {} : { epsilon: call.number("eps", 1e-5) }),
      affine: !call.none("weight"),
      hasBias: !call.none("bias"),
    },
    inputs: weighted(call, "weight", "bias"),
  }),
});

/** The modes that copy samples take just the pads of all spatial axes. */
function padRankFaults(call: FunctionCall, mode: string, pads: number): readonly OperationFault[] {
  const tensor = tensorOf(call.input);
  const rank = tensor === null ? null : (dimsOfTensor(tensor)?.length ?? null);
  if (mode === "constant" || rank === null || pads % 2 !== 0) return [];
  const axes = pads / 2;
  if (axes >= 1 && axes <= 3 && (rank === axes + 1 || rank === axes + 2)) return [];
  return [{ code: "pad-rank", message: message("padsRank", { got: pads, rank }), attribute: "pads" }];
}

/** Pads of `F.pad` in torch's order, the last axis first. */
function padOperation(call: FunctionCall): LayerOperation | Message {
  const value = call.value("pad");
  const pads = dimList(call.machine, value);
  if (pads === null) return value instanceof Unknown ? value.because : message("argumentNoInteger");
  const mode = call.text("mode") ?? "constant";
  const attrs = { mode, pads: padPairs(pads), value: call.number("value", 0) };
  return { op: "Pad", attrs, faults: [...oddPads(pads), ...padRankFaults(call, mode, pads.length)] };
}

export const neuralFunctions: readonly FunctionRow[] = [
  ...activations,
  {
    names: ["prelu"],
    places: everywhere,
    signature: "input, weight",
    operation: (call) => {
      const weight = tensorOf(call.value("weight"));
      const slopes = weight === null ? null : (dimsOfTensor(weight)?.[0] ?? 1);
      return {
        op: "Activation",
        attrs: { function: "prelu", ...(slopes === null ? {} : { slopes }) },
        inputs: [call.input, call.value("weight")],
      };
    },
  },
  softmax(["softmax"], "Softmax"),
  softmax(["log_softmax"], "LogSoftmax"),
  softmax(["softmin"], "Softmax", true),
  ...[
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "alpha_dropout",
    "feature_alpha_dropout",
    "feature_dropout",
  ].map(dropout),
  ...pools,
  ...convolutions,
  {
    names: ["linear"],
    places: onlyFunctional,
    signature: "input, weight, bias=None",
    operation: (call) => ({
      op: "Linear",
      attrs: { hasBias: !call.none("bias") },
      inputs: weighted(call, "weight", "bias"),
    }),
  },
  {
    names: ["batch_norm"],
    places: onlyFunctional,
    signature: "input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05",
    operation: batchNormOf,
  },
  {
    names: ["instance_norm"],
    places: onlyFunctional,
    signature:
      "input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05",
    operation: instanceNormOf,
  },
  {
    names: ["group_norm"],
    places: both,
    signature: "input, num_groups, weight=None, bias=None, eps=1e-05",
    attributeNames: { num_groups: "groups" },
    operation: (call) => ({
      op: "GroupNorm",
      attrs: { groups: call.dim("num_groups"), epsilon: call.number("eps", 1e-5), affine: !call.none("weight") },
      inputs: weighted(call, "weight", "bias"),
    }),
  },
  lastAxesNorm("layer_norm", "LayerNorm", "input, normalized_shape, weight=None, bias=None, eps=1e-05"),
  lastAxesNorm("rms_norm", "RmsNorm", "input, normalized_shape, weight=None, eps=None"),
  {
    names: ["local_response_norm"],
    places: onlyFunctional,
    signature: "input, size, alpha=0.0001, beta=0.75, k=1.0",
    operation: (call) => ({
      op: "LocalResponseNorm",
      attrs: {
        size: call.dim("size"),
        alpha: call.number("alpha", 1e-4),
        beta: call.number("beta", 0.75),
        bias: call.number("k", 1),
      },
    }),
  },
  {
    names: ["interpolate", "upsample"],
    places: onlyFunctional,
    signature:
      "input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False",
    attributeNames: { scale_factor: "scale" },
    operation: (call) => resizeOperation(call, call.text("mode") ?? "nearest"),
  },
  {
    names: ["pad"],
    places: onlyFunctional,
    signature: "input, pad, mode='constant', value=None",
    attributeNames: { pad: "pads" },
    operation: padOperation,
  },
  ...(["pixel_shuffle", "pixel_unshuffle"] as const).map(
    (name): FunctionRow => ({
      names: [name],
      places: both,
      signature: name === "pixel_shuffle" ? "input, upscale_factor" : "input, downscale_factor",
      attributeNames: { upscale_factor: "factor", downscale_factor: "factor" },
      operation: (call) => ({
        op: name === "pixel_shuffle" ? "PixelShuffle" : "PixelUnshuffle",
        attrs: { factor: call.dim(name === "pixel_shuffle" ? "upscale_factor" : "downscale_factor") },
      }),
    }),
  ),
  {
    names: ["channel_shuffle"],
    places: both,
    signature: "input, groups",
    operation: (call) => ({ op: "ChannelShuffle", attrs: { groups: call.dim("groups") } }),
  },
  {
    names: ["embedding"],
    places: onlyFunctional,
    signature: "input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False",
    operation: (call) => ({ op: "Embedding", attrs: {}, inputs: [call.input, call.value("weight")] }),
  },
  ...([1, 2, 3] as const).map(
    (rank): FunctionRow => ({
      names: [`max_unpool${rank}d`],
      places: onlyFunctional,
      signature: "input, indices, kernel_size, stride=None, padding=0, output_size=None",
      rank,
      operation: (call) => ({
        op: "MaxUnpool",
        attrs: unpoolAttributes(call, call, rank),
        inputs: [call.input, call.value("indices")],
      }),
    }),
  ),
];
