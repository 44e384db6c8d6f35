import { convolutional, deconvolutional, local } from "./convolution.ts";
import { denseRules } from "./dense.ts";
import { headRules } from "./heads.ts";
import { joiningRules } from "./joining.ts";
import { normalizationRules } from "./normalization.ts";
import { poolingRules } from "./pooling.ts";
import { recurrentRules } from "./recurrent.ts";
import { resamplingRules } from "./resampling.ts";
import type { LayerRules } from "./rule.ts";

/** Every section that one of the forks knows, in each of its spellings. A new one is a rule in the file of its family. */
export const layerRules: LayerRules = {
  ...denseRules,
  ...headRules,
  ...joiningRules,
  ...normalizationRules,
  ...poolingRules,
  ...recurrentRules,
  ...resamplingRules,
  conv: convolutional,
  convolutional,
  deconv: deconvolutional,
  deconvolutional,
  local,
};

/** Sections that take a row of numbers as well as a map. */
export const takesVectors: ReadonlySet<string> = new Set([
  ...["activation", "conn", "connected", "contrastive", "cost", "detection", "dropout", "empty", "gru", "implicit"],
  ...["logistic", "lstm", "rnn", "route", "silence", "soft", "softmax"],
]);
