// Every call of a layer that was measured in torch: the same shape, the same parameters, and a fault exactly where torch
// refuses. What only a front-end checks (the length of a tuple, a string that must be one of a few) is left to its tests.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Attributes, type Problem, shapeOf, type TensorType } from "../../../src/core/ir/index.ts";
import { operators } from "../../../src/core/ops/index.ts";
import { sharedFolder } from "../../support/shared.ts";

type Arguments = Readonly<Record<string, unknown>>;
type Outcome = number[] | number[][] | { readonly error: string; readonly stage: string; readonly msg: string };
type CallRecord = readonly [
  op: string,
  constructor: string | null,
  call: string,
  args: readonly unknown[] | null,
  keywords: Arguments | null,
  inputs: readonly (readonly number[])[],
  outcome: Outcome,
  parameters: number | null,
];

interface Spelling {
  readonly parameters: readonly string[];
  readonly op: string;
  attrs(given: Arguments): Attributes;
}

const list = (value: unknown, length: number, fallback: unknown): number[] | undefined => {
  const given = value ?? fallback;
  if (given === undefined || given === null) return undefined;
  return (Array.isArray(given) ? given : new Array(length).fill(given)) as number[];
};

const CONV = "inChannels outChannels kernel_size stride padding dilation groups bias padding_mode".split(" ");
const TRANSPOSED = "inChannels outChannels kernel_size stride padding output_padding groups bias dilation".split(" ");

const convolution = (rank: number): Spelling => ({
  parameters: CONV,
  op: "Conv",
  attrs: (given) => ({
    spatialRank: rank,
    ...pick(given, "inChannels", "outChannels", "groups"),
    kernelSize: list(given["kernel_size"], rank, 1) ?? [],
    stride: list(given["stride"], rank, 1) ?? [],
    dilation: list(given["dilation"], rank, 1) ?? [],
    padding: typeof given["padding"] === "string" ? given["padding"] : (list(given["padding"], rank, 0) ?? []),
    hasBias: given["bias"] !== false,
    paddingMode: (given["padding_mode"] as string | undefined) ?? "zeros",
  }),
});

const transposed = (rank: number): Spelling => ({
  parameters: TRANSPOSED,
  op: "ConvTranspose",
  attrs: (given) => ({
    ...convolution(rank).attrs(given),
    outputPadding: list(given["output_padding"], rank, 0) ?? [],
  }),
});

const pooling = (op: string, rank: number, parameters: string): Spelling => ({
  parameters: parameters.split(" "),
  op,
  attrs(given) {
    const stride = list(given["stride"], rank, undefined);
    return {
      spatialRank: rank,
      kernelSize: list(given["kernel_size"], rank, 1) ?? [],
      ...(stride ? { stride } : {}),
      padding: list(given["padding"], rank, 0) ?? [],
      dilation: list(given["dilation"], rank, 1) ?? [],
      ceilMode: given["ceil_mode"] === true,
      returnIndices: given["return_indices"] === true,
      divisorOverride: (given["divisor_override"] as number | undefined) ?? null,
      normType: (given["norm_type"] as number | undefined) ?? 2,
    };
  },
});

const MAX = "kernel_size stride padding dilation return_indices ceil_mode";
const AVERAGE = "kernel_size stride padding ceil_mode count_include_pad divisor_override";
const LP = "norm_type kernel_size stride ceil_mode";

const adaptive = (op: string, rank: number): Spelling => ({
  parameters: ["output_size", "return_indices"],
  op,
  attrs: (given) => ({
    spatialRank: rank,
    outputSize: Array.isArray(given["output_size"]) ? given["output_size"] : [given["output_size"] as number],
    returnIndices: given["return_indices"] === true,
  }),
});

const batchNorm = (...ranks: readonly number[]): Spelling => ({
  parameters: "channels eps momentum affine track_running_stats".split(" "),
  op: "BatchNorm",
  attrs: (given) => ({
    ...pick(given, "channels"),
    ranks,
    affine: given["affine"] !== false,
    trackRunningStatistics: given["track_running_stats"] !== false,
  }),
});

const instanceNorm = (spatialRank: number): Spelling => ({
  parameters: "channels eps momentum affine track_running_stats".split(" "),
  op: "InstanceNorm",
  attrs: (given) => ({
    ...pick(given, "channels"),
    spatialRank,
    affine: given["affine"] === true,
    trackRunningStatistics: given["track_running_stats"] === true,
  }),
});

