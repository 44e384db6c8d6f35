import type { Dim } from "../ir/dim.ts";
import { addDims } from "../ir/dimArithmetic.ts";
import { isLess } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText } from "./formula.ts";
import { emitPad, numericPairs, type PaddingMode } from "./onnxForms.ts";
import { perAxisLines } from "./spatial.ts";
import type { AxisOrigin } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Adds samples at the ends of the last axes; a negative number takes them away. */
export interface PadAttributes extends Attributes {
  /** [before, after] for each of the last axes, outermost first (torch lists them the other way round). */
  readonly pads: readonly (readonly [Dim, Dim])[];
  /** Default "constant". */
  readonly mode?: PaddingMode;
  /** constant: default 0. */
  readonly value?: number;
  /** Ranks that are accepted (torch's ReflectionPad2d: [3, 4]). */
  readonly ranks?: readonly number[];
}

export const pad = defineOperator<PadAttributes>({
  op: "Pad",
  summary: "Adds samples at the ends of axes.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    const first = dims.length - attrs.pads.length;
    if (first < 0 || (attrs.ranks && !attrs.ranks.includes(dims.length))) {
      const expected = attrs.ranks?.join(", ") ?? `≥ ${attrs.pads.length}`;
      return unknownOutput(site, fault(site, "pad-rank", message("inputRank", { expected, got: dims.length })));
    }
    const result = [...dims];
    for (const [index, [before, after]] of attrs.pads.entries()) {
      const size = dims[first + index] ?? 0;
      const padded = addDims(size, before, after);
      result[first + index] = padded;
      const sides = { before: dimText(before), after: dimText(after), size: dimText(size) };
      // Reflection leaves the border out, so it needs one more sample than a wrap around.
      const limit = attrs.mode === "reflect" ? size : attrs.mode === "circular" ? addDims(size, 1) : null;
      if (limit !== null && (isLess(before, limit) === "no" || isLess(after, limit) === "no"))
        fault(site, "pad-size", message(attrs.mode === "reflect" ? "padReflect" : "padCircular", sides), "pads");
      else if (isLess(padded, 0) === "yes") fault(site, "pad-size", message("padNegative", sides), "pads");
    }
    return [tensor(inputs[0], result)];
  },
  window(attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    if (rank === undefined) return "opaque";
    return {
      axes: Array.from({ length: rank }, (_, from): AxisOrigin => {
        const pads = attrs.pads[from - (rank - attrs.pads.length)];
        if (!pads) return { from };
        return { from, window: { direction: "down", kernel: 1, stride: 1, dilation: 1, paddingBefore: pads[0] } };
      }),
    };
  },
  explain(attrs, inputs) {
    const dims = knownDims(inputs[0])?.slice(-attrs.pads.length);
    if (!dims) return [];
    return perAxisLines(
      dims.map((dim, axis) => {
        const [before, after] = attrs.pads[axis] ?? [0, 0];
        return `${dimText(dim)} + ${dimText(before)} + ${dimText(after)} = ${dimText(addDims(dim, before, after))}`;
      }),
    );
  },
  onnx: {
    op: "Pad",
    since: 13,
    encode(attrs, emitter) {
      const dims = knownDims(emitter.inputTypes[0]);
      const sizes = dims && asNumbers(dims.slice(dims.length - attrs.pads.length));
      const pads = numericPairs(attrs.pads, "Pad");
      const [input] = emitter.inputs;
      if (!sizes || sizes.length < attrs.pads.length || isReason(pads) || !input)
        return message("exportNeedsNumbers", { op: "Pad" });
      const { mode = "constant", value = 0 } = attrs;
      emitPad(emitter, input, { rank: dims.length, pads, mode, value, sizes, outputs: emitter.outputs });
      return null;
    },
  },
});
