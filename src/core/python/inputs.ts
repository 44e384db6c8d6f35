// The inputs of a model: the parameters of its forward, and where their shapes come from.
import { type Dim, isUnknown, variable } from "../ir/dim.ts";
import type { GivenInput, InputOrigin } from "../ir/facts.ts";
import type { Message } from "../ir/message.ts";
import type { Attribute, ElementType, Network, NetworkNode, TensorType, ValueId } from "../ir/network.ts";
import type { SourceRange } from "../ir/source.ts";
import { message } from "../messages/index.ts";
import type { Value } from "./eval/value.ts";

/** A parameter of forward that may take tensors. */
export interface ForwardParameter {
  readonly name: string;
  readonly required: boolean;
  /** Not required: None stands for it. */
  readonly isNone?: boolean;
  /** Annotated as a list or tuple of tensors. */
  readonly isList: boolean;
  /** A list or tuple of so many tensors, as its uses show. */
  readonly elements?: number;
  /** The same where a tensor may be used so too. */
  readonly mayHold?: number;
  /** No parameter of its own: what a forward that takes anything (`*args`) is given in its place. */
  readonly isSupposed?: boolean;
}

/** The shapes of one parameter: several where it takes a list. */
export interface ChosenInput {
  readonly name: string;
  readonly types: readonly TensorType[];
  readonly isList: boolean;
  /** Of a call in the file: the containers that hold the tensors, where it is no plain list of them. */
  readonly nest?: Value;
  readonly byName: boolean;
  /** An argument that holds no tensor, of a call in the file: no input of the network. */
  readonly constant?: { readonly value: Value };
  readonly origin: InputOrigin;
  readonly explanation: Message;
  readonly at: SourceRange | null;
}

/** Where shapes are stated outright: on the command line, in a directive, a setting. */
export interface InputSource {
  readonly origin: InputOrigin;
  readonly inputs: readonly GivenInput[];
  readonly explanation: Message;
  readonly at: SourceRange | null;
}

/** Spreads stated shapes over the parameters: named ones where they belong, the others in order. */
export function assignInputs(parameters: readonly ForwardParameter[], source: InputSource): readonly ChosenInput[] {
  const byName = new Map<string, TensorType[]>();
  const unnamed: TensorType[] = [];
  for (const { name, type } of source.inputs) {
    if (name === null) unnamed.push(type);
    else byName.set(name, [...(byName.get(name) ?? []), type]);
  }
  const chosen: ChosenInput[] = [];
  let skipped = false;
  for (const parameter of parameters) {
    const named = byName.get(parameter.name);
    byName.delete(parameter.name);
    const rest =
      (parameter.isList || parameter.elements !== undefined) && parameters.length === 1
        ? unnamed.splice(0)
        : unnamed.splice(0, 1);
    const types = named ?? rest;
    if (types.length === 0) {
      skipped = true;
      continue;
    }
    const isList = parameter.isList || types.length > 1 || (named !== undefined && parameter.elements !== undefined);
    chosen.push(choice(parameter.name, types, isList, skipped, source));
  }
  // What forward does not name goes to its *args or **kwargs.
  for (const type of unnamed) chosen.push(choice(`input_${chosen.length}`, [type], false, false, source));
  for (const [name, types] of byName) chosen.push(choice(name, types, types.length > 1, true, source));
  return chosen;
}

function choice(
  name: string,
  types: readonly TensorType[],
  isList: boolean,
  byName: boolean,
  { origin, explanation, at }: InputSource,
): ChosenInput {
  return { name, types, isList, byName, origin, explanation, at };
}

/** What the first layer that an input reaches says about it. */
export interface FirstDemand {
  readonly kind: "channels" | "features" | "flattened" | "tokens" | "sequence";
  readonly count: Dim;
  readonly spatialRank: number;
  /** Of a sequence: the axis of the batch. */
  readonly batchAxis?: 0 | 1;
  /** The only channel is made on the way to the layer: `x.unsqueeze(1)`. */
  readonly isFlat?: boolean;
  /** A code that is unfolded from one position, as generators take it, rather than an image. */
  readonly isCode?: boolean;
}

/** Operators whose output has the shape, or the channels, of their input. */
const passesThrough = new Set([
  "Activation",
  "Dropout",
  "Identity",
  "Unary",
  "Cast",
  "Pad",
  "Resize",
  "MaxPool",
  "AveragePool",
  "LpPool",
  "Softmax",
  "GroupNorm",
  "LocalResponseNorm",
]);
/** Of these: what has other sizes than it was given. */
const changesSizes = new Set(["Pad", "Resize", "MaxPool", "AveragePool", "LpPool"]);
const arithmetic = new Set(["Add", "Sub", "Mul", "Div"]);

