import { countsOf, coverageOf } from "../analysis/cost.ts";
import type { FileFacts, ModelFacts, ModelInput, Network } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import type { FactRow, Part } from "./markdown.ts";
import { shapesOf } from "./occurrence.ts";
import { countText, type Render, shapeText, shortCount } from "./text.ts";

/** What a model is, all in all: totals, where its input comes from, what of it is not known. */
export function modelParts(facts: FileFacts, model: ModelFacts, render: Render): readonly Part[] {
  const { network } = model;
  const rows: FactRow[] = model.inputs.map((input) => ({
    label: render(message("labelInput")),
    value: `${inputText(input, model.inputs.length)} · ${render(input.explanation)}`,
  }));
  rows.push({
    label: render(message("labelOutput")),
    value: shapesOf(
      network,
      network.outputs.map(({ value }) => value),
    ).join(", "),
  });
  const { parameters, trainableParameters: trainable, macs } = totals(model);
  const all = countText(parameters);
  rows.push({
    label: render(message("labelParameters")),
    value:
      parameters === trainable ? all : render(message("trainableOf", { count: all, trainable: countText(trainable) })),
  });
  rows.push({ label: render(message("labelMacs")), value: countText(macs) });
  const parts: Part[] = [
    { kind: "title", name: model.offer.expression, type: facts.framework ?? "", note: "" },
    { kind: "facts", rows },
  ];
  const { calls, unknownCalls } = coverageOf(network);
  if (unknownCalls > 0) {
    const counts = { known: calls - unknownCalls, all: calls };
    parts.push({ kind: "note", text: render(message("countsIncomplete", counts)) });
  }
  return parts;
}

const memo = new WeakMap<Network, ReturnType<typeof countsOf>>();

/** Lenses, the status bar and hovers say the same totals: they are summed once. */
function totals({ network }: ModelFacts): ReturnType<typeof countsOf> {
  const known = memo.get(network) ?? countsOf(network);
  memo.set(network, known);
  return known;
}

/** Totals for a status bar: `11.7 M`, `1.81 G`. */
export function shortTotals(model: ModelFacts): { readonly parameters: string; readonly macs: string } {
  const { parameters, macs } = totals(model);
  const text = ({ digits, unit }: ReturnType<typeof shortCount>): string => `${digits} ${unit}`.trim();
  return { parameters: text(shortCount(parameters)), macs: text(shortCount(macs)) };
}

/** `11.7 M parameters · 1.81 GMACs`. */
export function totalsText(model: ModelFacts, render: Render): string {
  const { parameters, macs } = totals(model);
  const count = shortCount(parameters);
  const multiplies = shortCount(macs);
  return render(
    message("modelTotals", {
      parameters: `${count.digits} ${count.unit}`.trim(),
      macs: `${multiplies.digits} ${multiplies.unit}`,
    }),
  );
}

/** `input 1×3×224×224`. */
export function inputsText(model: ModelFacts, render: Render): string {
  const [first] = model.inputs;
  if (first === undefined) return "";
  const shapes = model.inputs.map((input) => inputText(input, model.inputs.length)).join(", ");
  return render(
    model.inputs.length === 1 ? message("modelInput", { shape: shapes }) : message("modelInputs", { shapes }),
  );
}

const inputText = (input: ModelInput, count: number): string =>
  count === 1 ? shapeText(input.type.shape) : `${input.name} ${shapeText(input.type.shape)}`;
