// nn.Transformer: an encoder and a decoder, made as torch makes them where none are given.
import { type Dim, formatDim } from "../../../ir/dim.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import { method, native, nativeClass } from "../../eval/native.ts";
import { type ClassValue, type Instance, type Result, StaticMethod, type Value } from "../../eval/value.ts";
import { dimsOfInput } from "../functions/arguments.ts";
import { initialiseModule, moduleClass } from "../module.ts";
import { modulesOf } from "../moduleTree.ts";
import { dimOf, flagOf, readArguments, readAttributes } from "../reader.ts";
import { makeTensor, ofDims } from "../tensor.ts";
import type { LayerClasses } from "./transformer.ts";

const signature =
  "d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation='relu', custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None";
const forwardSignature =
  "src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, memory_is_causal=False";

const ofLayer = ["activation", "layer_norm_eps", "batch_first", "norm_first", "bias"] as const;

/** `generate_square_subsequent_mask(sz)`: what a position may look at. */
const squareMask = native("generate_square_subsequent_mask", "sz, device=None, dtype=None", (machine, args) => {
  const size = dimOf(readArguments(machine, "sz, device=None, dtype=None", args), "sz");
  return makeTensor({ type: ofDims([size, size], "float32") });
});

export const transformerClass = (classes: LayerClasses): ClassValue =>
  nativeClass("torch.nn", "Transformer", [moduleClass], {
    __init__: method(signature, (machine, self, args, call) => {
      const given = readArguments(machine, signature, args);
      const instance = self as Instance;
      initialiseModule(machine, instance, call);
      const make = (cls: string, positional: readonly Value[], names: readonly string[] = []): Result =>
        machine.call(classes(cls), positional, { names, values: names.map((name) => given.value(name)) }, call.site);
      const sizes = ["d_model", "nhead", "dim_feedforward", "dropout"].map((name) => given.value(name));
      for (const part of ["encoder", "decoder"] as const) {
        const kind = part === "encoder" ? "Encoder" : "Decoder";
        const custom = given.value(`custom_${part}`);
        const layer = custom === null ? make(`Transformer${kind}Layer`, sizes, ofLayer) : custom;
        const features = [given.value("d_model"), given.value("layer_norm_eps")];
        const norm = custom === null ? make("LayerNorm", features, ["bias"]) : null;
        if (layer === undefined || norm === undefined) return undefined;
        const count = given.value(`num_${part}_layers`);
        const whole = custom === null ? make(`Transformer${kind}`, [layer, count, norm]) : custom;
        if (whole === undefined) return undefined;
        modulesOf(instance)?.entries.set(part, whole);
      }
      for (const name of ["d_model", "nhead", "batch_first"]) instance.attributes.entries.set(name, given.value(name));
      return null;
    }),
    forward: method(forwardSignature, (machine, self, args, call) => {
      const own = readAttributes(machine, self as Instance);
      const given = readArguments(machine, forwardSignature, args);
      const [src, tgt] = [given.value("src"), given.value("tgt")];
      const wrong = mismatch(
        dimsOfInput(src),
        dimsOfInput(tgt),
        dimOf(own, "d_model"),
        flagOf(own, "batch_first") === true,
      );
      if (wrong !== null) return machine.raise("RuntimeError", wrong);
      const masks = (...names: readonly string[]): Value[] => names.map((name) => given.value(name));
      const memory = machine.call(
        own.value("encoder"),
        [src, ...masks("src_mask", "src_key_padding_mask", "src_is_causal")],
        null,
        call.site,
      );
      if (memory === undefined) return undefined;
      const decoded = masks(
        "tgt_mask",
        "memory_mask",
        "tgt_key_padding_mask",
        "memory_key_padding_mask",
        "tgt_is_causal",
      );
      return machine.call(
        own.value("decoder"),
        [tgt, memory, ...decoded, given.value("memory_is_causal")],
        null,
        call.site,
      );
    }),
    generate_square_subsequent_mask: new StaticMethod(squareMask),
  });

/** What torch says of a source and a target that do not go together; null: nothing. */
function mismatch(
  src: readonly Dim[] | null,
  tgt: readonly Dim[] | null,
  features: Dim,
  batchFirst: boolean,
): string | null {
  if (src === null || tgt === null) return null;
  const axis = batchFirst ? 0 : 1;
  if (src.length === 3 && tgt.length === 3 && dimsEqual(src[axis] ?? 1, tgt[axis] ?? 1) === "no")
    return "the batch number of src and tgt must be equal";
  const differs = (dims: readonly Dim[]) => dimsEqual(dims.at(-1) ?? features, features) === "no";
  if (!differs(src) && !differs(tgt)) return null;
  return `the feature number of src and tgt must be equal to d_model, ${formatDim(features)}`;
}
