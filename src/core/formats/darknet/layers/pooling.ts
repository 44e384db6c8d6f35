import type { Dim } from "../../../ir/dim.ts";
import type { ValueId } from "../../../ir/network.ts";
import { blurred, sidesOf, square, strides, valuesOf } from "./convolution.ts";
import type { ImageValue, LayerRule, LayerSite } from "./rule.ts";

/** `size` is the stride where it is not stated, `padding`, both sides together, the size less one. */
function pooled(
  site: LayerSite,
  op: "MaxPool" | "AveragePool",
  image: ImageValue | null,
  stride: readonly Dim[],
): ValueId {
  const { options } = site;
  const size = options.integer("size");
  const kernel = size?.value ?? options.integer("stride")?.value ?? 1;
  const total = options.integer("padding")?.value ?? kernel - 1;
  const before = Math.floor(Math.max(0, total) / 2);
  const padding =
    image &&
    [image.height, image.width].map((n, axis) => {
      const step = stride[axis];
      return sidesOf(n, kernel, typeof step === "number" ? step : 1, before, Math.max(0, total));
    });
  const attributes = {
    spatialRank: 2,
    kernelSize: square(size, kernel),
    stride,
    padding: padding ?? [before, before],
    paddingLimit: "none",
    ...(op === "AveragePool" && { countIncludePad: false }),
  };
  return site.add(op, attributes, [image?.value ?? site.previous]);
}

const maxpool: LayerRule = (site) => {
  const image = site.image();
  const { options } = site;
  if (image && (options.integer("maxpool_depth")?.value ?? 0) !== 0) {
    return overChannels(site, image, options.integer("out_channels")?.value ?? 1);
  }
  const stride = valuesOf(strides(site));
  const antialiasing = options.integer("antialiasing")?.value ?? 0;
  if (antialiasing === 0) return pooled(site, "MaxPool", image, stride);
  return blurred(site, pooled(site, "MaxPool", image, [1, 1]), image?.channels ?? 1, antialiasing, stride);
};

/** The largest of every `count`-th channel. */
function overChannels(site: LayerSite, image: ImageValue, count: number): ValueId {
  const { value, batch, channels, height, width } = image;
  if (typeof channels !== "number" || count < 1 || channels % count !== 0) {
    return site.add("External", { name: site.section, outputs: 1, shapes: [[batch, count, height, width]] }, [value]);
  }
  const split = site.add("Reshape", { shape: [batch, channels / count, count, height, width] }, [value]);
  return site.add("Reduce", { function: "max", axes: [1] }, [split]);
}

const average: LayerRule = (site) => site.add("GlobalAveragePool", {}, [site.image()?.value ?? site.previous]);

const localAverage: LayerRule = (site) => pooled(site, "AveragePool", site.image(), valuesOf(strides(site)));

export const poolingRules = {
  avg: average,
  avgpool: average,
  local_avg: localAverage,
  local_avgpool: localAverage,
  max: maxpool,
  maxpool,
} satisfies Readonly<Record<string, LayerRule>>;
