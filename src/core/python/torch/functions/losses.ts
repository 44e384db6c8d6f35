// torch.nn.functional's losses: one number, or with `reduction="none"` one for each element or sample.
import type { Dim } from "../../../ir/dim.ts";
import { mayBeAlike } from "../../../ir/dimComparison.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import { broadcast } from "../../../ops/broadcast.ts";
import type { Result, Value } from "../../eval/value.ts";
import type { FunctionCall, FunctionRow } from "../function.ts";
import type { OperationFault } from "../record.ts";
import { dimsOfInput } from "./arguments.ts";
import { broadcastAll } from "./elementwise.ts";
import { externalOne, tensorsAmong } from "./external.ts";

/** What there is one loss for: an element of both arguments, a position beside the axis of classes, a sample. */
type Unit = "element" | "position" | "sample";

function unitDims(call: FunctionCall, unit: Unit, second: string): readonly Dim[] | null {
  const dims = dimsOfInput(call.input);
  const other = dimsOfInput(call.value(second));
  if (dims === null) return null;
  if (unit === "element") return other === null ? null : broadcast(dims, other).dims;
  if (unit === "sample") return dims.slice(0, -1);
  return dims.length < 2 ? [] : dims.filter((_, axis) => axis !== 1);
}

/** Losses by what torch asks of the target. */
const broadcastLosses = /^(mse|l1|smooth_l1|huber|MSE|L1|SmoothL1|Huber)(_loss|Loss)$/;
const sameShapeLosses = /^(binary_cross_entropy(_with_logits)?|BCE(WithLogits)?Loss)$/;
const classLosses = /^(cross_entropy|nll_loss|CrossEntropyLoss|NLLLoss(?:2d)?)$/;

/** What torch refuses of a loss's input and target; by the name of the function or the layer. */
export function lossFaults(name: string): (input: Value, target: Value) => readonly OperationFault[] {
  if (broadcastLosses.test(name)) return (input, target) => broadcastAll([input, target].map(dimsOfInput))[1];
  if (sameShapeLosses.test(name)) return (input, target) => shapesDiffer(dimsOfInput(input), dimsOfInput(target));
  return classLosses.test(name) ? classFaults : () => [];
}

function shapesDiffer(input: readonly Dim[] | null, target: readonly Dim[] | null): readonly OperationFault[] {
  if (input === null || target === null) return [];
  if (mayBeAlike(input, target)) return [];
  const shapes = { input: formatShape(shapeOf(...input)), target: formatShape(shapeOf(...target)) };
  return [{ code: "loss-target", message: message("lossTargetShape", shapes) }];
}

/** One class for each position, without the axis of classes; probabilities, which are floats, have the input's shape. */
function classFaults(input: Value, target: Value): readonly OperationFault[] {
  const [dims, given] = [dimsOfInput(input), dimsOfInput(target)];
  if (dims === null || given === null || dims.length === 0) return [];
  const positions = dims.length === 1 ? [] : dims.filter((_, axis) => axis !== 1);
  const ranked = given.length === dims.length ? dims : positions;
  return shapesDiffer(ranked, given);
}

const plain = "size_average=None, reduce=None, reduction='mean'";

/** `options`: what torch takes after the tensors, in its order. */
const loss = (name: string, unit: Unit, options = plain, tensors = "input, target"): FunctionRow => {
  const faultsOf = lossFaults(name);
  const second = tensors.split(",")[1]?.trim() ?? "target";
  return {
    names: [name],
    places: ["functional"],
    signature: `${tensors}, ${options}`,
    run(call): Result {
      const each = call.text("reduction") === "none" || call.value("reduce") === false;
      const shape = each ? unitDims(call, unit, second) : [];
      return externalOne(call, shape, tensorsAmong(call, tensors), undefined, faultsOf(call.input, call.value(second)));
    },
  };
};

const pair = "input1, input2, target";
const triplet = "anchor, positive, negative";
const lengths = "input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False";
const classes = "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'";

export const lossFunctions: readonly FunctionRow[] = [
  loss("cross_entropy", "position", `${classes}, label_smoothing=0.0`),
  loss("nll_loss", "position", classes),
  loss("mse_loss", "element", `${plain}, weight=None`),
  loss("l1_loss", "element", `${plain}, weight=None`),
  loss("smooth_l1_loss", "element", `${plain}, beta=1.0`),
  loss("huber_loss", "element", "reduction='mean', delta=1.0, weight=None"),
  loss("binary_cross_entropy", "element", `weight=None, ${plain}`),
  loss("binary_cross_entropy_with_logits", "element", `weight=None, ${plain}, pos_weight=None`),
  loss("kl_div", "element", `${plain}, log_target=False`),
  loss(
    "poisson_nll_loss",
    "element",
    `log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'`,
  ),
  loss("gaussian_nll_loss", "element", "full=False, eps=1e-06, reduction='mean'", "input, target, var"),
  loss("soft_margin_loss", "element"),
  loss("hinge_embedding_loss", "element", `margin=1.0, ${plain}`),
  loss("multi_margin_loss", "sample", `p=1, margin=1.0, weight=None, ${plain}`),
  loss("multilabel_margin_loss", "sample"),
  loss("multilabel_soft_margin_loss", "sample", `weight=None, ${plain}`),
  loss("margin_ranking_loss", "element", `margin=0, ${plain}`, pair),
  loss("cosine_embedding_loss", "sample", `margin=0, ${plain}`, pair),
  loss("triplet_margin_loss", "sample", `margin=1.0, p=2, eps=1e-06, swap=False, ${plain}`, triplet),
  loss(
    "triplet_margin_with_distance_loss",
    "sample",
    "distance_function=None, margin=1.0, swap=False, reduction='mean'",
    triplet,
  ),
  loss("ctc_loss", "sample", lengths, "log_probs, targets"),
];
