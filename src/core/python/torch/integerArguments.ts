// Sizes of layers that torch refuses whatever arrives: no integers (Python divides 64 by 4 to 16.0), below what a size can be,
// words that name nothing.
import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import { List, Tuple, type Value } from "../eval/value.ts";
import { type IntegerKind, typeFault } from "./argumentTypes.ts";
import type { LayerForm } from "./layerForm.ts";

/** Arguments of layers that torch takes as integers only: the constructor refuses others, or forward. */
const one = [
  ...["in_channels", "out_channels", "groups", "in_features", "out_features", "in1_features", "in2_features"],
  ...["num_embeddings", "embedding_dim", "num_features", "num_channels", "num_groups"],
  ...["input_size", "hidden_size", "num_layers", "upscale_factor", "downscale_factor"],
];
/** Those that may be tuples too. */
const some = ["kernel_size", "stride", "padding", "output_padding", "dilation", "normalized_shape", "output_size"];

const kinds: ReadonlyMap<string, IntegerKind> = new Map([
  ...one.map((name) => [name, "one"] as const),
  ...some.map((name) => [name, "some"] as const),
]);

/** Norms that keep nothing a channel never use the number of channels. */
const mayBeUnused: ReadonlySet<string> = new Set(["num_features", "num_channels"]);

/** Sizes of tensors that the layer makes: `torch.empty` refuses negative ones. */
const made: ReadonlySet<string> = new Set([
  ...["in_channels", "out_channels", "in_features", "out_features", "in1_features", "in2_features"],
  ...["num_embeddings", "embedding_dim", "num_features", "num_channels", "input_size", "normalized_shape"],
]);

/** torch.nn.modules.rnn: "hidden_size must be greater than zero". */
const positive: ReadonlySet<string> = new Set(["hidden_size", "num_layers"]);

/** `None` or -1 where a size belongs: a default that is to be replaced. */
export const isPlaceholder = ({ args }: Message): boolean => args["got"] === "None" || Number(args["got"]) < 0;

type Fault = LayerForm["faults"][number];

/** Faults of a layer's arguments; `keeps`: it has tensors of its own. */
export function floatFaults(
  names: readonly string[],
  argument: (name: string) => Value,
  keeps: boolean,
): readonly Fault[] {
  const faults: Fault[] = [];
  const words = wordsOf(names);
  for (const name of names) {
    if (!keeps && mayBeUnused.has(name)) continue;
    const value = argument(name);
    const known = words.get(name);
    const fault =
      known !== undefined && typeof value === "string"
        ? choiceFault(name, value, known)
        : (integerFault(names, name, value) ?? rangeFault(name, value, keeps));
    if (fault !== null) faults.push({ argument: name, code: fault.code, message: fault.message });
  }
  return faults;
}

type Found = Pick<Fault, "code" | "message"> | null;

function integerFault(names: readonly string[], name: string, value: Value): Found {
  const kind = kinds.get(name);
  if (kind === undefined || isDefault(names, name, value)) return null;
  return typeFault(name, value, kind);
}

/** None stands for the kernel's size in pooling, and for the input's in adaptive pooling; norms take a list of one. */
function isDefault(names: readonly string[], name: string, value: Value): boolean {
  if (value === null) return name === "output_size" || (name === "stride" && !names.includes("groups"));
  if (!(value instanceof Tuple) && !(value instanceof List)) return false;
  if (name === "output_size") return value.items.some((item: Value) => item === null);
  return name === "num_features" && value.items.length === 1;
}

function rangeFault(name: string, value: Value, keeps: boolean): Found {
  const least = positive.has(name) ? 1 : made.has(name) && keeps ? 0 : null;
  if (least === null) return null;
  const sizes = value instanceof Tuple || value instanceof List ? value.items : [value];
  const got = sizes.find((size: Value) => typeof size === "number" && size < least);
  return typeof got !== "number"
    ? null
    : { code: "argument-range", message: message("argumentRange", { name, least, got }) };
}

const paddings = ["valid", "same"];
const paddingModes = ["zeros", "reflect", "replicate", "circular"];

/** What arguments may be spelled, of the convolutions; transposed ones pad with zeros only. */
function wordsOf(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  if (!names.includes("padding_mode")) return noWords;
  return names.includes("output_padding") ? transposedWords : convolutionWords;
}

const noWords: ReadonlyMap<string, readonly string[]> = new Map();
const transposedWords: ReadonlyMap<string, readonly string[]> = new Map([["padding_mode", ["zeros"]]]);
const convolutionWords: ReadonlyMap<string, readonly string[]> = new Map([
  ["padding", paddings],
  ["padding_mode", paddingModes],
]);

function choiceFault(name: string, got: string, words: readonly string[]): Found {
  if (words.includes(got)) return null;
  const choices = words.map((word) => `"${word}"`).join(", ");
  return { code: "argument-choice", message: message("argumentChoice", { name, choices, got: JSON.stringify(got) }) };
}
