import type { Dim } from "../ir/dim.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { fault } from "./define.ts";
import { dimText } from "./formula.ts";
import { tooManyNumbers } from "./onnxForms.ts";
import type { InferenceSite, OperatorSpec, ParameterSpec } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, likeFirst } from "./tensors.ts";

/**
 * Normalisation of each channel by running statistics, then scale and shift. Inputs after x replace the parameters of
 * those slots: weight, bias, runningMean, runningVariance.
 */
export interface BatchNormAttributes extends Attributes {
  /** Absent: whatever arrives (Caffe). */
  readonly channels?: Dim;
  /** Ranks that are accepted: [4] for BatchNorm2d, [2, 3] for BatchNorm1d. Absent: from 2. */
  readonly ranks?: readonly number[];
  /** Default 1. */
  readonly axis?: number;
  readonly epsilon?: number;
  /** Learnable scale and shift. Default true; Caffe's BatchNorm has none. */
  readonly affine?: boolean;
  /** false: the statistics are always those of the batch. */
  readonly trackRunningStatistics?: boolean;
}

type Inputs = readonly (TensorType | null)[];

function channelsOf(attrs: BatchNormAttributes, inputs: Inputs): Dim | null {
  const axis = attrs.axis ?? 1;
  const dims = knownDims(inputs[0]);
  for (let index = 1; index <= 4; index++) {
    const stated = knownDims(inputs[index])?.[0];
    if (stated !== undefined) return stated;
  }
  return attrs.channels ?? dims?.[axis < 0 ? dims.length + axis : axis] ?? null;
}

function infer(site: InferenceSite<BatchNormAttributes>): readonly TensorType[] {
  const { attrs, inputs } = site;
  const dims = dimsOf(inputs[0]);
  if (isReason(dims)) return likeFirst(inputs);
  if (attrs.ranks ? !attrs.ranks.includes(dims.length) : dims.length < 2) {
    const expected = attrs.ranks?.join(", ") ?? "≥ 2";
    fault(site, "batchnorm-rank", message("inputRank", { expected, got: dims.length }));
    return likeFirst(inputs);
  }
  const axis = attrs.axis ?? 1;
  const got = dims[axis < 0 ? dims.length + axis : axis] ?? 0;
  const expected = channelsOf(attrs, inputs) ?? got;
  // torch looks at no channels where it has nothing of their number.
  const bound = attrs.affine !== false || attrs.trackRunningStatistics !== false;
  if (bound && dimsEqual(expected, got) === "no") {
    const text = message("normChannels", { expected: dimText(expected), got: dimText(got) });
    fault(site, "batchnorm-channels", text, "channels", got);
  }
  return likeFirst(inputs);
}

export const batchNorm: OperatorSpec<BatchNormAttributes> = {
  op: "BatchNorm",
  summary: "Normalises each channel by its running mean and variance, then scales and shifts it.",
  inputs: ["x", "weight?", "bias?", "runningMean?", "runningVariance?"],
  infer,
  params(attrs, inputs) {
    const channels = channelsOf(attrs, inputs);
    if (channels === null) return [];
    const list: ParameterSpec[] = [];
    const dims = [channels];
    if (attrs.affine !== false) list.push({ slot: "weight", dims }, { slot: "bias", dims });
    if (attrs.trackRunningStatistics !== false)
      list.push({ slot: "runningMean", dims, trainable: false }, { slot: "runningVariance", dims, trainable: false });
    return list;
  },
  macs: () => 0,
  window: () => "pointwise",
  explain: () => [],
  explainParameters(attrs, inputs) {
    const channels = channelsOf(attrs, inputs);
    return channels === null || attrs.affine === false ? "" : `2·${dimText(channels)}`;
  },
  onnx: {
    op: "BatchNormalization",
    since: 15,
    encode(attrs, emitter) {
      const channels = channelsOf(attrs, emitter.inputTypes);
      const slot = (index: number, name: string) => emitter.inputs[index] ?? emitter.param(name);
      const mean = slot(3, "runningMean");
      const variance = slot(4, "runningVariance");
      if (mean === null || variance === null || (attrs.axis ?? 1) !== 1)
        return message("exportNotSupported", { op: "BatchNorm" });
      const [count] = asNumbers([channels ?? -1]) ?? [-1];
      if (count === undefined || count < 0) return message("exportNeedsNumbers", { op: "BatchNorm" });
      const tooMany = tooManyNumbers("BatchNorm", count);
      if (tooMany) return tooMany;
      const filled = (value: number) => emitter.constant("float32", [count], new Array<number>(count).fill(value));
      const weight = slot(1, "weight") ?? filled(1);
      const bias = slot(2, "bias") ?? filled(0);
      const epsilon = { epsilon: { float: attrs.epsilon ?? 1e-5 } };
      emitter.emit(
        "BatchNormalization",
        [emitter.inputs[0] ?? null, weight, bias, mean, variance],
        epsilon,
        emitter.outputs,
      );
      return null;
    },
  },
};
