// Inputs that are one number a sample, by their names: the step of a diffusion, how long a sample of a padded batch is.
import type { TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { type RunWith, unknownValues } from "./inputGuesses.ts";
import type { ChosenInput } from "./inputs.ts";
import { hasErrors, type ModelQuestion, type Run } from "./modelQuestion.ts";

/** One integer in a batch of one. */
export const oneEach: TensorType = { shape: { rank: "known", dims: [1] }, dtype: "int64" };

type Said = "inputLengths" | "inputSteps";

const explanations: readonly (readonly [RegExp, Said])[] = [
  [/(?:^|_)(?:len|lens|lengths?)(?:$|_)/i, "inputLengths"],
  [/^(?:t|ts|times?|time_?steps?|diffusion_steps?|noise_levels?)$/i, "inputSteps"],
];

/** What says that an input of this name is one number a sample; null: nothing does. */
export const perSample = (name: string): Said | null =>
  explanations.find(([pattern]) => pattern.test(name))?.[1] ?? null;

/** The run with such inputs, where nothing is known of them, nothing goes wrong with them, and more becomes known. */
export function perSampleRun(question: ModelQuestion, run: Run, runWith: RunWith): Run {
  if (!run.inputs.some(isOpen) || hasErrors(run)) return run;
  const inputs = run.inputs.map((input): ChosenInput => {
    const key = isOpen(input) ? perSample(input.name) : null;
    return key === null ? input : { ...input, types: [oneEach], explanation: message(key) };
  });
  if (inputs.every((input, index) => input === run.inputs[index])) return run;
  const other = runWith(question, inputs);
  return other.finished && !hasErrors(other) && unknownValues(other) < unknownValues(run) ? other : run;
}

const isOpen = ({ types, constant }: ChosenInput): boolean =>
  constant === undefined && types.length === 1 && types[0]?.shape.rank === "unknown";
