import { method, nativeClass } from "../../eval/native.ts";
import { type ClassValue, Dict, type Instance, type Value } from "../../eval/value.ts";
import { dimsOfInput } from "../functions/arguments.ts";
import { lossFaults } from "../functions/losses.ts";
import type { LayerRow } from "../layer.ts";
import { initialiseModule, moduleClass } from "../module.ts";
import { buffersOf } from "../moduleTree.ts";

/** `size_average` and `reduce` are what `reduction` was called before. */
function reductionOf(average: Value, reduce: Value, reduction: Value): Value {
  if (average === null && reduce === null) return reduction;
  if (reduce === false) return "none";
  return average === false ? "sum" : "mean";
}

/** What programs derive their own losses from. */
export const lossBase = nativeClass("torch.nn.modules.loss", "_Loss", [moduleClass], {
  __init__: method(
    "size_average=None, reduce=None, reduction='mean'",
    (machine, self, [average = null, reduce = null, reduction = null], call) => {
      initialiseModule(machine, self as Instance, call);
      return machine.setPlainAttribute(self, "reduction", reductionOf(average, reduce, reduction)) ? null : undefined;
    },
  ),
});

export const weightedLossBase = nativeClass("torch.nn.modules.loss", "_WeightedLoss", [lossBase], {
  __init__: method(
    "weight=None, size_average=None, reduce=None, reduction='mean'",
    (machine, self, [weight = null, average = null, reduce = null, reduction = null], call) => {
      initialiseModule(machine, self as Instance, call);
      const buffers = buffersOf(self as Instance);
      if (buffers instanceof Dict) buffers.entries.set("weight", machine.force(weight));
      return machine.setPlainAttribute(self, "reduction", reductionOf(average, reduce, reduction)) ? null : undefined;
    },
  ),
});

/** Losses give one number, or with `reduction="none"` one for each element. Their own arguments change no shape. */
const loss = (name: string, signature: string, forward = "input, target"): LayerRow => ({
  name,
  base: signature.startsWith("weight") ? weightedLossBase : lossBase,
  signature,
  forward,
  operation(layer, inputs) {
    const names = forward.split(",").map((part) => part.trim());
    const given = names.map((argument) => inputs.value(argument));
    const dims = layer.text("reduction") === "none" ? dimsOfInput(given[0] ?? null) : [];
    const faults = lossFaults(name)(given[0] ?? null, given[1] ?? null);
    return { op: "External", attrs: { name, outputs: 1, shapes: [dims] }, inputs: given, faults };
  },
});

const plain = "size_average=None, reduce=None, reduction='mean'";
const weighted = `weight=None, ${plain}`;

export const lossLayers: readonly LayerRow[] = [
  loss("MSELoss", plain),
  loss("L1Loss", plain),
  loss("SmoothL1Loss", `${plain}, beta=1.0`),
  loss("HuberLoss", "reduction='mean', delta=1.0"),
  loss(
    "CrossEntropyLoss",
    `weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0`,
  ),
  loss("NLLLoss", "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'"),
  loss("NLLLoss2d", "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'"),
  loss("BCELoss", weighted),
  loss("BCEWithLogitsLoss", `${weighted}, pos_weight=None`),
  loss("KLDivLoss", `${plain}, log_target=False`),
  loss("SoftMarginLoss", plain),
  loss("MultiLabelMarginLoss", plain),
  loss("MultiLabelSoftMarginLoss", weighted),
  loss("HingeEmbeddingLoss", `margin=1.0, ${plain}`),
  loss("MarginRankingLoss", `margin=0.0, ${plain}`, "input1, input2, target"),
  loss("CosineEmbeddingLoss", `margin=0.0, ${plain}`, "input1, input2, target"),
  loss("PoissonNLLLoss", "log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'"),
  loss("GaussianNLLLoss", "*, full=False, eps=1e-06, reduction='mean'", "input, target, var"),
  loss("MultiMarginLoss", `p=1, margin=1.0, ${weighted}`),
  loss(
    "CTCLoss",
    "blank=0, reduction='mean', zero_infinity=False",
    "log_probs, targets, input_lengths, target_lengths",
  ),
  loss(
    "TripletMarginWithDistanceLoss",
    "*, distance_function=None, margin=1.0, swap=False, reduction='mean'",
    "anchor, positive, negative",
  ),
  loss("TripletMarginLoss", `margin=1.0, p=2.0, eps=1e-06, swap=False, ${plain}`, "anchor, positive, negative"),
];

const lossNames: ReadonlySet<string> = new Set(lossLayers.map(({ name }) => name));

/** Whether a class is one of torch's losses. */
export const isLoss = ({ name, at }: ClassValue): boolean => at === null && lossNames.has(name);
