import type { LayerRule, LayerRules } from "./rule.ts";

/** Classes along `axis`, a label for each position; a second top takes the probabilities. */
const labelled: LayerRule = (site) => {
  const further = site.layer.tops.slice(1).map(() => "likePredictions");
  const axis = site.layer.settings("softmax_param").integer("axis") ?? 1;
  return site.add("Loss", { targets: "labels", axis, furtherOutputs: further }, site.inputs, 1 + further.length);
};

const elementwise: LayerRule = (site) => {
  const further = site.layer.tops.slice(1).map(() => "likePredictions");
  return site.add("Loss", { targets: "elements", furtherOutputs: further }, site.inputs, 1 + further.length);
};

/** Losses that compare other things than predictions with targets, or whose rule is the fork's own. */
const anyLoss: LayerRule = (site) => site.add("Loss", {}, site.inputs, 1);

const accuracy: LayerRule = (site) => {
  const further = site.layer.tops.slice(1).map(() => "perClass");
  const axis = site.layer.settings("accuracy_param").integer("axis") ?? 1;
  return site.add("Accuracy", { targets: "labels", axis, furtherOutputs: further }, site.inputs, 1 + further.length);
};

export const lossRules: LayerRules = {
  Accuracy: accuracy,
  CenterLoss: anyLoss,
  ContrastiveLoss: anyLoss,
  DetectionEvaluate: anyLoss,
  EuclideanLoss: elementwise,
  HingeLoss: labelled,
  InfogainLoss: anyLoss,
  MultiBoxLoss: anyLoss,
  MultinomialLogisticLoss: labelled,
  SegAccuracy: anyLoss,
  SigmoidCrossEntropyLoss: elementwise,
  SmoothL1Loss: anyLoss,
  SoftmaxWithLoss: labelled,
};
