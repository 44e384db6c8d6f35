import { shapeText } from "../shared/describe.ts";
import { h } from "../shared/dom.ts";
import { icon } from "../shared/icons.ts";
import { milliseconds, number, renderMessage, significant, text } from "../shared/text.ts";
import { type LayerCheck, median, type RunReport } from "./engine.ts";
import { featureMaps } from "./featureMaps.ts";
import type { TensorResult } from "./protocol.ts";

/** The cards of a finished run. */
export function showReport(report: RunReport, choose: (layer: LayerCheck) => void): HTMLElement[] {
  return [timesCard(report), ...report.outputs.map(outputCard), layersCard(report, choose)];
}

function card(title: string, ...content: (Node | string | null)[]): HTMLElement {
  return h("section", { class: "card" }, h("h2", {}, title), ...content);
}

function timesCard(report: RunReport): HTMLElement {
  const [first = 0, ...warm] = report.runs;
  const row = (label: string, value: string) => [h("dt", {}, label), h("dd", { class: "number" }, value)];
  const where =
    report.backend === "webgpu"
      ? text("inferenceOnWebgpu", { adapter: report.adapter ?? "" })
      : text("inferenceOnWasm");
  return card(
    text("inferenceTimes"),
    h("p", { class: "backend" }, where, h("span", { class: "muted" }, ` – ${reasonText(report)}`)),
    h(
      "dl",
      { class: "figures" },
      ...row(text("inferenceFirstRun"), milliseconds(first)),
      ...(warm.length > 0 ? row(text("inferenceWarmRun", { count: warm.length }), milliseconds(median(warm))) : []),
      ...row(text("inferenceLoadTime"), milliseconds(report.loadMilliseconds)),
      ...row(text("inferenceModelSize"), bytes(report.modelBytes)),
    ),
    ...leftOutParts(report.leftOut),
  );
}

/** More layers than this are counted, not listed. */
const LISTED = 8;

function leftOutParts(leftOut: RunReport["leftOut"]): HTMLElement[] {
  if (leftOut.length === 0) return [];
  const entries = leftOut.slice(0, LISTED).map(({ layer, because }) => {
    const reason = renderMessage(because);
    // Most reasons begin with the layer's name.
    return h("li", {}, reason.startsWith(layer) ? reason : text("inferenceLeftOutLayer", { layer, reason }));
  });
  const rest = leftOut.length - entries.length;
  if (rest > 0) entries.push(h("li", {}, text("andMore", { count: rest })));
  return [
    h("p", { class: "verdict warning" }, icon("warning"), text("inferenceLeftOut")),
    h("ul", { class: "left-out" }, ...entries),
  ];
}

function reasonText(report: RunReport): string {
  switch (report.reason) {
    case "noApi":
      return text("inferenceBecauseNoApi");
    case "noAdapter":
      return text("inferenceBecauseNoAdapter");
    case "failed":
      return text("inferenceBecauseFailed", { detail: report.detail.slice(0, 200) });
    case "available":
      return text("inferenceBecauseAvailable");
    case "asked":
      return text("inferenceBecauseAsked");
  }
}

function bytes(count: number): string {
  return count < 1e6 ? `${significant(count / 1e3)} kB` : `${significant(count / 1e6)} MB`;
}

const TOP = 10;
const FIRST = 20;
const LAST = 5;

function outputCard(output: TensorResult): HTMLElement {
  const { data } = output;
  const shape = output.dims.join("×") || "scalar";
  const element = card(
    output.name === "output" ? text("inferenceOnlyOutput") : text("inferenceOutput", { name: output.name }),
    h("p", { class: "shape number" }, shape),
    statistics(data),
  );
  element.dataset["output"] = output.name;
  // A long last axis beside ones is a vector of scores; a map is better looked at as pictures.
  const isVector = output.dims.every((size, axis) => size === 1 || axis === output.dims.length - 1);
  if (isVector && data.length > 1) element.append(topBars(data));
  else if (output.dims.length >= 3) element.append(featureMaps(output));
  element.append(values(text("inferenceFirstValues"), data.subarray(0, FIRST), "first"));
  if (data.length > FIRST) element.append(values(text("inferenceLastValues"), data.subarray(-LAST), "last"));
  return element;
}

function statistics(data: Float32Array): HTMLElement {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const value of data) {
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
    sum += value;
  }
  const mean = sum / Math.max(1, data.length);
  const [low, middle, high] = [minimum, mean, maximum].map((value) => significant(value, 5));
  const content = text("inferenceStatistics", { minimum: low ?? "", mean: middle ?? "", maximum: high ?? "" });
  return h("p", { class: "muted number" }, content);
}

