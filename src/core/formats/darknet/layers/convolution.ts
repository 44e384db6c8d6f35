import type { Dim } from "../../../ir/dim.ts";
import type { ValueId } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import type { Stated } from "../options.ts";
import { activated } from "./activations.ts";
import type { ImageValue, LayerRule, LayerSite, StatedAttributes } from "./rule.ts";

/** Both forks' `normalize_cpu`; AlexeyAB's adds it below the root, pjreddie's 1e-6 after it. */
export const epsilon = 1e-5;

/** Along both axes, with the place where it is written. */
export function square(stated: Stated<number> | null, fallback: number): Stated<readonly Dim[]> | readonly Dim[] {
  const value = [stated?.value ?? fallback, stated?.value ?? fallback];
  return stated ? { ...stated, value } : value;
}

/** `stride_y` and `stride_x`, for what they don't say `stride`. */
export function strides(site: LayerSite): Stated<readonly Dim[]> | readonly [number, number] {
  const { options } = site;
  const both = options.integer("stride");
  const fallback = both?.value ?? 1;
  const [y, x] = [options.integer("stride_y"), options.integer("stride_x")];
  const sides = [y, x].map((side) => (side && side.value >= 1 ? side.value : fallback));
  const [high = 1, wide = 1] = sides;
  return both && high === fallback && wide === fallback ? { ...both, value: sides } : [high, wide];
}

export const valuesOf = <T>(list: Stated<readonly T[]> | readonly T[]): readonly T[] =>
  "value" in list ? list.value : list;

/** `pad=1` is a flag for half of the kernel; `padding` a number of samples. */
export function paddingOf(site: LayerSite, kernel: number): number {
  if ((site.options.integer("pad")?.value ?? 0) !== 0) return Math.trunc(kernel / 2);
  return site.options.integer("padding")?.value ?? 0;
}

/**
 * The samples added before and after an axis, so that the output is as large as Darknet says: (n + total − kernel)/stride + 1
 * in C, where −1/2 is 0. A kernel that reaches less than a stride over the border so has one position.
 */
export function sidesOf(size: Dim, kernel: number, stride: number, before: number, total: number): readonly [Dim, Dim] {
  const over = typeof size === "number" ? kernel - (size + total) : 0;
  const extra = over > 0 && over < stride ? over : 0;
  return [before, Math.max(0, total - before + extra)];
}

/** What dilation adds to the extent of a kernel: Darknet leaves it out of the output's size and pads for it. */
function dilatedSides(image: ImageValue, kernel: number, stride: readonly Dim[], dilation: number, padding: number) {
  const wider = (kernel - 1) * (dilation - 1);
  const total = 2 * padding + wider;
  const before = Math.min(padding * dilation, Math.max(0, total));
  return [image.height, image.width].map((size, axis) => {
    const step = stride[axis];
    return sidesOf(size, kernel + wider, typeof step === "number" ? step : 1, before, total);
  });
}

export const convolutional: LayerRule = (site) => {
  const image = site.image();
  const { options } = site;
  const filters = statedFilters(site);
  const size = options.integer("size");
  const kernel = size?.value ?? 1;
  const stride = strides(site);
  const antialiasing = options.integer("antialiasing")?.value ?? 0;
  // The blur after the layer has the stride then.
  const steps = antialiasing !== 0 ? [1, 1] : stride;
  const dilation = kernel === 1 ? 1 : (options.integer("dilation")?.value ?? 1);
  const isNormalized = statesNormalization(site);
  const sharedWith = sharedLayer(site);
  const attributes: StatedAttributes = {
    spatialRank: 2,
    outChannels: filters ?? 1,
    kernelSize: square(size, 1),
    stride: steps,
    padding: image ? dilatedSides(image, kernel, valuesOf(steps), dilation, paddingOf(site, kernel)) : undefined,
    dilation: [dilation, dilation],
    groups: options.integer("xnor")?.value ? 1 : (positive(options.integer("groups")) ?? undefined),
    hasBias: !isNormalized,
  };
  const convolved = site.add("Conv", attributes, [image?.value ?? site.previous], { sharedWith });
  reportSharing(site, sharedWith);
  const result = activated(site, isNormalized ? normalized(site, convolved, { sharedWith }) : convolved, "logistic");
  return antialiasing === 0 ? result : blurred(site, result, filters?.value ?? 1, antialiasing, valuesOf(stride));
};

