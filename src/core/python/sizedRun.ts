// The sizes of an image that nobody states: those that later layers demand, else usual ones that the model takes.
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { Dim } from "../ir/dim.ts";
import type { AnalysisMemory } from "../ir/facts.ts";
import type { Message } from "../ir/message.ts";
import { formatShape } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { datasetSize } from "./datasetSizes.ts";
import {
  confirmed,
  type ImageGuess,
  inputsOf,
  isStated,
  notStated,
  type RunWith,
  type Said,
  type Taken,
  typeOfImage,
} from "./inputGuesses.ts";
import {
  type ChosenInput,
  type ForwardParameter,
  namesOfSizes,
  sizesMessage,
  usualSizes,
  usualWave,
} from "./inputs.ts";
import { hasErrors, type ModelQuestion, type Run } from "./modelQuestion.ts";
import { isOneOff, namedSizes } from "./namedSizes.ts";
import { comesOfSize, isSolvable, type Probe, probedSides } from "./probedSides.ts";
import { betweenLayers } from "./refusals.ts";

/** Sizes from what later layers demand; else the usual ones. */
export function sizedRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  taken: readonly Taken[],
  image: ImageGuess,
  symbolic: Run,
  alike: Run,
  runWith: RunWith,
): Run {
  const { channels, spatialRank, isCode = false, isSupposed = false, isFlat = false } = image;
  const names = namesOfSizes(spatialRank);
  const candidates = question.sizes.implied(alike.network, names);
  const kept = question.request.memory.lastFittingInputs[question.offer.expression];
  const [best] = candidates;
  // One demand is no evidence about the layer that makes it: while the text changes, what fitted stays.
  if (kept !== undefined && (best === undefined || best.evidence < 2) && !isFlat && keptFits(kept, channels))
    return keptRun(question, parameters, kept, runWith);
  const sized = (sizes: readonly Dim[], said: Said): Run =>
    runWith(
      question,
      inputsOf(parameters, taken, () => sizes, said).map((input, index) => withOwnReason(input, taken[index])),
    );
  const dataset = spatialRank === 2 && !isCode ? datasetSize(question.program.text, channels) : null;
  if (dataset !== null) {
    const explanation = message("inputDataset", { dataset: dataset.name });
    const run = sized([dataset.side, dataset.side], { origin: "default", explanation });
    // Of several models one may be for other images.
    if (!hasErrors(run) || (question.isOnly && isTooLarge(run))) return run;
  }
  const named = candidates.length === 0 ? [] : namedSizes(question);
  const usualSides = isFlat && spatialRank === 1 ? usualWave : (usualSizes[spatialRank] ?? []);
  const isUsed = candidates.some(({ sizes }) => sizes.every(isInUse));
  const [flat] = isUsed || isSupposed || spatialRank !== 2 ? [] : question.sizes.flattened(alike.network, names);
  if (flat?.sizes.every(isInUse) && isSquare(flat.sizes)) {
    // A layer takes just what a map of that size has: somebody forgot to flatten it.
    const run = sized(flat.sizes, {
      origin: "layers",
      explanation: sizesMessage(flat.sizes, flat.ranges, flat.layers),
    });
    if (hasErrors(run) && isTooLarge(run)) return run;
  }
  let first: Run | null = null;
  for (const { sizes, ranges, layers } of candidates.slice(0, 4)) {
    // Of those that fit, the one that the program names.
    const own = named.find((side) => ranges.every((range) => range.first <= side && side <= range.last));
    const chosen = own === undefined ? sizes : sizes.map(() => own);
    const run = sized(chosen, { origin: "layers", explanation: sizesMessage(chosen, ranges, layers) });
    // An image that is no square may fit a table by accident that lacks one position for a square.
    if (!isSquare(chosen))
      for (const side of [...named, ...usualSides.slice(0, 1)]) {
        const sides = sizes.map(() => side);
        const explanation = message("inputDefault", { shape: formatShape(typeOfImage(image, sides).shape) });
        const square = sized(sides, { origin: "default", explanation });
        if (isOneOff(square)) return square;
      }
    if (!hasErrors(run)) return run;
    first ??= run;
  }
  if (first !== null) {
    const settled = confirmed(first, symbolic);
    if (errorsOf(settled) === errorsOf(first)) return settled;
  }
  // Videos have fewer frames than rows, and are made smaller along each axis in its own way.
  const smallest =
    names.length === 3
      ? names.map((name) => question.sizes.smallest(alike.network, [name]))
      : names.map(() => question.sizes.smallest(alike.network, names));
  const sizes = usualSides.map((size, axis) => roundedSide(Math.max(isCode ? 1 : size, smallest[axis] ?? 1), size));
  const explanation = message("inputDefault", { shape: formatShape(typeOfImage(image, sizes).shape) });
  const usual = sized(sizes, { origin: "default", explanation });
  const sizedTo = (sides: readonly number[]): Run => {
    const ranges = sides.map((first) => ({ first, last: first }));
    return sized(sides, { origin: "layers", explanation: sizesMessage(sides, ranges) });
  };
  const settled = confirmed(usual, symbolic);
  if (errorsOf(settled) === errorsOf(usual)) return probedRun(settled, symbolic, sizes, sizedTo);
  // The guess was wrong, though no layer says what is right.
  const probes = probesOf(usual, sizes, sizedTo);
  const solved = probes === null ? null : solution(probes, sizes, sizedTo);
  if (solved !== null) return solved;
  // Below what one of them asks for, a single position would go with any number.
  const probed = Math.max(1, ...(probes === null ? [] : probedSides(...probes)));
  const isEnough = (side: number, axis: number): boolean => side >= probed && side >= (smallest[axis] ?? 1);
  const inUse = isFlat && spatialRank === 1 ? otherWaves : otherSides;
  const others = names.length === 3 ? otherVideos : inUse.map((side) => names.map(() => side));
  let faulty: Run | null = null;
  for (const sides of [sizes, ...others.filter((all) => all.every(isEnough))]) {
    const run = sides === sizes ? usual : sizedTo(sides);
    if (!hasErrors(run)) return run;
    // What one layer gives and the next one takes is the same at another size, or off by as much.
    if (isSupposed || faulty !== null || !run.diagnostics.every(isBetweenLayers)) continue;
    const longer = sides.with(-1, 2 * (sides.at(-1) ?? 1));
    const larger = [...(run.diagnostics.some(isApart) ? [] : [longer]), sides.map((side) => 2 * side)];
    if (larger.some((other) => sameFaults(sizedTo(other), run))) faulty = run;
  }
  if (faulty !== null) return faulty;
  return openRun(settled, symbolic, message("inputNoneFits", { shape: formatShape(typeOfImage(image, sizes).shape) }));
}