/** Follows an input through pointwise layers to the first one that says how many channels or features it takes. */
export function firstDemand(network: Network, input: ValueId): FirstDemand | null {
  const same = new Set<ValueId>([input]);
  let ofAnyRank: FirstDemand | null = null;
  const flattened = new Set<ValueId>();
  const turned = new Set<ValueId>();
  const raised = new Set<ValueId>();
  // Flattened, they say how many pixels are left and not how many there were.
  const resized = new Set<ValueId>();
  for (const node of network.nodes) {
    const first = node.inputs[0] ?? -1;
    if (turned.has(first) && node.op === "RecurrentStack") return sequenceDemand(node, true);
    if (flattened.has(first)) {
      if (node.op === "Linear") return demand("flattened", node.attrs["inFeatures"], 0);
      if (node.op === "Embedding") return demandOf(node);
      if (passesThrough.has(node.op)) for (const output of node.outputs) flattened.add(output);
    }
    if (raised.has(first)) {
      const found = demandOf(node);
      if (found !== null) return found.kind === "channels" && found.count === 1 ? { ...found, isFlat: true } : null;
      if (passesThrough.has(node.op)) for (const output of node.outputs) raised.add(output);
    }
    if (!same.has(first)) continue;
    if (node.op === "Unsqueeze" && isFirstAxis(node.attrs["axes"])) {
      for (const output of node.outputs) raised.add(output);
      continue;
    }
    const found = demandOf(node) ?? weightDemand(network, node);
    if (found !== null && node.op !== "GroupNorm") {
      if (ofAnyRank === null) return found;
      return found.kind === "channels" ? { ...ofAnyRank, spatialRank: found.spatialRank } : ofAnyRank;
    }
    // It takes any number of axes: what follows says how many there are.
    ofAnyRank ??= found;
    const pieces = node.op === "Flatten" || node.op === "Reshape" ? flattened : node.op === "Transpose" ? turned : null;
    if (changesSizes.has(node.op) || resized.has(first)) for (const output of node.outputs) resized.add(output);
    if (pieces === flattened && resized.has(first)) continue;
    if (pieces !== null) for (const output of node.outputs) pieces.add(output);
    else if (passesThrough.has(node.op) || (arithmetic.has(node.op) && node.inputs.length === 1))
      for (const output of node.outputs) same.add(output);
  }
  return ofAnyRank;
}

/** `x.view(-1, 1, 28, 28)` before anything else: the shape that forward itself gives each sample; null: none, or not all of it. */
export function firstReshape(network: Network, input: ValueId): readonly number[] | null {
  let value = input;
  for (const { op, inputs, outputs, attrs } of network.nodes) {
    if (inputs[0] !== value || inputs.length !== 1) continue;
    if (op === "Reshape") {
      const [batch, ...sizes]: readonly unknown[] = Array.isArray(attrs["shape"]) ? attrs["shape"] : [];
      const isWhole = sizes.length > 1 && sizes.every((size) => typeof size === "number" && size > 0);
      return isWhole && (batch === -1 || batch === 1) ? (sizes as readonly number[]) : null;
    }
    if (op !== "Cast" && !arithmetic.has(op)) return null;
    value = outputs[0] ?? value;
  }
  return null;
}

/** The one behind the batch. */
const isFirstAxis = (axes: Attribute | undefined): boolean => Array.isArray(axes) && axes.length === 1 && axes[0] === 1;

function demandOf(node: NetworkNode): FirstDemand | null {
  const { attrs } = node;
  switch (node.op) {
    case "Conv":
    case "ConvTranspose": {
      const kernel = attrs["kernelSize"];
      const found = demand("channels", attrs["inChannels"], Array.isArray(kernel) ? kernel.length : 2);
      return found !== null && node.op === "ConvTranspose" && unfolds(attrs) ? { ...found, isCode: true } : found;
    }
    case "BatchNorm": {
      const ranks = attrs["ranks"];
      const rank: unknown = Array.isArray(ranks) ? ranks.at(-1) : 4;
      return demand("channels", attrs["channels"], typeof rank === "number" ? rank - 2 : 2);
    }
    case "InstanceNorm": {
      const rank = attrs["spatialRank"];
      return demand("channels", attrs["channels"], typeof rank === "number" ? rank : 2);
    }
    case "GroupNorm":
      return demand("channels", attrs["channels"], 2);
    case "Linear":
      return demand("features", attrs["inFeatures"], 0);
    case "Embedding":
      return { kind: "tokens", count: 1, spatialRank: 0 };
    case "External":
      return attrs["name"] === "EmbeddingBag" ? { kind: "tokens", count: 1, spatialRank: 0 } : null;
    case "Split":
      return splitDemand(attrs);
    case "RecurrentStack":
      return sequenceDemand(node, false);
    default:
      return null;
  }
}

