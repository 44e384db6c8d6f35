import type { Tensor } from "./oneLayer.ts";

/** Naive definitions of operators over nested loops, as textbooks write them, to compare exported models with. */

type Numbers = readonly number[];

export function build(dims: Numbers, at: (index: number[]) => number): Tensor {
  const length = dims.reduce((product, dim) => product * dim, 1);
  return { dims, data: Array.from({ length }, (_, flat) => at(unravel(flat, dims))) };
}

export function unravel(flat: number, dims: Numbers): number[] {
  const index: number[] = [];
  let rest = flat;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const size = dims[axis] ?? 1;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

/** 0 outside the tensor. */
export function get({ dims, data }: Tensor, index: Numbers): number {
  let flat = 0;
  for (const [axis, size] of dims.entries()) {
    const at = index[axis] ?? 0;
    if (at < 0 || at >= size) return 0;
    flat = flat * size + at;
  }
  return data[flat] ?? 0;
}

/** All index tuples of a box. */
export function box(sizes: Numbers): number[][] {
  return Array.from({ length: sizes.reduce((product, size) => product * size, 1) }, (_, i) => unravel(i, sizes));
}

const sum = (values: Numbers): number => values.reduce((total, value) => total + value, 0);

export interface Windows {
  readonly stride: Numbers;
  readonly before: Numbers;
  readonly dilation: Numbers;
  readonly output: Numbers;
}

export function conv(x: Tensor, weight: Tensor, bias: Tensor | undefined, groups: number, windows: Windows): Tensor {
  const [batch = 1, channels = 1] = x.dims;
  const [outChannels = 1, , ...kernel] = weight.dims;
  const perGroup = channels / groups;
  return build([batch, outChannels, ...windows.output], ([n = 0, m = 0, ...unit]) => {
    const first = Math.floor(m / (outChannels / groups)) * perGroup;
    let total = bias?.data[m] ?? 0;
    for (let c = 0; c < perGroup; c++) {
      for (const k of box(kernel)) {
        const at = unit.map(
          (u, a) => u * (windows.stride[a] ?? 1) - (windows.before[a] ?? 0) + (k[a] ?? 0) * (windows.dilation[a] ?? 1),
        );
        total += get(x, [n, first + c, ...at]) * get(weight, [m, c, ...k]);
      }
    }
    return total;
  });
}

export function convTranspose(
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  stride: Numbers,
  before: Numbers,
  output: Numbers,
): Tensor {
  const [batch = 1, channels = 1, ...sizes] = x.dims;
  const [, outChannels = 1, ...kernel] = weight.dims;
  const result = build([batch, outChannels, ...output], ([, m = 0]) => bias.data[m] ?? 0);
  const data = [...result.data];
  for (const [n = 0, c = 0, ...unit] of box([batch, channels, ...sizes])) {
    for (const [m = 0, ...k] of box([outChannels, ...kernel])) {
      const at = unit.map((u, a) => u * (stride[a] ?? 1) - (before[a] ?? 0) + (k[a] ?? 0));
      if (at.some((position, a) => position < 0 || position >= (output[a] ?? 0))) continue;
      const flat = [n, m, ...at].reduce((index, position, axis) => index * (result.dims[axis] ?? 1) + position, 0);
      data[flat] = (data[flat] ?? 0) + get(x, [n, c, ...unit]) * get(weight, [c, m, ...k]);
    }
  }
  return { dims: result.dims, data };
}

/** `of` gets the samples that lie in the input, and how many the whole window has in the padded input. */
export function pool(
  x: Tensor,
  kernel: Numbers,
  windows: Windows,
  after: Numbers,
  of: (samples: Numbers, padded: number) => number,
): Tensor {
  const [batch = 1, channels = 1, ...sizes] = x.dims;
  return build([batch, channels, ...windows.output], ([n = 0, c = 0, ...unit]) => {
    const samples: number[] = [];
    let padded = 0;
    for (const k of box(kernel)) {
      const at = unit.map(
        (u, a) => u * (windows.stride[a] ?? 1) - (windows.before[a] ?? 0) + (k[a] ?? 0) * (windows.dilation[a] ?? 1),
      );
      if (at.every((position, a) => position < (sizes[a] ?? 0) + (after[a] ?? 0))) padded++;
      if (at.every((position, a) => position >= 0 && position < (sizes[a] ?? 0))) samples.push(get(x, [n, c, ...at]));
    }
    return of(samples, padded);
  });
}

export const largest = (samples: Numbers): number => Math.max(...samples);
export const mean = (samples: Numbers): number => sum(samples) / samples.length;
export const meanWithPadding = (samples: Numbers, padded: number): number => sum(samples) / padded;
export const euclid = (samples: Numbers): number => Math.sqrt(sum(samples.map((value) => value * value)));

export function adaptive(x: Tensor, output: Numbers, of: (samples: Numbers) => number): Tensor {
  const [batch = 1, channels = 1, ...sizes] = x.dims;
  return build([batch, channels, ...output], ([n = 0, c = 0, ...unit]) => {
    const low = unit.map((u, a) => Math.floor((u * (sizes[a] ?? 1)) / (output[a] ?? 1)));
    const high = unit.map((u, a) => Math.ceil(((u + 1) * (sizes[a] ?? 1)) / (output[a] ?? 1)));
    const lengths = low.map((from, a) => (high[a] ?? 0) - from);
    return of(box(lengths).map((offset) => get(x, [n, c, ...offset.map((o, a) => o + (low[a] ?? 0))])));
  });
}

export function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const [outFeatures = 1, inFeatures = 1] = weight.dims;
  return build([...x.dims.slice(0, -1), outFeatures], (index) => {
    const m = index.at(-1) ?? 0;
    const products = Array.from(
      { length: inFeatures },
      (_, c) => get(x, [...index.slice(0, -1), c]) * get(weight, [m, c]),
    );
    return sum(products) + (bias.data[m] ?? 0);
  });
}