const padding = (rank: number, mode: string, ...ranks: readonly number[]): Spelling => ({
  parameters: ["padding", "value"],
  op: "Pad",
  attrs(given) {
    const flat = list(given["padding"], 2 * rank, 0) ?? [];
    const pads: [number, number][] = [];
    for (let at = 0; at + 1 < flat.length; at += 2) pads.unshift([flat[at] ?? 0, flat[at + 1] ?? 0]);
    return { pads, mode, ...(ranks.length > 0 ? { ranks } : {}) };
  },
});

const spellings: Readonly<Record<string, Spelling>> = {
  Conv1d: convolution(1),
  Conv2d: convolution(2),
  Conv3d: convolution(3),
  ConvTranspose1d: transposed(1),
  ConvTranspose2d: transposed(2),
  ConvTranspose3d: transposed(3),
  MaxPool1d: pooling("MaxPool", 1, MAX),
  MaxPool2d: pooling("MaxPool", 2, MAX),
  MaxPool3d: pooling("MaxPool", 3, MAX),
  AvgPool1d: pooling("AveragePool", 1, AVERAGE),
  AvgPool2d: pooling("AveragePool", 2, AVERAGE),
  AvgPool3d: pooling("AveragePool", 3, AVERAGE),
  LPPool1d: pooling("LpPool", 1, LP),
  LPPool2d: pooling("LpPool", 2, LP),
  LPPool3d: pooling("LpPool", 3, LP),
  AdaptiveAvgPool1d: adaptive("AdaptiveAveragePool", 1),
  AdaptiveAvgPool2d: adaptive("AdaptiveAveragePool", 2),
  AdaptiveAvgPool3d: adaptive("AdaptiveAveragePool", 3),
  AdaptiveMaxPool1d: adaptive("AdaptiveMaxPool", 1),
  AdaptiveMaxPool2d: adaptive("AdaptiveMaxPool", 2),
  AdaptiveMaxPool3d: adaptive("AdaptiveMaxPool", 3),
  Linear: {
    parameters: ["inFeatures", "outFeatures", "bias"],
    op: "Linear",
    attrs: (given) => ({ ...pick(given, "inFeatures", "outFeatures"), hasBias: given["bias"] !== false }),
  },
  BatchNorm1d: batchNorm(2, 3),
  BatchNorm2d: batchNorm(4),
  BatchNorm3d: batchNorm(5),
  InstanceNorm1d: instanceNorm(1),
  InstanceNorm2d: instanceNorm(2),
  InstanceNorm3d: instanceNorm(3),
  GroupNorm: {
    parameters: ["groups", "channels", "eps", "affine"],
    op: "GroupNorm",
    attrs: (given) => ({ ...pick(given, "groups", "channels"), affine: given["affine"] !== false }),
  },
  LayerNorm: {
    parameters: ["shape", "eps", "elementwise_affine", "bias"],
    op: "LayerNorm",
    attrs: (given) => ({
      normalizedShape: list(given["shape"], 1, 1) ?? [],
      affine: given["elementwise_affine"] !== false,
      hasBias: given["bias"] !== false,
    }),
  },
  RMSNorm: {
    parameters: ["shape", "eps", "elementwise_affine"],
    op: "RmsNorm",
    attrs: (given) => ({
      normalizedShape: list(given["shape"] ?? given["normalized_shape"], 1, 1) ?? [],
      affine: given["elementwise_affine"] !== false,
    }),
  },
  LocalResponseNorm: {
    parameters: ["size", "alpha", "beta", "bias"],
    op: "LocalResponseNorm",
    attrs: (given) => pick(given, "size"),
  },
  PixelShuffle: { parameters: ["factor"], op: "PixelShuffle", attrs: (given) => pick(given, "factor") },
  PixelUnshuffle: { parameters: ["factor"], op: "PixelUnshuffle", attrs: (given) => pick(given, "factor") },
  ChannelShuffle: { parameters: ["groups"], op: "ChannelShuffle", attrs: (given) => pick(given, "groups") },
  ReflectionPad1d: padding(1, "reflect", 2, 3),
  ReflectionPad2d: padding(2, "reflect", 3, 4),
  ReflectionPad3d: padding(3, "reflect", 4, 5),
  ReplicationPad1d: padding(1, "replicate", 2, 3),
  ReplicationPad2d: padding(2, "replicate", 3, 4),
  ReplicationPad3d: padding(3, "replicate", 4, 5),
  CircularPad1d: padding(1, "circular", 2, 3),
  CircularPad2d: padding(2, "circular", 3, 4),
  CircularPad3d: padding(3, "circular", 4, 5),
  ConstantPad1d: padding(1, "constant"),
  ConstantPad2d: padding(2, "constant"),
  ConstantPad3d: padding(3, "constant"),
  ZeroPad1d: padding(1, "constant"),
  ZeroPad2d: padding(2, "constant"),
  ZeroPad3d: padding(3, "constant"),
  PReLU: {
    parameters: ["slopes"],
    op: "Activation",
    attrs: (given) => ({ function: "prelu", ...pick(given, "slopes") }),
  },
  Softmax: {
    parameters: ["axis"],
    op: "Softmax",
    attrs: (given) => ({ axis: (given["axis"] ?? given["dim"]) as number }),
  },
  Flatten: {
    parameters: ["startAxis", "endAxis"],
    op: "Flatten",
    attrs: (given) =>
      pick({ startAxis: given["start_dim"], endAxis: given["end_dim"], ...given }, "startAxis", "endAxis"),
  },
  Unflatten: { parameters: ["axis", "sizes"], op: "Unflatten", attrs: (given) => pick(given, "axis", "sizes") },
  matmul: { parameters: [], op: "MatMul", attrs: () => ({}) },
  bmm: { parameters: [], op: "MatMul", attrs: () => ({ ranks: [3], strictBatch: true }) },
  broadcast: { parameters: [], op: "Add", attrs: () => ({}) },
};

