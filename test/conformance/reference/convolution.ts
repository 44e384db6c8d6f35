import { countOf, type Maps, sizes, zeros } from "./maps.ts";

export interface Convolution {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Before the first row and column. */
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
  /** Rows and columns of the output. */
  readonly output: readonly [number, number];
}

/** Columns that are multiplied at a time: the rows that are added to stay in the nearest cache. */
const BLOCK = 512;

/** Sums in float64. Weights: outputs, inputs of a group, kernel rows, kernel columns. */
export function convolve(x: Maps, weight: Float32Array, bias: Float32Array | null, options: Convolution): Maps {
  const { groups, output } = options;
  const [batch, channels, height, width] = sizes(x);
  const inputs = channels / groups;
  const samples = inputs * countOf(options.kernel);
  const outputs = weight.length / samples;
  const positions = countOf(output);
  const result = zeros([batch, outputs, ...output]);
  for (let image = 0; image < batch; image++)
    for (let group = 0; group < groups; group++) {
      const source = x.data.subarray((image * channels + group * inputs) * height * width);
      const first = (group * outputs) / groups;
      for (let start = 0; start < positions; start += BLOCK) {
        const count = Math.min(BLOCK, positions - start);
        const columns = windowsOf(source, inputs, height, width, options, start, count);
        for (let row = first; row < first + outputs / groups; row++) {
          const at = (image * outputs + row) * positions + start;
          const sums = result.data.subarray(at, at + count);
          if (bias) sums.fill(bias[row] ?? 0);
          addProduct(sums, weight.subarray(row * samples, (row + 1) * samples), columns);
        }
      }
    }
  return result;
}

/** The samples under the kernel at some positions: a row for each weight, a column for each position. */
function windowsOf(
  source: Float64Array,
  channels: number,
  height: number,
  width: number,
  { kernel, stride, padding, dilation, output }: Convolution,
  start: number,
  count: number,
): Float64Array {
  const columns = new Float64Array(channels * countOf(kernel) * count);
  let at = 0;
  for (let channel = 0; channel < channels; channel++)
    for (let down = 0; down < kernel[0]; down++)
      for (let across = 0; across < kernel[1]; across++)
        for (let position = start; position < start + count; position++) {
          const row = Math.floor(position / output[1]) * stride[0] - padding[0] + down * dilation[0];
          const column = (position % output[1]) * stride[1] - padding[1] + across * dilation[1];
          const inside = row >= 0 && row < height && column >= 0 && column < width;
          columns[at++] = inside ? (source[(channel * height + row) * width + column] ?? 0) : 0;
        }
  return columns;
}

/** sums += weights · columns, four rows of the columns at a time. */
export function addProduct(sums: Float64Array, weights: Float32Array, columns: Float64Array): void {
  const count = sums.length;
  const full = weights.length - (weights.length % 4);
  for (let row = 0; row < full; row += 4) {
    const a = weights[row] as number;
    const b = weights[row + 1] as number;
    const c = weights[row + 2] as number;
    const d = weights[row + 3] as number;
    const at = row * count;
    for (let i = 0; i < count; i++)
      sums[i] =
        (sums[i] as number) +
        a * (columns[at + i] as number) +
        b * (columns[at + count + i] as number) +
        c * (columns[at + 2 * count + i] as number) +
        d * (columns[at + 3 * count + i] as number);
  }
  for (let row = full; row < weights.length; row++) {
    const a = weights[row] as number;
    for (let i = 0; i < count; i++) sums[i] = (sums[i] as number) + a * (columns[row * count + i] as number);
  }
}

/** Each sample is spread over the outputs that its window reaches. Weights: inputs, outputs of a group, kernel. */
export function spread(x: Maps, weight: Float32Array, bias: Float32Array | null, options: Convolution): Maps {
  const { kernel, stride, padding, dilation, groups, output } = options;
  const [batch, channels, height, width] = sizes(x);
  const perGroup = weight.length / (channels * countOf(kernel));
  const result = zeros([batch, perGroup * groups, ...output]);
  const area = countOf(output);
  if (bias) for (let i = 0; i < result.data.length; i++) result.data[i] = bias[Math.floor(i / area) % bias.length] ?? 0;
  for (let image = 0; image < batch; image++)
    for (let channel = 0; channel < channels; channel++) {
      const group = Math.floor(channel / (channels / groups));
      for (let to = 0; to < perGroup; to++)
        for (let down = 0; down < kernel[0]; down++)
          for (let across = 0; across < kernel[1]; across++) {
            const factor = weight[((channel * perGroup + to) * kernel[0] + down) * kernel[1] + across] ?? 0;
            for (let row = 0; row < height; row++)
              for (let column = 0; column < width; column++) {
                const [y, z] = [
                  row * stride[0] - padding[0] + down * dilation[0],
                  column * stride[1] - padding[1] + across * dilation[1],
                ];
                if (y < 0 || y >= output[0] || z < 0 || z >= output[1]) continue;
                const at = ((image * perGroup * groups + group * perGroup + to) * output[0] + y) * output[1] + z;
                const sample = x.data[((image * channels + channel) * height + row) * width + column] ?? 0;
                result.data[at] = (result.data[at] ?? 0) + factor * sample;
              }
          }
    }
  return result;
}

/** Rows of features times a matrix (outputs, features). */
export function connect(x: Maps, weight: Float32Array, bias: Float32Array | null, outputs: number): Maps {
  const features = weight.length / outputs;
  const rows = x.data.length / features;
  const result = zeros([rows, outputs]);
  for (let row = 0; row < rows; row++)
    for (let output = 0; output < outputs; output++) {
      let sum = bias?.[output] ?? 0;
      for (let i = 0; i < features; i++)
        sum += (weight[output * features + i] as number) * (x.data[row * features + i] as number);
      result.data[row * outputs + output] = sum;
    }
  return result;
}
