// nn.MultiheadAttention as the products it is made of: projections, heads, attention, output projection.

import { type Dim, formatDim, unknownDim } from "../../../ir/dim.ts";
import { addDims, floorDivide, modulo, multiplyDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual, mayBeAlike } from "../../../ir/dimComparison.ts";
import type { Message } from "../../../ir/message.ts";
import type { Attributes } from "../../../ir/network.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import { type Call, type Machine, method, nativeClass } from "../../eval/native.ts";
import { type ClassValue, Instance, Tuple, type Value } from "../../eval/value.ts";
import { dimsOfInput } from "../functions/arguments.ts";
import { initialiseModule, moduleClass } from "../module.ts";
import { modulesOf, parametersOf } from "../moduleTree.ts";
import { dimOf, flagOf, type Reader, readArguments, readAttributes } from "../reader.ts";
import { type OperationFault, recordOne } from "../record.ts";
import { makeTensor, ofDims, parameterClass } from "../tensor.ts";

const signature =
  "embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None";
const forwardSignature =
  "query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False";

const parameter = (dims: readonly Dim[]): Instance =>
  makeTensor({ type: ofDims(dims, "float32"), requiresGrad: true }, parameterClass);

/** The linear layer class is passed in: layers/index.ts makes it. */
export const attentionClass = (linear: ClassValue): ClassValue =>
  nativeClass("torch.nn", "MultiheadAttention", [moduleClass], {
    __init__: method(signature, (machine, self, args, call) => {
      construct(machine, self as Instance, readArguments(machine, signature, args), linear, call);
      return null;
    }),
    forward: method(forwardSignature, (machine, self, args, call) =>
      attend(machine, ownTensors(machine, self as Instance), readArguments(machine, forwardSignature, args), call),
    ),
    _reset_parameters: method("", () => null),
    merge_masks: method("*args", () => new Tuple([null, null])),
  });

/** Why the features cannot be split; null: they can, as far as that is known. */
const unequalHeads = (embed: Dim, heads: Dim): Message | null =>
  heads === 0 || dimsEqual(modulo(embed, heads), 0) !== "no"
    ? null
    : message("attentionHeads", { features: formatDim(embed), heads: formatDim(heads) });

function construct(machine: Machine, self: Instance, given: Reader, linear: ClassValue, call: Call): void {
  initialiseModule(machine, self, call);
  const embed = dimOf(given, "embed_dim");
  const heads = dimOf(given, "num_heads");
  const unequal = unequalHeads(embed, heads);
  if (unequal !== null) {
    const at = machine.argumentSite(call, "num_heads") ?? call.site?.at ?? null;
    machine.report({ code: "attention-heads", severity: "error", message: unequal, at, fixes: [], related: [] });
  }
  const [keys, values] = (["kdim", "vdim"] as const).map((name) =>
    given.value(name) === null ? embed : dimOf(given, name),
  );
  const { entries } = self.attributes;
  for (const name of ["embed_dim", "num_heads", "dropout", "batch_first", "add_zero_attn"])
    entries.set(name, given.value(name));
  const toValue = (name: string, otherwise: string): Value => given.value(name) ?? given.value(otherwise);
  entries.set("kdim", toValue("kdim", "embed_dim"));
  entries.set("vdim", toValue("vdim", "embed_dim"));
  const packed = keys === embed && values === embed;
  entries.set("_qkv_same_embed_dim", packed);
  const headDim = floorDivide(embed, heads);
  entries.set("head_dim", typeof headDim === "number" ? headDim : null);
  const own = parametersOf(self)?.entries;
  own?.set("q_proj_weight", packed ? null : parameter([embed, embed]));
  own?.set("k_proj_weight", packed ? null : parameter([embed, keys ?? embed]));
  own?.set("v_proj_weight", packed ? null : parameter([embed, values ?? embed]));
  own?.set("in_proj_weight", packed ? parameter([multiplyDims(3, embed), embed]) : null);
  const bias = flagOf(given, "bias") !== false;
  own?.set("in_proj_bias", bias ? parameter([multiplyDims(3, embed)]) : null);
  const extra = flagOf(given, "add_bias_kv") === true;
  own?.set("bias_k", extra ? parameter([1, 1, embed]) : null);
  own?.set("bias_v", extra ? parameter([1, 1, embed]) : null);
  const projection = machine.call(linear, [given.value("embed_dim"), given.value("embed_dim"), bias], null, call.site);
  if (projection instanceof Instance) modulesOf(self)?.entries.set("out_proj", projection);
}

