import { formatDim } from "../../../ir/dim.ts";
import { modulo } from "../../../ir/dimArithmetic.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import { message } from "../../../messages/index.ts";
import { method, nativeClass } from "../../eval/native.ts";
import { Tuple, Unknown } from "../../eval/value.ts";
import { dimsOfInput } from "../functions/arguments.ts";
import { rankFaults } from "../functions/external.ts";
import { type LayerOperation, type LayerReader, type LayerRow, layerClass, type OwnTensor } from "../layer.ts";
import { moduleClass } from "../module.ts";
import { itemsOf } from "../reader.ts";
import { synchronizedMembers } from "./synchronized.ts";

const batchNormModule = "torch.nn.modules.batchnorm";
const normBase = nativeClass(batchNormModule, "_NormBase", [moduleClass], {
  reset_running_stats: method("", () => null),
  _check_input_dim: method("input", () => null),
});
const signature = (affine: boolean, tracks: boolean): string => {
  const literal = (flag: boolean) => (flag ? "True" : "False");
  return `num_features, eps=1e-05, momentum=0.1, affine=${literal(affine)}, track_running_stats=${literal(tracks)}, device=None, dtype=None`;
};

/** Scale and shift, running statistics and the count of batches; what is switched off is registered as None. */
function statistics(layer: LayerReader): readonly OwnTensor[] {
  const channels = [layer.dim("num_features")];
  const affine = layer.flag("affine") ? channels : null;
  const tracked = layer.flag("track_running_stats");
  return [
    { name: "weight", dims: affine },
    { name: "bias", dims: affine },
    { name: "running_mean", dims: tracked ? channels : null, buffer: true },
    { name: "running_var", dims: tracked ? channels : null, buffer: true },
    { name: "num_batches_tracked", dims: tracked ? [] : null, buffer: true, dtype: "int64" },
  ];
}

const names = { num_features: "channels", eps: "epsilon", track_running_stats: "trackRunningStatistics" };
const slots = { running_var: "runningVariance" };

/** `ranks`: those that the input may have; null: any. */
const batchNormOperation = (layer: LayerReader, ranks: readonly number[] | null): LayerOperation => ({
  op: "BatchNorm",
  attrs: {
    channels: layer.dim("num_features"),
    ...(ranks === null ? {} : { ranks }),
    epsilon: layer.number("eps", 1e-5),
    affine: layer.flag("affine"),
    trackRunningStatistics: layer.flag("track_running_stats"),
  },
});

const instanceNormOperation = (layer: LayerReader, spatialRank: number | null): LayerOperation => ({
  op: "InstanceNorm",
  attrs: {
    channels: layer.dim("num_features"),
    epsilon: layer.number("eps", 1e-5),
    affine: layer.flag("affine"),
    trackRunningStatistics: layer.flag("track_running_stats"),
    ...(spatialRank === null ? {} : { spatialRank }),
  },
});

/** What ports of synchronized batch norm derive from: it takes any rank. */
export const batchNormBase = layerClass({
  name: "_BatchNorm",
  base: normBase,
  signature: signature(true, true),
  attributeNames: names,
  slots,
  tensors: statistics,
  operation: (layer) => batchNormOperation(layer, null),
});
export const instanceNormBase = layerClass({
  name: "_InstanceNorm",
  base: normBase,
  signature: signature(false, false),
  attributeNames: names,
  slots,
  tensors: statistics,
  operation: (layer) => instanceNormOperation(layer, null),
});

/** What a statistic or a weight has an element for. */
const channelsOf: NonNullable<LayerRow["sizes"]> = (of) => {
  const [channels, ...others] = of("running_mean") ?? of("weight") ?? [];
  return channels === undefined || others.length > 0 ? null : { num_features: channels };
};

const batchNorm = (rank: number): LayerRow => ({
  name: `BatchNorm${rank}d`,
  base: batchNormBase,
  signature: signature(true, true),
  attributeNames: names,
  slots,
  tensors: statistics,
  sizes: channelsOf,
  operation: (layer) => batchNormOperation(layer, rank === 1 ? [2, 3] : [rank + 2]),
});

