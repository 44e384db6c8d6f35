// nn.TransformerEncoderLayer and its kin: modules made of other layers, called one after another as torch does.
import { message } from "../../../messages/index.ts";
import { type Call, type Machine, method, nativeClass } from "../../eval/native.ts";
import { type ClassValue, Instance, type Result, Tuple, Unknown, type Value } from "../../eval/value.ts";
import { typeFault } from "../argumentTypes.ts";
import { moduleListClass } from "../containers.ts";
import { initialiseModule, moduleClass } from "../module.ts";
import { modulesOf } from "../moduleTree.ts";
import { flagOf, type Reader, readArguments, readAttributes } from "../reader.ts";
import { recordOne } from "../record.ts";
import { transformerClass } from "./encoderDecoder.ts";

/** Classes that the parts are made of, by torch's name. */
export type LayerClasses = (name: string) => ClassValue;

const layerSignature =
  "d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None";
const encoderForward = "src, src_mask=None, src_key_padding_mask=None, is_causal=False";
const decoderForward =
  "tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False";

/** Makes the parts in torch's order of registration. */
function constructLayer(
  machine: Machine,
  self: Instance,
  given: Reader,
  classes: LayerClasses,
  call: Call,
  decoder: boolean,
): Result {
  initialiseModule(machine, self, call);
  const value = (name: string): Value => given.value(name);
  const add = (
    name: string,
    cls: string,
    args: readonly Value[],
    keywords: Readonly<Record<string, Value>> = {},
  ): boolean => {
    const named = { names: Object.keys(keywords), values: Object.values(keywords) };
    const part = machine.call(classes(cls), args, named, call.site);
    if (part instanceof Instance) modulesOf(self)?.entries.set(name, part);
    return part !== undefined;
  };
  const attention = (name: string): boolean =>
    add(name, "MultiheadAttention", [value("d_model"), value("nhead")], {
      dropout: value("dropout"),
      bias: value("bias"),
      batch_first: value("batch_first"),
    });
  const norm = (name: string): boolean =>
    add(name, "LayerNorm", [value("d_model")], { eps: value("layer_norm_eps"), bias: value("bias") });
  const drop = (name: string): boolean => add(name, "Dropout", [value("dropout")]);
  const numbers = decoder ? ["1", "2", "3"] : ["1", "2"];
  const made =
    attention("self_attn") &&
    (!decoder || attention("multihead_attn")) &&
    add("linear1", "Linear", [value("d_model"), value("dim_feedforward")], { bias: value("bias") }) &&
    drop("dropout") &&
    add("linear2", "Linear", [value("dim_feedforward"), value("d_model")], { bias: value("bias") }) &&
    numbers.every((number) => norm(`norm${number}`)) &&
    numbers.every((number) => drop(`dropout${number}`));
  if (!made) return undefined;
  self.attributes.entries.set("norm_first", value("norm_first"));
  const activation = activationOf(machine, value("activation"));
  if (activation === undefined) return undefined;
  self.attributes.entries.set("activation", activation);
  return null;
}

/** `activation="gelu"` is kept as the function of that name. */
function activationOf(machine: Machine, activation: Value): Result {
  if (typeof activation !== "string") return activation;
  if (activation !== "relu" && activation !== "gelu")
    return machine.raise("RuntimeError", `activation should be relu/gelu, not ${activation}`);
  const functional = machine.importModule("torch.nn.functional");
  return functional === undefined ? undefined : machine.getAttribute(functional, activation);
}

const callPart = (machine: Machine, self: Instance, name: string, args: readonly Value[], call: Call): Result =>
  machine.call(readAttributes(machine, self).value(name), args, null, call.site);

/** A part that attends, and the dropout after it. */
const attending = (part: string, dropout: string, signature: string) =>
  method(`${signature}, attn_mask=None, key_padding_mask=None, is_causal=False`, (machine, self, args, call) => {
    const given = readArguments(machine, `${signature}, attn_mask, key_padding_mask, is_causal`, args);
    const x = given.value("x");
    const memory = signature.includes("mem") ? given.value("mem") : x;
    const masks = [false, given.value("attn_mask"), given.value("key_padding_mask")];
    const attended = machine.call(
      readAttributes(machine, self as Instance).value(part),
      [x, memory, memory],
      { names: ["need_weights", "attn_mask", "key_padding_mask"], values: masks },
      call.site,
    );
    return attended instanceof Tuple
      ? callPart(machine, self as Instance, dropout, [attended.items[0] ?? null], call)
      : attended;
  });

const feeding = (dropout: string) =>
  method("x", (machine, self, [x = null], call) => {
    let value: Result = x;
    for (const part of ["linear1", "activation", "dropout", "linear2", dropout]) {
      value = callPart(machine, self as Instance, part, [value], call);
      if (value === undefined) return undefined;
    }
    return value;
  });

/** x + block(x), normalised before or after. Classes that derive from a layer may have blocks of their own. */
function runLayer(machine: Machine, self: Instance, inputs: Reader, call: Call, decoder: boolean): Result {
  const normFirst = flagOf(readAttributes(machine, self), "norm_first") === true;
  const given = (...names: readonly string[]): readonly Value[] => names.map((name) => inputs.value(name));
  const steps = decoder
    ? [
        ["norm1", "_sa_block", given("tgt_mask", "tgt_key_padding_mask")] as const,
        ["norm2", "_mha_block", given("memory", "memory_mask", "memory_key_padding_mask")] as const,
        ["norm3", "_ff_block", []] as const,
      ]
    : [["norm1", "_sa_block", given("src_mask", "src_key_padding_mask")] as const, ["norm2", "_ff_block", []] as const];
  let x: Value = inputs.value(decoder ? "tgt" : "src");
  for (const [norm, block, others] of steps) {
    const arriving: Result = normFirst ? callPart(machine, self, norm, [x], call) : x;
    if (arriving === undefined) return undefined;
    const run = machine.getAttribute(self, block);
    const changed = run === undefined ? undefined : machine.call(run, [arriving, ...others], null, call.site);
    if (changed === undefined) return undefined;
    const sum = recordOne(machine, { op: "Add", type: "add", attrs: {}, inputs: [x, changed], call });
    const next: Result = normFirst ? sum : callPart(machine, self, norm, [sum], call);
    if (next === undefined) return undefined;
    x = next;
  }
  return x;
}