export function matmul(a: Tensor, b: Tensor): Tensor {
  const inner = a.dims.at(-1) ?? 1;
  return build([...a.dims.slice(0, -1), b.dims.at(-1) ?? 1], (index) => {
    const [row = 0, column = 0] = index.slice(-2);
    const batch = index.slice(0, -2);
    return sum(Array.from({ length: inner }, (_, k) => get(a, [...batch, row, k]) * get(b, [...batch, k, column])));
  });
}

export const map = (x: Tensor, of: (value: number, index: number[]) => number): Tensor =>
  build(x.dims, (index) => of(get(x, index), index));

/** alpha is divided by the size, as torch, Caffe and ONNX do it. */
export function acrossChannels(x: Tensor, size: number, alpha: number, beta: number, bias: number): Tensor {
  return map(x, (value, [n = 0, c = 0, ...rest]) => {
    const from = c - Math.floor((size - 1) / 2);
    const squares = Array.from({ length: size }, (_, i) => get(x, [n, from + i, ...rest]) ** 2);
    return value / (bias + (alpha / size) * sum(squares)) ** beta;
  });
}

export function softmax(x: Tensor, axis: number): Tensor {
  return map(x, (value, index) => {
    const total = sum(
      Array.from({ length: x.dims[axis] ?? 1 }, (_, i) =>
        Math.exp(
          get(
            x,
            index.map((at, a) => (a === axis ? i : at)),
          ),
        ),
      ),
    );
    return Math.exp(value) / total;
  });
}

/** Bilinear with half-pixel centres, borders repeated. */
export function bilinear(x: Tensor, output: Numbers): Tensor {
  const [batch = 1, channels = 1, ...sizes] = x.dims;
  return build([batch, channels, ...output], ([n = 0, c = 0, ...unit]) => {
    const places = unit.map((u, a) => Math.max(0, ((u + 0.5) * (sizes[a] ?? 1)) / (output[a] ?? 1) - 0.5));
    return sum(
      box(sizes.map(() => 2)).map((corner) => {
        const weight = corner.reduce((product, side, a) => {
          const part = (places[a] ?? 0) - Math.floor(places[a] ?? 0);
          return product * (side === 1 ? part : 1 - part);
        }, 1);
        const at = corner.map((side, a) => Math.min((sizes[a] ?? 1) - 1, Math.floor(places[a] ?? 0) + side));
        return weight * get(x, [n, c, ...at]);
      }),
    );
  });
}