function statedFilters(site: LayerSite): Stated<number> | null {
  const filters = site.options.integer("filters");
  const text = message("darknetDefault", { section: site.section, key: "filters", value: 1 });
  if (!filters) site.report("option-missing", "warning", text, site.titleAt);
  return filters;
}

/** Darknet takes less than one group for one. */
const positive = (groups: Stated<number> | null): Stated<number> | null => (groups && groups.value > 0 ? groups : null);

export const statesNormalization = ({ options }: LayerSite): boolean =>
  (options.integer("batch_normalize")?.value ?? 0) !== 0 || (options.integer("cbn")?.value ?? 0) !== 0;

/** Batch normalisation with a scale and a bias for each channel; the bias is the layer's own. */
export const normalized = (
  site: LayerSite,
  x: ValueId,
  options: { readonly sharedWith?: number | undefined; readonly part?: string } = {},
): ValueId => site.add("BatchNorm", { epsilon }, [x], { ...options, part: `${options.part ?? ""}norm` });

/** The layer whose weights this one uses: `share_index` from the beginning, or negative, backwards. */
function sharedLayer(site: LayerSite): number | undefined {
  const [shared] = site.options.has("share_index") ? site.layers("share_index") : [];
  if (!shared) return undefined;
  if (site.weightsOf(shared.index) !== null) return shared.index;
  site.report("share-layer", "error", message("darknetShareLayer", { layer: shared.index }), shared.at);
  return undefined;
}

function reportSharing(site: LayerSite, sharedWith: number | undefined): void {
  if (sharedWith === undefined) return;
  const [left, right] = [site.weightsOf(site.index), site.weightsOf(sharedWith)];
  if (left === null || right === null || left === right || `${left}${right}`.includes("?")) return;
  const text = message("darknetShareShape", { layer: sharedWith, left, right });
  site.report("share-layer", "error", text, site.options.integer("share_index")?.at ?? site.titleAt);
}

/** Constant weights for more channels than this are not written out. */
export const MOST_CHANNELS = 65_536;

/** Zhang, "Making Convolutional Networks Shift-Invariant Again" (2019): a fixed kernel on each channel, with the stride. */
export function blurred(
  site: LayerSite,
  x: ValueId,
  channels: Dim,
  antialiasing: number,
  stride: readonly Dim[],
): ValueId {
  const [weights, padding] = antialiasing === 2 ? [[1, 1], 0] : [[1, 2, 1], 1];
  if (typeof channels !== "number" || channels > MOST_CHANNELS)
    return site.add("External", { name: "blur", outputs: 1 }, [x]);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const kernel = weights.flatMap((row) => weights.map((column) => (row * column) / sum ** 2));
  const values = Array.from({ length: channels }, () => kernel).flat();
  const weight = site.constant("blur", [channels, 1, weights.length, weights.length], values);
  return site.add("Conv", { stride, padding: [padding, padding], groups: channels, hasBias: false }, [x, weight]);
}

export const deconvolutional: LayerRule = (site) => {
  const image = site.image();
  const { options } = site;
  const size = options.integer("size");
  const kernel = size?.value ?? 1;
  const padding = paddingOf(site, kernel);
  const isNormalized = statesNormalization(site);
  const attributes: StatedAttributes = {
    spatialRank: 2,
    outChannels: statedFilters(site) ?? 1,
    kernelSize: square(size, 1),
    stride: square(options.integer("stride"), 1),
    padding: [padding, padding],
    hasBias: !isNormalized,
  };
  const x = site.add("ConvTranspose", attributes, [image?.value ?? site.previous]);
  return activated(site, isNormalized ? normalized(site, x) : x, "logistic");
};

/** Each position has weights of its own. `pad` is a flag for one sample on each side. */
export const local: LayerRule = (site) => {
  const image = site.image();
  const { options } = site;
  const size = options.integer("size");
  const kernel = size?.value ?? 1;
  const stride = options.integer("stride")?.value ?? 1;
  const pads = (options.integer("pad")?.value ?? 0) !== 0;
  // With padding the output is (n − 1)/stride + 1 whatever the kernel; the samples before it are one.
  const [before, total] = pads ? [1, kernel - 1] : [0, 0];
  const padding =
    image && [image.height, image.width].map((n) => sidesOf(n, kernel, stride, Math.min(before, total), total));
  const attributes: StatedAttributes = {
    outChannels: statedFilters(site) ?? 1,
    kernelSize: square(size, 1),
    stride: square(options.integer("stride"), 1),
    padding: padding ?? undefined,
  };
  return activated(site, site.add("LocalConv", attributes, [image?.value ?? site.previous]), "logistic");
};
