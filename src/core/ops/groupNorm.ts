import type { Dim } from "../ir/dim.ts";
import { modulo } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault } from "./define.ts";
import { dimText } from "./formula.ts";
import { tooManyNumbers } from "./onnxForms.ts";
import type { InferenceSite, OnnxEmitter, OperatorSpec, ParameterSpec } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, likeFirst } from "./tensors.ts";

/**
 * Normalisation of each sample over groups of channels and all positions. Operators: GroupNorm, and InstanceNorm, where each
 * channel is a group. The input may lack a batch axis where `ranks` says so.
 */
export interface GroupNormAttributes extends Attributes {
  /** GroupNorm. */
  readonly groups?: Dim;
  /** Absent: whatever arrives. */
  readonly channels?: Dim;
  readonly epsilon?: number;
  /** Learnable scale and shift. Default: true for GroupNorm, false for InstanceNorm (as in torch). */
  readonly affine?: boolean;
  /** InstanceNorm: running statistics are used in eval mode. */
  readonly trackRunningStatistics?: boolean;
  /** Spatial axes; the rank is this + 2, or + 1 without a batch. Absent: any rank with channels in axis 1. */
  readonly spatialRank?: number;
}

type Inputs = readonly (TensorType | null)[];
type Site = InferenceSite<GroupNormAttributes>;

function channelAxis(attrs: GroupNormAttributes, rank: number): number {
  return attrs.spatialRank !== undefined && rank === attrs.spatialRank + 1 ? 0 : 1;
}

function channelsOf(attrs: GroupNormAttributes, inputs: Inputs): Dim | null {
  const dims = knownDims(inputs[0]);
  return attrs.channels ?? knownDims(inputs[1])?.[0] ?? dims?.[channelAxis(attrs, dims.length)] ?? null;
}

function groupNormOperator(op: "GroupNorm" | "InstanceNorm", summary: string): OperatorSpec<GroupNormAttributes> {
  const isAffine = (attrs: GroupNormAttributes): boolean => attrs.affine ?? op === "GroupNorm";
  return defineOperator<GroupNormAttributes>({
    op,
    summary,
    inputs: ["x", "weight?", "bias?", "runningMean?", "runningVariance?"],
    infer: (site) => infer(site, op),
    params(attrs, inputs) {
      const channels = channelsOf(attrs, inputs);
      if (channels === null || inputs[1]) return [];
      const dims = [channels];
      const list: ParameterSpec[] = isAffine(attrs)
        ? [
            { slot: "weight", dims },
            { slot: "bias", dims },
          ]
        : [];
      if (attrs.trackRunningStatistics === true)
        list.push({ slot: "runningMean", dims, trainable: false }, { slot: "runningVariance", dims, trainable: false });
      return list;
    },
    window(attrs, inputs) {
      if (attrs.trackRunningStatistics === true) return "pointwise";
      return (knownDims(inputs[0])?.length ?? 4) > 2 ? "global" : "pointwise";
    },
    explainParameters(attrs, inputs) {
      const channels = channelsOf(attrs, inputs);
      return channels === null || !isAffine(attrs) ? "" : `2·${dimText(channels)}`;
    },
    onnx: {
      op: "InstanceNormalization",
      since: 6,
      encode: (attrs, emitter) => encode(op, attrs, emitter),
    },
  });
}

