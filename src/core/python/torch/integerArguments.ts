// Sizes of layers that a true division has made: Python divides 64 by 4 to 16.0, which torch takes for no size.
import { message } from "../../messages/index.ts";
import { floatRepr } from "../eval/format.ts";
import { Float, List, Tuple, type Value } from "../eval/value.ts";
import type { LayerForm } from "./layerForm.ts";

/** Arguments of layers that torch takes as integers only, alone or in tuples: the constructor refuses others, or forward. */
const integral: ReadonlySet<string> = new Set([
  ...["in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "dilation", "groups"],
  ...["in_features", "out_features", "in1_features", "in2_features", "num_embeddings", "embedding_dim"],
  ...["num_features", "num_channels", "num_groups", "normalized_shape"],
  ...["input_size", "hidden_size", "num_layers", "output_size", "upscale_factor", "downscale_factor"],
]);

/** Norms that keep nothing a channel never use the number of channels. */
const mayBeUnused: ReadonlySet<string> = new Set(["num_features", "num_channels"]);

/** Faults of a layer's arguments; `keeps`: it has tensors of its own. */
export function floatFaults(
  names: readonly string[],
  argument: (name: string) => Value,
  keeps: boolean,
): LayerForm["faults"] {
  return names.flatMap((name) => {
    if (!integral.has(name) || (!keeps && mayBeUnused.has(name))) return [];
    const float = floatIn(argument(name));
    if (float === null) return [];
    const got = floatRepr(float.value);
    return [{ argument: name, code: "argument-float", message: message("argumentFloat", { name, got }) }];
  });
}

function floatIn(value: Value): Float | null {
  if (value instanceof Float) return value;
  if (!(value instanceof Tuple) && !(value instanceof List)) return null;
  const items: readonly Value[] = value.items;
  return items.find((item) => item instanceof Float) ?? null;
}
