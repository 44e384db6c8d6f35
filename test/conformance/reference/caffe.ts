import { type Convolution, connect, convolve, spread } from "./convolution.ts";
import { largest, meanWithPadding, normalizeResponse, pool, sigmoid, softmax } from "./layers.ts";
import { countOf, joined, type Maps, mapped, mappedByChannel, reshaped, sizes } from "./maps.ts";
import { type Message, message, messages, number, numbers, parseMessage, word, words } from "./prototxt.ts";
import { type Filling, weightsInOrder } from "./weights.ts";

/** What a layer gives, by the layer's name, in the order of the file. */
export type LayerOutputs = readonly { readonly name: string; readonly outputs: readonly Maps[] }[];

type Weights = (filling: Filling, ...dims: readonly number[]) => Float32Array;

/** A layer as BVLC's own `*_layer.cpp` computes it. */
type Layer = (settings: (name: string) => Message, bottoms: readonly Maps[], weights: Weights) => readonly Maps[];

/**
 * Runs a network in phase TEST, layer after layer. Blobs count as Caffe holds them: weights, then the bias; of BatchNorm
 * the mean, the variance, and the factor that both are divided by, which is held to be 1.
 */
export function runCaffe(text: string, inputs: Readonly<Record<string, Maps>>): LayerOutputs {
  const network = parseMessage(text);
  const weights = weightsInOrder();
  const blobs = new Map<string, Maps>(Object.entries(inputs));
  const done: { readonly name: string; readonly outputs: readonly Maps[] }[] = [];
  for (const layer of messages(network, "layer")) {
    const name = word(layer, "name") ?? "";
    const type = word(layer, "type") ?? "";
    if (messages(layer, "include").some((rule) => word(rule, "phase") === "TRAIN")) continue;
    const tops = words(layer, "top");
    const given = inputs[tops[0] ?? ""];
    const run = given && !layer.has("bottom") ? () => [given] : layers[type];
    if (!run) throw new Error(`the reference has no ${type}`);
    const bottoms = words(layer, "bottom").map((bottom) => {
      const blob = blobs.get(bottom);
      if (!blob) throw new Error(`${name} finds no ${bottom}`);
      return blob;
    });
    const outputs = run((field) => message(layer, field), bottoms, weights);
    for (const [index, top] of tops.entries()) if (outputs[index]) blobs.set(top, outputs[index]);
    done.push({ name, outputs });
  }
  return done;
}

/** `stem_h` and `stem_w`, or the repeated `name` for both. */
function pair(settings: Message, name: string, stem: string, absent: number): readonly [number, number] {
  const [first = absent, second = first] = numbers(settings, name);
  return [number(settings, `${stem}_h`, first), number(settings, `${stem}_w`, second)];
}

const first = ([bottom]: readonly Maps[]): Maps => bottom ?? { dims: [], data: new Float64Array() };

type Pair = readonly [number, number];

const both = (of: (axis: 0 | 1) => number): Pair => [of(0), of(1)];

function windowOf(settings: Message): Omit<Convolution, "output"> {
  return {
    kernel: pair(settings, "kernel_size", "kernel", 1),
    stride: pair(settings, "stride", "stride", 1),
    padding: pair(settings, "pad", "pad", 0),
    dilation: pair(settings, "dilation", "dilation", 1),
    groups: number(settings, "group", 1),
  };
}

const biasOf = (settings: Message, weights: Weights, outputs: number): Float32Array | null =>
  word(settings, "bias_term") === "false" ? null : weights("bias", outputs);

/** Depthwise: a group for each channel. */
const convolution =
  (depthwise: boolean): Layer =>
  (settingsOf, bottoms, weights) => {
    const settings = settingsOf("convolution_param");
    const x = first(bottoms);
    const [, channels, ...size] = sizes(x);
    const stated = windowOf(settings);
    const groups = depthwise ? channels : stated.groups;
    const window = { ...stated, groups };
    const { kernel, stride, padding, dilation } = window;
    const outputs = number(settings, "num_output", 1);
    const weight = weights("weight", outputs, channels / groups, ...kernel);
    const bias = biasOf(settings, weights, outputs);
    const output = both((a) =>
      Math.floor(((size[a] ?? 1) + 2 * padding[a] - dilation[a] * (kernel[a] - 1) - 1) / stride[a] + 1),
    );
    return bottoms.map((bottom) => convolve(bottom, weight, bias, { ...window, output }));
  };

const deconvolution: Layer = (settingsOf, bottoms, weights) => {
  const settings = settingsOf("convolution_param");
  const window = windowOf(settings);
  const { kernel, stride, padding, dilation, groups } = window;
  const x = first(bottoms);
  const [, channels, ...size] = sizes(x);
  const outputs = number(settings, "num_output", 1);
  const weight = weights("weight", channels, outputs / groups, ...kernel);
  const bias = biasOf(settings, weights, outputs);
  const output = both((a) => ((size[a] ?? 1) - 1) * stride[a] + dilation[a] * (kernel[a] - 1) + 1 - 2 * padding[a]);
  return bottoms.map((bottom) => spread(bottom, weight, bias, { ...window, output }));
};

