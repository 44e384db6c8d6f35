// A model that says what it takes: timm, and code that follows it, keeps `input_size` (channels, height, width) in the
// `pretrained_cfg` or `default_cfg` of a model.
import { Dict, Instance, List, Tuple, type Value } from "./eval/value.ts";
import { firstAnswer } from "./torch/moduleTree.ts";

const configurations = ["pretrained_cfg", "default_cfg"] as const;

/** Channels and sizes as the model, or the first of its parts that says so, states them; null: none does. */
export function statedByModel(model: Instance): readonly number[] | null {
  return firstAnswer(model, statedSize);
}

function statedSize(module: Instance): readonly number[] | null {
  for (const name of configurations) {
    const size = sizeIn(module.own(name) ?? null);
    if (size !== null) return size;
  }
  return null;
}

function sizeIn(configuration: Value): readonly number[] | null {
  const entries =
    configuration instanceof Dict
      ? configuration.entries
      : configuration instanceof Instance
        ? configuration.attributes.entries
        : null;
  const size = entries?.get("input_size") ?? null;
  if (!(size instanceof Tuple || size instanceof List) || size.items.length !== 3) return null;
  const numbers = size.items.filter((item) => typeof item === "number" && item > 0);
  return numbers.length === 3 ? (numbers as number[]) : null;
}
