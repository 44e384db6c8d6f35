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
 */
export const spatialPyramid: LayerRule = (site) => {
  const settings = site.layer.settings("spp_param");
  const height = Math.min(settings.integer("pyramid_height")?.value ?? 1, 16);
  const dims = site.dims(0);
  const [batch, channels] = dims ?? [];
  const bins = (4 ** height - 1) / 3;
  const shapes = [batch === undefined || channels === undefined ? null : [batch, multiplyDims(channels, bins)]];
  return site.add("External", { name: site.layer.type, outputs: 1, shapes }, site.inputs.slice(0, 1), 1);
};

export const pooling = poolingOver(2, "pooling_param", "pool_param");
export const pooling3d = poolingOver(3, "pooling_param", "pooling3d_param");