/** pooling_layer.cpp: rounds up, then drops a window that would begin in the padding at the end. */
const pooling: Layer = (settingsOf, bottoms) => {
  const settings = settingsOf("pooling_param");
  const x = first(bottoms);
  const [, , ...size] = sizes(x);
  const whole = word(settings, "global_pooling") === "true";
  const kernel = whole ? size : pair(settings, "kernel_size", "kernel", 1);
  const stride = pair(settings, "stride", "stride", 1);
  const padding = pair(settings, "pad", "pad", 0);
  // A field of forks.
  const rounded = word(settings, "ceil_mode") === "false" ? Math.floor : Math.ceil;
  const output = both((a) => {
    const count = rounded((size[a] + 2 * padding[a] - kernel[a]) / stride[a]) + 1;
    const isPadded = padding[0] > 0 || padding[1] > 0;
    return isPadded && (count - 1) * stride[a] >= size[a] + padding[a] ? count - 1 : count;
  });
  const padded = both((a) => size[a] + 2 * padding[a]);
  const of = word(settings, "pool") === "AVE" ? meanWithPadding : largest;
  return [pool(x, { kernel, stride, padding, output }, padded, of)];
};

const innerProduct: Layer = (settingsOf, bottoms, weights) => {
  const settings = settingsOf("inner_product_param");
  const x = first(bottoms);
  const axis = number(settings, "axis", 1);
  const outputs = number(settings, "num_output", 1);
  const weight = weights("weight", outputs, countOf(x.dims.slice(axis)));
  const result = connect(x, weight, biasOf(settings, weights, outputs), outputs);
  return [reshaped(result, [...x.dims.slice(0, axis), outputs])];
};

const localResponse: Layer = (settingsOf, bottoms) => {
  const settings = settingsOf("lrn_param");
  const within = word(settings, "norm_region") === "WITHIN_CHANNEL";
  const numbersOf = [number(settings, "alpha", 1), number(settings, "beta", 0.75), number(settings, "k", 1)] as const;
  return [normalizeResponse(first(bottoms), number(settings, "local_size", 5), numbersOf, within)];
};

const batchNorm: Layer = (settingsOf, bottoms, weights) => {
  const epsilon = number(settingsOf("batch_norm_param"), "eps", 1e-5);
  const [, channels] = sizes(first(bottoms));
  const [mean, variance] = [weights("mean", channels), weights("variance", channels)];
  weights("unused", 1);
  const normal = (value: number, c: number): number =>
    (value - (mean[c] ?? 0)) / Math.sqrt((variance[c] ?? 1) + epsilon);
  return [mappedByChannel(first(bottoms), normal)];
};

const scale: Layer = (settingsOf, bottoms, weights) => {
  const hasBias = word(settingsOf("scale_param"), "bias_term") === "true";
  const [, channels] = sizes(first(bottoms));
  const factor = weights("weight", channels);
  const bias = hasBias ? weights("bias", channels) : null;
  return [mappedByChannel(first(bottoms), (value, c) => value * (factor[c] ?? 1) + (bias?.[c] ?? 0))];
};

const eltwise: Layer = (settingsOf, bottoms) => {
  const settings = settingsOf("eltwise_param");
  const operation = word(settings, "operation") ?? "SUM";
  const coefficients = numbers(settings, "coeff");
  const at = (index: number, flat: number): number => bottoms[index]?.data[flat] ?? 0;
  const indices = bottoms.map((_, index) => index);
  return [
    mapped(first(bottoms), (_, flat) => {
      if (operation === "PROD") return indices.reduce((product, index) => product * at(index, flat), 1);
      if (operation === "MAX") return Math.max(...indices.map((index) => at(index, flat)));
      return indices.reduce((sum, index) => sum + (coefficients[index] ?? 1) * at(index, flat), 0);
    }),
  ];
};

const relu: Layer = (settingsOf, bottoms) => {
  const slope = number(settingsOf("relu_param"), "negative_slope", 0);
  return [mapped(first(bottoms), (value) => (value > 0 ? value : slope * value))];
};

const prelu: Layer = (_, bottoms, weights) => {
  const [, channels] = sizes(first(bottoms));
  const slope = weights("weight", channels);
  return [mappedByChannel(first(bottoms), (value, c) => (value > 0 ? value : (slope[c] ?? 0) * value))];
};

/** Channels of each group in turn. */
const shuffleChannel: Layer = (settingsOf, bottoms) => {
  const x = first(bottoms);
  const groups = number(settingsOf("shuffle_channel_param"), "group", 1);
  const [, channels, height, width] = sizes(x);
  const area = height * width;
  return [
    mapped(x, (_, flat) => {
      const channel = Math.floor(flat / area) % channels;
      const from = (channel % groups) * (channels / groups) + Math.floor(channel / groups);
      return x.data[flat + (from - channel) * area] ?? 0;
    }),
  ];
};

const each =
  (of: (value: number) => number): Layer =>
  (_, bottoms) => [mapped(first(bottoms), of)];

const layers: Readonly<Record<string, Layer>> = {
  BatchNorm: batchNorm,
  ConvolutionDepthwise: convolution(true),
  Concat: (settingsOf, bottoms) => [joined(bottoms, number(settingsOf("concat_param"), "axis", 1))],
  Convolution: convolution(false),
  Deconvolution: deconvolution,
  Dropout: each((value) => value),
  Eltwise: eltwise,
  InnerProduct: innerProduct,
  LRN: localResponse,
  Pooling: pooling,
  PReLU: prelu,
  ReLU: relu,
  Scale: scale,
  ShuffleChannel: shuffleChannel,
  Sigmoid: each(sigmoid),
  Softmax: (settingsOf, bottoms) => [softmax(first(bottoms), number(settingsOf("softmax_param"), "axis", 1))],
  TanH: each(Math.tanh),
};
