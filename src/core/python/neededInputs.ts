// `forward(self, x, lengths=None)` that cannot do without: what it asks of the None that it would be given, or an assertion,
// says that the input is given, however optional it looks.
import { message } from "../messages/index.ts";
import type { RunWith } from "./inputGuesses.ts";
import type { ChosenInput, ForwardParameter } from "./inputs.ts";
import { hasErrors, type ModelQuestion, type Run } from "./modelQuestion.ts";
import { oneEach, perSample } from "./perSample.ts";

type Infer = (question: ModelQuestion, parameters: readonly ForwardParameter[], runWith: RunWith) => Run;

/** Inputs that may be left out and are tried, each by itself, then together. */
const mostTried = 4;

/** The run with the first optional inputs, one or all, without which forward raises an exception and with which it does not. */
export function neededRun(
  question: ModelQuestion,
  parameters: readonly ForwardParameter[],
  infer: Infer,
  runWith: RunWith,
): Run {
  const run = infer(question, parameters, runWith);
  if (!missesInput(run)) return run;
  const given = parameters.some(({ required }) => required) ? [] : parameters.slice(0, 1);
  const open = parameters.filter((one) => one.isNone === true && !given.includes(one)).slice(0, mostTried);
  const choices = open.length > 1 ? [...open.map((one) => [one]), open] : [open];
  for (const added of choices) {
    if (added.length === 0) continue;
    const needed = parameters.map((one) =>
      added.includes(one) || given.includes(one) ? { ...one, required: true } : one,
    );
    const other = infer(question, needed, (asked, inputs) =>
      runWith(
        asked,
        inputs.map((input) => asGiven(input, inputs, parameters, added)),
      ),
    );
    if (other.finished && !hasErrors(other)) return other;
  }
  return run;
}

const missesInput = ({ diagnostics }: Run): boolean =>
  diagnostics.some(({ code, message: { args } }) =>
    code === "tensor-expected" ? args["got"] === "None" : asksOfNone.test(String(args["exception"] ?? "")),
  );

const asksOfNone = /^(?:AssertionError|ValueError)\b|NoneType/;

/** By name where inputs before it are left out; one number a sample, where its name says so and nothing else does. */
function asGiven(
  input: ChosenInput,
  inputs: readonly ChosenInput[],
  parameters: readonly ForwardParameter[],
  added: readonly ForwardParameter[],
): ChosenInput {
  const place = parameters.findIndex(({ name }) => name === input.name);
  const byName = place > inputs.findIndex(({ name }) => name === input.name);
  const isOpen = input.types.every(({ shape }) => shape.rank === "unknown");
  const key = isOpen && added.some(({ name }) => name === input.name) ? perSample(input.name) : null;
  return key === null ? { ...input, byName } : { ...input, byName, types: [oneEach], explanation: message(key) };
}
