import type { Dim } from "../ir/dim.ts";
import { addDims, negate } from "../ir/dimArithmetic.ts";
import { compareDims } from "../ir/dimComparison.ts";
import type { Attributes } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { dimText } from "./formula.ts";
import type { AxisOrigin } from "./spec.ts";
import { asNumbers, dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Cuts the first input to the size of the second, from an axis on (Caffe). */
export interface CropAttributes extends Attributes {
  /** Default 2. */
  readonly axis?: number;
  /** Where the cut starts: one for all axes, or one for each from `axis` on. Default 0. */
  readonly offsets?: readonly Dim[];
}

const offsetOf = (attrs: CropAttributes, index: number): Dim =>
  attrs.offsets?.[attrs.offsets.length === 1 ? 0 : index] ?? 0;

export const crop = defineOperator<CropAttributes>({
  op: "Crop",
  summary: "Cuts the first input to the size of the second.",
  inputs: ["x", "reference"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    const reference = dimsOf(inputs[1]);
    if (isReason(dims)) return unknownOutput(site, dims);
    if (isReason(reference)) return unknownOutput(site, reference);
    const start = (attrs.axis ?? 2) < 0 ? dims.length + (attrs.axis ?? 2) : (attrs.axis ?? 2);
    const result = dims.map((dim, axis) => {
      if (axis < start) return dim;
      const size = reference[axis] ?? 1;
      const offset = offsetOf(attrs, axis - start);
      if (compareDims(addDims(size, offset), dim) === "greater")
        fault(
          site,
          "crop-size",
          message("cropSize", { axis, size: dimText(dim), wanted: dimText(size), offset: dimText(offset) }),
          "offsets",
        );
      return size;
    });
    return [tensor(inputs[0], result)];
  },
  window(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    if (!dims) return "opaque";
    const start = (attrs.axis ?? 2) < 0 ? dims.length + (attrs.axis ?? 2) : (attrs.axis ?? 2);
    const axes = dims.map((_, from): AxisOrigin => {
      if (from < start) return { from };
      const paddingBefore = negate(offsetOf(attrs, from - start));
      return { from, window: { direction: "down", kernel: 1, stride: 1, dilation: 1, paddingBefore } };
    });
    // Of the second input only the size counts.
    return { perInput: [{ axes }, "unseen"] };
  },
  onnx: {
    op: "Slice",
    since: 13,
    encode(attrs, emitter) {
      const dims = knownDims(emitter.outputTypes[0]);
      const rank = dims?.length ?? 0;
      const start = (attrs.axis ?? 2) < 0 ? rank + (attrs.axis ?? 2) : (attrs.axis ?? 2);
      const sizes = dims && asNumbers(dims.slice(start));
      const offsets = sizes && asNumbers(sizes.map((_, index) => offsetOf(attrs, index)));
      if (!sizes || !offsets) return message("exportNeedsNumbers", { op: "Crop" });
      const list = (values: readonly number[]) => emitter.constant("int64", [values.length], values);
      const ends = offsets.map((offset, index) => offset + (sizes[index] ?? 0));
      const axes = sizes.map((_, index) => start + index);
      emitter.emit("Slice", [emitter.inputs[0] ?? null, list(offsets), list(ends), list(axes)], {}, emitter.outputs);
      return null;
    },
  },
});
