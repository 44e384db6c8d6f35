import type { Dim } from "../../../ir/dim.ts";
import { addDims, floorDivide, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import type { ValueId } from "../../../ir/network.ts";
import type { Settings } from "../settings.ts";
import type { LayerRule, LayerRules, LayerSite } from "./rule.ts";
import { axisSizes } from "./spatial.ts";

/** The same samples on both sides of rows and of columns; negative: cut off. */
function padded(site: LayerSite, input: readonly ValueId[], settings: Settings): readonly ValueId[] {
  const before = settings.integer("pad_beg")?.value ?? 0;
  const after = settings.integer("pad_end")?.value ?? 0;
  if (before === 0 && after === 0) return input;
  const side = [before, after];
  return site.add("Pad", { pads: [side, side] }, input, 1);
}

const padding: LayerRule = (site) => {
  const input = site.inputs.slice(0, 1);
  const result = padded(site, input, site.layer.settings("padding_param"));
  return result === input ? site.add("Identity", {}, input, 1) : result;
};

/** Corner falls on corner: ⌊(n − 1)/shrink⌋ + 1 samples, then zoom − 1 between each two (DeepLab's fork). */
const interpolation: LayerRule = (site) => {
  const settings = site.layer.settings("interp_param");
  const input = padded(site, site.inputs.slice(0, 1), settings);
  const [value] = input;
  const shape = value === undefined ? null : site.typeOf(value).shape;
  const [rows, columns] = shape?.rank === "known" ? shape.dims.slice(2) : [];
  const zoom = settings.integer("zoom_factor")?.value ?? 1;
  const shrink = settings.integer("shrink_factor")?.value ?? 1;
  const sizeOf = (dim: Dim | undefined): Dim => {
    if (dim === undefined) return 1;
    const shrunk = addDims(floorDivide(subtractDims(dim, 1), shrink), 1);
    return addDims(shrunk, multiplyDims(subtractDims(shrunk, 1), zoom - 1));
  };
  const height = settings.integer("height")?.value ?? sizeOf(rows);
  const width = settings.integer("width")?.value ?? sizeOf(columns);
  return site.add("Resize", { size: [height, width], mode: "linear", alignCorners: true }, input, 1);
};

/** Puts samples back where a pooling's mask says (SegNet's fork); without a mask it repeats them. */
const upsample: LayerRule = (site) => {
  const settings = site.layer.settings("upsample_param");
  const scale = axisSizes(settings, "scale", "scale", 2, 2)?.value ?? [2, 2];
  const cut = [settings.boolean("pad_out_h")?.value === true, settings.boolean("pad_out_w")?.value === true];
  const stated = [settings.integer("upsample_h"), settings.integer("upsample_w")];
  const sizes = scale.map((factor, axis): Dim => {
    const dim = site.dims(0)?.[2 + axis] ?? 1;
    return stated[axis]?.value ?? subtractDims(multiplyDims(dim, factor), cut[axis] === true ? 1 : 0);
  });
  const [input, mask] = site.inputs;
  if (input === undefined || mask === undefined) {
    return site.add("Resize", { size: sizes, mode: "nearest" }, site.inputs.slice(0, 1), 1);
  }
  const attributes = { kernelSize: scale, stride: scale, outputSize: sizes, anyOutputSize: true };
  return site.add("MaxUnpool", attributes, [input, mask], 1);
};

/** The way back through a pooling (DeconvNet's fork), to `unpool_size` where that is stated. */
const unpooling: LayerRule = (site) => {
  const settings = site.layer.settings("unpooling_param");
  const ones = [1, 1];
  const kernelSize = axisSizes(settings, "kernel_size", "kernel", 2, 1) ?? ones;
  const stride = axisSizes(settings, "stride", "stride", 2, 1) ?? ones;
  const stated = axisSizes(settings, "unpool_size", "unpool", 2, 1);
  const padding = axisSizes(settings, "pad", "pad", 2, 0) ?? undefined;
  const attributes = { kernelSize, stride, padding, outputSize: stated ?? undefined, anyOutputSize: true };
  if (site.inputs.length > 1) return site.add("MaxUnpool", attributes, site.inputs.slice(0, 2), 1);
  // Without a mask each sample is spread over its window, which is a sum of shifted maps: only its shape is told.
  const dims = site.dims(0);
  const listOf = (sizes: typeof kernelSize): readonly Dim[] => ("field" in sizes ? sizes.value : sizes);
  const sizes = dims?.slice(2).map((dim, axis) => {
    const usual = addDims(multiplyDims(subtractDims(dim, 1), listOf(stride)[axis] ?? 1), listOf(kernelSize)[axis] ?? 1);
    return stated?.value[axis] ?? subtractDims(usual, multiplyDims(2, padding?.value[axis] ?? 0));
  });
  const shapes = [dims && sizes ? [...dims.slice(0, 2), ...sizes] : null];
  return site.add("External", { name: site.layer.type, outputs: 1, shapes }, site.inputs, 1);
};

/** Cut to the second bottom's size from `axis` on; one offset for all axes or one for each. */
const crop: LayerRule = (site) => {
  const settings = site.layer.settings("crop_param");
  const offsets = settings.integers("offset").map((offset) => offset.value);
  const attributes = { axis: settings.integer("axis") ?? 2, ...(offsets.length > 0 && { offsets }) };
  return site.add("Crop", attributes, site.inputs.slice(0, 2), 1);
};

const shuffleChannel: LayerRule = (site) => {
  const groups = site.layer.settings("shuffle_channel_param").integer("group") ?? 1;
  return site.add("ChannelShuffle", { groups }, site.inputs.slice(0, 1), 1);
};

export const resamplingRules: LayerRules = {
  Crop: crop,
  Interp: interpolation,
  Padding: padding,
  ShuffleChannel: shuffleChannel,
  Unpooling: unpooling,
  Upsample: upsample,
};
