import { coverageOf } from "../analysis/cost.ts";
import { knownSumText } from "../analysis/knownSum.ts";
import { type KnownTotals, knownTotals } from "../analysis/knownTotals.ts";
import type { Dim, FileFacts, ModelFacts, ModelInput, ModelOffer, Network } from "../ir/index.ts";
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
  const { parameters, trainable, macs } = totals(model);
  const all = knownSumText(parameters, countText);
  rows.push({
    label: render(message("labelParameters")),
    value:
      parameters.known === trainable
        ? all
        : render(message("trainableOf", { count: all, trainable: countText(trainable) })),
  });
  rows.push({ label: render(message("labelMacs")), value: knownSumText(macs, countText) });
  const parts: Part[] = [
    { kind: "title", name: model.offer.expression, type: facts.framework ?? "", note: "" },
    { kind: "facts", rows },
  ];
  const { name, expression, needs = [] } = model.offer;
  if (needs.length > 0) {
    const places = {
      arguments: needs.join(", "),
      example: `${name}(${needs.map((argument) => `${argument}=…`).join(",")})`,
      expression,
    };
    const said = {
      open: message("modelArgumentsOpen", places),
      byDefault: message("modelArgumentsByDefault", places),
      supposed: message("modelArgumentsSupposed", places),
    };
    parts.push({ kind: "note", text: render(said[argumentsOf(model.offer)]) });
  }
  const { calls, unknownCalls } = coverageOf(network);
  if (unknownCalls > 0) {
    const counts = { known: calls - unknownCalls, all: calls };
    parts.push({ kind: "note", text: render(message("countsIncomplete", counts)) });
  }
  return parts;
}

/** What a model that needs arguments which the file does not give is shown with. */
export function argumentsOf({ expression, supposed }: ModelOffer): "open" | "byDefault" | "supposed" {
  if (expression.endsWith("(...)")) return "open";
  return supposed === true ? "supposed" : "byDefault";
}

const memo = new WeakMap<Network, KnownTotals>();

/** Lenses, the status bar and hovers say the same totals: they are summed once. */
function totals({ network }: ModelFacts): KnownTotals {
  const known = memo.get(network);
  if (known !== undefined) return known;
  const sums = knownTotals(network);
  memo.set(network, sums);
  return sums;
}

/** A model whose totals are known and whose layers are let go. */
export function totalled(model: ModelFacts): ModelFacts {
  const network: Network = { ...model.network, values: [], nodes: [], calls: [], contexts: [], state: [] };
  memo.set(network, totals(model));
  return { ...model, network };
}

/** Totals for a status bar: `11.7 M`, `1.81 G`. */
export function shortTotals(model: ModelFacts): { readonly parameters: string; readonly macs: string } {
  const { parameters, macs } = totals(model);
  return { parameters: knownSumText(parameters, shortText), macs: knownSumText(macs, shortText) };
}

function shortText(count: Dim): string {
  const { digits, unit } = shortCount(count);
  return `${digits} ${unit}`.trim();
}

/** `11.7 M parameters · 1.81 GMACs`. */
export function totalsText(model: ModelFacts, render: Render): string {
  const { parameters, macs } = totals(model);
  // The prefix belongs to the unit: GMACs.
  const prefixed = (count: Dim): string => {
    const { digits, unit } = shortCount(count);
    return `${digits} ${unit}`;
  };
  return render(
    message("modelTotals", {
      parameters: knownSumText(parameters, shortText),
      macs: macs.complete || macs.known !== 0 ? knownSumText(macs, prefixed) : "? ",
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
