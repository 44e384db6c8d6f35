import type { Dim } from "../../../ir/dim.ts";
import { formatDim } from "../../../ir/dim.ts";
import { floorDivide, modulo } from "../../../ir/dimArithmetic.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import type { Attribute } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import { nativeClass } from "../../eval/native.ts";
import { convolutionSizes } from "../actualSizes.ts";
import { type LayerOperation, type LayerReader, type LayerRow, layerClass } from "../layer.ts";
import { moduleClass } from "../module.ts";
import { dimList, dimOf, type Reader } from "../reader.ts";
import { convolutionMembers, transposedMembers } from "./convolutionMembers.ts";

/** Numbers an axis, or "same" and "valid". */
const paddingOf = (layer: LayerReader): Attribute => layer.text("padding") ?? layer.perAxis("padding");

const hasBias = (layer: LayerReader): boolean => layer.value("bias") !== null && layer.value("bias") !== false;

/** torch checks divisibility when the layer is made. */
const checkGroups: NonNullable<LayerRow["check"]> = (layer, fault) => {
  const groups = layer.dim("groups");
  for (const [argument, key] of [
    ["in_channels", "convGroupsIn"],
    ["out_channels", "convGroupsOut"],
  ] as const) {
    const channels = layer.dim(argument);
    if (groups === 0 || dimsEqual(modulo(channels, groups), 0) !== "no") continue;
    fault("groups", "conv-groups", message(key, { channels: formatDim(channels), groups: formatDim(groups) }));
  }
};

/** What convolutions of one's own derive from: it makes the tensors, and says itself of how many axes they are. */
export const convBase = layerClass({
  name: "_ConvNd",
  signature:
    "in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias, padding_mode, device=None, dtype=None",
  // It has none.
  members: { forward: moduleClass.namespace.entries.get("forward") ?? null },
  check: checkGroups,
  tensors(layer) {
    const [inputs, outputs] = [layer.dim("in_channels"), layer.dim("out_channels")];
    const [first, second] = layer.flag("transposed") ? [inputs, outputs] : [outputs, inputs];
    return [
      { name: "weight", dims: [first, floorDivide(second, layer.dim("groups")), ...layer.list("kernel_size")] },
      { name: "bias", dims: hasBias(layer) ? [outputs] : null },
    ];
  },
  operation: (layer) => convolve(layer),
});
const convTransposeBase = nativeClass("torch.nn.modules.conv", "_ConvTransposeNd", [convBase], {});

const convolution = (rank: number): LayerRow => ({
  name: `Conv${rank}d`,
  base: convBase,
  rank,
  signature:
    "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None",
  perAxis: ["kernel_size", "stride", "padding", "dilation"],
  extra: () => ({ transposed: false }),
  members: convolutionMembers(rank),
  check: checkGroups,
  tensors: (layer) => [
    {
      name: "weight",
      dims: [
        layer.dim("out_channels"),
        floorDivide(layer.dim("in_channels"), layer.dim("groups")),
        ...layer.perAxis("kernel_size"),
      ],
    },
    { name: "bias", dims: hasBias(layer) ? [layer.dim("out_channels")] : null },
  ],
  sizes: (of, attributes) => convolutionSizes(of("weight"), dimOf(attributes, "groups"), rank, false),
  operation: (layer) => convolve(layer),
});

const convolve = (layer: LayerReader): LayerOperation => ({
  op: "Conv",
  attrs: {
    kernelSize: layer.perAxis("kernel_size"),
    stride: layer.perAxis("stride"),
    padding: paddingOf(layer),
    dilation: layer.perAxis("dilation"),
    groups: layer.dim("groups"),
    inChannels: layer.dim("in_channels"),
    outChannels: layer.dim("out_channels"),
    hasBias: hasBias(layer),
    paddingMode: layer.text("padding_mode") ?? "zeros",
  },
});

const transposed = (rank: number): LayerRow => ({
  name: `ConvTranspose${rank}d`,
  base: convTransposeBase,
  rank,
  signature:
    "in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None",
  perAxis: ["kernel_size", "stride", "padding", "output_padding", "dilation"],
  extra: () => ({ transposed: true }),
  members: transposedMembers,
  forward: "input, output_size=None",
  check: checkGroups,
  tensors: (layer) => [
    {
      name: "weight",
      dims: [
        layer.dim("in_channels"),
        floorDivide(layer.dim("out_channels"), layer.dim("groups")),
        ...layer.perAxis("kernel_size"),
      ],
    },
    { name: "bias", dims: hasBias(layer) ? [layer.dim("out_channels")] : null },
  ],
  sizes: (of, attributes) => convolutionSizes(of("weight"), dimOf(attributes, "groups"), rank, true),
  operation(layer, inputs) {
    const size = outputSize(layer, inputs, rank);
    return {
      op: "ConvTranspose",
      attrs: {
        kernelSize: layer.perAxis("kernel_size"),
        stride: layer.perAxis("stride"),
        padding: layer.perAxis("padding"),
        outputPadding: layer.perAxis("output_padding"),
        dilation: layer.perAxis("dilation"),
        groups: layer.dim("groups"),
        inChannels: layer.dim("in_channels"),
        outChannels: layer.dim("out_channels"),
        hasBias: hasBias(layer),
        ...(size === null ? {} : { outputSize: size }),
      },
    };
  },
});

/** `output_size` may have batch and channels before the spatial sizes. */
function outputSize(layer: LayerReader, inputs: Reader, rank: number): readonly Dim[] | null {
  return dimList(layer.machine, inputs.value("output_size"))?.slice(-rank) ?? null;
}

export const convolutionLayers: readonly LayerRow[] = [1, 2, 3].flatMap((rank) => [
  convolution(rank),
  transposed(rank),
]);