/** The largest values as bars from zero, negative ones to the left. */
function topBars(data: Float32Array): HTMLElement {
  const order = Array.from(data.keys())
    .sort((a, b) => (data[b] ?? 0) - (data[a] ?? 0))
    .slice(0, TOP);
  const shown = order.map((index) => data[index] ?? 0);
  const low = Math.min(0, ...shown);
  const span = Math.max(0, ...shown) - low || 1;
  const rows = order.map((index) => {
    const value = data[index] ?? 0;
    const left = ((Math.min(0, value) - low) / span) * 100;
    const bar = h("span", { class: value < 0 ? "bar negative" : "bar" });
    bar.style.left = `${left}%`;
    bar.style.width = `${(Math.abs(value) / span) * 100}%`;
    return h(
      "li",
      {},
      h("span", { class: "index number" }, String(index)),
      h("span", { class: "track" }, bar),
      h("span", { class: "value number" }, significant(value, 5)),
    );
  });
  return h("div", {}, h("h3", {}, text("inferenceTop")), h("ol", { class: "bars" }, ...rows));
}

function values(title: string, data: Float32Array, which: string): HTMLElement {
  const texts = [...data].map((value) => Number(value.toPrecision(8)).toString());
  return h("div", {}, h("h3", {}, title), h("p", { class: "values code", "data-values": which }, texts.join("  ")));
}

function layersCard(report: RunReport, choose: (layer: LayerCheck) => void): HTMLElement {
  const { layers } = report;
  const bad = layers.filter((layer) => layer.verdict === "different");
  const learned = layers.filter((layer) => layer.verdict === "learned").length;
  const notFinite = layers.reduce((sum, layer) => sum + layer.facts.notFinite, 0);
  const compared = layers.filter((layer) => layer.facts.difference !== null);
  const same = text("inferenceAllSame", { count: layers.length - learned });
  const differ = text("inferenceMismatches", { bad: bad.length, count: layers.length });
  const verdict = (style: "good" | "error" | "warning", content: string) =>
    h("p", { class: `verdict ${style}` }, icon(style === "good" ? "check" : style), content);
  return card(
    text("inferenceLayers"),
    bad.length === 0 ? verdict("good", same) : verdict("error", differ),
    learned > 0 ? h("p", { class: "muted" }, text("inferenceLearned", { count: learned })) : null,
    notFinite > 0 ? verdict("warning", text("inferenceNotFinite", { count: number(notFinite) })) : null,
    compared.length > 0 ? h("p", { class: "muted" }, largestDifference(compared)) : null,
    layerTable(layers, compared.length > 0, choose),
  );
}

function relativeDifference(layer: LayerCheck): number {
  const { difference } = layer.facts;
  return difference ? difference.absolute / (difference.scale || 1) : 0;
}

function largestDifference(layers: readonly LayerCheck[]): string {
  const worst = layers.reduce((most, layer) => (relativeDifference(layer) > relativeDifference(most) ? layer : most));
  return text("inferenceLargestDifference", {
    relative: relativeDifference(worst).toExponential(1),
    layer: worst.node.name,
  });
}

function layerTable(
  layers: readonly LayerCheck[],
  compared: boolean,
  choose: (layer: LayerCheck) => void,
): HTMLElement {
  const heading = (label: string, style = "") => h("th", { scope: "col", class: style }, label);
  const head = h(
    "tr",
    {},
    heading(text("inferenceLayer")),
    heading(text("viewType")),
    heading(text("inferencePredicted")),
    heading(text("inferenceReal")),
    heading(text("inferenceMinimum"), "number"),
    heading(text("inferenceMean"), "number"),
    heading(text("inferenceMaximum"), "number"),
    compared ? heading(text("inferenceDifference"), "number") : null,
  );
  const body = h("tbody");
  for (const layer of layers) {
    const { facts, node, predicted, verdict } = layer;
    const cell = (content: string, style = "") => h("td", { class: style }, content);
    const select = (): void => {
      for (const row of body.rows) row.removeAttribute("aria-selected");
      row.setAttribute("aria-selected", "true");
      choose(layer);
    };
    const name = h("button", { class: "link", on: { click: select } }, node.name || node.type);
    const row = h(
      "tr",
      { class: verdict, "data-value": layer.value },
      h("td", {}, name),
      cell(node.type, "muted"),
      cell(shapeText(predicted), "number"),
      cell(facts.dims.join("×") || "scalar", "number real"),
      cell(significant(facts.minimum, 4), "number"),
      cell(significant(facts.mean, 4), "number"),
      cell(significant(facts.maximum, 4), "number"),
      compared ? cell(facts.difference ? facts.difference.absolute.toExponential(1) : "", "number") : null,
    );
    row.addEventListener("click", (event) => {
      if (event.target !== name) select();
    });
    body.append(row);
  }
  return h("div", { class: "table-scroll" }, h("table", {}, h("thead", {}, head), body));
}
