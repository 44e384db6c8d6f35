import type { LayerRule, LayerRules } from "./rule.ts";

/**
 * Statistics only: the learned scale and shift are a layer of their own. The third blob is the number that the sums have
 * been weighted by.
 */
const batchNorm: LayerRule = (site) => {
  const epsilon = site.layer.settings("batch_norm_param").number("eps") ?? 1e-5;
  const outputs = site.add("BatchNorm", { affine: false, epsilon }, site.inputs.slice(0, 1), 1);
  site.statistic("scaleFactor", [1]);
  return outputs;
};

/** The forks' BN: with scale and shift. Further tops are the batch's mean and variance (DeconvNet's fork: 1, C, 1, 1). */
const batchNormWithScale: LayerRule = (site) => {
  const epsilon = site.layer.settings("bn_param").number("eps") ?? 1e-5;
  const input = site.inputs.slice(0, 1);
  const channels = site.dims(0)?.[1];
  const statistics = site.layer.tops.slice(1).flatMap(() => {
    const shapes = [channels === undefined ? null : [1, channels, 1, 1]];
    return site.add("External", { name: "BN statistics", outputs: 1, shapes }, input, 1);
  });
  return [...site.add("BatchNorm", { epsilon }, input, 1), ...statistics];
};

/** Mean 0 and variance 1 for each channel, or for all of them together. */
const meanVariance: LayerRule = (site) => {
  const settings = site.layer.settings("mvn_param");
  const epsilon = settings.number("eps") ?? 1e-9;
  const input = site.inputs.slice(0, 1);
  if (settings.boolean("normalize_variance")?.value === false) {
    const shapes = [site.dims(0)];
    return site.add("External", { name: site.layer.type, outputs: 1, shapes }, input, 1);
  }
  const isAcross = settings.boolean("across_channels")?.value === true;
  return isAcross
    ? site.add("GroupNorm", { groups: 1, affine: false, epsilon }, input, 1)
    : site.add("InstanceNorm", { affine: false, epsilon }, input, 1);
};

const localResponse: LayerRule = (site) => {
  const settings = site.layer.settings("lrn_param");
  return site.add(
    "LocalResponseNorm",
    {
      size: settings.integer("local_size") ?? 5,
      alpha: settings.number("alpha") ?? 1,
      beta: settings.number("beta") ?? 0.75,
      bias: settings.number("k") ?? 1,
      region: settings.word("norm_region")?.value === "WITHIN_CHANNEL" ? "within" : "across",
    },
    site.inputs.slice(0, 1),
    1,
  );
};

const l2Normalize: LayerRule = (site) => {
  const settings = site.layer.settings("norm_param");
  const attributes = {
    acrossSpatial: settings.boolean("across_spatial") ?? true,
    channelShared: settings.boolean("channel_shared") ?? true,
    epsilon: settings.number("eps") ?? 1e-10,
  };
  return site.add("L2Normalize", attributes, site.inputs.slice(0, 1), 1);
};

export const normalizationRules: LayerRules = {
  BatchNorm: batchNorm,
  BN: batchNormWithScale,
  LRN: localResponse,
  MVN: meanVariance,
  Normalize: l2Normalize,
};
