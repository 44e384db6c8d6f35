import { type Dim, formatDim, unknownDim } from "../../../ir/dim.ts";
import { addDims, floorDivide, modulo, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import { dimsEqual, isLess } from "../../../ir/dimComparison.ts";
import type { ValueId } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import { fittingGroups } from "../../../ops/groups.ts";
import { asNumbers } from "../../../ops/tensors.ts";
import { activated } from "./activations.ts";
import { MOST_CHANNELS } from "./convolution.ts";
import type { LayerRule, LayerSite, NamedLayer } from "./rule.ts";

/** Joins the channels of earlier layers; with `groups` one part of each layer's. */
export const route: LayerRule = (site) => {
  if (!site.options.has("layers")) return missing(site, "layers");
  const sources = site.layers("layers");
  const parts = groupOf(site, sources);
  if (parts.length === 1) return parts[0] === sources[0]?.value ? site.add("Identity", {}, parts) : (parts[0] ?? -1);
  const [first] = sources;
  const sizes = site.dims(first?.value ?? -1)?.slice(2) ?? [];
  const other = sources.find(({ value }) => differ(site.dims(value)?.slice(2), sizes));
  if (!first || !other) return site.add("Concat", { axis: 1 }, parts);
  const places = {
    first: first.index,
    left: site.text(first.value),
    other: other.index,
    right: site.text(other.value),
  };
  const listed = sources.map(({ index }) => index);
  const nearest = site.nearestLike(first.value, 2, listed);
  const fixes = nearest === null ? [] : [site.change(other.at, String(nearest), changeTo("layers", String(nearest)))];
  if (site.feedsAnything) {
    site.report("route-shape", "warning", message("darknetRouteVector", places), other.at, fixes);
    const rows = parts.map((part) => (site.dims(part)?.length === 2 ? part : site.add("Flatten", {}, [part])));
    return site.add("Concat", { axis: 1 }, rows);
  }
  const text = message("darknetRouteSizes", places);
  site.report("route-shape", "error", text, other.at, fixes);
  const size = unknownDim(text);
  const channels = parts.map((part) => site.dims(part)?.[1] ?? size);
  return site.unknown(text, [site.dims(first.value)?.[0] ?? 1, addDims(...channels), size, size]);
};

function missing(site: LayerSite, key: string): ValueId {
  const text = message("darknetOptionMissing", { section: site.section, key });
  site.report("option-missing", "error", text, site.titleAt);
  return site.unknown(text);
}

const differ = (left: readonly Dim[] | undefined, right: readonly Dim[]): boolean =>
  left !== undefined &&
  (left.length !== right.length || left.some((dim, axis) => dimsEqual(dim, right[axis] ?? 0) === "no"));

/** The part `group_id` of `groups` of each layer's channels. */
function groupOf(site: LayerSite, sources: readonly NamedLayer[]): readonly ValueId[] {
  const { options } = site;
  const groups = options.integer("groups");
  const count = groups?.value ?? 1;
  if (!groups || count <= 1) return sources.map(({ value }) => value);
  const stated = options.integer("group_id");
  const group = stated?.value ?? 0;
  if (group < 0 || group >= count) {
    const last = count - 1;
    const fix = stated ? [site.change(stated.at, String(last), changeTo("group_id", String(last)))] : [];
    site.report("route-groups", "error", message("darknetGroupRange", { group, last }), stated?.at ?? groups.at, fix);
  }
  const part = Math.min(Math.max(0, group), count - 1);
  let isTold = false;
  return sources.map(({ value, index }) => {
    const channels = site.dims(value)?.[1];
    if (channels === undefined) return value;
    if (!isTold && dimsEqual(modulo(channels, count), 0) === "no") {
      isTold = true;
      const text = message("darknetRouteGroups", { channels: formatDim(channels), layer: index, groups: count });
      const fitting = fittingGroups(count, channels, channels);
      const fix =
        fitting === null ? [] : [site.change(groups.at, String(fitting), changeTo("groups", String(fitting)))];
      site.report("route-groups", "error", text, groups.at, fix);
    }
    const size = floorDivide(channels, count);
    const starts = [multiplyDims(size, part)];
    return site.add("Slice", { axes: [1], starts, ends: [multiplyDims(size, part + 1)] }, [value]);
  });
}

const changeTo = (key: string, value: string) => message("changeAttribute", { attribute: key, value });

/** Adds earlier layers to the previous one's output, each weighted by a learned number if `weights_type` says so. */
export const shortcut: LayerRule = (site) => {
  if (!site.options.has("from")) return missing(site, "from");
  const sources = site.layers("from");
  const added = sources.map((source) => fitted(site, source));
  const inputs = [site.previous, ...added];
  const unknown = added.find((value) => site.dims(value) === null);
  if (unknown !== undefined) return site.add("Eltwise", { operation: "sum" }, inputs);
  const weights = factors(site, inputs.length);
  return activated(site, weights === null ? summed(site, inputs) : weightedSum(site, inputs, weights), "linear");
};

function summed(site: LayerSite, inputs: readonly ValueId[]): ValueId {
  const alpha = site.options.number("alpha")?.value ?? 1;
  const beta = site.options.number("beta")?.value ?? 1;
  const coefficients = [alpha, ...inputs.slice(1).map(() => beta)];
  const isPlain = coefficients.every((coefficient) => coefficient === 1);
  return site.add("Eltwise", { operation: "sum", ...(!isPlain && { coefficients }) }, inputs);
}

/** What of a layer is added: its shape is made the previous output's, or reported. */
function fitted(site: LayerSite, source: NamedLayer): ValueId {
  const [, channels, ...sizes] = site.dims(site.previous) ?? [];
  const [, others, ...from] = site.dims(source.value) ?? [];
  if (channels === undefined || others === undefined) return source.value;
  const places = { layer: source.index, left: site.text(site.previous), right: site.text(source.value) };
  let { value } = source;
  if (differ(from, sizes)) {
    const nearest = site.nearestLike(site.previous, 0);
    const fixes = nearest === null ? [] : [site.change(source.at, String(nearest), changeTo("from", String(nearest)))];
    const steps = stepsBetween(from, sizes);
    if (steps === null) {
      const text = message("darknetShortcutSizes", places);
      site.report("shortcut-shape", "error", text, source.at, fixes);
      return site.unknown(text);
    }
    const isExact = from.every((size, axis) => {
      const rests = [modulo(size, sizes[axis] ?? 1), modulo(sizes[axis] ?? 1, size)];
      return rests.some((rest) => dimsEqual(rest, 0) === "yes");
    });
    const severity = isExact ? "information" : "warning";
    site.report("shortcut-shape", severity, message("darknetShortcutCut", places), source.at, isExact ? [] : fixes);
    value = resized(site, value, sizes, steps);
  }
  if (dimsEqual(channels, others) !== "no") return value;
  const hasFewer = isLess(others, channels) === "yes";
  const text = message("darknetShortcutChannels", { ...places, channels: formatDim(hasFewer ? others : channels) });
  site.report("shortcut-shape", "information", text, source.at);
  if (!hasFewer) return site.add("Slice", { axes: [1], starts: [0], ends: [channels] }, [value]);
  const missingChannels = subtractDims(channels, others);
  const pads = [[0, missingChannels], ...sizes.map(() => [0, 0])];
  return site.add("Pad", { pads }, [value]);
}

/** `step`: every n-th row and column is added; `spread`: it is added to every n-th row and column. One of them is 1. */
interface Steps {
  readonly step: number;
  readonly spread: number;
}

/**
 * pjreddie's `shortcut_cpu`: maps go together where both axes have the same whole parts of their quotients. AlexeyAB's fork
 * takes equal sizes only.
 */
function stepsBetween(from: readonly Dim[], to: readonly Dim[]): Steps | null {
  const [height, width] = asNumbers(from) ?? [];
  const [toHeight, toWidth] = asNumbers(to) ?? [];
  if (!height || !width || !toHeight || !toWidth) return null;
  const step = Math.floor(height / toHeight);
  const spread = Math.floor(toHeight / height);
  if (step !== Math.floor(width / toWidth) || spread !== Math.floor(toWidth / width)) return null;
  return { step: Math.max(1, step), spread: Math.max(1, spread) };
}

/** The part of a map that is added to another of the sizes `to`, as a map of these sizes. */
function resized(site: LayerSite, value: ValueId, to: readonly Dim[], { step, spread }: Steps): ValueId {
  const [batch = 1, channels = 1, ...from] = asNumbers(site.dims(value) ?? []) ?? [];
  const sizes = asNumbers(to) ?? [];
  if (spread === 1) {
    const counts = sizes.map((size, axis) => Math.min(size, from[axis] ?? 0));
    const ends = counts.map((count) => (count - 1) * step + 1);
    const cut = site.add("Slice", { axes: [2, 3], starts: [0, 0], ends, steps: [step, step] }, [value]);
    return filled(site, cut, counts, sizes);
  }
  if (channels > MOST_CHANNELS) {
    return site.add("External", { name: site.section, outputs: 1, shapes: [[batch, channels, ...sizes]] }, [value]);
  }
  const ones = Array.from({ length: channels }, () => 1);
  const weight = site.constant("spread", [channels, 1, 1, 1], ones);
  const apart = { stride: [spread, spread], groups: channels, hasBias: false };
  const reached = from.map((size) => (size - 1) * spread + 1);
  return filled(site, site.add("ConvTranspose", apart, [value, weight]), reached, sizes);
}

/** Zeros below and to the right, up to the sizes `to`. */
function filled(site: LayerSite, value: ValueId, from: readonly number[], to: readonly number[]): ValueId {
  const pads = to.map((size, axis) => [0, size - (from[axis] ?? 0)]);
  return pads.every(([, after]) => after === 0) ? value : site.add("Pad", { pads }, [value]);
}

/** One learned number for each input, or one for each channel of each; normalised over the inputs. */
function factors(site: LayerSite, count: number): readonly ValueId[] | null {
  const kind = choice(site, "weights_type", ["none", "per_feature", "per_layer", "per_channel"]);
  if (kind === "none") return null;
  const normalization = choice(site, "weights_normalization", ["none", "relu", "avg_relu", "softmax"]);
  const channels = kind === "per_channel" ? (site.dims(site.previous)?.[1] ?? 1) : 1;
  let weights = site.parameter("weight", [count, channels]);
  if (normalization !== "none") weights = normalizedOver(site, weights, normalization === "softmax");
  return Array.from({ length: count }, (_, index) => {
    const one = site.add("Slice", { axes: [0], starts: [index], ends: [index + 1] }, [weights]);
    return site.add("Unsqueeze", { axes: [2, 3] }, [one]);
  });
}

/** Darknet adds 0.0001 to the sum. */
function normalizedOver(site: LayerSite, weights: ValueId, isSoftmax: boolean): ValueId {
  const over = (name: string, x: ValueId): ValueId =>
    site.add("Reduce", { function: name, axes: [0], keepDims: true }, [x]);
  const parts = isSoftmax
    ? site.add("Unary", { function: "exp" }, [site.add("Sub", {}, [weights, over("max", weights)])])
    : site.add("Activation", { function: "relu" }, [weights]);
  return site.add("Div", {}, [parts, site.add("Add", { scalar: 1e-4 }, [over("sum", parts)])]);
}

function choice(site: LayerSite, key: string, choices: readonly string[]): string {
  const stated = site.options.word(key);
  if (!stated) return "none";
  if (choices.includes(stated.value)) return stated.value;
  const text = message("darknetChoice", { key, choices: choices.join(", "), got: stated.value.slice(0, 40) });
  site.report("option-value", "error", text, stated.at);
  return "none";
}

function weightedSum(site: LayerSite, inputs: readonly ValueId[], weights: readonly ValueId[]): ValueId {
  const terms = inputs.map((input, index) => site.add("Mul", {}, [input, weights[index] ?? input]));
  return site.add("Eltwise", { operation: "sum" }, terms);
}

/** Multiplies an earlier map by the previous output: one number a channel, or with `scale_wh` one a position. */
export const scaleChannels: LayerRule = (site) => {
  if (!site.options.has("from")) return missing(site, "from");
  const [source] = site.layers("from");
  if (!source) return site.unknown(message("darknetLayerUnknown", { layer: 0 }));
  const scale = site.dims(site.previous);
  const map = site.dims(source.value);
  const byPosition = (site.options.integer("scale_wh")?.value ?? 0) !== 0;
  const expected = map && (byPosition ? [1, ...map.slice(2)] : [map[1] ?? 1, 1, 1]);
  if (scale && expected && differ(scale.slice(1), expected)) {
    const axes = byPosition ? "positions" : "channels";
    const places = { layer: source.index, left: site.text(site.previous), right: site.text(source.value), axes };
    const text = message("darknetScaleShape", places);
    site.report("scale-shape", "error", text, source.at);
    return activated(site, site.add("Identity", {}, [source.value]), "linear");
  }
  return activated(site, site.add("Mul", {}, [source.value, site.previous]), "linear");
};

/** Multiplies the previous output by an earlier one of the same shape (the attention of YOLOv4). */
export const attention: LayerRule = (site) => {
  if (!site.options.has("from")) return missing(site, "from");
  const [source] = site.layers("from");
  if (!source) return site.unknown(message("darknetLayerUnknown", { layer: 0 }));
  const dims = site.dims(source.value);
  if (dims && differ(site.dims(site.previous)?.slice(1), dims.slice(1))) {
    const places = { layer: source.index, left: site.text(site.previous), right: site.text(source.value) };
    const nearest = site.nearestLike(site.previous, 0);
    const fixes = nearest === null ? [] : [site.change(source.at, String(nearest), changeTo("from", String(nearest)))];
    site.report("shortcut-shape", "error", message("darknetSameShape", places), source.at, fixes);
    return activated(site, site.add("Identity", {}, [source.value]), "linear");
  }
  return activated(site, site.add("Mul", {}, [site.previous, source.value]), "linear");
};

export const joiningRules = {
  route,
  sam: attention,
  scale_channels: scaleChannels,
  shortcut,
} satisfies Readonly<Record<string, LayerRule>>;
