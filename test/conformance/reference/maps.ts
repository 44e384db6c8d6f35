/** A tensor in C order: batch, channels, rows, columns, or batch and features. */
export interface Maps {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

export const countOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

export const zeros = (dims: readonly number[]): Maps => ({ dims, data: new Float64Array(countOf(dims)) });

/** Batch, channels, rows and columns; axes that are not there have size 1. */
export function sizes({ dims }: Maps): readonly [number, number, number, number] {
  const [n = 1, c = 1, h = 1, w = 1] = dims;
  return [n, c, h, w];
}

/** The same elements in another shape. */
export const reshaped = ({ data }: Maps, dims: readonly number[]): Maps => ({ dims, data });

/** Each element by itself. */
export function mapped(x: Maps, of: (value: number, flat: number) => number): Maps {
  return { dims: x.dims, data: x.data.map(of) };
}

/** Each element with the number of its channel. */
export function mappedByChannel(x: Maps, of: (value: number, channel: number) => number): Maps {
  const [, channels] = sizes(x);
  const area = countOf(x.dims.slice(2));
  return mapped(x, (value, flat) => of(value, Math.floor(flat / area) % channels));
}

/** Joined along an axis. */
export function joined(parts: readonly Maps[], axis: number): Maps {
  const first = parts[0]?.dims ?? [];
  const total = parts.reduce((sum, part) => sum + (part.dims[axis] ?? 0), 0);
  const result = zeros(first.map((size, at) => (at === axis ? total : size)));
  const outer = countOf(first.slice(0, axis));
  const inner = countOf(first.slice(axis + 1));
  let done = 0;
  for (const { dims, data } of parts) {
    const run = (dims[axis] ?? 0) * inner;
    for (let row = 0; row < outer; row++)
      result.data.set(data.subarray(row * run, (row + 1) * run), (row * total + done) * inner);
    done += dims[axis] ?? 0;
  }
  return result;
}
