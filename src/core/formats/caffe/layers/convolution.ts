import type { ValueId } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import type { Settings } from "../settings.ts";
import type { LayerRule, LayerSite, StatedAttributes } from "./rule.ts";
import { axisSizes } from "./spatial.ts";

/** The attributes that convolution and deconvolution share. */
function convolutionAttributes(site: LayerSite, settings: Settings, rank: number, isVolume: boolean): StatedAttributes {
  const bias = settings.boolean("bias_term");
  const outChannels = settings.integer("num_output");
  const kernelSize = axisSizes(settings, "kernel_size", "kernel", rank, 1, isVolume ? "kernel_depth" : null);
  const at = settings.at ?? site.layer.nameAt;
  const needs = (field: string) => message("caffeFieldMissing", { type: site.layer.type, field });
  if (!outChannels && !settings.has("num_output")) site.report("field-missing", "error", needs("num_output"), at);
  if (!kernelSize && !settings.has("kernel_size")) site.report("field-missing", "error", needs("kernel_size"), at);
  return {
    spatialRank: rank,
    outChannels: outChannels ?? undefined,
    kernelSize: kernelSize ?? Array.from({ length: rank }, () => 1),
    stride: axisSizes(settings, "stride", "stride", rank, 1, isVolume ? "temporal_stride" : null) ?? undefined,
    padding: axisSizes(settings, "pad", "pad", rank, 0, isVolume ? "temporal_pad" : null) ?? undefined,
    dilation: axisSizes(settings, "dilation", "hole", rank, 1, isVolume ? "dilation_depth" : null) ?? undefined,
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
    const outputs: ValueId[] = [];
    for (const input of site.inputs) outputs.push(...site.add(op, attributes, [input], 1));
    return outputs;
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
