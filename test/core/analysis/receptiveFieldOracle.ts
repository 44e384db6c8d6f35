import type { Attributes } from "../../../src/core/ir/index.ts";

/** Positions of a map, as row · width + column. */
export type Cells = ReadonlySet<number>;

/** What the units of a map see of the network's input: a set of its positions for each unit. */
export interface SeenMap {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly seen: readonly Cells[];
  /** What a unit would see along an axis if no map had a border; its position may be negative. Null: not defined. */
  readonly free: Free | null;
}

type Free = (unit: number, axis: 0 | 1) => Ends | null;

/** The first and the last position; null: none at all. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

const hull = (ends: readonly (Ends | null)[]): Ends | null => {
  const known = ends.filter((one) => one !== null);
  if (known.length === 0) return null;
  return { low: Math.min(...known.map(({ low }) => low)), high: Math.max(...known.map(({ high }) => high)) };
};

/** The positions along one axis of the input of a layer that a unit takes samples from; those outside are left out later. */
export type Samples = (unit: number, axis: 0 | 1) => readonly number[];

const union = (sets: readonly Cells[]): Cells => new Set(sets.flatMap((set) => [...set]));

/** The network's own input: each position sees itself. */
export const inputMap = (channels: number, height: number, width: number): SeenMap => ({
  channels,
  height,
  width,
  seen: Array.from({ length: height * width }, (_, cell) => new Set([cell])),
  free: (unit) => ({ low: unit, high: unit }),
});

/**
 * Looks at a map through samples that rows and columns choose by themselves. Those outside are padding, or, where the border
 * is repeated, the nearest ones inside.
 */
export function through(
  x: SeenMap,
  channels: number,
  [height = 0, width = 0]: readonly number[],
  samples: Samples,
  border: "padding" | "repeated" = "padding",
): SeenMap {
  const inside = (unit: number, axis: 0 | 1): readonly number[] => {
    const last = (axis === 0 ? x.height : x.width) - 1;
    if (border === "repeated") return samples(unit, axis).map((at) => Math.min(last, Math.max(0, at)));
    return samples(unit, axis).filter((at) => at >= 0 && at <= last);
  };
  const seen: Cells[] = [];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const rows = inside(row, 0);
      const sets = inside(column, 1).flatMap((z) => rows.flatMap((y) => x.seen[y * x.width + z] ?? []));
      seen.push(union(sets));
    }
  const { free } = x;
  const endless = free && ((unit: number, axis: 0 | 1) => hull(samples(unit, axis).map((at) => free(at, axis))));
  return { channels, height, width, seen, free: endless };
}

/** Each unit sees what the units at its place in several maps of one size see. */
export function together(maps: readonly SeenMap[], channels: number): SeenMap {
  const [first] = maps;
  if (!first) throw new Error("nothing to join");
  const seen = first.seen.map((_, cell) => union(maps.map((map) => map.seen[cell] ?? new Set())));
  const frees = maps.flatMap(({ free }) => free ?? []);
  const endless: Free = (unit, axis) => hull(frees.map((free) => free(unit, axis)));
  return { ...first, channels, seen, free: frees.length === maps.length ? endless : null };
}

const listOf = (attrs: Attributes, name: string): readonly number[] => (attrs[name] as readonly number[]) ?? [1, 1];

/** A window that slides: unit i takes samples i·stride − padding + k·dilation. */
export const sliding =
  (attrs: Attributes): Samples =>
  (unit, axis) => {
    const [stride = 1, padding = 0, dilation = 1, kernel = 1] = ["stride", "padding", "dilation", "kernelSize"].map(
      (name) => (name === "padding" && !attrs[name] ? 0 : listOf(attrs, name)[axis]),
    );
    return Array.from({ length: kernel }, (_, k) => unit * stride - padding + k * dilation);
  };

/** A window that spreads: sample i reaches outputs i·stride − padding + k·dilation. Many samples around are tried. */
export const spreading = (attrs: Attributes): Samples => {
  const reached = sliding(attrs);
  return (unit, axis) => {
    const around = Math.floor(unit / (listOf(attrs, "stride")[axis] ?? 1));
    const tried = Array.from({ length: 41 }, (_, index) => around - 20 + index);
    return tried.filter((sample) => reached(sample, axis).includes(unit));
  };
};

export const shifted =
  (offsets: readonly number[]): Samples =>
  (unit, axis) => [unit + (offsets[axis] ?? 0)];

export const repeated =
  (factor: number): Samples =>
  (unit) => [Math.floor(unit / factor)];

/** Linear interpolation with corners on corners, or with half-pixel centres: the neighbours that have a weight. */
export const interpolated =
  (from: readonly number[], to: readonly number[], corners: boolean): Samples =>
  (unit, axis) => {
    const [input = 1, output = 1] = [from[axis], to[axis]];
    const step = corners ? (output > 1 ? (input - 1) / (output - 1) : 0) : input / output;
    const place = corners ? unit * step : (unit + 0.5) * step - 0.5;
    const below = Math.floor(place + 1e-9);
    return Math.abs(place - below) > 1e-9 ? [below, below + 1] : [below];
  };

/** Darknet's `reorg_cpu`, index by index as blas.c has it, and what is left of it when channels do not count. */
export function reorganised(x: SeenMap, stride: number, form: "plain" | "reverse" | "darknet"): SeenMap {
  const { channels, height, width } = x;
  const square = stride * stride;
  const result =
    form === "reverse"
      ? { channels: Math.floor(channels / square), height: height * stride, width: width * stride }
      : {
          channels: channels * square,
          height: Math.floor(height / stride),
          width: Math.floor(width / stride),
        };
  const seen = Array.from({ length: result.height * result.width }, () => new Set<number>());
  const link = (to: number, from: number): void => {
    const target = seen[to % (result.height * result.width)];
    for (const cell of x.seen[from % (height * width)] ?? []) target?.add(cell);
  };
  if (form === "plain") {
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        link(Math.floor(row / stride) * result.width + Math.floor(column / stride), row * width + column);
    return { ...result, seen, free: null };
  }
  const outChannels = Math.floor(channels / square);
  for (let k = 0; k < channels; k++)
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++) {
        const one = i + width * (j + height * k);
        const offset = Math.floor(k / outChannels);
        const wide = i * stride + (offset % stride);
        const high = j * stride + Math.floor(offset / stride);
        const other = wide + width * stride * (high + height * stride * (k % outChannels));
        if (form === "reverse") link(other, one);
        else link(one, other);
      }
  return { ...result, seen, free: null };
}
