import type { FileFacts, ModelFacts } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import { argumentsOf, inputsText, totalsText } from "./modelHover.ts";
import type { Render } from "./text.ts";
import { variantText } from "./variants.ts";

/** What a click on a lens does. The shell turns it into a command that the client has, or leaves the lens a mere text. */
export type LensAction = "showGraph" | "changeInput" | "testInference" | "chooseModel" | "chooseVariant";

export interface CodeLens {
  readonly start: number;
  readonly end: number;
  readonly title: string;
  readonly action: LensAction;
  /** The expression of the model that the lens speaks about; null: any. */
  readonly model: string | null;
}

/** Lenses on the models of a file: totals, input, variant and views on the one that is shown, totals on the others. */
export function codeLenses(facts: FileFacts, render: Render): readonly CodeLens[] {
  const [shown, ...others] = facts.models;
  const choices = facts.offers.filter(({ constructible }) => constructible).length;
  if (shown === undefined) return choices === 0 ? [] : [chooseLens(facts.offers[0]?.at.start ?? 0, choices, render)];
  const { offer } = shown;
  const at = { start: offer.at.start, end: offer.at.start, model: offer.expression };
  const lenses: CodeLens[] = [
    { ...at, title: totalsText(shown, render), action: "showGraph" },
    { ...at, title: inputLens(shown, render), action: "changeInput" },
    ...(shown.variants === undefined
      ? []
      : [{ ...at, title: variantText(shown.variants.shown, render), action: "chooseVariant" as const }]),
    { ...at, title: render(message("lensGraph")), action: "showGraph" },
    { ...at, title: render(message("lensInference")), action: "testInference" },
  ];
  const { needs = [] } = offer;
  if (needs.length > 0) {
    const title = render(message(argumentKeys[argumentsOf(offer)], { arguments: needs.join(", ") }));
    lenses.push({ ...at, title, action: "chooseModel" });
  }
  if (choices > 1) lenses.push(chooseLens(offer.at.start, choices, render));
  for (const other of others) {
    // Two models made by one definition: the shown one has spoken there.
    if (lenses.some(({ start }) => start === other.offer.at.start)) continue;
    lenses.push({
      start: other.offer.at.start,
      end: other.offer.at.start,
      title: totalsText(other, render),
      action: "showGraph",
      model: other.offer.expression,
    });
  }
  return lenses;
}

const argumentKeys = {
  open: "lensArgumentsOpen",
  byDefault: "lensArgumentsByDefault",
  supposed: "lensArgumentsSupposed",
} as const;

const chooseLens = (start: number, count: number, render: Render): CodeLens => ({
  start,
  end: start,
  title: render(message("lensChooseModel", { count })),
  action: "chooseModel",
  model: null,
});

/** `input 1×3×32×32 (from the layers)`. */
function inputLens(model: ModelFacts, render: Render): string {
  const [first] = model.inputs;
  if (first === undefined) return render(message("modelInputs", { shapes: "–" }));
  return `${inputsText(model, render)} (${render(message(originKeys[first.origin]))})`;
}

export const originKeys = {
  given: "originGiven",
  directive: "originDirective",
  main: "originMain",
  setting: "originSetting",
  layers: "originLayers",
  file: "originFile",
  default: "originDefault",
} as const;
