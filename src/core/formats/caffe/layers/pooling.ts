import type { Dim } from "../../../ir/dim.ts";
import { multiplyDims } from "../../../ir/dimArithmetic.ts";
import { message } from "../../../messages/index.ts";
import type { Settings } from "../settings.ts";
import type { LayerRule, LayerSite, StatedAttributes } from "./rule.ts";
import { axisSizes } from "./spatial.ts";

/** Caffe rounds up, and drops a last window that would start in the padding only where there is padding. */
function poolingAttributes(site: LayerSite, settings: Settings, rank: number): StatedAttributes {
  const isVolume = rank === 3;
  const size = (name: string, stem: string, absent: number, depth: string) =>
    axisSizes(settings, name, stem, rank, absent, isVolume ? depth : null);
  const kernelSize = size("kernel_size", "kernel", 1, "kernel_depth");
  if (!kernelSize && !settings.has("kernel_size")) {
    const text = message("caffeFieldMissing", { type: site.layer.type, field: "kernel_size" });
    site.report("field-missing", "error", text, settings.at ?? site.layer.nameAt);
  }
  const ones = Array.from({ length: rank }, () => 1);
  return {
    spatialRank: rank,
    kernelSize: kernelSize ?? ones,
    stride: size("stride", "stride", 1, "temporal_stride") ?? ones,
    padding: size("pad", "pad", 0, "temporal_pad") ?? undefined,
    ceilMode: ceilMode(settings),
    dropLastWindow: "whenPadded",
    paddingLimit: "kernel",
  };
}

/** `round_mode: FLOOR` (BVLC) and `ceil_mode: false` (forks) turn rounding up off. */
function ceilMode(settings: Settings): boolean {
  if (settings.word("round_mode")?.value === "FLOOR") return false;
  return settings.boolean("ceil_mode")?.value ?? true;
}

const poolingOver =
  (rank: number, ...params: readonly string[]): LayerRule =>
  (site) => {
    const settings = site.layer.settings(...params);
    const method = settings.word("pool")?.value ?? "MAX";
    const isMaximum = method === "MAX";
    if (settings.boolean("global_pooling")?.value === true) {
      return site.add(isMaximum ? "GlobalMaxPool" : "GlobalAveragePool", {}, site.inputs.slice(0, 1), 1);
    }
    const attributes = poolingAttributes(site, settings, rank);
    if (!isMaximum && method !== "AVE") return site.add("StochasticPool", attributes, site.inputs.slice(0, 1));
    // A second top is where each maximum was found: unpooling takes it.
    const returnIndices = isMaximum && site.layer.tops.length > 1;
    return site.add(isMaximum ? "MaxPool" : "AveragePool", { ...attributes, returnIndices }, site.inputs.slice(0, 1));
  };

/**
 * A pyramid of poolings whose results are joined: 1, 2 × 2, 4 × 4 … bins, one level after the other (He et al., SPP-net).
 * spp_layer.cpp takes windows beside each other and pads the map so that they cover it.
 */
export const spatialPyramid: LayerRule = (site) => {
  const settings = site.layer.settings("spp_param");
  const height = Math.min(settings.integer("pyramid_height")?.value ?? 1, 16);
  const method = settings.word("pool")?.value ?? "MAX";
  const input = site.inputs.slice(0, 1);
  const dims = site.dims(0);
  const levels = Array.from({ length: height }, (_, level) => dims?.slice(2).map((size) => binOf(size, 2 ** level)));
  const op = method === "MAX" ? "MaxPool" : "AveragePool";
  const bins = levels.flatMap((axes) => (axes?.length === 2 && axes.every((bin) => bin !== null) ? [axes] : []));
  if (bins.length < height || bins.length === 0 || (method !== "MAX" && method !== "AVE")) {
    const [batch, channels] = dims ?? [];
    const count = (4 ** height - 1) / 3;
    const shapes = [batch === undefined || channels === undefined ? null : [batch, multiplyDims(channels, count)]];
    return site.add("External", { name: site.layer.type, outputs: 1, shapes }, input, 1);
  }
  const vectors = bins.flatMap((axes) => {
    const kernelSize = axes.map(({ kernel }) => kernel);
    const padding = axes.map((bin) => bin.padding);
    const attributes = { spatialRank: 2, kernelSize, stride: kernelSize, padding, ceilMode: true };
    const rounding = { dropLastWindow: "whenPadded", paddingLimit: "kernel" };
    return site.add("Flatten", { startAxis: 1 }, site.add(op, { ...attributes, ...rounding }, input, 1), 1);
  });
  return vectors.length > 1 ? site.add("Concat", { axis: 1 }, vectors, 1) : vectors;
};

/** The window of one of so many bins along an axis; null where Caffe takes none, or the size is not known. */
function binOf(size: Dim, bins: number): { readonly kernel: number; readonly padding: number } | null {
  if (typeof size !== "number") return null;
  const kernel = Math.ceil(size / bins);
  const padding = Math.floor((kernel * bins - size + 1) / 2);
  return padding < kernel ? { kernel, padding } : null;
}

export const pooling = poolingOver(2, "pooling_param", "pool_param");
export const pooling3d = poolingOver(3, "pooling_param", "pooling3d_param");
