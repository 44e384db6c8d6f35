import type { LayerOutputs } from "./caffe.ts";
import { convolve } from "./convolution.ts";
import { largest, pool, repeated, sigmoid, softmax } from "./layers.ts";
import { joined, type Maps, mapped, mappedByChannel, reshaped, sizes, zeros } from "./maps.ts";
import { type Filling, weightsInOrder } from "./weights.ts";

type Options = ReadonlyMap<string, string>;
type Weights = (filling: Filling, ...dims: readonly number[]) => Float32Array;

interface Run {
  readonly previous: Maps;
  readonly index: number;
  /** What each layer before has given. */
  readonly before: readonly Maps[];
  readonly weights: Weights;
}

/** A layer as pjreddie's own `*_layer.c` computes it. */
type Layer = (options: Options, run: Run) => Maps;

/**
 * Runs a network layer after layer. Weights count as: the matrix, then the scales, biases, means and variances of the
 * normalisation, or the bias.
 */
export function runDarknet(text: string, input: Maps): LayerOutputs {
  const weights = weightsInOrder();
  const before: Maps[] = [];
  const [, ...sections] = sectionsOf(text);
  return sections.map(([type, options], index) => {
    const run = layers[type];
    if (!run) throw new Error(`the reference has no [${type}]`);
    const output = run(options, { previous: before[index - 1] ?? input, index, before, weights });
    before.push(output);
    return { name: `${index}:${type}`, outputs: [output] };
  });
}

function sectionsOf(text: string): readonly (readonly [type: string, options: Options])[] {
  const sections: [string, Map<string, string>][] = [];
  for (const line of text.split("\n").map((raw) => raw.replace(/\s/g, ""))) {
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const [key = "", value = ""] = line.split("=");
    if (line.startsWith("[")) sections.push([line.slice(1, -1), new Map()]);
    else sections.at(-1)?.[1].set(key, value);
  }
  return sections;
}

const integer = (options: Options, name: string, absent: number): number =>
  options.has(name) ? Number.parseInt(options.get(name) ?? "", 10) : absent;

const list = (options: Options, name: string): readonly number[] => (options.get(name) ?? "").split(",").map(Number);

const activations: Readonly<Record<string, (value: number) => number>> = {
  linear: (value) => value,
  leaky: (value) => (value > 0 ? value : 0.1 * value),
  relu: (value) => Math.max(0, value),
  logistic: sigmoid,
};

function activated(x: Maps, options: Options): Maps {
  const name = options.get("activation") ?? "logistic";
  const of = activations[name];
  if (!of) throw new Error(`the reference has no activation ${name}`);
  return mapped(x, of);
}

const convolutional: Layer = (options, { previous, weights }) => {
  const [, channels, height, width] = sizes(previous);
  const filters = integer(options, "filters", 1);
  const size = integer(options, "size", 1);
  const stride = integer(options, "stride", 1);
  const groups = integer(options, "groups", 1);
  const padding = integer(options, "pad", 0) === 0 ? integer(options, "padding", 0) : Math.floor(size / 2);
  const isNormalized = integer(options, "batch_normalize", 0) !== 0;
  const weight = weights("weight", filters, channels / groups, size, size);
  const [factor, bias] = isNormalized
    ? [weights("weight", filters), weights("bias", filters)]
    : [null, weights("bias", filters)];
  const result = convolve(previous, weight, isNormalized ? null : bias, {
    kernel: [size, size],
    stride: [stride, stride],
    padding: [padding, padding],
    dilation: [1, 1],
    groups,
    output: [
      Math.floor((height + 2 * padding - size) / stride) + 1,
      Math.floor((width + 2 * padding - size) / stride) + 1,
    ],
  });
  if (!factor) return activated(result, options);
  const [mean, variance] = [weights("mean", filters), weights("variance", filters)];
  // blas.c, normalize_cpu.
  const normal = (value: number, c: number): number =>
    ((value - (mean[c] ?? 0)) / (Math.sqrt(variance[c] ?? 1) + 0.000001)) * (factor[c] ?? 1) + (bias[c] ?? 0);
  return activated(mappedByChannel(result, normal), options);
};

