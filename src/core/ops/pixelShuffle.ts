import { type Dim, unknownDim } from "../ir/dim.ts";
import { floorDivide, modulo, multiplyDims } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { mixing } from "./axes.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText } from "./formula.ts";
import type { InferenceSite, OnnxEmitter, Window } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, likeFirst, tensor } from "./tensors.ts";

/** PixelShuffle: channels become positions, (…, C·r², H, W) → (…, C, H·r, W·r). PixelUnshuffle: the way back. */
export interface PixelShuffleAttributes extends Attributes {
  readonly factor: Dim;
}

/** ChannelShuffle: channels are dealt out over the groups (Zhang et al. 2018). */
export interface ChannelShuffleAttributes extends Attributes {
  readonly groups: Dim;
}

const isBelowOne = (factor: Dim): boolean => typeof factor === "number" && factor < 1;

const across = (window: Window): readonly Window[] => [window, window];

type Maps = readonly [channels: Dim, height: Dim, width: Dim];

/** The input with its last three axes as `change` makes them. */
function withMaps(site: InferenceSite<PixelShuffleAttributes>, change: (maps: Maps) => Maps): readonly TensorType[] {
  const [input] = site.inputs;
  const dims = dimsOf(input);
  if (isReason(dims)) return unknownOutput(site, dims);
  const [channels, height, width] = dims.slice(-3);
  if (channels !== undefined && height !== undefined && width !== undefined)
    return [tensor(input, [...dims.slice(0, -3), ...change([channels, height, width])])];
  const problem = message("inputRank", { expected: "≥ 3", got: dims.length });
  return unknownOutput(site, fault(site, "shuffle-rank", problem));
}

/** Through a view of six axes, as torch defines it. */
function encodeShuffle(emitter: OnnxEmitter, shape: readonly Dim[], perm: readonly number[]) {
  const numbers = asNumbers(shape);
  const target = asNumbers(knownDims(emitter.outputTypes[0]) ?? []);
  if (!numbers || !target) return message("exportNeedsNumbers", { op: emitter.node.op });
  const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
  const split = emitter.emit("Reshape", [emitter.inputs[0] ?? null, list(numbers)]);
  const turned = emitter.emit("Transpose", split, { perm: { ints: perm } });
  emitter.emit("Reshape", [...turned, list(target)], {}, emitter.outputs);
  return null;
}

export const pixelShuffle = defineOperator<PixelShuffleAttributes>({
  op: "PixelShuffle",
  summary: "Moves channels into space: a larger map of fewer channels.",
  inputs: ["x"],
  infer: (site) =>
    withMaps(site, ([channels, height, width]) => {
      const { factor } = site.attrs;
      const square = multiplyDims(factor, factor);
      if (isBelowOne(factor) || dimsEqual(modulo(channels, square), 0) === "no") {
        const sides = { channels: dimText(channels), square: dimText(square) };
        const problem = fault(site, "shuffle-channels", message("shuffleChannels", sides), "factor");
        return [unknownDim(problem), multiplyDims(height, factor), multiplyDims(width, factor)];
      }
      return [floorDivide(channels, square), multiplyDims(height, factor), multiplyDims(width, factor)];
    }),
  window: ({ factor }) => across({ direction: "up", kernel: factor, stride: factor, dilation: 1, paddingBefore: 0 }),
  onnx: {
    op: "DepthToSpace",
    since: 13,
    encode({ factor }, emitter) {
      const dims = knownDims(emitter.inputTypes[0]);
      if (dims?.length !== 4 || typeof factor !== "number")
        return message("exportNotSupported", { op: "PixelShuffle" });
      const attributes = { blocksize: { int: factor }, mode: { string: "CRD" } };
      emitter.emit("DepthToSpace", [emitter.inputs[0] ?? null], attributes, emitter.outputs);
      return null;
    },
  },
});

export const pixelUnshuffle = defineOperator<PixelShuffleAttributes>({
  op: "PixelUnshuffle",
  summary: "Moves space into channels: a smaller map of more channels.",
  inputs: ["x"],
  infer: (site) =>
    withMaps(site, ([channels, height, width]) => {
      const { factor } = site.attrs;
      if (isBelowOne(factor) || [height, width].some((size) => dimsEqual(modulo(size, factor), 0) === "no")) {
        const sides = { height: dimText(height), width: dimText(width), factor: dimText(factor) };
        fault(site, "shuffle-size", message("unshuffleSize", sides), "factor");
      }
      return [multiplyDims(channels, factor, factor), floorDivide(height, factor), floorDivide(width, factor)];
    }),
  window: ({ factor }) => across({ direction: "down", kernel: factor, stride: factor, dilation: 1, paddingBefore: 0 }),
  onnx: {
    op: "Reshape",
    since: 14,
    encode({ factor }, emitter) {
      const [batch, channels, height, width] = knownDims(emitter.inputTypes[0]) ?? [];
      if (batch === undefined || channels === undefined || height === undefined || width === undefined)
        return message("exportNotSupported", { op: "PixelUnshuffle" });
      const shape = [batch, channels, floorDivide(height, factor), factor, floorDivide(width, factor), factor];
      return encodeShuffle(emitter, shape, [0, 1, 3, 5, 2, 4]);
    },
  },
});

export const channelShuffle = defineOperator<ChannelShuffleAttributes>({
  op: "ChannelShuffle",
  summary: "Deals the channels out over the groups.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = knownDims(inputs[0]);
    if (dims && dims.length < 3)
      fault(site, "shuffle-rank", message("inputRank", { expected: "≥ 3", got: dims.length }));
    const channels = dims?.[1];
    if (channels !== undefined && dimsEqual(modulo(channels, attrs.groups), 0) === "no") {
      const sides = { channels: dimText(channels), groups: dimText(attrs.groups) };
      fault(site, "shuffle-channels", message("convGroupsIn", sides), "groups");
    }
    return likeFirst(inputs);
  },
  window(_attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    return rank === undefined ? "opaque" : mixing(rank, [1]);
  },
  onnx: {
    op: "Reshape",
    since: 14,
    encode({ groups }, emitter) {
      const [batch, channels, ...rest] = knownDims(emitter.inputTypes[0]) ?? [];
      if (batch === undefined || channels === undefined) return message("exportNotSupported", { op: "ChannelShuffle" });
      const perm = [0, 2, 1, ...rest.map((_, axis) => axis + 3)];
      return encodeShuffle(emitter, [batch, groups, floorDivide(channels, groups), ...rest], perm);
    },
  },
});
