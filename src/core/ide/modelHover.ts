import type { FileFacts, ModelFacts, ModelInput } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import type { FactRow, Part } from "./markdown.ts";
import { elementsOf, macsOf, shapesOf } from "./occurrence.ts";
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
  const { parameters, trainable, macs } = totalsOf(model);
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
  const unknown = network.nodes.filter(({ unknownBecause }) => unknownBecause !== null).length;
  if (unknown > 0) {
    const counts = { known: network.nodes.length - unknown, all: network.nodes.length };
    parts.push({ kind: "note", text: render(message("countsIncomplete", counts)) });
  }
  return parts;
}

/** Totals as `analysis/cost` has them, each parameter once. */
function totalsOf({ network }: ModelFacts) {
  const own = network.state.filter(({ kind, name, sharedAs }) => kind === "parameter" && name === sharedAs);
  return {
    parameters: elementsOf(own),
    trainable: elementsOf(own.filter((entry) => entry.trainable)),
    macs: macsOf(network.nodes),
  };
}

/** Totals for a status bar: `11.7 M`, `1.81 G`. */
export function shortTotals(model: ModelFacts): { readonly parameters: string; readonly macs: string } {
  const { parameters, macs } = totalsOf(model);
  const text = ({ digits, unit }: ReturnType<typeof shortCount>): string => `${digits} ${unit}`.trim();
  return { parameters: text(shortCount(parameters)), macs: text(shortCount(macs)) };
}

/** `11.7 M parameters · 1.81 GMACs`. */
export function totalsText(model: ModelFacts, render: Render): string {
  const { parameters, macs } = totalsOf(model);
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
