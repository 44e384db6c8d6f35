import type { Dim } from "../ir/dim.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { defineOperator, resolveAxis } from "./define.ts";
import { dimText } from "./formula.ts";
import { encodeLoss } from "./lossOnnx.ts";
import type { InferenceSite } from "./spec.ts";
import { knownDims, productOf } from "./tensors.ts";

/**
 * A number that tells how well predictions (the first input) meet their targets (the second). Operators: Loss, Accuracy.
 * Further outputs are those of the definition: the predictions after softmax, the accuracy of each class.
 */
export interface LossAttributes extends Attributes {
  /**
   * What has to fit between predictions and targets: "labels" (a target for each position, the classes lying along `axis`),
   * "elements" (a target for each element) or nothing.
   */
  readonly targets?: "labels" | "elements";
  /** Default 1; negative from the end. */
  readonly axis?: number;
  /** Outputs after the first: as the predictions, or one element a class. */
  readonly furtherOutputs?: readonly ("likePredictions" | "perClass")[];
  /** Loss: cross-entropy after softmax or sigmoid, or half the squared distance. Absent: another formula. */
  readonly function?: "softmax" | "sigmoid" | "euclidean";
  /** Targets with this label do not count. */
  readonly ignoreLabel?: number;
  /** What the sum is divided by: all targets, those that count, the items of the batch, nothing. */
  readonly normalization?: "full" | "valid" | "batch" | "none";
  /** Accuracy: how many of the best classes may hold the right one. Default 1. */
  readonly top?: number;
}

function infer(site: InferenceSite<LossAttributes>): readonly TensorType[] {
  const { attrs, inputs } = site;
  const [predictions, targets] = inputs.map(knownDims);
  const axis = predictions ? resolveAxis(attrs.axis ?? 1, predictions.length) : null;
  if (predictions && targets && attrs.targets) {
    const withoutClasses = predictions.filter((_, index) => index !== axis);
    compare(site, productOf(attrs.targets === "labels" ? withoutClasses : predictions), productOf(targets));
  }
  const scalar: TensorType = { shape: shapeOf(), dtype: null };
  const further = (attrs.furtherOutputs ?? []).map((kind): TensorType => {
    if (kind === "perClass" && predictions && axis !== null)
      return { shape: shapeOf(predictions[axis] ?? 1), dtype: null };
    return inputs[0] ?? scalar;
  });
  return [scalar, ...further];
}

function compare(site: InferenceSite<LossAttributes>, expected: Dim, got: Dim): void {
  if (dimsEqual(expected, got) !== "no") return;
  // A warning: what a data layer delivers is known for certain only when it runs.
  const text = message("lossTargets", { expected: dimText(expected), got: dimText(got) });
  site.report({ code: "loss-targets", severity: "warning", message: text, attribute: null, suggestion: null });
}

const lossLike = (op: "Loss" | "Accuracy", summary: string) =>
  defineOperator<LossAttributes>({
    op,
    summary,
    inputs: ["predictions", "targets…"],
    infer,
    window: () => "global",
    onnx: { op: "ReduceSum", since: 13, encode: (attrs, emitter) => encodeLoss(op, attrs, emitter) },
  });

export const loss = lossLike("Loss", "Tells by a number how far predictions are from their targets.");
export const accuracy = lossLike("Accuracy", "The share of positions whose best class is the right one.");
