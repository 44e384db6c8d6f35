import type { GivenInput, ModelInput } from "../ir/index.ts";

/** The inputs of a model as somebody would give them: the tensors of a list one after the other, a single one without a name. */
export const givenInputs = (inputs: readonly ModelInput[]): readonly GivenInput[] =>
  inputs.map(({ name, type, listOf }) => ({ name: listOf ?? (inputs.length === 1 ? null : name), type }));

/** Whether shapes can be written down: nothing of them is unknown. */
export const isWritable = ({ type: { shape } }: Pick<ModelInput, "type">): boolean =>
  shape.rank === "known" && shape.dims.every((dim) => typeof dim === "number" || dim.kind !== "unknown");
