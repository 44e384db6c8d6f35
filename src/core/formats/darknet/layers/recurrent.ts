import type { Dim } from "../../../ir/dim.ts";
import type { ValueId } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import { activated, apply } from "./activations.ts";
import { normalized, paddingOf, square, statesNormalization } from "./convolution.ts";
import { product } from "./dense.ts";
import type { LayerRule, LayerSite } from "./rule.ts";

// Darknet runs these layers once for each of `time_steps`. What is recorded is one step from the state at the beginning,
// which is zero: it has every weight and gives every shape.

/** A matrix product, or a convolution, with weights of its own. */
type Weigh = (part: string, x: ValueId) => ValueId;

const sum = (site: LayerSite, ...terms: readonly ValueId[]): ValueId => site.add("Add", {}, terms);

const times = (site: LayerSite, a: ValueId, b: ValueId): ValueId => site.add("Mul", {}, [a, b]);

/** The state before the first step. */
const zeros = (site: LayerSite, shape: readonly Dim[]): ValueId =>
  site.add("Constant", { shape, dtype: "float32", value: 0 }, []);

function outputOf(site: LayerSite, ...keys: readonly string[]): number {
  const stated = keys.map((key) => site.options.integer(key)).find((found) => found !== null);
  const text = message("darknetDefault", { section: site.section, key: keys[0] ?? "", value: 1 });
  if (!stated) site.report("option-missing", "warning", text, site.titleAt);
  return Math.max(1, stated?.value ?? 1);
}

const batchOf = (site: LayerSite, x: ValueId): Dim => site.dims(x)?.[0] ?? 1;

/** state ← f(W·input) + g(U·state); output = f(V·state). In pjreddie's fork the state is as long as the output. */
const rnn: LayerRule = (site) => {
  const outputs = outputOf(site, "output");
  const hidden = Math.max(1, site.options.integer("hidden")?.value ?? outputs);
  const x = site.vector();
  const logistic = site.options.integer("logistic")?.value ?? 0;
  const weigh = (part: string, from: ValueId, features: number): ValueId => product(site, from, features, part);
  const input = activated(site, weigh("input", x, hidden), "logistic");
  const before = weigh("self", zeros(site, [batchOf(site, x), hidden]), hidden);
  const own =
    logistic === 0 ? activated(site, before, "logistic") : apply(site, before, logistic === 2 ? "loggy" : "logistic");
  return activated(site, weigh("output", sum(site, input, own), outputs), "logistic");
};

/** Cho et al. (2014), with z as the part of the old state that is kept. */
const gru: LayerRule = (site) => {
  const outputs = outputOf(site, "output");
  const x = site.vector();
  const state = zeros(site, [batchOf(site, x), outputs]);
  const gate = (name: string, from: ValueId): ValueId =>
    sum(site, product(site, x, outputs, `u${name}`), product(site, from, outputs, `w${name}`));
  const keep = apply(site, gate("z", state), "logistic");
  const reset = apply(site, gate("r", state), "logistic");
  const isTanh = (site.options.integer("tanh")?.value ?? 0) !== 0;
  const candidate = apply(site, gate("h", times(site, reset, state)), isTanh ? "tanh" : "logistic");
  const fresh = site.add("Sub", { scalar: 1, scalarFirst: true }, [keep]);
  return sum(site, times(site, keep, state), times(site, fresh, candidate));
};

/** Hochreiter and Schmidhuber (1997) with a forget gate; `peep` lets the gates see the cell. */
function lstmStep(site: LayerSite, weigh: Weigh, x: ValueId, state: ValueId, peep: boolean, squash: string): ValueId {
  const cell = state;
  const gate = (name: string, seen: ValueId | null): ValueId => {
    const gated = sum(site, weigh(`w${name}`, state), weigh(`u${name}`, x));
    return seen === null ? gated : sum(site, gated, weigh(`v${name}`, seen));
  };
  const seen = peep ? cell : null;
  const forget = apply(site, gate("f", seen), "logistic");
  const input = apply(site, gate("i", seen), "logistic");
  const candidate = apply(site, gate("g", null), squash);
  const next = sum(site, times(site, forget, cell), times(site, input, candidate));
  const output = apply(site, gate("o", peep ? next : null), "logistic");
  return times(site, output, apply(site, next, squash));
}

