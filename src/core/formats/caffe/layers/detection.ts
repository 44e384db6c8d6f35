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
  const listOf = (field: string): readonly number[] => settings.numbers(field).map(({ value }) => value);
  const both = (field: string, rows: string, columns: string) => {
    const one = settings.number(field)?.value ?? 0;
    return [settings.number(rows)?.value ?? one, settings.number(columns)?.value ?? one];
  };
  const attributes = {
    minSizes: listOf("min_size"),
    maxSizes: listOf("max_size"),
    ratios: listOf("aspect_ratio"),
    flip: settings.boolean("flip")?.value !== false,
    clip: settings.boolean("clip")?.value === true,
    variances: listOf("variance"),
    step: both("step", "step_h", "step_w"),
    image: both("img_size", "img_h", "img_w"),
    offset: settings.number("offset") ?? 0.5,
  };
  return site.add("PriorBox", attributes, site.inputs.slice(0, 2), 1);
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
