import { type Dim, formatDim } from "../../../ir/dim.ts";
import { addDims, floorDivide, modulo, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual, isLess } from "../../../ir/dimComparison.ts";
import { message } from "../../../messages/index.ts";
import type { LayerRule, LayerSite } from "./rule.ts";

/** Each sample `stride` times along both axes; a negative stride sums the samples of each square. */
const upsample: LayerRule = (site) => {
  const { options } = site;
  const stated = options.integer("stride");
  const stride = stated?.value ?? 2;
  const scale = options.number("scale")?.value ?? 1;
  const x = site.image()?.value ?? site.previous;
  if (stride < 0) {
    const sides = [-stride, -stride];
    const mean = site.add("AveragePool", { kernelSize: sides, stride: sides }, [x]);
    return site.add("Mul", { scalar: scale * stride * stride }, [mean]);
  }
  const factors = stated ? { ...stated, value: [stride, stride] } : [stride, stride];
  const repeated = site.add("Resize", { mode: "nearest", scale: factors, ranks: [4] }, [x]);
  return scale === 1 ? repeated : site.add("Mul", { scalar: scale }, [repeated]);
};

/**
 * [reorg] is pjreddie's: a square of positions becomes channels by way of another view of the same memory, so that the
 * squares are not those of neighbouring rows. [reorg3d] is AlexeyAB's, which takes neighbours.
 */
const reorganised =
  (isPlain: boolean): LayerRule =>
  (site) => {
    const { options } = site;
    const extra = options.integer("extra")?.value ?? 0;
    if (extra !== 0) return site.add("Pad", { pads: [[0, extra]] }, [site.vector()]);
    const image = site.image();
    const x = image?.value ?? site.previous;
    const stated = options.integer("stride");
    const stride = stated?.value ?? 1;
    const isReverse = (options.integer("reverse")?.value ?? 0) !== 0;
    if (stride < 1) return site.add("Reorg", { stride: stated ?? stride, reverse: isReverse }, [x]);
    const square = stride * stride;
    const uneven = image && [image.height, image.width].some((size) => dimsEqual(modulo(size, stride), 0) === "no");
    // AlexeyAB's way back counts the channels twice, pjreddie's way there does not count those left over.
    const channelsUneven = image && (isReverse || !isPlain) && dimsEqual(modulo(image.channels, square), 0) === "no";
    if ((uneven && !isReverse) || channelsUneven) {
      const text = message("darknetReorgSize", { shape: site.text(x), stride });
      site.report("reorg-size", "warning", text, stated?.at ?? site.titleAt);
    }
    if ((options.integer("flatten")?.value ?? 0) !== 0) return flattened(site, stride, isReverse);
    return site.add("Reorg", { stride: stated ?? stride, reverse: isReverse, plain: isPlain }, [x]);
  };

/** pjreddie's `flatten`: the channels of a position beside each other, read as the map that a reorg would give. */
function flattened(site: LayerSite, stride: number, isReverse: boolean) {
  const shape = reorgShape(site, stride, isReverse);
  return site.add("External", { name: site.section, outputs: 1, shapes: [shape] });
}

function reorgShape(site: LayerSite, stride: number, isReverse: boolean): readonly Dim[] | null {
  const [batch, channels, height, width] = site.dims(site.previous) ?? [];
  if (batch === undefined || channels === undefined || height === undefined || width === undefined) return null;
  const square = stride * stride;
  return isReverse
    ? [batch, floorDivide(channels, square), multiplyDims(height, stride), multiplyDims(width, stride)]
    : [batch, multiplyDims(channels, square), floorDivide(height, stride), floorDivide(width, stride)];
}

/** The middle of the map when it is not trained; its values are taken from 0…1 to −1…1. */
const crop: LayerRule = (site) => {
  const { options } = site;
  const image = site.image();
  const height = options.integer("crop_height");
  const width = options.integer("crop_width");
  const sizes = [height?.value ?? 1, width?.value ?? 1];
  if (!image) return site.add("External", { name: site.section, outputs: 1 });
  const from = [image.height, image.width];
  const isLarger = sizes.some((size, axis) => isLess(from[axis] ?? 0, size) === "yes");
  if (isLarger || sizes.some((size) => size < 1)) {
    const text = message("darknetCropSize", {
      height: formatDim(image.height),
      width: formatDim(image.width),
      toHeight: sizes[0] ?? 1,
      toWidth: sizes[1] ?? 1,
    });
    site.report("crop-size", "error", text, (height ?? width)?.at ?? site.titleAt);
    const shapes = [[image.batch, image.channels, ...sizes]];
    return site.add("External", { name: site.section, outputs: 1, shapes }, [image.value]);
  }
  const starts = sizes.map((size, axis) => floorDivide(subtractDims(from[axis] ?? 0, size), 2));
  const ends = starts.map((start, axis) => addDims(start, sizes[axis] ?? 0));
  const cut = site.add("Slice", { axes: [2, 3], starts, ends }, [image.value]);
  if ((options.integer("noadjust")?.value ?? 0) !== 0) return cut;
  return site.add("Add", { scalar: -1 }, [site.add("Mul", { scalar: 2 }, [cut])]);
};

export const resamplingRules = {
  crop,
  reorg: reorganised(false),
  reorg3d: reorganised(true),
  upsample,
} satisfies Readonly<Record<string, LayerRule>>;