/** maxpool_layer.c: `padding` is that of both sides together, and half of it, rounded to 0, comes before. */
const maxpool: Layer = (options, { previous }) => {
  const [, , height, width] = sizes(previous);
  const stride = integer(options, "stride", 1);
  const size = integer(options, "size", stride);
  const padding = integer(options, "padding", size - 1);
  const before = Math.floor(padding / 2);
  const outputOf = (length: number): number => Math.floor((length + padding - size) / stride) + 1;
  const output = [outputOf(height), outputOf(width)] as const;
  const padded = [height + 2 * size, width + 2 * size] as const;
  return pool(
    previous,
    { kernel: [size, size], stride: [stride, stride], padding: [before, before], output },
    padded,
    largest,
  );
};

const fromHere = (at: number, index: number): number => (at < 0 ? index + at : at);

const route: Layer = (options, { before, index }) =>
  joined(
    list(options, "layers").flatMap((at) => before[fromHere(at, index)] ?? []),
    1,
  );

/** blas.c, shortcut_cpu: of maps of other sizes every second sample is added, of more channels the first ones. */
const shortcut: Layer = (options, { previous, before, index }) => {
  const other = before[fromHere(integer(options, "from", -1), index)] ?? previous;
  const [batch, channels, height, width] = sizes(previous);
  const [, otherChannels, otherHeight, otherWidth] = sizes(other);
  const stride = Math.max(1, Math.floor(otherWidth / width));
  const sample = Math.max(1, Math.floor(width / otherWidth));
  const sum = { ...previous, data: previous.data.slice() };
  for (let image = 0; image < batch; image++)
    for (let channel = 0; channel < Math.min(channels, otherChannels); channel++)
      for (let row = 0; row < Math.min(height, otherHeight); row++)
        for (let column = 0; column < Math.min(width, otherWidth); column++) {
          const to = ((image * channels + channel) * height + row * sample) * width + column * sample;
          const from = ((image * otherChannels + channel) * otherHeight + row * stride) * otherWidth + column * stride;
          sum.data[to] = (sum.data[to] ?? 0) + (other.data[from] ?? 0);
        }
  return activated(sum, options);
};

/** yolo_layer.c and region_layer.c: of each anchor the centre, the size, the objectness, the classes. */
const head =
  (softClasses: boolean): Layer =>
  (options, { previous }) => {
    const [batch, channels, height, width] = sizes(previous);
    const classes = integer(options, "classes", 20);
    const isSoft = softClasses && integer(options, "softmax", 0) !== 0;
    const anchors = channels / (classes + 5);
    const byAnchor = reshaped(previous, [batch * anchors, classes + 5, height, width]);
    const squashed = mappedByChannel(byAnchor, (value, c) =>
      c === 2 || c === 3 || (isSoft && c > 4) ? value : sigmoid(value),
    );
    if (isSoft) softenClasses(squashed);
    return reshaped(squashed, previous.dims);
  };

function softenClasses({ dims, data }: Maps): void {
  const [anchors = 1, numbers = 1, height = 1, width = 1] = dims;
  const area = height * width;
  for (let anchor = 0; anchor < anchors; anchor++) {
    const from = (anchor * numbers + 5) * area;
    const classes = data.subarray(from, (anchor + 1) * numbers * area);
    classes.set(softmax({ dims: [numbers - 5, height, width], data: classes }, 0).data);
  }
}

const averagePool: Layer = (_, { previous }) => {
  const [batch, channels, height, width] = sizes(previous);
  const result = zeros([batch, channels]);
  for (const [at, value] of previous.data.entries()) {
    const to = Math.floor(at / (height * width));
    result.data[to] = (result.data[to] ?? 0) + value / (height * width);
  }
  return result;
};

const layers: Readonly<Record<string, Layer>> = {
  avgpool: averagePool,
  convolutional,
  maxpool,
  region: head(true),
  route,
  shortcut,
  softmax: (_, { previous }) => softmax(previous, 1),
  upsample: (options, { previous }) => repeated(previous, integer(options, "stride", 2)),
  yolo: head(false),
};