/** `torch.split(x, [63, 27], dim=-1)`: features in pieces. */
function splitDemand({ axis, sizes }: NetworkNode["attrs"]): FirstDemand | null {
  if (axis !== -1 || !Array.isArray(sizes) || !sizes.every((size) => typeof size === "number")) return null;
  return demand(
    "features",
    sizes.reduce((sum, size) => sum + size, 0),
    0,
  );
}

/** `isTurned`: time and batch have changed places on the way to the layer. */
function sequenceDemand({ attrs, params }: NetworkNode, isTurned: boolean): FirstDemand | null {
  const weight = params.find(({ name }) => /(?:^|\.)weight_ih_l0$/.test(name))?.shape;
  const count = weight?.rank === "known" ? weight.dims[1] : undefined;
  const found = demand("sequence", count, 0);
  return found && { ...found, batchAxis: (attrs["batchFirst"] === true) === isTurned ? 1 : 0 };
}

/** Radford et al. (2015) begin with a transposed convolution of stride 1, unpadded: it gives its kernel's size from 1×1. */
function unfolds({ kernelSize, stride, padding }: NetworkNode["attrs"]): boolean {
  const all = (value: Attribute | undefined, holds: (size: number) => boolean): boolean =>
    Array.isArray(value) && value.every((size) => typeof size === "number" && holds(size));
  return all(kernelSize, (size) => size > 1) && all(stride, (size) => size === 1) && all(padding, (size) => size === 0);
}

/** `torch.mm(x, self.weight)`, `F.linear(x, self.weight)`, `F.conv2d(x, self.weight)`: the weight says what it goes with. */
function weightDemand(network: Network, node: NetworkNode): FirstDemand | null {
  const weight = network.values[node.inputs[1] ?? -1]?.type.shape;
  if (weight?.rank !== "known") return null;
  const [first, second] = weight.dims;
  if (node.op === "MatMul" && weight.dims.length === 2) return demand("features", first, 0);
  if (node.op === "Linear" && weight.dims.length === 2) return demand("features", second, 0);
  const groups = node.attrs["groups"] ?? 1;
  if (node.op !== "Conv" || typeof second !== "number" || typeof groups !== "number") return null;
  return demand("channels", second * groups, weight.dims.length - 2);
}

function demand(kind: FirstDemand["kind"], count: Attribute | undefined, spatialRank: number): FirstDemand | null {
  const isDim = typeof count === "number" || (typeof count === "object" && count !== null && "kind" in count);
  // Made with an argument that nobody gives, the layer still says which kind of input it takes.
  return isDim && (typeof count === "number" || isUnknown(count)) ? { kind, count, spatialRank } : null;
}

/** Names of the sizes that are looked for, per number of spatial axes. */
const sizeNames: readonly (readonly string[])[] = [[], ["L"], ["H", "W"], ["D", "H", "W"]];

export const namesOfSizes = (spatialRank: number): readonly string[] => sizeNames[spatialRank] ?? [];

/** Sizes that are usual where nothing says more. */
export const usualSizes: readonly (readonly number[])[] = [[], [128], [224, 224], [16, 112, 112]];

/** Sound that is given as it is, without an axis of channels: a second of it. */
export const usualWave: readonly number[] = [16_000];

export const imageType = (channels: Dim, sizes: readonly Dim[], dtype: ElementType | null = null): TensorType => ({
  shape: { rank: "known", dims: [1, channels, ...sizes] },
  dtype,
});

export const symbolicSizes = (spatialRank: number): readonly Dim[] => namesOfSizes(spatialRank).map(variable);

/** The shape that a flattened input of `count` features has: one channel or three of a square, else a row. */
export function flattenedType(count: number): TensorType {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(count / channels);
    if (Number.isInteger(side) && side > 1) return imageType(channels, [side, side]);
  }
  return { shape: { rank: "known", dims: [1, count] }, dtype: null };
}

/** `32×32 so that fc fits; 32..35 fit`. */
export function sizesMessage(
  sizes: readonly number[],
  ranges: readonly { readonly first: number; readonly last: number }[],
  layers: readonly string[] = [],
): Message {
  const chosen = sizes.join("×");
  const distinct = [...new Set(ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}..${last}`)))];
  const [layer, ...others] = layers;
  if (layer === undefined || others.length > 0)
    return message("inputFromLayers", { sizes: chosen, ranges: distinct.join(" × ") });
  return ranges.every(({ first, last }) => first === last)
    ? message("inputFromOneSize", { sizes: chosen, layer })
    : message("inputFromLayer", { sizes: chosen, ranges: distinct.join(" × "), layer });
}
