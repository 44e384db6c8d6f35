// Nobody states the inputs of a model: its layers are asked what they take.

import { type Dim, variable } from "../ir/dim.ts";
import type { TensorType } from "../ir/network.ts";
import { formatShape } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import {
  type ImageGuess,
  inputsOf,
  notLooked,
  notStated,
  type RunWith,
  type Said,
  sizesAlike,
  sizesApart,
  type Taken,
} from "./inputGuesses.ts";
import {
  type ChosenInput,
  type FirstDemand,
  type ForwardParameter,
  firstReshape,
  flattenedType,
  imageType,
  usualSizes,
} from "./inputs.ts";
import { withRows } from "./joinedRows.ts";
import { hasErrors, type ModelQuestion, type Run } from "./modelQuestion.ts";
import { statedByModel } from "./modelSize.ts";
import { firstGuess, holdsAdaptivePool, holdsConvolution } from "./modelWeights.ts";
import { demandOn, featuresRun, row, rowRun, tokensRun, withoutGuessedRanks } from "./rowInputs.ts";
import { mayDemandSize } from "./sizeDependence.ts";
import { sizedRun } from "./sizedRun.ts";
import { type StatedShape, statedShapes } from "./statedShapes.ts";

export function inferredRun(question: ModelQuestion, parameters: readonly ForwardParameter[], runWith: RunWith): Run {
  const needed = parameters.filter(({ required }) => required);
  const names = needed.length > 0 ? needed : parameters.slice(0, 1);
  const [only] = names;
  if (only === undefined) {
    // What goes to `*inputs` is not known: an exception says nothing about the model.
    const run = runWith(question, []);
    return { ...run, diagnostics: run.diagnostics.filter(({ code }) => code !== "python-raise") };
  }
  const documented = documentedRun(question, names, runWith);
  if (documented !== null) return documented;
  const guess = firstGuess(question);
  if (names.length === 1) {
    const fitting = ownRun(question, only, guess, runWith) ?? usualRun(question, only, guess, runWith);
    if (fitting !== null) return fitting;
  }
  const first: readonly Taken[] = names.map((_, index) => (index === 0 ? { image: guess } : { type: notStated() }));
  const probe = runWith(question, inputsOf(names, first, sizesApart));
  const reshaped = names.length === 1 ? reshapedRun(question, only, probe, runWith) : null;
  if (reshaped !== null) return reshaped;
  const demands = names.map((_, index) => demandOn(probe, index));
  const tokens = demands[0] === null ? tokensRun(question, names, runWith) : null;
  if (tokens !== null) return tokens;
  const features = demands[0] === null ? featuresRun(question, names, runWith) : null;
  if (features !== null) return features;
  // Without convolutions nothing is an image because others are something else.
  const isImage = names.length === 1 || holdsConvolution(question.instance);
  const asked = demands.map(
    (demand, index): Taken => (demand === null && !isImage ? { type: notStated() } : takenFrom(demand, index, guess)),
  );
  const joined = demands.some((demand) => demand !== null) ? null : joinedTwins(question, names, guess, runWith);
  const taken = joined ?? withTwins(question, names, asked, runWith);
  const symbolic = sameTaken(first, taken) ? probe : runWith(question, inputsOf(names, taken, sizesApart));
  // Where no layer says what the first input is, only what goes wrong with anything is certain.
  const nothing = names.map((): Taken => ({ type: notStated() }));
  const sure =
    demands[0] === null && hasErrors(symbolic)
      ? runWith(
          question,
          inputsOf(names, nothing, () => []),
        )
      : symbolic;
  const other = demands[0] === null && hasErrors(symbolic) ? pictureRun(question, names, guess, runWith) : null;
  if (other !== null) return other;
  const image = taken.find((one) => "image" in one);
  if (image === undefined || !("image" in image)) {
    return withRows(question, rowRun(question, names, taken, runWith), demands[0] !== null, runWith);
  }
  // Sizes are looked for as if all images were of one size, as those of a Siamese network are.
  const alike = names.length === 1 ? symbolic : runWith(question, inputsOf(names, taken, sizesAlike));
  const run = sizedRun(question, names, taken, image.image, sure, alike, runWith);
  return taken.every((one) => "image" in one)
    ? run
    : withoutGuessedRanks(withRows(question, run, demands[0] !== null, runWith));
}