/** What the module has, its output projection under the names that the function gives it. */
function ownTensors(machine: Machine, self: Instance): Reader {
  const own = readAttributes(machine, self);
  const projection = modulesOf(self)?.entries.get("out_proj");
  const out = projection instanceof Instance ? readAttributes(machine, projection) : null;
  return {
    value(name) {
      if (name === "out_proj_weight") return out?.value("weight") ?? null;
      return name === "out_proj_bias" ? (out?.value("bias") ?? null) : own.value(name);
    },
  };
}

/**
 * Attention with its projections. `own`: the module's sizes and tensors (`in_proj_weight` None: one weight each for queries,
 * keys and values); `inputs`: the arguments of forward.
 */
export function attend(machine: Machine, own: Reader, inputs: Reader, call: Call): Value {
  const step = (
    op: string,
    type: string,
    attrs: Attributes,
    given: readonly Value[],
    faults: readonly OperationFault[] = [],
  ): Value => recordOne(machine, { op, type, attrs, inputs: given, call, faults });
  const [query, key, value] = [inputs.value("query"), inputs.value("key"), inputs.value("value")];
  const embed = dimOf(own, "embed_dim");
  const heads = dimOf(own, "num_heads");
  const unequal = unequalHeads(embed, heads);
  const headSize = unequal === null ? floorDivide(embed, heads) : unknownDim(unequal);
  const batchFirst = flagOf(own, "batch_first") === true;
  const shapes = [query, key, value].map(dimsOfInput);
  const refused = rankFault(shapes[0] ?? null, shapes[1] ?? null) ?? batchFault(shapes, batchFirst);
  if (refused !== null) {
    const attrs = { name: "MultiheadAttention", outputs: 1, shapes: [null] };
    return new Tuple([step("External", "MultiheadAttention", attrs, [query, key, value], [refused]), null]);
  }

  /** Rows of the packed weight: 0 queries, 1 keys, 2 values. */
  const piece = (name: string, index: number): Value => {
    const packed = own.value(name);
    if (packed === null) return null;
    const [start, end] = [multiplyDims(index, embed), multiplyDims(index + 1, embed)];
    return step("Slice", "getitem", { axes: [0], starts: [start], ends: [end] }, [packed]);
  };
  const linear = (x: Value, weight: Value, bias: Value): Value =>
    step("Linear", "linear", { hasBias: bias !== null }, bias === null ? [x, weight] : [x, weight, bias]);
  const projected = (): readonly Value[] => {
    const weight = own.value("in_proj_weight");
    if (weight !== null && query === key && key === value) {
      const all = linear(query, weight, own.value("in_proj_bias"));
      const dims = dimsOfInput(all);
      return [0, 1, 2].map((index) => {
        const [start, end] = [multiplyDims(index, embed), multiplyDims(index + 1, embed)];
        const axis = dims === null ? -1 : dims.length - 1;
        return step("Slice", "getitem", { axes: [axis], starts: [start], ends: [end] }, [all]);
      });
    }
    return [query, key, value].map((x, index) => {
      const name = ["q_proj_weight", "k_proj_weight", "v_proj_weight"][index] ?? "";
      return linear(
        x,
        weight === null ? own.value(name) : piece("in_proj_weight", index),
        piece("in_proj_bias", index),
      );
    });
  };

  /** (N, L, E) or (L, N, E) to (N, heads, L, features of a head). */
  const split = (x: Value): Value => {
    const dims = dimsOfInput(x);
    if (dims === null) return x;
    const shape = [...dims.slice(0, -1), heads, headSize];
    const wide = step("Reshape", "view", { shape }, [x]);
    const permutation = dims.length === 2 ? [1, 0, 2] : batchFirst ? [0, 2, 1, 3] : [1, 2, 0, 3];
    return step("Transpose", "transpose", { permutation }, [wide]);
  };
  const [q = null, k = null, v = null] = projected().map(split);
  const masks = maskFaults(dimsOfInput(query), dimsOfInput(key), inputs, heads, batchFirst);
  const attended = step("Attention", "scaled_dot_product_attention", {}, [q, k, v], masks);
  const dims = dimsOfInput(attended);
  const permutation = dims?.length === 3 ? [1, 0, 2] : batchFirst ? [0, 2, 1, 3] : [2, 0, 1, 3];
  const back = step("Transpose", "transpose", { permutation }, [attended]);
  const backDims = dimsOfInput(back);
  const joined =
    backDims === null ? back : step("Reshape", "view", { shape: [...backDims.slice(0, -2), embed] }, [back]);
  const output = linear(joined, own.value("out_proj_weight"), own.value("out_proj_bias"));
  if (flagOf(inputs, "need_weights") === false) return new Tuple([output, null]);
  return new Tuple([
    output,
    weightsOf(
      machine,
      call,
      dimsOfInput(q),
      keyCount(own, dimsOfInput(k)),
      flagOf(inputs, "average_attn_weights") !== false,
    ),
  ]);
}

