import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { mixing } from "./axes.ts";
import { defineOperator, resolveAxes, resolveAxis } from "./define.ts";
import { asNumbers, isReason, knownDims, likeFirst } from "./tensors.ts";

/** Roll: moves the elements along axes, those that fall off come back at the other end. */
export interface RollAttributes extends Attributes {
  readonly axes: readonly number[];
  readonly shifts: readonly number[];
}

/** Flip: reverses axes. */
export interface FlipAttributes extends Attributes {
  readonly axes: readonly number[];
}

const positive = (axes: readonly number[], rank: number): readonly number[] =>
  axes.map((axis) => resolveAxis(axis, rank) ?? 0);

export const roll = defineOperator<RollAttributes>({
  op: "Roll",
  summary: "Moves the elements round along axes.",
  inputs: ["x"],
  infer(site) {
    const rank = knownDims(site.inputs[0])?.length;
    if (rank !== undefined)
      for (const axis of site.attrs.axes) if (isReason(resolveAxes(site, [axis], rank, "axes"))) break;
    return likeFirst(site.inputs);
  },
  window(attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    return rank === undefined ? "opaque" : mixing(rank, positive(attrs.axes, rank));
  },
  onnx: {
    op: "Concat",
    since: 13,
    encode(attrs, emitter) {
      const dims = asNumbers(knownDims(emitter.inputTypes[0]) ?? [-1]);
      if (!dims || dims[0] === -1 || attrs.axes.length === 0) return message("exportNotSupported", { op: "Roll" });
      const list = (value: number) => emitter.constant("int64", [1], [value]);
      let x = emitter.inputs[0] ?? null;
      for (const [index, axis] of positive(attrs.axes, dims.length).entries()) {
        const size = dims[axis] ?? 1;
        const shift = (((attrs.shifts[index] ?? 0) % size) + size) % size;
        const [tail = null] = emitter.emit("Slice", [x, list(size - shift), list(size), list(axis)]);
        const [head = null] = emitter.emit("Slice", [x, list(0), list(size - shift), list(axis)]);
        const last = index === attrs.axes.length - 1;
        [x = null] = emitter.emit("Concat", [tail, head], { axis: { int: axis } }, last ? emitter.outputs : undefined);
      }
      return null;
    },
  },
});

export const flip = defineOperator<FlipAttributes>({
  op: "Flip",
  summary: "Reverses axes.",
  inputs: ["x"],
  infer(site) {
    const rank = knownDims(site.inputs[0])?.length;
    if (rank !== undefined) resolveAxes(site, site.attrs.axes, rank, "axes");
    return likeFirst(site.inputs);
  },
  window(attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    return rank === undefined ? "opaque" : mixing(rank, positive(attrs.axes, rank));
  },
  onnx: {
    op: "Slice",
    since: 13,
    encode(attrs, emitter) {
      const rank = knownDims(emitter.inputTypes[0])?.length ?? 0;
      const axes = positive(attrs.axes, rank);
      const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
      const each = (value: number) => list(axes.map(() => value));
      const inputs = [emitter.inputs[0] ?? null, each(-1), each(-(2 ** 31)), list(axes), each(-1)];
      emitter.emit("Slice", inputs, {}, emitter.outputs);
      return null;
    },
  },
});
