import { substitute } from "../../src/core/ir/dimArithmetic.ts";
import { type Dim, isUnknown, type Network, type Shape } from "../../src/core/ir/index.ts";
import { uniformNoise } from "../../src/core/weights/index.ts";
import type { TensorInput } from "./protocol.ts";

export type InputKind = "ramp" | "noise" | "image";

/** How an image's bytes become numbers. */
export type PixelScale = "unit" | "imagenet";

export interface Picture {
  readonly name: string;
  readonly bitmap: ImageBitmap;
}

/** Means and deviations of red, green and blue that torchvision's classifiers were trained with. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;

/** Sizes that the source leaves open run with 1 (a batch), so that the model can be tried at all. */
export function concreteDims(shape: Shape, names: ReadonlyMap<string, number>): number[] | null {
  if (shape.rank === "unknown") return null;
  const sizes = Object.fromEntries(names);
  const dims = shape.dims.map(
    (dim): Dim => (typeof dim === "number" ? dim : isUnknown(dim) ? dim : substitute(dim, sizes)),
  );
  return dims.every((dim) => typeof dim === "number") ? dims : null;
}

/** Names of the sizes that the inputs leave open, each with the size to run with. */
export function openSizes(network: Network): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { value } of network.inputs) {
    const shape = network.values[value]?.type.shape;
    if (shape?.rank !== "known") continue;
    for (const dim of shape.dims) {
      if (typeof dim === "number" || isUnknown(dim)) continue;
      for (const term of dim.terms)
        for (const atom of term.atoms) if (atom.kind === "variable") names.set(atom.name, 1);
    }
  }
  return names;
}

export function makeInput(
  name: string,
  dims: readonly number[],
  dtype: string | null,
  kind: InputKind,
  options: { readonly seed: number; readonly picture: Picture | null; readonly scale: PixelScale },
): TensorInput {
  const length = dims.reduce((product, dim) => product * dim, 1);
  if (dtype !== null && /^(u?int|bool)/.test(dtype)) {
    // Indices into a table: small ones are in range whatever the table.
    return { name, dims, data: BigInt64Array.from({ length }, (_, i) => BigInt(i % 2)) };
  }
  if (kind === "noise") return { name, dims, data: uniformNoise(length, options.seed) };
  const pixels = kind === "image" && options.picture ? imageTensor(options.picture.bitmap, dims, options.scale) : null;
  return { name, dims, data: pixels ?? Float32Array.from({ length }, (_, i) => Math.sin(0.001 * i)) };
}

/** An image, scaled to the input's height and width, channels first; null where the input is no image. */
function imageTensor(image: ImageBitmap, dims: readonly number[], scale: PixelScale): Float32Array | null {
  const [width = 0, height = 0] = [dims.at(-1), dims.at(-2)];
  const channels = dims.at(-3) ?? 1;
  if (dims.length < 3 || (channels !== 1 && channels !== 3) || width * height > 1 << 26) return null;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const plane = width * height;
  const result = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
  for (let i = 0; i < plane; i++) {
    const rgb = [data[4 * i] ?? 0, data[4 * i + 1] ?? 0, data[4 * i + 2] ?? 0].map((byte) => byte / 255);
    // Luma of ITU-R BT.601, as image libraries turn colour into grey.
    const values = channels === 3 ? rgb : [0.299 * (rgb[0] ?? 0) + 0.587 * (rgb[1] ?? 0) + 0.114 * (rgb[2] ?? 0)];
    for (const [channel, value] of values.entries()) {
      const scaled =
        scale === "imagenet" && channels === 3
          ? (value - (IMAGENET.mean[channel] ?? 0)) / (IMAGENET.deviation[channel] ?? 1)
          : value;
      result[channel * plane + i] = scaled;
    }
  }
  const batch = channels * plane;
  for (let start = batch; start + batch <= result.length; start += batch) result.copyWithin(start, 0, batch);
  return result;
}
