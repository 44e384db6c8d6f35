import { multiplyDims } from "../../../ir/dimArithmetic.ts";
import type { LayerRule, LayerRules, LayerSite } from "./rule.ts";

const roiPooling =
  (align: boolean): LayerRule =>
  (site) => {
    const settings = site.layer.settings("roi_pooling_param", "roi_align_param");
    const outputSize = [settings.integer("pooled_h")?.value ?? 1, settings.integer("pooled_w")?.value ?? 1];
    const spatialScale = settings.number("spatial_scale") ?? 1;
    return site.add("RoiPool", { outputSize, spatialScale, align }, site.inputs.slice(0, 2), 1);
  };

const positionSensitiveRoiPooling: LayerRule = (site) => {
  const settings = site.layer.settings("psroi_pooling_param");
  const group = settings.integer("group_size")?.value ?? 1;
  const attributes = {
    outputSize: [group, group],
    spatialScale: settings.number("spatial_scale") ?? 1,
    outputChannels: settings.integer("output_dim") ?? 1,
  };
  return site.add("RoiPool", attributes, site.inputs.slice(0, 2), 1);
};

/** A number of boxes of given sizes and ratios at each position (Liu et al., SSD, 2016). */
const priorBox: LayerRule = (site) => {
  const settings = site.layer.settings("prior_box_param");
  const dims = site.dims(0);
  const flips = settings.boolean("flip")?.value !== false;
  const ratios = new Set([1]);
  for (const { value } of settings.numbers("aspect_ratio")) {
    ratios.add(value);
    if (flips) ratios.add(1 / value);
  }
  const boxes = ratios.size * settings.numbers("min_size").length + settings.numbers("max_size").length;
  const [height, width] = [dims?.[2], dims?.[3]];
  const coordinates = height === undefined || width === undefined ? null : multiplyDims(height, width, boxes, 4);
  const shapes = [coordinates === null ? null : [1, 2, coordinates]];
  return site.add("External", { name: site.layer.type, outputs: 1, shapes }, site.inputs, 1);
};

/** What Caffe sets up before the first image; how many rows there are comes with the data. */
const stated =
  (...shapes: readonly (readonly number[])[]): LayerRule =>
  (site: LayerSite) => {
    const outputs = Math.max(1, site.layer.tops.length);
    return site.add("External", { name: site.layer.type, outputs, shapes }, site.inputs, outputs);
  };

export const detectionRules: LayerRules = {
  DetectionOutput: stated([1, 1, 1, 7]),
  Proposal: stated([1, 5], [1, 1, 1, 1]),
  PriorBox: priorBox,
  PSROIPooling: positionSensitiveRoiPooling,
  ROIAlign: roiPooling(true),
  ROIPooling: roiPooling(false),
};
