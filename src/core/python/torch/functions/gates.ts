// torch.nn.functional beside its layers: gates, bilinear forms, bags of embeddings, pools at random places.
import { type Dim, formatDim, unknownDim } from "../../../ir/dim.ts";
import { floorDivide, modulo, subtractDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import { message } from "../../../messages/index.ts";
import { type Result, Tuple } from "../../eval/value.ts";
import type { FunctionCall, FunctionRow, Place } from "../function.ts";
import { attend } from "../layers/attention.ts";
import { resizeOperation, scalesOf } from "../layers/shape.ts";
import type { OperationFault } from "../record.ts";
import { isTensor } from "../tensor.ts";
import { axisOf, dimsOfInput } from "./arguments.ts";
import { axisFaults, external, externalOne, withAxis } from "./external.ts";
import { batchNormOf, instanceNormOf } from "./neural.ts";

const both: readonly Place[] = ["torch", "functional"];
const onlyFunctional: readonly Place[] = ["functional"];

/** One half is the gate of the other. */
function gated(call: FunctionCall): Result {
  const dims = dimsOfInput(call.input);
  const axis = axisOf(call, "dim");
  const faults: OperationFault[] = [...axisFaults(dims, axis)];
  const size = axis === null || faults.length > 0 ? undefined : dims?.at(axis);
  if (size !== undefined && dimsEqual(modulo(size, 2), 0) === "no")
    faults.push({ code: "glu-size", message: message("halvedOdd", { got: formatDim(size) }), attribute: "dim" });
  const shape = size === undefined ? null : withAxis(dims, axis, floorDivide(size, 2));
  return externalOne(call, shape, undefined, undefined, faults);
}

const features = (got: Dim | undefined, expected: Dim | undefined): readonly OperationFault[] => {
  if (got === undefined || expected === undefined || dimsEqual(got, expected) !== "no") return [];
  const text = message("recurrentFeatures", { expected: formatDim(expected), got: formatDim(got) });
  return [{ code: "bilinear-features", message: text }];
};

/** x₁ᵀ W x₂ + b for each of the output features. */
function bilinear(call: FunctionCall): Result {
  const given = [call.value("input1"), call.value("input2"), call.value("weight"), call.value("bias")];
  const [first, second, weight] = given.map(dimsOfInput);
  const faults = [...features(first?.at(-1), weight?.[1]), ...features(second?.at(-1), weight?.[2])];
  const out = weight?.[0];
  const shape = !first || out === undefined ? null : [...first.slice(0, -1), out];
  return externalOne(call, shape, given.filter(isTensor), undefined, faults);
}

/** Sums of rows of a table: one for each row of the indices, or for each offset. */
function bags(call: FunctionCall): Result {
  const [indices, weight] = [call.input, call.value("weight")];
  const source = dimsOfInput(call.none("offsets") ? indices : call.value("offsets"));
  const count = source?.[0];
  const size = call.flag("include_last_offset") && count !== undefined ? subtractDims(count, 1) : count;
  const width = dimsOfInput(weight)?.at(-1);
  return externalOne(call, size === undefined || width === undefined ? null : [size, width], [weight, indices]);
}

/** Windows at random places: only the size of the output is known. */
const fractional = (rank: number, name: string, withPlaces: boolean): FunctionRow => ({
  names: [name],
  places: onlyFunctional,
  signature: "input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None",
  rank,
  run(call) {
    const dims = dimsOfInput(call.input);
    const ratios = call.none("output_ratio") ? null : scalesOf(call, "output_ratio", rank);
    const sizes = ratios === null ? call.perAxis("output_size") : (dims?.slice(-rank) ?? []);
    const pooled = sizes.map((length, axis) => {
      const ratio = ratios?.[axis];
      return ratio === undefined || typeof length !== "number" ? length : Math.floor(length * ratio);
    });
    const missing = call.none("output_size") && call.none("output_ratio");
    const faults = missing ? [{ code: "pool-output-size", message: message("poolSizeMissing") }] : [];
    const shape = dims === null || missing ? null : [...dims.slice(0, -rank), ...pooled];
    const twice = withPlaces || call.flag("return_indices");
    const outputs = external(call, twice ? [shape, shape] : [shape], undefined, [undefined, "int64"], faults);
    return twice ? new Tuple(outputs) : (outputs[0] ?? null);
  },
});

/** What nn.MultiheadAttention does, its tensors as arguments: (L, N, E) in and out. */
function attention(call: FunctionCall): Result {
  const own = {
    value(name: string) {
      if (name === "embed_dim") return call.value("embed_dim_to_check");
      if (name === "batch_first") return false;
      return name === "in_proj_weight" && call.flag("use_separate_proj_weight") ? null : call.value(name);
    },
  };
  return attend(call.machine, own, call, call.call);
}

export const gateFunctions: readonly FunctionRow[] = [
  {
    names: ["multi_head_attention_forward"],
    places: onlyFunctional,
    signature:
      "query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None, use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None, average_attn_weights=True, is_causal=False",
    run: attention,
  },
  { names: ["glu"], places: onlyFunctional, signature: "input, dim=-1", run: gated },
  {
    names: ["gumbel_softmax"],
    places: onlyFunctional,
    signature: "logits, tau=1, hard=False, eps=1e-10, dim=-1",
    attributeNames: { dim: "axis" },
    operation: (call) => ({ op: "Softmax", attrs: { axis: axisOf(call, "dim") ?? -1 } }),
  },
  { names: ["bilinear"], places: both, signature: "input1, input2, weight, bias=None", run: bilinear },
  {
    names: ["embedding_bag"],
    places: onlyFunctional,
    signature:
      "input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None",
    run: bags,
  },
  ...([2, 3] as const).flatMap((rank) => [
    fractional(rank, `fractional_max_pool${rank}d`, false),
    fractional(rank, `fractional_max_pool${rank}d_with_indices`, true),
  ]),
  {
    names: ["upsample_nearest"],
    places: onlyFunctional,
    signature: "input, size=None, scale_factor=None",
    attributeNames: { scale_factor: "scale" },
    operation: (call) => resizeOperation(call, "nearest"),
  },
  {
    names: ["upsample_bilinear"],
    places: onlyFunctional,
    signature: "input, size=None, scale_factor=None",
    attributeNames: { scale_factor: "scale" },
    operation: (call) => resizeOperation(call, "bilinear"),
  },
  {
    names: ["conv_tbc"],
    places: both,
    signature: "input, weight, bias, pad=0",
    run(call) {
      const [dims, weight] = [dimsOfInput(call.input), dimsOfInput(call.value("weight"))];
      const [time, batch] = dims ?? [];
      const [kernel, , out] = weight ?? [];
      const pad = call.dim("pad");
      const known = typeof time === "number" && typeof kernel === "number" && typeof pad === "number";
      const length = known ? time + 2 * pad - kernel + 1 : unknownDim(message("tensorValueUnknown"));
      const shape = batch === undefined || out === undefined ? null : [length, batch, out];
      return externalOne(call, shape, [call.input, call.value("weight"), call.value("bias")].filter(isTensor));
    },
  },
  {
    names: ["batch_norm"],
    places: ["torch"],
    signature: "input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled=False",
    operation: batchNormOf,
  },
  {
    names: ["instance_norm"],
    places: ["torch"],
    signature: "input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled=False",
    operation: instanceNormOf,
  },
  {
    names: ["embedding"],
    places: ["torch"],
    signature: "weight, indices, padding_idx=-1, scale_grad_by_freq=False, sparse=False",
    operation: (call) => ({ op: "Embedding", attrs: {}, inputs: [call.value("indices"), call.input] }),
  },
  {
    names: ["native_channel_shuffle"],
    places: both,
    signature: "input, groups",
    operation: (call) => ({ op: "ChannelShuffle", attrs: { groups: call.dim("groups") } }),
  },
];