/** What is no image has nothing to do with its size. */
function withOwnReason(input: ChosenInput, taken: Taken | undefined): ChosenInput {
  if (taken === undefined || "image" in taken) return input;
  return { ...input, explanation: message(isStated(input) ? "inputFromFirstLayer" : "inputNotStated") };
}

/** Whether all that is wrong is how many features of an image arrive at a layer. */
const isTooLarge = ({ diagnostics }: Run): boolean =>
  diagnostics.every(({ severity, code }) => severity !== "error" || code === "linear-features");

const isInUse = (side: Dim): boolean =>
  typeof side === "number" && (side === 28 || otherSides.includes(side) || side === 224);

const isSquare = (sizes: readonly Dim[]): boolean => sizes.every((size) => size === sizes[0]);

/** Symbols were lost on the way to a layer that refuses the usual size: another size tells whether it refuses all. */
function probedRun(
  usual: Run,
  symbolic: Run,
  sizes: readonly number[],
  sizedTo: (sides: readonly number[]) => Run,
): Run {
  if (hasErrors(symbolic)) return usual;
  const probes = probesOf(usual, sizes, sizedTo);
  if (probes === null) return usual;
  const other = probes[1].run;
  const fitting = solution(probes, sizes, sizedTo);
  return fitting ?? { ...usual, diagnostics: usual.diagnostics.filter((fault) => !comesOfSize(fault, other)) };
}

/** The run with the usual size beside one with a larger one; null where nothing is to be learned from it. */
function probesOf(
  usual: Run,
  sizes: readonly number[],
  sizedTo: (sides: readonly number[]) => Run,
): readonly [Probe, Probe] | null {
  const [side] = sizes;
  if (side === undefined || sizes.length === 3 || !isSolvable(usual)) return null;
  return [
    { side, run: usual },
    { side: side + 32, run: sizedTo(sizes.map(() => side + 32)) },
  ];
}