/** Masks say something of each query and key, of each head too, or of each key of each sample. */
function maskFaults(
  query: readonly Dim[] | null,
  key: readonly Dim[] | null,
  inputs: Reader,
  heads: Dim,
  batchFirst: boolean,
): readonly OperationFault[] {
  if (query === null || key === null) return [];
  const batched = query.length === 3;
  const [samples, places] = batched ? (batchFirst ? [0, 1] : [1, 0]) : [-1, 0];
  const batch = batched ? (query[samples] ?? 1) : 1;
  const pair = [query[places] ?? 1, key[places] ?? 1];
  const mask = dimsOfInput(inputs.value("attn_mask"));
  const padding = dimsOfInput(inputs.value("key_padding_mask"));
  const expected = mask?.length === 3 ? [multiplyDims(batch, heads), ...pair] : pair;
  const expectedPadding = batched ? [batch, key[places] ?? 1] : [key[places] ?? 1];
  return [...maskFault(mask, expected, "attnMask"), ...maskFault(padding, expectedPadding, "keyPaddingMask")];
}

/** Queries and keys are (L, E), or in batches; both alike. */
function rankFault(query: readonly Dim[] | null, key: readonly Dim[] | null): OperationFault | null {
  if (query === null) return null;
  const text = (expected: string | number, got: number) => message("inputRank", { expected, got });
  if (query.length < 2 || query.length > 3) return { code: "attention-rank", message: text("2, 3", query.length) };
  if (key === null || key.length === query.length) return null;
  return { code: "attention-rank", message: text(query.length, key.length) };
}

/** As many samples of keys and values as of queries: here nothing is broadcast. */
function batchFault(shapes: readonly (readonly Dim[] | null)[], batchFirst: boolean): OperationFault | null {
  const [query, key, value] = shapes;
  if (query?.length !== 3 || !key || !value) return null;
  const samples = batchFirst ? 0 : 1;
  const differs = (other: readonly Dim[]): boolean => dimsEqual(query[samples] ?? 1, other[samples] ?? 1) === "no";
  if (!differs(key) && !differs(value)) return null;
  const text = (dims: readonly Dim[]): string => formatShape(shapeOf(...dims));
  const sides = { query: text(query), key: text(key), value: text(value) };
  return { code: "attention-shape", message: message(batchFirst ? "attentionShape" : "attentionBatch", sides) };
}

function maskFault(
  mask: readonly Dim[] | null,
  expected: readonly Dim[],
  attribute: string,
): readonly OperationFault[] {
  if (mask === null) return [];
  if (mayBeAlike(mask, expected)) return [];
  const shapes = { got: formatShape(shapeOf(...mask)), expected: formatShape(shapeOf(...expected)) };
  return [{ code: "attention-mask", message: message("attentionMask", shapes), attribute }];
}

/** The keys that are looked at: a learnt one and one of zeros may be added to those that arrive. */
function keyCount(own: Reader, k: readonly Dim[] | null): Dim {
  const arriving = k?.at(-2) ?? unknownDim(message("tensorValueUnknown"));
  const added = (own.value("bias_k") === null ? 0 : 1) + (flagOf(own, "add_zero_attn") === true ? 1 : 0);
  return addDims(arriving, added);
}

/** How much each query looks at each key, the mean of all heads or one map a head. */
function weightsOf(machine: Machine, call: Call, q: readonly Dim[] | null, keys: Dim, mean: boolean): Value {
  const queries = q?.at(-2) ?? unknownDim(message("tensorValueUnknown"));
  const lead = q === null ? null : mean ? q.slice(0, -3) : q.slice(0, -2);
  const attrs = { name: "attention weights", outputs: 1, shapes: [lead === null ? null : [...lead, queries, keys]] };
  return recordOne(machine, { op: "External", type: "softmax", attrs, inputs: [], call });
}
