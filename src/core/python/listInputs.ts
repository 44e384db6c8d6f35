// Inputs that are lists of tensors, as the uses in forward show: what each tensor of them is.
import { variable } from "../ir/dim.ts";
import { message } from "../messages/index.ts";
import { inferredRun } from "./inferInputs.ts";
import {
  type ImageGuess,
  inputsOf,
  notStated,
  type RunWith,
  type Said,
  type Taken,
  unknownValues,
} from "./inputGuesses.ts";
import { type ChosenInput, type FirstDemand, type ForwardParameter, imageType } from "./inputs.ts";
import { hasErrors, type ModelQuestion, type Run } from "./modelQuestion.ts";
import { demandOn } from "./rowInputs.ts";

/** As `inferredRun`, but for parameters that hold several tensors. */
export function listedRun(question: ModelQuestion, all: readonly ForwardParameter[], runWith: RunWith): Run {
  // Where none has to be given the first one is.
  const isNone = !all.some(({ required }) => required);
  const parameters = all.map((one, index) => (isNone && index === 0 ? { ...one, required: true } : one));
  const isListed = parameters.some(({ required, elements }) => required && elements !== undefined);
  if (isListed) return sureRun(question, parameters, runWith);
  const run = inferredRun(question, parameters, runWith);
  if (run.finished && !hasErrors(run)) return run;
  // A tensor may be used so, but not here.
  const others = parameters.map((one) => (one.mayHold === undefined ? one : { ...one, elements: one.mayHold }));
  if (!others.some(({ required, elements }) => required && elements !== undefined)) return run;
  return fittingRun(question, others, runWith) ?? run;
}

function sureRun(question: ModelQuestion, parameters: readonly ForwardParameter[], runWith: RunWith): Run {
  const fitting = fittingRun(question, parameters, runWith);
  if (fitting !== null) return fitting;
  const open = openRun(question, expanded(parameters), runWith);
  // How many they are is not certain either.
  return { ...open, diagnostics: open.diagnostics.filter(({ code }) => code !== "python-raise") };
}

/** With tensors of which nothing is known. */
function openRun(question: ModelQuestion, lists: Lists, runWith: RunWith): Run {
  const needed = lists.elements.filter(({ required }) => required);
  const nothing = needed.map((): Taken => ({ type: notStated() }));
  return folded(lists, runWith)(
    question,
    inputsOf(needed, nothing, () => []),
  );
}

/** A run that nothing goes wrong in; null: none was found. */
function fittingRun(question: ModelQuestion, parameters: readonly ForwardParameter[], runWith: RunWith): Run | null {
  const lists = expanded(parameters);
  const runLists = folded(lists, runWith);
  const probe = openRun(question, lists, runWith);
  const levels = levelsRun(question, lists.elements, probe, runLists);
  if (levels !== null) return levels;
  // Of several tensors none is supposed to be an image because some layer takes images.
  const isOpen = demandOn(probe, 0) === null;
  if (lists.owners.size > 1 && isOpen) return null;
  const run = inferredRun(question, lists.elements, runLists);
  // A single one is right where it goes through all layers.
  return run.finished && !hasErrors(run) && !(isOpen && unknownValues(run) > 0) ? run : null;
}

/** Each tensor of a list as a parameter of its own, and which parameter it belongs to. */
interface Lists {
  readonly elements: readonly ForwardParameter[];
  readonly owners: ReadonlyMap<string, string>;
}

function expanded(parameters: readonly ForwardParameter[]): Lists {
  const owners = new Map<string, string>();
  const elements = parameters.flatMap((parameter): readonly ForwardParameter[] => {
    const { name, required, elements: count } = parameter;
    if (count === undefined || !required) return [parameter];
    return Array.from({ length: count }, (_, index) => {
      const element = `${name}_${index}`;
      owners.set(element, name);
      return { name: element, required, isList: false };
    });
  });
  return { elements, owners };
}

const folded =
  ({ owners }: Lists, runWith: RunWith): RunWith =>
  (question, inputs) => {
    const lists: ChosenInput[] = [];
    for (const input of inputs) {
      const name = owners.get(input.name);
      const last = lists.at(-1);
      if (name === undefined) lists.push(input);
      else if (last?.name === name) lists.splice(-1, 1, { ...last, types: [...last.types, ...input.types] });
      else lists.push({ ...input, name, isList: true });
    }
    return runWith(question, lists);
  };

/** The side of the smallest map; each larger one is twice as large, as backbones give them. */
const smallestSide = 8;

/** Maps of several levels: each half as large as the one before, or twice, or all of one size. */
function levelsRun(
  question: ModelQuestion,
  elements: readonly ForwardParameter[],
  probe: Run,
  runWith: RunWith,
): Run | null {
  const needed = elements.filter(({ required }) => required);
  if (needed.length < 2) return null;
  const demands = needed.map((_, index) => demandOn(probe, index));
  const known = demands.filter((demand) => demand !== null);
  const [first] = known;
  if (
    first === undefined ||
    !known.every(({ kind, spatialRank }) => isImage(kind) && spatialRank === first.spatialRank)
  )
    return null;
  const images = demands.map(
    (demand): ImageGuess => ({
      channels: demand?.count ?? 0,
      spatialRank: first.spatialRank,
    }),
  );
  const said: Said = { origin: "layers", explanation: message("inputListFromUses", { count: needed.length }) };
  for (const sides of orders(images)) {
    const run = sidedRun(question, needed, images, sides, said, runWith);
    if (run.finished && !hasErrors(run)) return run;
  }
  return null;
}

const isImage = (kind: FirstDemand["kind"]): boolean => kind === "channels";

/** What a side of each map may be, the likeliest first. */
function orders(images: readonly ImageGuess[]): readonly (readonly number[])[] {
  const halving = images.map((_, index) => smallestSide * 2 ** (images.length - 1 - index));
  const alike = images.map(() => 4 * smallestSide);
  const counts = images.flatMap(({ channels }) => (typeof channels === "number" && channels > 0 ? [channels] : []));
  const grows = counts.every((count, index) => index === 0 || count > (counts[index - 1] ?? 0));
  const falls = counts.every((count, index) => index === 0 || count < (counts[index - 1] ?? 0));
  if (counts.length > 1 && grows) return [halving, alike, halving.toReversed()];
  if (counts.length > 1 && falls) return [halving.toReversed(), alike, halving];
  return images.length > 2 ? [halving, alike, halving.toReversed()] : [alike, halving, halving.toReversed()];
}

/** Channels that no layer says of its own input follow from what they are joined with. */
function sidedRun(
  question: ModelQuestion,
  elements: readonly ForwardParameter[],
  images: readonly ImageGuess[],
  sides: readonly number[],
  said: Said,
  runWith: RunWith,
): Run {
  const counts = new Map<number, number>();
  const run = (): Run =>
    runWith(
      question,
      inputsOf(
        elements,
        images.map(({ channels, spatialRank }, index): Taken => {
          const count = channels === 0 ? (counts.get(index) ?? variable(`C${index}`)) : channels;
          const side = sides[index] ?? smallestSide;
          return {
            type: imageType(
              count,
              Array.from({ length: spatialRank }, () => side),
            ),
          };
        }),
        () => [],
        said,
      ),
    );
  let last = run();
  for (const [index, { channels }] of images.entries()) {
    if (channels !== 0) continue;
    const [count] = question.sizes.implied(last.network, [`C${index}`])[0]?.sizes ?? [];
    if (count === undefined) continue;
    counts.set(index, count);
    last = run();
  }
  return last;
}