/** What refuses the usual size takes another, that follows from how what it gets grows with the size; or null. */
function solution(
  [first, second]: readonly [Probe, Probe],
  sizes: readonly number[],
  sizedTo: (sides: readonly number[]) => Run,
): Run | null {
  for (const side of probedSides(first, second)) {
    const fitting = sizedTo(sizes.map(() => side));
    if (!hasErrors(fitting)) return fitting;
  }
  return null;
}

/** Sizes stay symbols where a guess contradicts the model: its shapes would hold for no input that the model takes. */
function openRun(settled: Run, symbolic: Run, explanation: Message): Run {
  if (!symbolic.inputs.every(isStated)) return settled;
  return { ...symbolic, inputs: symbolic.inputs.map((input) => ({ ...input, explanation })) };
}

/** A fault between a layer and what arrives at it, or between two branches; or no fault. */
const isBetweenLayers = ({ code, severity }: Diagnostic): boolean =>
  severity !== "error" || code === "add-shape" || betweenLayers.has(code);

const isApart = ({ code }: Diagnostic): boolean => code === "add-shape";

const mostTimes = 8;

/** Whether both have the same faults, those of two branches being as far apart, or one being as many times the other. */
function sameFaults(one: Run, other: Run): boolean {
  const [first, second] = [one, other].map(({ diagnostics }) =>
    diagnostics.filter(({ severity }) => severity === "error"),
  );
  return first?.length === second?.length && (first ?? []).every((fault, index) => isSameFault(fault, second?.[index]));
}

function isSameFault(one: Diagnostic, other: Diagnostic | undefined): boolean {
  if (other?.code !== one.code || other.at?.start !== one.at?.start || other.at?.file !== one.at?.file) return false;
  const [left, right, otherLeft, otherRight] = [one, other].flatMap(({ message: { args } }) => [
    Number(args["leftSize"]),
    Number(args["rightSize"]),
  ]) as [number, number, number, number];
  if (!Number.isFinite(left * right * otherLeft * otherRight))
    return JSON.stringify(one.message) === JSON.stringify(other.message);
  // Both grow with the image, neither far before the other: a single position goes with any number. Sizes are rounded.
  const isAsMany =
    Math.max(left, right) <= mostTimes * Math.min(left, right) &&
    left !== otherLeft &&
    right !== otherRight &&
    Math.abs(left * otherRight - right * otherLeft) <= Math.max(left, right, otherLeft, otherRight);
  return left - right === otherLeft - otherRight || isAsMany;
}

/** Where no layer goes with the usual size: the next one that people use. */
const roundedSide = (side: number, usual: number): number =>
  side <= usual ? side : ([256, 300, 320, 384, 416, 448, 512, 640, 768, 1024].find((one) => one >= side) ?? side);

/** Sizes that people use beside the usual ones, the likely ones first. Each costs a run. */
const otherSides: readonly number[] = [256, 384, 512, 32, 64, 448, 1024, 28, 320, 288, 416];

/** Two seconds, half of one, and one at other rates. */
const otherWaves: readonly number[] = [32_000, 8_000, 44_100, 48_000, 16_384];

/** Frames, height and width: videos, then volumes. */
const otherVideos: readonly (readonly number[])[] = [
  [16, 224, 224],
  [8, 224, 224],
  [32, 224, 224],
  [4, 224, 224],
  [64, 64, 64],
  [96, 96, 96],
  [128, 128, 128],
];

const errorsOf = ({ diagnostics }: Run): number => diagnostics.filter(({ severity }) => severity === "error").length;

type KeptInputs = AnalysisMemory["lastFittingInputs"][string];

/** The inputs that fitted an earlier text. */
function keptRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  kept: KeptInputs,
  runWith: RunWith,
): Run {
  const shape = kept.map(({ type }) => formatShape(type.shape)).join(", ");
  const said: Said = { origin: "layers", explanation: message("inputKept", { shape }) };
  const taken = parameters.map((_, index): Taken => ({ type: kept[index]?.type ?? kept[0]?.type ?? notStated() }));
  return runWith(
    question,
    inputsOf(parameters, taken, () => [], said),
  );
}

function keptFits(kept: KeptInputs, channels: Dim): boolean {
  return kept.every(({ type }) => type.shape.rank === "known" && type.shape.dims[1] === channels);
}
