import type { LayerRule, LayerRules, LayerSite, StatedAttributes } from "./rule.ts";

/** How a loss is summed up: `loss_param`; the older `normalize` stands for two of the ways. */
function summing(site: LayerSite): StatedAttributes {
  const settings = site.layer.settings("loss_param");
  const stated = settings.word("normalization")?.value;
  const older = settings.boolean("normalize")?.value;
  const word = stated === undefined ? undefined : normalizations[stated];
  const normalization = word ?? (older === undefined ? undefined : older ? "valid" : "batch");
  return { normalization, ignoreLabel: settings.integer("ignore_label") ?? undefined };
}

const normalizations: Readonly<Record<string, "full" | "valid" | "batch" | "none">> = {
  FULL: "full",
  VALID: "valid",
  BATCH_SIZE: "batch",
  NONE: "none",
};

/** Classes along `axis`, a label for each position; a second top takes the probabilities. */
const labelled =
  (formula: StatedAttributes): LayerRule =>
  (site) => {
    const furtherOutputs = site.layer.tops.slice(1).map(() => "likePredictions");
    const axis = site.layer.settings("softmax_param").integer("axis") ?? 1;
    const attributes = { targets: "labels", axis, furtherOutputs, ...formula, ...summing(site) };
    return site.add("Loss", attributes, site.inputs, 1 + furtherOutputs.length);
  };

const elementwise =
  (formula: StatedAttributes): LayerRule =>
  (site) => {
    const furtherOutputs = site.layer.tops.slice(1).map(() => "likePredictions");
    const attributes = { targets: "elements", furtherOutputs, ...formula, ...summing(site) };
    return site.add("Loss", attributes, site.inputs, 1 + furtherOutputs.length);
  };

/** Losses that compare other things than predictions with targets, or whose rule is the fork's own. */
const anyLoss: LayerRule = (site) => site.add("Loss", {}, site.inputs, 1);

const accuracy: LayerRule = (site) => {
  const further = site.layer.tops.slice(1).map(() => "perClass");
  const settings = site.layer.settings("accuracy_param");
  const attributes = {
    targets: "labels",
    axis: settings.integer("axis") ?? 1,
    furtherOutputs: further,
    top: settings.integer("top_k") ?? 1,
    ignoreLabel: settings.integer("ignore_label") ?? undefined,
  };
  return site.add("Accuracy", attributes, site.inputs, 1 + further.length);
};

export const lossRules: LayerRules = {
  Accuracy: accuracy,
  CenterLoss: anyLoss,
  ContrastiveLoss: anyLoss,
  DetectionEvaluate: anyLoss,
  EuclideanLoss: elementwise({ function: "euclidean" }),
  HingeLoss: labelled({}),
  InfogainLoss: anyLoss,
  MultiBoxLoss: anyLoss,
  MultinomialLogisticLoss: labelled({}),
  SegAccuracy: anyLoss,
  SigmoidCrossEntropyLoss: elementwise({ function: "sigmoid" }),
  SmoothL1Loss: anyLoss,
  SoftmaxWithLoss: labelled({ function: "softmax" }),
};