function pick(given: Arguments, ...names: readonly string[]): Attributes {
  const attrs: Record<string, Attributes[string]> = {};
  for (const name of names) if (given[name] !== undefined) attrs[name] = given[name] as NonNullable<Attributes[string]>;
  return attrs;
}

const KEYWORDS: Readonly<Record<string, string>> = {
  in_channels: "inChannels",
  out_channels: "outChannels",
  in_features: "inFeatures",
  out_features: "outFeatures",
  num_features: "channels",
  num_channels: "channels",
  num_groups: "groups",
  normalized_shape: "shape",
  upscale_factor: "factor",
  downscale_factor: "factor",
  num_parameters: "slopes",
};

/** Refused for the form of an argument, which a front-end sees and a shape rule does not. */
const ARGUMENT_FAULT =
  /Padding length must be divisible|must be one of|requires specifying|TypeError|must be a|takes from|expected kernel_size|padding_mode|should be an int|but got tuple|must be tuple/;

function describeOutcome(record: CallRecord): string {
  const [op, , , args, keywords, inputs, outcome, parameters] = record;
  const spelling = spellings[op];
  assert.ok(spelling);
  const given: Record<string, unknown> = {};
  for (const [index, value] of (args ?? []).entries()) given[spelling.parameters[index] ?? `extra${index}`] = value;
  for (const [name, value] of Object.entries(keywords ?? {})) given[KEYWORDS[name] ?? name] = value;
  const spec = operators.get(spelling.op);
  assert.ok(spec);
  const attrs = spelling.attrs(given);
  const types = inputs.map((dims): TensorType => ({ shape: shapeOf(...dims), dtype: "float32" }));
  const problems: Problem[] = [];
  const outputs = spec.infer({ attrs, inputs: types, report: (problem) => problems.push(problem) });
  if (problems.length > 0) return "error" in outcome ? "same" : `false alarm ${problems[0]?.code}`;
  if ("error" in outcome) return ARGUMENT_FAULT.test(outcome.msg) ? "same" : `missed: ${outcome.msg}`;
  const shapes = outputs.map(({ shape }) => (shape.rank === "known" ? shape.dims : "?"));
  const expected = typeof outcome[0] === "number" || outcome.length === 0 ? [outcome] : outcome;
  if (JSON.stringify(shapes) !== JSON.stringify(expected))
    return `${JSON.stringify(shapes)} != ${JSON.stringify(expected)}`;
  const count = spec
    .params(attrs, types)
    .filter((param) => param.trainable !== false)
    .reduce((sum, param) => sum + param.dims.reduce<number>((n, dim) => n * Number(dim), 1), 0);
  return parameters === null || count === parameters ? "same" : `${count} parameters != ${parameters}`;
}

describe("layers measured in torch", () => {
  const shared = sharedFolder();
  if (shared === null) {
    it("are compared where the measurements are at hand", () => assert.equal(process.env["CI"], undefined));
    return;
  }
  const { records } = JSON.parse(readFileSync(path.join(shared, "truth/ops.json"), "utf8")) as {
    records: readonly CallRecord[];
  };
  for (const op of Object.keys(spellings))
    it(op, () => {
      const own = records.filter((record) => record[0] === op && /^m\(x0\)$|matmul|bmm|add|\+/.test(record[2]));
      assert.ok(own.length > 0);
      const wrong = own.flatMap((record) => {
        const outcome = describeOutcome(record);
        return outcome === "same" ? [] : [`${record[1] ?? record[2]} on ${JSON.stringify(record[5])}: ${outcome}`];
      });
      assert.deepEqual(wrong, []);
    });
});
