// Inputs that meet others before a layer takes them: `torch.cat([features, action], 1)`.
import { type Dim, variable } from "../ir/dim.ts";
import { confirmed, isStated, notLooked, type RunWith, type Said, unknownValues } from "./inputGuesses.ts";
import { type ChosenInput, sizesMessage } from "./inputs.ts";
import { hasErrors, type ModelQuestion, type Run } from "./modelQuestion.ts";
import { perSample } from "./perSample.ts";
import { row } from "./rowInputs.ts";

/**
 * Inputs of which no layer of their own says anything: rows, where what they are joined with says how long. `isSure`: layers
 * say what the other inputs are.
 */
export function withRows(question: ModelQuestion, run: Run, isSure: boolean, runWith: RunWith): Run {
  let settled = run;
  if (hasErrors(run)) return run;
  for (const [index, input] of run.inputs.entries()) {
    if (isStated(input) || input.isList || input.types.length !== 1 || perSample(input.name) !== null) continue;
    const found = [settled.inputs, settled.inputs.map(oneToken)]
      .map((inputs) => rowRunWith(question, inputs, index, isSure, runWith))
      .find((fitting) => fitting !== null && unknownValues(fitting) < unknownValues(settled));
    settled = found ?? settled;
  }
  return settled;
}

/** With the input at an index as a row of the length that layers behind it ask for; null: none does, or it is no row. */
function rowRunWith(
  question: ModelQuestion,
  inputs: readonly ChosenInput[],
  index: number,
  isSure: boolean,
  runWith: RunWith,
): Run | null {
  const name = `F${index + 1}`;
  const given = (count: Dim, said: Said): Run =>
    runWith(
      question,
      inputs.map((input, at) => (at === index ? { ...input, ...said, types: [row(count, null)] } : input)),
    );
  const open = given(variable(name), notLooked);
  const [found] = question.sizes.implied(open.network, [name]);
  const [count] = found?.sizes ?? [];
  // That it is a row is a guess, of which other faults may come.
  const isRow = open.diagnostics.every(({ severity, code }) => severity !== "error" || code === "linear-features");
  if (found === undefined || count === undefined || !isRow) return null;
  const explanation = sizesMessage(found.sizes, found.ranges, found.layers);
  // What goes wrong with any length is certain.
  const fitting = confirmed(given(count, { origin: "layers", explanation }), open);
  return fitting.finished && (isSure || !hasErrors(fitting)) ? fitting : null;
}

/** A class, of which one is looked up for each sample. */
const oneToken = (input: ChosenInput): ChosenInput => {
  const [type] = input.types;
  const isRow = input.types.length === 1 && type?.dtype === "int64" && type.shape.rank === "known";
  if (!isRow || type.shape.rank !== "known") return input;
  return { ...input, types: [{ ...type, shape: { rank: "known", dims: type.shape.dims.slice(0, 1) } }] };
};
