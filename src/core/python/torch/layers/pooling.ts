import type { Attribute } from "../../../ir/network.ts";
import { nativeClass } from "../../eval/native.ts";
import type { LayerReader, LayerRow } from "../layer.ts";
import { moduleClass } from "../module.ts";
import { dimList, itemsOf, type Reader, valueToDim } from "../reader.ts";

const pooling = "torch.nn.modules.pooling";
const maxBase = nativeClass(pooling, "_MaxPoolNd", [moduleClass], {});
const averageBase = nativeClass(pooling, "_AvgPoolNd", [moduleClass], {});
const powerBase = nativeClass(pooling, "_LPPoolNd", [moduleClass], {});
const adaptiveAverageBase = nativeClass(pooling, "_AdaptiveAvgPoolNd", [moduleClass], {});
const adaptiveMaxBase = nativeClass(pooling, "_AdaptiveMaxPoolNd", [moduleClass], {});

/** `stride=None` (and 0, an empty tuple, in old code) means the kernel's size. */
export const poolStride = (layer: LayerReader): readonly Attribute[] =>
  layer.none("stride") || itemsOf(layer.machine, layer.value("stride"))?.length === 0
    ? layer.perAxis("kernel_size")
    : layer.perAxis("stride");

export const maxPoolAttributes = (layer: LayerReader) => ({
  kernelSize: layer.perAxis("kernel_size"),
  stride: poolStride(layer),
  padding: layer.perAxis("padding"),
  dilation: layer.perAxis("dilation"),
  ceilMode: layer.flag("ceil_mode"),
  returnIndices: layer.flag("return_indices"),
});

export const averagePoolAttributes = (layer: LayerReader) => ({
  kernelSize: layer.perAxis("kernel_size"),
  stride: poolStride(layer),
  padding: layer.perAxis("padding"),
  ceilMode: layer.flag("ceil_mode"),
  countIncludePad: layer.flag("count_include_pad"),
  divisorOverride: valueToDim(layer.value("divisor_override")),
});

/** `output_size` may have batch and channels before the spatial sizes. */
export const unpoolAttributes = (layer: LayerReader, inputs: Reader, rank: number) => {
  const size = dimList(layer.machine, inputs.value("output_size"))?.slice(-rank) ?? null;
  return {
    kernelSize: layer.perAxis("kernel_size"),
    stride: poolStride(layer),
    padding: layer.perAxis("padding"),
    spatialRank: rank,
    ...(size === null ? {} : { outputSize: size }),
  };
};

export const powerPoolAttributes = (layer: LayerReader) => ({
  normType: layer.number("norm_type", 2),
  kernelSize: layer.perAxis("kernel_size"),
  stride: poolStride(layer),
  ceilMode: layer.flag("ceil_mode"),
});

export const adaptivePoolAttributes = (layer: LayerReader) => {
  const value = layer.value("output_size");
  const items = itemsOf(layer.machine, value) ?? new Array<typeof value>(layer.rank).fill(value);
  return { outputSize: items.map((item) => (item === null ? null : valueToDim(item))), spatialRank: layer.rank };
};

/** Over maps and volumes a size of 1 is a mean; a tuple asks for one more axis than it has entries. */
export const adaptiveMeanAttributes = (layer: LayerReader) => ({
  ...adaptivePoolAttributes(layer),
  ...(layer.rank === 1
    ? {}
    : { leastRank: itemsOf(layer.machine, layer.value("output_size")) === null ? layer.rank : layer.rank + 1 }),
});

const maxPool = (rank: number): LayerRow => ({
  name: `MaxPool${rank}d`,
  base: maxBase,
  rank,
  signature: "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False",
  extra: (layer) => ({ stride: layer.none("stride") ? layer.value("kernel_size") : layer.value("stride") }),
  operation: (layer) => ({ op: "MaxPool", attrs: maxPoolAttributes(layer) }),
});

const averagePool = (rank: number): LayerRow => ({
  name: `AvgPool${rank}d`,
  base: averageBase,
  rank,
  signature:
    rank === 1
      ? "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True"
      : "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None",
  ...(rank === 1 ? { perAxis: ["kernel_size", "stride", "padding"] } : {}),
  extra: (layer) => ({ stride: layer.none("stride") ? layer.value("kernel_size") : layer.value("stride") }),
  operation: (layer) => ({ op: "AveragePool", attrs: averagePoolAttributes(layer) }),
});

const powerPool = (rank: number): LayerRow => ({
  name: `LPPool${rank}d`,
  base: powerBase,
  rank,
  signature: "norm_type, kernel_size, stride=None, ceil_mode=False",
  operation: (layer) => ({ op: "LpPool", attrs: powerPoolAttributes(layer) }),
});

const adaptiveAverage = (rank: number): LayerRow => ({
  name: `AdaptiveAvgPool${rank}d`,
  base: adaptiveAverageBase,
  rank,
  signature: "output_size",
  operation: (layer) => ({ op: "AdaptiveAveragePool", attrs: adaptiveMeanAttributes(layer) }),
});

const adaptiveMax = (rank: number): LayerRow => ({
  name: `AdaptiveMaxPool${rank}d`,
  base: adaptiveMaxBase,
  rank,
  signature: "output_size, return_indices=False",
  operation: (layer) => ({
    op: "AdaptiveMaxPool",
    attrs: { ...adaptivePoolAttributes(layer), returnIndices: layer.flag("return_indices") },
  }),
});

export const poolingLayers: readonly LayerRow[] = [1, 2, 3].flatMap((rank) => [
  maxPool(rank),
  averagePool(rank),
  powerPool(rank),
  adaptiveAverage(rank),
  adaptiveMax(rank),
]);