function infer(site: Site, op: "GroupNorm" | "InstanceNorm"): readonly TensorType[] {
  const { attrs, inputs } = site;
  const groups = op === "GroupNorm" ? (attrs.groups ?? 1) : 1;
  const stated = attrs.channels;
  if (stated !== undefined && dimsEqual(modulo(stated, groups), 0) === "no")
    fault(
      site,
      "groupnorm-groups",
      message("normGroups", { channels: dimText(stated), groups: dimText(groups) }),
      "groups",
    );
  const dims = dimsOf(inputs[0]);
  if (isReason(dims)) return likeFirst(inputs);
  const rank = attrs.spatialRank;
  if (rank === undefined ? dims.length < 2 : dims.length !== rank + 1 && dims.length !== rank + 2) {
    const expected = rank === undefined ? "≥ 2" : rank + 2;
    fault(site, "norm-rank", message("inputRank", { expected, got: dims.length }));
    return likeFirst(inputs);
  }
  const got = dims[channelAxis(attrs, dims.length)] ?? 0;
  if (stated === undefined && dimsEqual(modulo(got, groups), 0) === "no")
    fault(
      site,
      "groupnorm-groups",
      message("normGroups", { channels: dimText(got), groups: dimText(groups) }),
      "groups",
    );
  const expected = channelsOf(attrs, inputs) ?? got;
  // torch's InstanceNorm without weights accepts any number of channels (with a warning).
  const bound = op === "GroupNorm" || attrs.affine === true || attrs.trackRunningStatistics === true;
  if (bound && dimsEqual(expected, got) === "no")
    fault(
      site,
      "norm-channels",
      message("normChannels", { expected: dimText(expected), got: dimText(got) }),
      "channels",
      got,
    );
  return likeFirst(inputs);
}

/** InstanceNormalization over (N, groups, all the rest), then scale and shift per channel. */
function encode(op: "GroupNorm" | "InstanceNorm", attrs: GroupNormAttributes, emitter: OnnxEmitter) {
  const dims = asNumbers(knownDims(emitter.inputTypes[0]) ?? [-1]);
  const channels = dims?.[1];
  const mean = emitter.param("runningMean");
  const x = emitter.inputs[0] ?? null;
  if (!dims || channels === undefined || dims.length < 3) return message("exportNeedsNumbers", { op });
  const groups = typeof attrs.groups === "number" ? attrs.groups : 1;
  const tooMany = tooManyNumbers(op, Math.max(channels, groups));
  if (tooMany) return tooMany;
  const filled = (count: number, value: number) =>
    emitter.constant("float32", [count], new Array<number>(count).fill(value));
  const weight = emitter.inputs[1] ?? emitter.param("weight");
  const bias = emitter.inputs[2] ?? emitter.param("bias");
  const epsilon = { epsilon: { float: attrs.epsilon ?? 1e-5 } };
  if (op === "InstanceNorm") {
    const scale = weight ?? filled(channels, 1);
    const shift = bias ?? filled(channels, 0);
    if (mean !== null)
      emitter.emit(
        "BatchNormalization",
        [x, scale, shift, mean, emitter.param("runningVariance")],
        epsilon,
        emitter.outputs,
      );
    else emitter.emit("InstanceNormalization", [x, scale, shift], epsilon, emitter.outputs);
    return null;
  }
  const shape = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const [grouped = null] = emitter.emit("Reshape", [x, shape([dims[0] ?? 1, groups, -1])]);
  const [normal = null] = emitter.emit(
    "InstanceNormalization",
    [grouped, filled(groups, 1), filled(groups, 0)],
    epsilon,
  );
  const affine = weight !== null && bias !== null;
  const [back = null] = emitter.emit("Reshape", [normal, shape(dims)], {}, affine ? undefined : emitter.outputs);
  if (!affine) return null;
  const perChannel = shape([-1, ...dims.slice(2).map(() => 1)]);
  const [scale = null] = emitter.emit("Reshape", [weight, perChannel]);
  const [shift = null] = emitter.emit("Reshape", [bias, perChannel]);
  const [scaled = null] = emitter.emit("Mul", [back, scale]);
  emitter.emit("Add", [scaled, shift], {}, emitter.outputs);
  return null;
}

export const groupNorm = groupNormOperator("GroupNorm", "Normalises groups of channels of each sample.");
export const instanceNorm = groupNormOperator("InstanceNorm", "Normalises each channel of each sample.");
