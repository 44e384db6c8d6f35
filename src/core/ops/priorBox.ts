import { type Dim, unknownDim } from "../ir/dim.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, unknownOutput } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import { asNumbers, dimsOf, isReason, knownDims, productOf, tensor } from "./tensors.ts";

/**
 * Boxes of given sizes and ratios around each position of a map (Liu et al., "SSD", 2016): (1, 2, 4·boxes), the corners as
 * parts of the image, then the variances. Only the sizes of the map and of the image count.
 */
export interface PriorBoxAttributes extends Attributes {
  /** In pixels of the image: a square of each, and boxes of the same area for each ratio. */
  readonly minSizes: readonly number[];
  /** A further square of √(min·max), as many as there are minimal sizes, or none. */
  readonly maxSizes: readonly number[];
  /** Width by height; 1 is always there. */
  readonly ratios: readonly number[];
  /** The inverse of each ratio too. */
  readonly flip: boolean;
  readonly clip: boolean;
  /** One for each coordinate, or one for all. */
  readonly variances: readonly number[];
  /** Pixels from position to position, down and across; 0: the image's size by the map's. */
  readonly step: readonly [number, number];
  /** The height and width of the image; 0: those of the second input. */
  readonly image: readonly [number, number];
  /** Where in its step a box has its centre. */
  readonly offset: number;
}

/** More numbers are not computed ahead. */
const LARGEST = 4_000_000;

function ratiosOf({ ratios, flip }: PriorBoxAttributes): readonly number[] {
  const all = [1];
  for (const ratio of ratios) {
    if (all.some((known) => Math.abs(known - ratio) < 1e-6)) continue;
    all.push(ratio);
    if (flip) all.push(1 / ratio);
  }
  return all;
}

/** Widths and heights of the boxes of one position, in their order. prior_box_layer.cpp holds the sizes as integers. */
function boxesOf(attrs: PriorBoxAttributes): readonly (readonly [width: number, height: number])[] {
  const others = ratiosOf(attrs).slice(1);
  return attrs.minSizes.flatMap((size, index): (readonly [number, number])[] => {
    const min = Math.trunc(size);
    const max = attrs.maxSizes[index];
    const between = Math.sqrt(min * Math.trunc(max ?? min));
    return [
      [min, min],
      ...(max === undefined ? [] : [[between, between] as const]),
      ...others.map((ratio) => [min * Math.sqrt(ratio), min / Math.sqrt(ratio)] as const),
    ];
  });
}

const countOf = (attrs: PriorBoxAttributes): number =>
  ratiosOf(attrs).length * attrs.minSizes.length + attrs.maxSizes.length;

function factorsOf(attrs: PriorBoxAttributes, inputs: readonly (TensorType | null)[]): readonly Dim[] {
  const [, , height, width] = knownDims(inputs[0]) ?? [];
  const missing = unknownDim(message("inputMissing"));
  return [height ?? missing, width ?? missing, countOf(attrs), 4];
}

export const priorBox = defineOperator<PriorBoxAttributes>({
  op: "PriorBox",
  summary: "Boxes of given sizes and ratios around each position of a map.",
  inputs: ["x", "image?"],
  infer(site) {
    const dims = dimsOf(site.inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    return [tensor(site.inputs[0], [1, 2, productOf(factorsOf(site.attrs, site.inputs))])];
  },
  window: () => ({ perInput: ["unseen", "unseen"] }),
  explain(attrs, inputs, outputs) {
    const count = knownDims(outputs[0])?.[2];
    return count === undefined ? [] : [`${productText(factorsOf(attrs, inputs))} = ${dimText(count)}`];
  },
  onnx: {
    op: "Constant",
    since: 13,
    encode(attrs, emitter) {
      const [, , ...map] = asNumbers(knownDims(emitter.inputTypes[0]) ?? []) ?? [];
      const [, , ...stated] = knownDims(emitter.inputTypes[1]) ?? [];
      const image = attrs.image.map((size, axis) => (size > 0 ? size : stated[axis]));
      const numbers = asNumbers([...map, ...image.map((size) => size ?? unknownDim(message("inputMissing")))]);
      if (numbers?.length !== 4) return message("exportNeedsNumbers", { op: "PriorBox" });
      const [height = 1, width = 1, imageHeight = 1, imageWidth = 1] = numbers;
      const boxes = boxesOf(attrs);
      // A list of maximal sizes that has another length than that of the minimal ones is a fault of the file.
      if (boxes.length !== countOf(attrs) || height * width * boxes.length * 8 > LARGEST)
        return message("exportNotSupported", { op: "PriorBox" });
      const down = attrs.step[0] || imageHeight / height;
      const across = attrs.step[1] || imageWidth / width;
      const clipped = (value: number): number => (attrs.clip ? Math.min(1, Math.max(0, value)) : value);
      const corners: number[] = [];
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++) {
          const [x, y] = [(column + attrs.offset) * across, (row + attrs.offset) * down];
          for (const [wide, high] of boxes)
            corners.push(
              clipped((x - wide / 2) / imageWidth),
              clipped((y - high / 2) / imageHeight),
              clipped((x + wide / 2) / imageWidth),
              clipped((y + high / 2) / imageHeight),
            );
        }
      const { variances } = attrs;
      const spread = corners.map((_, index) => variances[variances.length === 1 ? 0 : index % 4] ?? 0.1);
      const name = emitter.constant("float32", [1, 2, corners.length], [...corners, ...spread]);
      emitter.emit("Identity", [name], {}, emitter.outputs);
      return null;
    },
  },
});
