// A model that keeps a batch of its own: `self.noise = torch.randn(16, 8, 1, 1)` goes with batches of 16, where one sample is
// taken for the input.
import type { TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import type { RunWith } from "./inputGuesses.ts";
import type { ChosenInput } from "./inputs.ts";
import { hasErrors, type ModelQuestion, type Run } from "./modelQuestion.ts";
import { allModules, parametersOf } from "./torch/moduleTree.ts";
import { dimsOfTensor, tensorOf } from "./torch/tensor.ts";

/** More in a batch than this is a table. */
const largestBatch = 512;
const mostTried = 2;

/** The run with as many samples as tensors hold that the model keeps, where one sample is a fault and so many are none. */
export function storedBatchRun(question: ModelQuestion, run: Run, runWith: RunWith): Run {
  if (!hasErrors(run)) return run;
  for (const batch of storedBatches(question)) {
    const inputs = run.inputs.map((input): ChosenInput => withBatch(input, batch));
    const other = runWith(question, inputs);
    if (!hasErrors(other)) return other;
  }
  return run;
}

function withBatch(input: ChosenInput, batch: number): ChosenInput {
  const types = input.types.map(({ shape, dtype }): TensorType => {
    if (shape.rank === "unknown" || shape.dims[0] !== 1) return { shape, dtype };
    return { shape: { rank: "known", dims: [batch, ...shape.dims.slice(1)] }, dtype };
  });
  return { ...input, types, explanation: message("inputStoredBatch", { batch }) };
}

/** First sizes of tensors of several axes that modules keep beside their parameters. */
function storedBatches({ instance }: ModelQuestion): readonly number[] {
  const found = new Set<number>();
  for (const module of allModules(instance)) {
    const parameters = parametersOf(module)?.entries;
    for (const [name, value] of module.attributes.entries) {
      const tensor = parameters?.has(name) ? null : tensorOf(value);
      const [batch, ...rest] = (tensor && dimsOfTensor(tensor)) ?? [];
      if (typeof batch === "number" && batch > 1 && batch <= largestBatch && rest.length > 0) found.add(batch);
      if (found.size >= mostTried) return [...found];
    }
  }
  return [...found];
}
