import { type Dim, unknownDim } from "../ir/dim.ts";
import { divideExactly, floorDivide, multiplyDims } from "../ir/dimArithmetic.ts";
import { isLess } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText } from "./formula.ts";
import { perAxisLines } from "./spatial.ts";
import type { Window } from "./spec.ts";
import { dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Interpolation of the axes after the second to another size (torch's interpolate and Upsample). */
export interface ResizeAttributes extends Attributes {
  /** Per axis, or one for all. One of this and `scale` is given. */
  readonly size?: readonly Dim[] | null;
  /** Per axis, or one for all; the size is ⌊input · scale⌋. */
  readonly scale?: readonly number[] | null;
  /** linear: bilinear over two axes, trilinear over three. area: adaptive mean pooling. */
  readonly mode: "nearest" | "nearestExact" | "linear" | "cubic" | "area";
  /** Corner samples fall on corner samples. Default false. */
  readonly alignCorners?: boolean;
  /** Ranks that the mode accepts (bilinear: [4]). */
  readonly ranks?: readonly number[];
}

type Inputs = readonly (TensorType | null)[];

/** ⌊size · scale⌋. A scale is a float; where the size is symbolic it is read as a fraction with a small denominator. */
function scaledSize(size: Dim, scale: number): Dim {
  if (typeof size === "number") return Math.floor(size * scale);
  for (let denominator = 1; denominator <= 64; denominator++) {
    const numerator = scale * denominator;
    if (Number.isInteger(numerator)) return floorDivide(multiplyDims(size, numerator), denominator);
  }
  return unknownDim(message("scaleSymbolic", { scale }));
}

function axesOf(attrs: ResizeAttributes, inputs: Inputs): readonly { readonly input: Dim; readonly output: Dim }[] {
  const sizes = knownDims(inputs[0])?.slice(2) ?? [];
  const pick = <T>(list: readonly T[], axis: number): T | undefined => list[list.length === 1 ? 0 : axis];
  return sizes.map((input, axis) => ({
    input,
    output: attrs.size ? (pick(attrs.size, axis) ?? input) : scaledSize(input, pick(attrs.scale ?? [1], axis) ?? 1),
  }));
}

const TAPS = { nearest: 1, nearestExact: 1, linear: 2, cubic: 4 } as const;

function windowOf(attrs: ResizeAttributes, input: Dim, output: Dim, scale: number | undefined): Window | null {
  if (attrs.mode === "area") return { direction: "adaptive", input, output };
  const factor = divideExactly(output, input);
  const whole = typeof factor === "number" && factor >= 1;
  if (whole && TAPS[attrs.mode] === 1)
    return { direction: "up", kernel: factor, stride: factor, dilation: 1, paddingBefore: 0 };
  const taps = TAPS[attrs.mode];
  if (typeof input === "number" && typeof output === "number") {
    if (attrs.alignCorners && taps > 1)
      return { direction: "resample", taps, step: output > 1 ? (input - 1) / (output - 1) : 0, offset: 0 };
    const step = scale === undefined ? input / output : 1 / scale;
    return { direction: "resample", taps, step, offset: attrs.mode === "nearest" ? 0 : step / 2 - 0.5 };
  }
  if (!whole || (attrs.alignCorners && taps > 1)) return null;
  return { direction: "resample", taps, step: 1 / factor, offset: 0.5 / factor - 0.5 };
}

export const resize = defineOperator<ResizeAttributes>({
  op: "Resize",
  summary: "Interpolates the map to another size.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    if (dims.length < 3 || (attrs.ranks && !attrs.ranks.includes(dims.length))) {
      const expected = attrs.ranks?.join(", ") ?? "≥ 3";
      return unknownOutput(site, fault(site, "resize-rank", message("inputRank", { expected, got: dims.length })));
    }
    const stated = attrs.size ?? attrs.scale ?? [];
    if (stated.length !== 1 && stated.length !== dims.length - 2) {
      const text = message("resizeLength", { expected: dims.length - 2, got: stated.length });
      return unknownOutput(site, fault(site, "resize-size", text, attrs.size ? "size" : "scale"));
    }
    const axes = axesOf(attrs, inputs);
    // The mode area averages over adaptive windows, of which there may be none.
    const least = attrs.mode === "area" ? 0 : 1;
    const empty = axes.find(({ input, output }) => isLess(output, least) === "yes" || isLess(input, 1) === "yes");
    if (empty)
      fault(
        site,
        "resize-size",
        message("resizeEmpty", { input: dimText(empty.input), output: dimText(empty.output) }),
        attrs.size ? "size" : "scale",
      );
    return [tensor(inputs[0], [...dims.slice(0, 2), ...axes.map(({ output }) => output)])];
  },
  window(attrs, inputs) {
    const scales = attrs.size ? [] : (attrs.scale ?? []);
    const windows = axesOf(attrs, inputs).map(({ input, output }, axis) =>
      windowOf(attrs, input, output, scales[scales.length === 1 ? 0 : axis]),
    );
    return windows.includes(null) || windows.length === 0 ? "opaque" : (windows as Window[]);
  },
  explain(attrs, inputs) {
    const scales = attrs.size ? [] : (attrs.scale ?? []);
    return perAxisLines(
      axesOf(attrs, inputs).map(({ input, output }, axis) => {
        const scale = scales[scales.length === 1 ? 0 : axis];
        if (scale === undefined) return `${dimText(input)} → ${dimText(output)}`;
        const product = `${dimText(input)}·${scale}`;
        return `${Number.isInteger(scale) ? product : `⌊${product}⌋`} = ${dimText(output)}`;
      }),
    );
  },
  onnx: {
    op: "Resize",
    since: 13,
    encode(attrs, emitter) {
      const dims = knownDims(emitter.outputTypes[0]);
      const input = knownDims(emitter.inputTypes[0]);
      if (!dims?.every((dim) => typeof dim === "number") || !input?.every((dim) => typeof dim === "number"))
        return message("exportNeedsNumbers", { op: "Resize" });
      if (attrs.mode === "area") return message("exportNotSupported", { op: "Resize" });
      const nearest = attrs.mode === "nearest" || attrs.mode === "nearestExact";
      const coordinates =
        attrs.mode === "nearest" ? "asymmetric" : attrs.alignCorners && !nearest ? "align_corners" : "half_pixel";
      const attributes = {
        mode: { string: nearest ? "nearest" : attrs.mode },
        coordinate_transformation_mode: { string: coordinates },
        // half_pixel − 0.5 rounded half up is ⌊(i + 0.5)·step⌋, torch's nearest-exact.
        nearest_mode: { string: attrs.mode === "nearestExact" ? "round_prefer_ceil" : "floor" },
        cubic_coeff_a: { float: -0.75 },
      };
      const x = emitter.inputs[0] ?? null;
      const given = attrs.size ? null : attrs.scale;
      if (given) {
        const scales = [1, 1, ...input.slice(2).map((_, axis) => given[given.length === 1 ? 0 : axis] ?? 1)];
        emitter.emit(
          "Resize",
          [x, null, emitter.constant("float32", [scales.length], scales)],
          attributes,
          emitter.outputs,
        );
      } else {
        const sizes = emitter.constant("int64", [dims.length], dims as readonly number[]);
        emitter.emit("Resize", [x, null, null, sizes], attributes, emitter.outputs);
      }
      return null;
    },
  },
});