/** A sample has the elements of the shape that forward gives it first: as that shape, without axes of 1, or in a row. */
function reshapedRun(question: ModelQuestion, parameter: ForwardParameter, probe: Run, runWith: RunWith): Run | null {
  const [input] = probe.network.inputs;
  const sizes = input === undefined ? null : firstReshape(probe.network, input.value);
  if (sizes === null) return null;
  const said: Said = { origin: "layers", explanation: message("inputFromReshape") };
  for (const dims of [sizes, sizes.filter((size) => size > 1), [sizes.reduce((product, size) => product * size, 1)]]) {
    const type: TensorType = { shape: { rank: "known", dims: [1, ...dims] }, dtype: null };
    const run = runWith(
      question,
      inputsOf([parameter], [{ type }], () => [], said),
    );
    if (run.finished && !hasErrors(run)) return run;
  }
  return null;
}

/**
 * No layer says what it takes, and it does not take what the first convolution would: pictures, in colour or not, points or
 * volumes.
 */
function pictureRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  guess: ImageGuess,
  runWith: RunWith,
): Run | null {
  if (parameters.length !== 1) return null;
  const { channels } = guess;
  const open: ImageGuess = { channels: variable("C"), spatialRank: 2 };
  const probe = runWith(question, inputsOf(parameters, [{ image: open }], sizesApart));
  const [demanded] = question.sizes.implied(probe.network, ["C"])[0]?.sizes ?? [];
  const images: readonly ImageGuess[] = [
    ...(demanded === undefined ? [] : [{ channels: demanded, spatialRank: 2 }]),
    { channels: 3, spatialRank: 2 },
    { channels: 1, spatialRank: 2 },
    { channels, spatialRank: 1 },
    { channels, spatialRank: 3 },
  ];
  for (const image of images) {
    if (channels === image.channels && guess.spatialRank === image.spatialRank) continue;
    const apart = runWith(question, inputsOf(parameters, [{ image }], sizesApart));
    const supposed = { ...image, isSupposed: true };
    const run = sizedRun(question, parameters, [{ image }], supposed, apart, apart, runWith);
    if (run.finished && !hasErrors(run)) return run;
  }
  return null;
}

function takenFrom(demand: FirstDemand | null, index: number, guess: ImageGuess): Taken {
  if (demand === null) return index === 0 ? { image: { ...guess, isSupposed: true } } : { type: notStated() };
  if (demand.kind === "features") return { type: row(demand.count, null) };
  if (demand.kind === "tokens") return { type: row(16, "int64") };
  if (demand.kind === "sequence") {
    const dims = demand.batchAxis === 1 ? [16, 1, demand.count] : [1, 16, demand.count];
    return { type: { shape: { rank: "known", dims }, dtype: null } };
  }
  if (demand.kind === "flattened" && typeof demand.count === "number") return { type: flattenedType(demand.count) };
  const { count: channels, spatialRank, isCode = false, isFlat = false } = demand;
  return { image: { channels, spatialRank, isCode, isFlat } };
}

/** Parts that images are given to a model in, by what they are to each other. */
const counterparts = /^(?:input|target)s?$|^(?:anchor|positive|negative|anc|pos|neg)(?=$|_)/i;

/** Images that meet before the first layer, `torch.cat([image1, image2], 1)`: each has its share of the channels. */
function joinedTwins(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  guess: ImageGuess,
  runWith: RunWith,
): readonly Taken[] | null {
  const { channels } = guess;
  const [stem, ...others] = stemsOf(parameters);
  if (others.length === 0 || typeof channels !== "number" || channels % parameters.length !== 0) return null;
  if (others.some((other) => other !== stem)) return null;
  const taken = parameters.map((): Taken => ({ image: { ...guess, channels: channels / parameters.length } }));
  const run = runWith(question, inputsOf(parameters, taken, sizesAlike));
  const { nodes, values } = run.network;
  // What goes wrong behind the layer that takes them together is not the share's doing.
  const first = nodes.find(({ op, attrs }) => op === "Conv" && attrs["inChannels"] === channels);
  const shape = values[first?.inputs[0] ?? -1]?.type.shape;
  return shape?.rank === "known" && shape.dims[1] === channels ? taken : null;
}

/** Names without what tells the images of a pair apart. */
const stemsOf = (parameters: readonly ForwardParameter[]): readonly string[] =>
  parameters.map(({ name }) => name.replace(/_?\d+$|_[ab]$|left|right/i, "").replace(counterparts, ""));

/** What is said of `image1` holds for `image2`, of which no layer says anything: they meet before the first one. */
function withTwins(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  taken: readonly Taken[],
  runWith: RunWith,
): readonly Taken[] {
  const stems = stemsOf(parameters);
  const twins = taken.map((one, index) => {
    if ("image" in one || one.type.shape.rank === "known") return one;
    return taken.slice(0, index).find((other, at) => "image" in other && stems[at] === stems[index]) ?? one;
  });
  if (twins.every((one, index) => one === taken[index])) return taken;
  return hasErrors(runWith(question, inputsOf(parameters, twins, sizesAlike))) ? taken : twins;
}

