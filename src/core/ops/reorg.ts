import { floorDivide, multiplyDims } from "../ir/dimArithmetic.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText } from "./formula.ts";
import type { Window } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/**
 * Space to channels: (N, C, H, W) → (N, C·s², ⌊H/s⌋, ⌊W/s⌋), and the way back (Darknet's reorg layers).
 *
 * `plain` takes squares of neighbouring positions. Without it the memory is first read as (C/s², H·s, W·s) and the squares
 * are taken there, as pjreddie's `reorg_cpu` does: of a map whose rows are cut in s pieces each, the pieces are dealt out.
 */
export interface ReorgAttributes extends Attributes {
  readonly stride: number;
  /** Channels to space. */
  readonly reverse?: boolean;
  readonly plain?: boolean;
}

export const reorg = defineOperator<ReorgAttributes>({
  op: "Reorg",
  summary: "Moves squares of positions into channels, or back.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const { stride } = attrs;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const [batch, channels, height, width] = dims;
    if (
      dims.length !== 4 ||
      batch === undefined ||
      channels === undefined ||
      height === undefined ||
      width === undefined
    )
      return unknownOutput(site, fault(site, "shuffle-rank", message("inputRank", { expected: 4, got: dims.length })));
    if (stride < 1)
      return unknownOutput(
        site,
        fault(site, "window-range", message("windowRange", { least: 1, got: stride }), "stride"),
      );
    const square = stride * stride;
    const sizes = attrs.reverse
      ? [floorDivide(channels, square), multiplyDims(height, stride), multiplyDims(width, stride)]
      : [multiplyDims(channels, square), floorDivide(height, stride), floorDivide(width, stride)];
    return [tensor(inputs[0], [batch, ...sizes])];
  },
  window({ stride, reverse, plain }, inputs) {
    if (stride < 1) return "opaque";
    const square: Window = {
      direction: reverse ? "up" : "down",
      kernel: stride,
      stride,
      dilation: 1,
      paddingBefore: 0,
    };
    if (reverse || plain || stride === 1) return [square, square];
    const [height, width] = knownDims(inputs[0])?.slice(2) ?? [];
    if (typeof height !== "number" || typeof width !== "number" || height % stride !== 0 || width % stride !== 0)
      return "opaque";
    return [{ direction: "interleaved", stride, size: height }, square];
  },
  explain({ stride, reverse }, inputs, outputs) {
    const before = knownDims(inputs[0]);
    const after = knownDims(outputs[0]);
    if (!before || !after || stride < 1) return [];
    return ["C", "H", "W"].map((name, index) => {
      const isChannels = index === 0;
      const by = isChannels ? `${stride}²` : String(stride);
      const [from, to] = [dimText(before[index + 1] ?? 0), dimText(after[index + 1] ?? 0)];
      return isChannels === !reverse ? `${name}: ${from}·${by} = ${to}` : `${name}: ⌊${from}/${by}⌋ = ${to}`;
    });
  },
  onnx: {
    op: "SpaceToDepth",
    since: 13,
    encode({ stride, reverse, plain }, emitter) {
      const dims = asNumbers(knownDims(emitter.inputTypes[0]) ?? [-1]);
      const outputs = asNumbers(knownDims(emitter.outputTypes[0]) ?? [-1]);
      const [batch = 0, channels = 0, height = 0, width = 0] = dims ?? [];
      const input = emitter.inputs[0] ?? null;
      if (dims?.length !== 4 || !outputs) return message("exportNeedsNumbers", { op: "Reorg" });
      const square = stride * stride;
      const isEven = reverse ? channels % square === 0 : height % stride === 0 && width % stride === 0;
      if (!isEven || (!reverse && !plain && channels % square !== 0) || (reverse && plain))
        return message("exportNotSupported", { op: "Reorg" });
      const blocks = { blocksize: { int: stride } };
      if (reverse) {
        emitter.emit("DepthToSpace", [input], { ...blocks, mode: { string: "DCR" } }, emitter.outputs);
        return null;
      }
      if (plain) {
        emitter.emit("SpaceToDepth", [input], blocks, emitter.outputs);
        return null;
      }
      const shape = (sizes: readonly number[]) => emitter.constant("int64", [sizes.length], sizes);
      const view = shape([batch, channels / square, height * stride, width * stride]);
      const squares = emitter.emit("SpaceToDepth", emitter.emit("Reshape", [input, view]), blocks);
      emitter.emit("Reshape", [...squares, shape(outputs)], {}, emitter.outputs);
      return null;
    },
  },
});
