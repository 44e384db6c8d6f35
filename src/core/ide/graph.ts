import { type FileFacts, formatShape, type InputOrigin, type ModelFacts } from "../ir/index.ts";
import type { Render } from "./text.ts";

/** The model that is meant by an expression; null: the one that is shown. */
export const modelOf = (facts: FileFacts, expression: string | null): ModelFacts | null =>
  (expression === null ? facts.models[0] : facts.models.find(({ offer }) => offer.expression === expression)) ?? null;

/** An input of a model as views and status bars show it. */
export interface InputText {
  readonly name: string;
  readonly shape: string;
  readonly origin: InputOrigin;
  readonly explanation: string;
}

export const inputTexts = (model: ModelFacts, render: Render): readonly InputText[] =>
  model.inputs.map(({ name, type, origin, explanation }) => ({
    name,
    shape: formatShape(type.shape),
    origin,
    explanation: render(explanation),
  }));
