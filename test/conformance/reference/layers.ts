import { countOf, type Maps, mapped, sizes, zeros } from "./maps.ts";

export interface Pooling {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Before the first row and column. */
  readonly padding: readonly [number, number];
  readonly output: readonly [number, number];
}

/** The samples of a window that lie in the map, and how many positions it has in the padded one. */
type OfWindow = (samples: readonly number[], positions: number) => number;

/** `padded`: rows and columns with the padding on both sides; a window ends there. */
export function pool(x: Maps, options: Pooling, padded: readonly [number, number], of: OfWindow): Maps {
  const { kernel, stride, padding, output } = options;
  const [batch, channels, height, width] = sizes(x);
  const result = zeros([batch, channels, ...output]);
  let at = 0;
  for (let map = 0; map < batch * channels; map++)
    for (let row = 0; row < output[0]; row++)
      for (let column = 0; column < output[1]; column++) {
        const [top, left] = [row * stride[0] - padding[0], column * stride[1] - padding[1]];
        const [bottom, right] = [
          Math.min(top + kernel[0], padded[0] - padding[0]),
          Math.min(left + kernel[1], padded[1] - padding[1]),
        ];
        const samples: number[] = [];
        for (let y = Math.max(0, top); y < Math.min(bottom, height); y++)
          for (let z = Math.max(0, left); z < Math.min(right, width); z++)
            samples.push(x.data[(map * height + y) * width + z] ?? 0);
        result.data[at++] = of(samples, (bottom - top) * (right - left));
      }
  return result;
}

export const largest: OfWindow = (samples) => samples.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
export const meanWithPadding: OfWindow = (samples, positions) => samples.reduce((a, b) => a + b, 0) / positions;

/** x / (k + alpha/n · Σ x²)^beta, over n neighbouring channels (Krizhevsky et al., 2012) or an n × n square. */
export function normalizeResponse(
  x: Maps,
  size: number,
  [alpha, beta, k]: readonly [number, number, number],
  within: boolean,
): Maps {
  const [, channels, height, width] = sizes(x);
  const area = height * width;
  const reach = Math.floor((size - 1) / 2);
  const terms = within ? size * size : size;
  return mapped(x, (value, flat) => {
    const place = flat % area;
    const channel = Math.floor(flat / area) % channels;
    const base = flat - channel * area - place;
    const [row, column] = [Math.floor(place / width), place % width];
    let sum = 0;
    if (within)
      for (let y = Math.max(0, row - reach); y <= Math.min(height - 1, row - reach + size - 1); y++)
        for (let z = Math.max(0, column - reach); z <= Math.min(width - 1, column - reach + size - 1); z++)
          sum += (x.data[base + channel * area + y * width + z] ?? 0) ** 2;
    else
      for (let c = Math.max(0, channel - reach); c <= Math.min(channels - 1, channel - reach + size - 1); c++)
        sum += (x.data[base + c * area + place] ?? 0) ** 2;
    return value / (k + (alpha / terms) * sum) ** beta;
  });
}

/** Over an axis. */
export function softmax(x: Maps, axis: number): Maps {
  const length = x.dims[axis] ?? 1;
  const inner = countOf(x.dims.slice(axis + 1));
  const totals = new Map<number, readonly [highest: number, sum: number]>();
  const lineOf = (flat: number): number => Math.floor(flat / (length * inner)) * length * inner + (flat % inner);
  return mapped(x, (value, flat) => {
    const line = lineOf(flat);
    let total = totals.get(line);
    if (!total) {
      const values = Array.from({ length }, (_, i) => x.data[line + i * inner] ?? 0);
      const highest = Math.max(...values);
      total = [highest, values.reduce((sum, one) => sum + Math.exp(one - highest), 0)];
      totals.set(line, total);
    }
    return Math.exp(value - total[0]) / total[1];
  });
}

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** Each sample in a square of `factor` by `factor`. */
export function repeated(x: Maps, factor: number): Maps {
  const [batch, channels, height, width] = sizes(x);
  const wide = width * factor;
  const result = zeros([batch, channels, height * factor, wide]);
  return mapped(result, (_, flat) => {
    const [row, column] = [Math.floor(flat / wide), flat % wide];
    return x.data[Math.floor(row / factor) * width + Math.floor(column / factor)] ?? 0;
  });
}
