import type { LayerRule, LayerRules } from "./rule.ts";

/** Statistics only: the learned scale and shift are a layer of their own. */
const batchNorm: LayerRule = (site) =>
  site.add(
    "BatchNorm",
    { affine: false, epsilon: site.layer.settings("batch_norm_param").number("eps") ?? 1e-5 },
    site.inputs.slice(0, 1),
    1,
  );

/** The forks' BN: with scale and shift. */
const batchNormWithScale: LayerRule = (site) =>
  site.add("BatchNorm", { epsilon: site.layer.settings("bn_param").number("eps") ?? 1e-5 }, site.inputs.slice(0, 1), 1);

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

export const normalizationRules: LayerRules = {
  BatchNorm: batchNorm,
  BN: batchNormWithScale,
  LRN: localResponse,
};
