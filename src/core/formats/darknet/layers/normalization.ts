import { epsilon } from "./convolution.ts";
import type { LayerRule } from "./rule.ts";

const batchnorm: LayerRule = (site) => site.add("BatchNorm", { epsilon }, [site.image()?.value ?? site.previous]);

/**
 * Over neighbouring channels; Darknet does not divide alpha by their number. Its running sum also leaves out one channel,
 * `size/2`, everywhere, a slip that is not followed here.
 */
const localResponse: LayerRule = (site) => {
  const { options } = site;
  const size = options.integer("size");
  const neighbours = size?.value ?? 5;
  const attributes = {
    size: size ?? 5,
    alpha: (options.number("alpha")?.value ?? 1e-4) * Math.max(1, neighbours),
    beta: options.number("beta") ?? 0.75,
    bias: options.number("kappa") ?? 1,
    region: "across",
  };
  return site.add("LocalResponseNorm", attributes, [site.image()?.value ?? site.previous]);
};

/** Each position divided by the length of its channels. */
const l2norm: LayerRule = (site) => {
  const length = site.add("Reduce", { function: "norm", axes: [1], keepDims: true });
  return site.add("Div", {}, [site.previous, length]);
};

export const normalizationRules = {
  batchnorm,
  l2norm,
  lrn: localResponse,
  normalization: localResponse,
} satisfies Readonly<Record<string, LayerRule>>;