const lstm: LayerRule = (site) => {
  const outputs = outputOf(site, "output");
  const x = site.vector();
  const state = zeros(site, [batchOf(site, x), outputs]);
  return lstmStep(site, (part, from) => product(site, from, outputs, part), x, state, false, "tanh");
};

/** A convolution of the section's size. pjreddie's fork knows no other than 3×3. */
function convolve(site: LayerSite, part: string, x: ValueId, filters: number): ValueId {
  const { options } = site;
  const size = options.integer("size");
  const isStated = ["size", "pad", "padding"].some((key) => options.has(key));
  const isNormalized = statesNormalization(site);
  const padding = isStated ? paddingOf(site, size?.value ?? 3) : 1;
  const attributes = {
    spatialRank: 2,
    outChannels: filters,
    kernelSize: square(size, 3),
    stride: square(options.integer("stride"), 1),
    padding: [padding, padding],
    groups: Math.max(1, options.integer("groups")?.value ?? 1),
    hasBias: !isNormalized,
  };
  const y = site.add("Conv", attributes, [x], { part });
  return isNormalized ? normalized(site, y, { part }) : y;
}

const crnn: LayerRule = (site) => {
  const image = site.image();
  const filters = outputOf(site, "output", "output_filters");
  const hidden = outputOf(site, "hidden", "hidden_filters");
  const weigh = (part: string, x: ValueId, count: number): ValueId =>
    activated(site, convolve(site, part, x, count), "logistic");
  const input = weigh("input", image?.value ?? site.previous, hidden);
  const state = stateLike(site, input);
  return weigh("output", sum(site, input, weigh("self", state, hidden)), filters);
};

/** Zeros of the shape that the input's weights give. */
function stateLike(site: LayerSite, value: ValueId): ValueId {
  const dims = site.dims(value);
  return dims === null ? value : zeros(site, dims);
}

/** Shi et al. (2015). */
const convolutionalLstm: LayerRule = (site) => {
  const image = site.image();
  const filters = outputOf(site, "output");
  const x = image?.value ?? site.previous;
  const weigh: Weigh = (part, from) => activated(site, convolve(site, part, from, filters), "linear");
  const first = weigh("uf", x);
  const isBottleneck = (site.options.integer("bottleneck")?.value ?? 0) !== 0;
  // With a bottleneck input and state go through one convolution before the gates.
  if (isBottleneck)
    return site.add("External", { name: site.section, outputs: 1, shapes: [site.dims(first)] }, [first]);
  const isPeephole = (site.options.integer("peephole")?.value ?? 0) !== 0;
  const once: Weigh = (part, from) => (part === "uf" ? first : weigh(part, from));
  const squash = site.options.word("lstm_activation")?.value ?? "tanh";
  return lstmStep(site, once, x, stateLike(site, first), isPeephole, squash);
};

/** The last maps side by side. */
const history: LayerRule = (site) => {
  const image = site.image();
  const length = Math.max(1, site.options.integer("history_size")?.value ?? 4);
  if (!image || length > 1024) return site.add("External", { name: site.section, outputs: 1 });
  const { batch, channels, height, width } = image;
  const before = zeros(site, [batch, channels, height, width]);
  return site.add("Concat", { axis: 1 }, [...Array.from({ length: length - 1 }, () => before), image.value]);
};

export const recurrentRules = {
  conv_lstm: convolutionalLstm,
  crnn,
  gru,
  history,
  lstm,
  rnn,
} satisfies Readonly<Record<string, LayerRule>>;