function sameTaken(first: readonly Taken[], second: readonly Taken[]): boolean {
  return first.every((one, index) => {
    const other = second[index];
    if (other === undefined) return false;
    if ("image" in one && "image" in other)
      return (
        one.image.channels === other.image.channels &&
        one.image.spatialRank === other.image.spatialRank &&
        (one.image.isFlat ?? false) === (other.image.isFlat ?? false)
      );
    return "type" in one && "type" in other && one.type.shape.rank === "unknown" && other.type.shape.rank === "unknown";
  });
}

/** The size that the model itself states, where it fits: made with other arguments, it may have kept the statement. */
function ownRun(question: ModelQuestion, parameter: ForwardParameter, guess: ImageGuess, runWith: RunWith): Run | null {
  const [stated, ...sizes] = statedByModel(question.instance) ?? [];
  if (stated === undefined) return null;
  const said: Said = { origin: "file", explanation: message("inputFromModel") };
  for (const channels of new Set([stated, guess.channels])) {
    const image = { channels, spatialRank: sizes.length };
    const run = runWith(
      question,
      inputsOf([parameter], [{ image }], () => sizes, said),
    );
    if (!hasErrors(run)) return run;
  }
  return null;
}

/** Shapes that forward states for its readers, as far as the model runs on them; null: nothing is said, or it does not fit. */
function documentedRun(question: ModelQuestion, parameters: readonly ForwardParameter[], runWith: RunWith): Run | null {
  const said = statedShapes(question, parameters);
  const [first] = parameters;
  if (first === undefined || !said.has(first.name)) return null;
  const inputs = (typeOf: (shape: StatedShape, index: number) => TensorType): readonly ChosenInput[] =>
    parameters.map(({ name, isList }, index) => {
      const shape = said.get(name);
      if (shape === undefined) return { name, types: [notStated()], isList, byName: false, at: null, ...notLooked };
      const explanation = message(shape.isAnnotation ? "inputFromAnnotation" : "inputFromDocumentation");
      return { name, types: [typeOf(shape, index)], isList, byName: false, at: null, origin: "file", explanation };
    });
  const open = runWith(
    question,
    inputs((shape) => typeFrom(shape, null)),
  );
  if (hasErrors(open)) return null;
  const demands = parameters.map((_, index) => demandOn(open, index));
  if (demands.every((demand) => demand === null)) return open;
  // An image of which only the order of the axes is told: its sizes are looked for as ever.
  const demand = demands[0] ?? null;
  const shape = said.get(first.name);
  if (demand?.kind === "channels" && shape?.dims.slice(2).some((dim) => typeof dim === "string")) return null;
  const run = runWith(
    question,
    inputs((stated, index) => typeFrom(stated, demands[index] ?? null)),
  );
  return hasErrors(run) ? null : run;
}

/** A batch of one; what a layer demands in place of a name, else a size of that name. */
function typeFrom({ dims, dtype }: StatedShape, demand: FirstDemand | null): TensorType {
  const isLast = demand?.kind === "features" || demand?.kind === "sequence";
  const demanded = isLast ? dims.length - 1 : demand?.kind === "channels" ? 1 : -1;
  const sizes = dims.map((dim, axis): Dim => {
    if (typeof dim === "number") return dim;
    if (axis === demanded && demand !== null) return demand.count;
    return axis === 0 && dims.length > 1 ? 1 : variable(/^[A-Za-z_]\w*$/.test(dim) ? dim : `D${axis}`);
  });
  return { shape: { rank: "known", dims: sizes }, dtype: demand?.kind === "tokens" ? "int64" : dtype };
}

/** The usual size, where no layer can ask for another: it spares the run that looks for what they ask. */
function usualRun(
  question: ModelQuestion,
  parameter: ForwardParameter,
  guess: ImageGuess,
  runWith: RunWith,
): Run | null {
  const { channels, spatialRank } = guess;
  if (question.request.memory.lastFittingInputs[question.offer.expression] !== undefined) return null;
  // Without such a pool the layers most likely do ask.
  if (!holdsAdaptivePool(question.instance)) return null;
  const sizes = usualSizes[spatialRank] ?? [];
  const explanation = message("inputDefault", { shape: formatShape(imageType(channels, sizes).shape) });
  const run = runWith(
    question,
    inputsOf([parameter], [{ image: guess }], () => sizes, { origin: "default", explanation }),
  );
  if (hasErrors(run) || mayDemandSize(run.network)) return null;
  const demand = demandOn(run, 0);
  const isAsGuessed = demand?.kind === "channels" && demand.count === channels && demand.spatialRank === spatialRank;
  return isAsGuessed ? run : null;
}