const layerOf = (name: string, classes: LayerClasses, decoder: boolean): ClassValue => {
  const forward = decoder ? decoderForward : encoderForward;
  return nativeClass("torch.nn", name, [moduleClass], {
    __init__: method(layerSignature, (machine, self, args, call) =>
      constructLayer(machine, self as Instance, readArguments(machine, layerSignature, args), classes, call, decoder),
    ),
    forward: method(forward, (machine, self, args, call) =>
      runLayer(machine, self as Instance, readArguments(machine, forward, args), call, decoder),
    ),
    _sa_block: attending("self_attn", "dropout1", "x"),
    ...(decoder
      ? { _mha_block: attending("multihead_attn", "dropout2", "x, mem"), _ff_block: feeding("dropout3") }
      : { _ff_block: feeding("dropout2") }),
  });
};

/** The masks of a stack as torch hands them to each layer: by name. */
function masksOf(
  given: Reader,
  decoder: boolean,
): { readonly names: readonly string[]; readonly values: readonly Value[] } {
  const names = decoder
    ? [
        "tgt_mask",
        "memory_mask",
        "tgt_key_padding_mask",
        "memory_key_padding_mask",
        "tgt_is_causal",
        "memory_is_causal",
      ]
    : ["src_mask", "is_causal", "src_key_padding_mask"];
  const asked = (name: string): Value => {
    if (name.endsWith("is_causal")) return given.value(name) === true;
    return given.value(name === "src_mask" ? "mask" : name);
  };
  return { names, values: names.map(asked) };
}

/** A stack of copies of one layer, and a norm after them. */
const stackOf = (name: string, argument: string, decoder: boolean): ClassValue => {
  const signature = `${argument}, num_layers, norm=None, enable_nested_tensor=True, mask_check=True`;
  const forward = decoder ? decoderForward : "src, mask=None, src_key_padding_mask=None, is_causal=None";
  return nativeClass("torch.nn", name, [moduleClass], {
    __init__: method(signature, (machine, self, args, call) => {
      const given = readArguments(machine, signature, args);
      const instance = self as Instance;
      initialiseModule(machine, instance, call);
      const count = given.value("num_layers");
      const wrong = typeFault("num_layers", count, "one");
      if (wrong !== null) {
        const at = machine.argumentSite(call, "num_layers") ?? call.site?.at ?? null;
        machine.report({ ...wrong, severity: "error", at, fixes: [], related: [] });
      }
      const copies: Value[] = [];
      const copying = machine.importModule("copy");
      const deepcopy = copying === undefined ? undefined : machine.getAttribute(copying, "deepcopy");
      for (let index = 0; index < (typeof count === "number" ? Math.min(count, 1000) : 0); index++) {
        const copy = deepcopy === undefined ? undefined : machine.call(deepcopy, [given.value(argument)]);
        if (copy === undefined) return undefined;
        copies.push(copy);
      }
      const list = machine.call(moduleListClass, [new Tuple(copies)], null, call.site);
      if (list === undefined) return undefined;
      modulesOf(instance)?.entries.set("layers", list);
      modulesOf(instance)?.entries.set("norm", given.value("norm"));
      instance.attributes.entries.set("num_layers", count);
      return null;
    }),
    forward: method(forward, (machine, self, args, call) => {
      const own = readAttributes(machine, self as Instance);
      const given = readArguments(machine, forward, args);
      const layers = machine.list(own.value("layers"));
      if (layers === undefined) return undefined;
      if (layers instanceof Unknown) return new Unknown(message("torchNotModelled", { name }));
      let x = given.value(decoder ? "tgt" : "src");
      const keywords = masksOf(given, decoder);
      for (const layer of layers) {
        const next = machine.call(layer, decoder ? [x, given.value("memory")] : [x], keywords, call.site);
        if (next === undefined) return undefined;
        x = next;
      }
      const norm = own.value("norm");
      return norm === null ? x : machine.call(norm, [x], null, call.site);
    }),
  });
};

export function transformerClasses(classes: LayerClasses): Readonly<Record<string, () => ClassValue>> {
  const made = new Map<string, ClassValue>();
  const once = (name: string, make: () => ClassValue) => () => {
    const known = made.get(name) ?? make();
    made.set(name, known);
    return known;
  };
  const parts: Readonly<Record<string, () => ClassValue>> = Object.fromEntries(
    [
      ["TransformerEncoderLayer", () => layerOf("TransformerEncoderLayer", classes, false)] as const,
      ["TransformerDecoderLayer", () => layerOf("TransformerDecoderLayer", classes, true)] as const,
      ["TransformerEncoder", () => stackOf("TransformerEncoder", "encoder_layer", false)] as const,
      ["TransformerDecoder", () => stackOf("TransformerDecoder", "decoder_layer", true)] as const,
      ["Transformer", () => transformerClass((name) => parts[name]?.() ?? classes(name))] as const,
    ].map(([name, make]) => [name, once(name, make)]),
  );
  return parts;
}
