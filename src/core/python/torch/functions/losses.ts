// torch.nn.functional's losses: one number, or with `reduction="none"` one for each element or sample.
import type { Dim } from "../../../ir/dim.ts";
import { broadcast } from "../../../ops/broadcast.ts";
import type { Result } from "../../eval/value.ts";
import type { FunctionCall, FunctionRow } from "../function.ts";
import { dimsOfInput } from "./arguments.ts";
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

const loss = (name: string, unit: Unit, signature = "input, target"): FunctionRow => {
  const second = signature.split(",")[1]?.trim() ?? "target";
  return {
    names: [name],
    places: ["functional"],
    signature: `${signature}, reduction='mean', reduce=None`,
    run(call): Result {
      const each = call.text("reduction") === "none" || call.value("reduce") === false;
      return externalOne(call, each ? unitDims(call, unit, second) : [], tensorsAmong(call, signature));
    },
  };
};

export const lossFunctions: readonly FunctionRow[] = [
  loss("cross_entropy", "position"),
  loss("nll_loss", "position"),
  loss("mse_loss", "element"),
  loss("l1_loss", "element"),
  loss("smooth_l1_loss", "element"),
  loss("huber_loss", "element"),
  loss("binary_cross_entropy", "element"),
  loss("binary_cross_entropy_with_logits", "element"),
  loss("kl_div", "element"),
  loss("poisson_nll_loss", "element"),
  loss("gaussian_nll_loss", "element"),
  loss("soft_margin_loss", "element"),
  loss("hinge_embedding_loss", "element"),
  loss("multi_margin_loss", "sample"),
  loss("multilabel_margin_loss", "sample"),
  loss("multilabel_soft_margin_loss", "sample"),
  loss("margin_ranking_loss", "element", "input1, input2, target"),
  loss("cosine_embedding_loss", "sample", "input1, input2, target"),
  loss("triplet_margin_loss", "sample", "anchor, positive, negative"),
  loss("triplet_margin_with_distance_loss", "sample", "anchor, positive, negative"),
  loss("ctc_loss", "sample", "log_probs, targets"),
];
