// Inputs that are rows of features or of tokens.
import type { Diagnostic } from "../ir/diagnostic.ts";
import { type Dim, variable } from "../ir/dim.ts";
import type { TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import {
  confirmed,
  inputsOf,
  layerCodes,
  notLooked,
  notStated,
  type RunWith,
  type Said,
  type Taken,
  unknownValues,
} from "./inputGuesses.ts";
import { type FirstDemand, type ForwardParameter, firstDemand, sizesMessage } from "./inputs.ts";
import { hasErrors, type ModelQuestion, type Run } from "./modelQuestion.ts";
import { firstKindOfWeights, holdsConvolution } from "./modelWeights.ts";
import { betweenLayers } from "./refusals.ts";

/** Rows of features or tokens; where they do not fit, sequences of features or one token a sample. What goes wrong with all is certain. */
export function rowRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  taken: readonly Taken[],
  runWith: RunWith,
): Run {
  const said: Said = { origin: "layers", explanation: message("inputFromFirstLayer") };
  const runOf = (types: readonly Taken[]): Run =>
    runWith(
      question,
      inputsOf(parameters, types, () => [], said),
    );
  const rows = runOf(taken);
  if (!hasErrors(rows)) return rows;
  const fitting = fittingLength(question, parameters, taken, rows, runWith);
  if (fitting !== null) return fitting;
  let sure = confirmed(rows, rows);
  for (const other of [asSequence, asOneToken]) {
    const run = runOf(taken.map(other));
    if (!hasErrors(run)) return run;
    // What goes wrong earlier says nothing of what comes later.
    if (unknownValues(run) <= unknownValues(rows)) sure = confirmed(sure, run);
  }
  return parameters.length === 1 ? sure : withoutGuessedRanks(sure);
}

/** A model that begins with a table, as far as it runs on rows of tokens and looks them up: it takes apart what is no row. */
export function tokensRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  runWith: RunWith,
): Run | null {
  if (firstKindOfWeights(question.instance) !== "Embedding") return null;
  const said: Said = { origin: "layers", explanation: message("inputFromFirstLayer") };
  const taken = parameters.map((_, index): Taken => ({ type: index === 0 ? row(16, "int64") : notStated() }));
  const run = runWith(
    question,
    inputsOf(parameters, taken, () => [], said),
  );
  if (demandOn(run, 0)?.kind !== "tokens") return null;
  return hasErrors(run) ? fittingLength(question, parameters, taken, run, runWith) : run;
}

/**
 * As many tokens as later layers demand: a table of positions has one for each, a Linear takes all in a row. Not as many as
 * a token has features, where a layer takes those: somebody forgot to turn the axes.
 */
function fittingLength(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  taken: readonly Taken[],
  usual: Run,
  runWith: RunWith,
): Run | null {
  const runOf = (count: Dim, said: Said): Run => {
    const types = taken.map((one): Taken => (isTokens(one) ? { type: row(count, "int64") } : one));
    return runWith(
      question,
      inputsOf(parameters, types, () => [], said),
    );
  };
  if (!taken.some(isTokens)) return null;
  const probe = runOf(variable("L"), notLooked);
  for (const { sizes, ranges, layers } of question.sizes.implied(probe.network, ["L"]).slice(0, mostLengths)) {
    const [count] = sizes;
    if (count === undefined || (count === widthOf(usual) && usual.diagnostics.some(isBetween))) continue;
    const run = runOf(count, { origin: "layers", explanation: sizesMessage(sizes, ranges, layers) });
    if (!hasErrors(run)) return run;
  }
  return null;
}

/** How many features the first layer gives each token. */
function widthOf({ network }: Run): Dim | undefined {
  const inputs = new Set(network.inputs.map(({ value }) => value));
  const first = network.nodes.find((node) => inputs.has(node.inputs[0] ?? -1));
  const shape = network.values[first?.outputs[0] ?? -1]?.type.shape;
  return shape?.rank === "known" ? shape.dims.at(-1) : undefined;
}

const isBetween = ({ code }: Diagnostic): boolean => betweenLayers.has(code);

/** Demands that contradict each other may each be the mistake. */
const mostLengths = 3;

const isTokens = (taken: Taken): boolean =>
  "type" in taken &&
  taken.type.dtype === "int64" &&
  taken.type.shape.rank === "known" &&
  taken.type.shape.dims.length === 2;

/**
 * A model without convolutions that computes with its input before a layer takes it (sines of coordinates, a mask): as many
 * features in a row as what arrives at its layers demands; null: they do not say.
 */
export function featuresRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  runWith: RunWith,
): Run | null {
  const { instance, sizes } = question;
  if (firstKindOfWeights(instance) !== "Linear" || holdsConvolution(instance)) return null;
  const names = parameters.map((_, index) => (index === 0 ? "F" : `F${index + 1}`));
  const counts = new Map<number, number>();
  const ranges: Parameters<typeof sizesMessage>[1][number][] = [];
  const inputs = (open: (index: number) => TensorType, said?: Said) =>
    inputsOf(
      parameters,
      names.map((_, index): Taken => {
        const count = counts.get(index);
        return { type: count === undefined ? open(index) : row(count, null) };
      }),
      () => [],
      said,
    );
  for (const [index, name] of names.entries()) {
    const probe = runWith(
      question,
      inputs((at) => (at >= index ? row(variable(names[at] ?? name), null) : notStated())),
    );
    const [found] = sizes.implied(probe.network, [name]);
    const [count] = found?.sizes ?? [];
    if (count !== undefined) counts.set(index, count);
    if (index === 0 && count === undefined) return null;
    ranges.push(...(found?.ranges ?? []));
  }
  const explanation = sizesMessage([...counts.values()], ranges);
  const run = runWith(question, inputs(notStated, { origin: "layers", explanation }));
  return hasErrors(run) || !run.finished ? null : run;
}

/** 16 rows in one sample. */
function asSequence(taken: Taken): Taken {
  if (!("type" in taken) || taken.type.shape.rank === "unknown") return taken;
  const { shape, dtype } = taken.type;
  const [batch, ...features] = shape.dims;
  if (batch === undefined || features.length !== 1 || dtype !== null) return taken;
  return { type: { shape: { rank: "known", dims: [batch, 16, ...features] }, dtype } };
}

/** A user, an item, a class: tables of recommenders and conditions are looked into once a sample. */
function asOneToken(taken: Taken): Taken {
  if (!("type" in taken) || taken.type.shape.rank === "unknown" || taken.type.dtype !== "int64") return taken;
  const { shape, dtype } = taken.type;
  return { type: { shape: { rank: "known", dims: shape.dims.slice(0, 1) }, dtype } };
}

export function demandOn({ network }: Run, index: number): FirstDemand | null {
  const input = network.inputs[index];
  return input === undefined ? null : firstDemand(network, input.value);
}

export const row = (count: Dim, dtype: TensorType["dtype"]): TensorType => ({
  shape: { rank: "known", dims: [1, count] },
  dtype,
});

/** How many axes some of the inputs have is a guess: only what a layer says of its own input is certain. */
export const withoutGuessedRanks = (run: Run): Run => ({
  ...run,
  diagnostics: run.diagnostics.filter(({ code, severity }) => severity !== "error" || layerCodes.has(code)),
});