const instanceNorm = (rank: number): LayerRow => ({
  name: `InstanceNorm${rank}d`,
  base: instanceNormBase,
  signature: signature(false, false),
  attributeNames: names,
  slots,
  tensors: statistics,
  operation: (layer) => instanceNormOperation(layer, rank),
});

/** `normalized_shape` is kept as a tuple, given as one number too. */
const normalizedSizes = (layer: LayerReader) => {
  const sizes = layer.value("normalized_shape");
  if (sizes instanceof Unknown) return { normalized_shape: sizes };
  return { normalized_shape: new Tuple(itemsOf(layer.machine, sizes) ?? [sizes]) };
};

export const normalizationLayers: readonly LayerRow[] = [
  ...[1, 2, 3].flatMap((rank) => [batchNorm(rank), instanceNorm(rank)]),
  {
    name: "SyncBatchNorm",
    base: batchNormBase,
    signature:
      "num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, process_group=None, device=None, dtype=None",
    attributeNames: names,
    slots,
    tensors: statistics,
    members: synchronizedMembers(() => batchNormBase),
    operation: (layer) => batchNormOperation(layer, null),
  },
  {
    name: "GroupNorm",
    signature: "num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None",
    attributeNames: { num_groups: "groups", num_channels: "channels", eps: "epsilon" },
    check(layer, fault) {
      const [groups, channels] = [layer.dim("num_groups"), layer.dim("num_channels")];
      if (groups === 0 || dimsEqual(modulo(channels, groups), 0) !== "no") return;
      const text = message("normGroups", { channels: formatDim(channels), groups: formatDim(groups) });
      fault("num_groups", "groupnorm-groups", text);
    },
    tensors(layer) {
      const dims = layer.flag("affine") ? [layer.dim("num_channels")] : null;
      return [
        { name: "weight", dims },
        { name: "bias", dims },
      ];
    },
    operation: (layer) => ({
      op: "GroupNorm",
      attrs: {
        groups: layer.dim("num_groups"),
        channels: layer.dim("num_channels"),
        epsilon: layer.number("eps", 1e-5),
        affine: layer.flag("affine"),
      },
    }),
  },
  {
    name: "LayerNorm",
    signature: "normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None",
    attributeNames: { eps: "epsilon", elementwise_affine: "affine" },
    extra: normalizedSizes,
    tensors(layer) {
      const dims = layer.flag("elementwise_affine") ? layer.list("normalized_shape") : null;
      return [
        { name: "weight", dims },
        { name: "bias", dims: layer.flag("bias") ? dims : null },
      ];
    },
    operation: (layer) => ({
      op: "LayerNorm",
      attrs: {
        normalizedShape: layer.list("normalized_shape"),
        epsilon: layer.number("eps", 1e-5),
        affine: layer.flag("elementwise_affine"),
        hasBias: layer.value("bias") !== null,
      },
    }),
  },
  {
    name: "RMSNorm",
    signature: "normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None",
    attributeNames: { eps: "epsilon", elementwise_affine: "affine" },
    extra: normalizedSizes,
    tensors: (layer) => [
      { name: "weight", dims: layer.flag("elementwise_affine") ? layer.list("normalized_shape") : null },
    ],
    operation: (layer) => ({
      op: "RmsNorm",
      attrs: {
        normalizedShape: layer.list("normalized_shape"),
        ...(layer.none("eps") ? {} : { epsilon: layer.number("eps", 1e-5) }),
        affine: layer.flag("elementwise_affine"),
      },
    }),
  },
  {
    name: "CrossMapLRN2d",
    signature: "size, alpha=0.0001, beta=0.75, k=1",
    attributeNames: { k: "bias" },
    operation(layer, inputs) {
      const faults = rankFaults("lrn", dimsOfInput(inputs.value("input")), 4);
      return { ...localResponse(layer), faults };
    },
  },
  {
    name: "LocalResponseNorm",
    signature: "size, alpha=0.0001, beta=0.75, k=1.0",
    attributeNames: { k: "bias" },
    operation: localResponse,
  },
];

function localResponse(layer: LayerReader): LayerOperation {
  const attrs = {
    size: layer.dim("size"),
    alpha: layer.number("alpha", 1e-4),
    beta: layer.number("beta", 0.75),
    bias: layer.number("k", 1),
  };
  return { op: "LocalResponseNorm", attrs };
}
