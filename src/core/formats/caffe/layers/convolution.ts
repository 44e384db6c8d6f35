import { message } from "../../../messages/index.ts";
import type { Settings } from "../settings.ts";
import type { LayerRule, LayerSite, StatedAttributes } from "./rule.ts";
import { axisSizes } from "./spatial.ts";

/** The attributes that convolution and deconvolution share. */
function convolutionAttributes(site: LayerSite, settings: Settings, rank: number, isVolume: boolean): StatedAttributes {
  const size = (name: string, stem: string, absent: number, depth: string) =>
    axisSizes(settings, name, stem, rank, absent, isVolume ? depth : null) ?? undefined;
  const bias = settings.boolean("bias_term");
  const outChannels = settings.integer("num_output");
  const kernelSize = size("kernel_size", "kernel", 1, "kernel_depth");
  const at = settings.at ?? site.layer.nameAt;
  const needs = (field: string) => message("caffeFieldMissing", { type: site.layer.type, field });
  if (!outChannels && !settings.has("num_output")) site.report("field-missing", "error", needs("num_output"), at);
  if (!kernelSize && !settings.has("kernel_size")) site.report("field-missing", "error", needs("kernel_size"), at);
  return {
    spatialRank: rank,
    outChannels: outChannels ?? undefined,
    kernelSize: kernelSize ?? Array.from({ length: rank }, () => 1),
    stride: size("stride", "stride", 1, "temporal_stride"),
    padding: size("pad", "pad", 0, "temporal_pad"),
    dilation: size("dilation", "hole", 1, "dilation_depth"),
    groups: settings.integer("group") ?? undefined,
    hasBias: bias ?? true,
  };
}

/** Spatial axes are those after the channels: two in an image, as many as the input has in general. */
const spatialRank = (site: LayerSite): number => Math.max(1, (site.dims(0)?.length ?? 4) - 2);

const settingsOf = (site: LayerSite): Settings =>
  site.layer.settings("convolution_param", "convolution3d_param", "conv_param");

const convolutionLike =
  (op: "Conv" | "ConvTranspose", volume: boolean): LayerRule =>
  (site) => {
    const rank = volume ? 3 : spatialRank(site);
    const attributes = convolutionAttributes(site, settingsOf(site), rank, volume);
    // A layer with several bottoms convolves each of them by the same weights.
    return site.inputs.flatMap((input) => site.add(op, attributes, [input], 1));
  };

export const convolution = convolutionLike("Conv", false);
export const convolution3d = convolutionLike("Conv", true);
export const deconvolution = convolutionLike("ConvTranspose", false);
export const deconvolution3d = convolutionLike("ConvTranspose", true);

/** One filter a channel: the groups are the channels, whatever `group` says. */
export const depthwiseConvolution: LayerRule = (site) => {
  const attributes = convolutionAttributes(site, settingsOf(site), spatialRank(site), false);
  return site.add(
    "Conv",
    { ...attributes, groups: site.dims(0)?.[1] ?? attributes["groups"] },
    site.inputs.slice(0, 1),
    1,
  );
};
