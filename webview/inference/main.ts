import { formatShape, type Message, type Network, type NodeId } from "../../src/core/ir/index.ts";
import type { InitMessage, ModelMessage, ViewReport } from "../../src/protocol/views.ts";
import { ask, onHostMessage, post } from "../host.ts";
import { addStyle, h, replaceChildren } from "../shared/dom.ts";
import { icon } from "../shared/icons.ts";
import { targetAt } from "../shared/locate.ts";
import { number, renderMessage, setLanguage, text } from "../shared/text.ts";
import viewStyle from "../shared/view.css" with { type: "text" };
import { button, progressRing, registerControls } from "../toolkit.ts";
import { buildModel, weightsOf } from "./build.ts";
import { createControls } from "./controls.ts";
import { createEngine, type LayerCheck, type RunReport, type Stage } from "./engine.ts";
import { featureMaps } from "./featureMaps.ts";
import style from "./inference.css" with { type: "text" };
import { concreteDims, makeInput, openSizes } from "./inputs.ts";
import type { TensorInput } from "./protocol.ts";
import { showReport } from "./results.ts";
import { Stopped } from "./runtime.ts";

/** The test inference view: choices, a run, and what came of it. */

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "running" }
  | { readonly kind: "done"; readonly report: RunReport }
  | { readonly kind: "failed"; readonly text: string };

function start(init: InitMessage): void {
  setLanguage(init.language, init.translations);
  registerControls();
  addStyle(viewStyle, style);
  const engine = createEngine(new URL("inferenceWorker.js", import.meta.url).href, init.assets.ortWasm ?? "");
  let model: ModelMessage | null = null;
  let state: State = { kind: "idle" };
  let run = 0;
  let startAsked = false;

  const controls = createControls({ run: () => void runModel(), cancel, save: () => void saveModel() });
  const title = h("h1", {});
  const inputs = h("span", { class: "muted number" });
  const ring = progressRing("");
  const stage = h("span", { class: "stage-text", role: "status" });
  const bar = h("div", { class: "progress" }, h("div", { class: "progress-part" }));
  const progress = h("div", { class: "running", hidden: true }, ring, stage, bar);
  const problem = h("div", { class: "problem", role: "alert", hidden: true });
  const notice = h("p", { class: "muted", role: "status" });
  const intro = h("p", { class: "intro muted" }, text("inferenceIntro"));
  const cards = h("div", { class: "cards" });
  const maps = h("section", { class: "card maps-card", hidden: true });
  const empty = h("div", { class: "empty" }, icon("play"), h("p", {}, text("viewNothingYet")));
  const body = h(
    "div",
    { class: "inference-view", hidden: true },
    h("header", {}, title, inputs),
    controls.element,
    progress,
    problem,
    notice,
    intro,
    cards,
    maps,
  );
  document.querySelector("#view")?.replaceChildren(empty, body);

  function showProgress(current: Stage, part: number | null): void {
    const percent = part === null ? "" : number(Math.round(part * 100));
    stage.textContent = stageText(current, percent);
    bar.classList.toggle("unknown", part === null);
    (bar.firstElementChild as HTMLElement).style.width = `${(part ?? 0) * 100}%`;
  }

  function fail(content: string, ...actions: HTMLElement[]): void {
    state = { kind: "failed", text: content };
    replaceChildren(problem, icon("error"), h("span", {}, content), ...actions);
    problem.hidden = false;
  }

  function cancel(): void {
    run++;
    engine.stop();
    finish({ kind: "idle" });
    notice.textContent = text("inferenceStopped");
  }

  function finish(next: State): void {
    state = next;
    controls.setRunning(false);
    progress.hidden = true;
  }

  async function runModel(): Promise<void> {
    if (!model || state.kind === "running") return;
    const { network } = model;
    const mine = ++run;
    problem.hidden = true;
    notice.textContent = "";
    const prepared = prepare(network);
    if (typeof prepared === "string") {
      const { uri } = model;
      const press = () => post({ kind: "changeInput", uri });
      return fail(prepared, button({ label: text("inferenceChangeInput"), press }));
    }
    state = { kind: "running" };
    controls.setRunning(true);
    progress.hidden = false;
    intro.hidden = true;
    maps.hidden = true;
    cards.replaceChildren();
    const { backend, weights, compare } = controls.choices();
    try {
      const outcome = await engine.run({ network, backend, weights, compare, ...prepared }, (current, part) => {
        if (mine === run) showProgress(current, part);
      });
      if (mine !== run) return;
      if (outcome.kind === "refused") {
        finish({ kind: "idle" });
        return fail(text("inferenceRefused", { reason: renderMessage(outcome.because) }), ...placeOf(outcome.node));
      }
      finish({ kind: "done", report: outcome.report });
      replaceChildren(cards, ...showReport(outcome.report, (layer) => void showMaps(layer)));
      maps.hidden = false;
      replaceChildren(maps, h("p", { class: "muted" }, text("inferenceMapsHint")));
    } catch (reason) {
      if (mine !== run || reason instanceof Stopped) return;
      finish({ kind: "idle" });
      fail(text("inferenceFailed", { reason: reason instanceof Error ? reason.message : String(reason) }));
    }
  }

  /** Writes the model with the chosen weights to a file. */
  async function saveModel(): Promise<void> {
    if (!model || state.kind === "running") return;
    const { network } = model;
    const mine = ++run;
    problem.hidden = true;
    state = { kind: "running" };
    controls.setRunning(true);
    progress.hidden = false;
    const options = { weights: weightsOf(network, controls.choices().weights) };
    const showPart = (part: number) => showProgress("building", part);
    const built = await buildModel(network, options, () => mine !== run, showPart);
    if (mine !== run || !built) return;
    finish({ kind: "idle" });
    if ("because" in built) {
      fail(text("inferenceRefused", { reason: renderMessage(built.because) }), ...placeOf(built.node));
      return;
    }
    const name = `${network.model.replace(/\W+/g, "-").replace(/^-|-$/g, "") || "network"}.onnx`;
    const answer = await ask({ kind: "save", name, data: built.ok });
    if (answer.kind === "failed") fail(answer.reason);
    else if (answer.kind === "saved") notice.textContent = text("inferenceSaved", { where: answer.where });
  }

  /** The tensors to feed, or what stands in the way. */
  function prepare(network: Network): { inputs: TensorInput[]; sizes: ReadonlyMap<string, number> } | string {
    const { input, picture, pixels, weights } = controls.choices();
    const sizes = openSizes(network);
    const tensors: TensorInput[] = [];
    for (const { name, value } of network.inputs) {
      const type = network.values[value]?.type;
      const dims = type ? concreteDims(type.shape, sizes) : null;
      if (!type || !dims) return text("inferenceOpenInput", { name, shape: type ? formatShape(type.shape, "×") : "?" });
      if (input === "image" && picture && !isImage(dims)) return text("inferenceImageNotFitting", { name });
      tensors.push(makeInput(name, dims, type.dtype, input, { seed: weights.seed, picture, scale: pixels }));
    }
    return { inputs: tensors, sizes };
  }

  function placeOf(node: NodeId | null): HTMLElement[] {
    const found = node === null ? undefined : model?.network.nodes[node];
    const range = found?.at ?? found?.definedAt;
    if (!model || !range) return [];
    const { uri, version } = model;
    return [button({ label: text("viewOpenCall"), press: () => post({ kind: "reveal", uri, version, range }) })];
  }

  async function showMaps(layer: LayerCheck): Promise<void> {
    if (!model || state.kind !== "done") return;
    const mine = run;
    const { uri, version } = model;
    post({ kind: "selected", uri, version, node: layer.node.id });
    const heading = h("h2", {}, text("inferenceMapsOf", { layer: layer.node.name }));
    replaceChildren(maps, heading, progressRing(text("inferenceRunning")));
    try {
      const tensor = await engine.fetchValue(layer.value, () => {});
      if (mine !== run) return;
      replaceChildren(maps, heading, tensor ? featureMaps(tensor) : null);
    } catch (reason) {
      if (mine === run) replaceChildren(maps, heading, h("p", {}, text("inferenceFailed", { reason: String(reason) })));
    }
    maps.scrollIntoView({ block: "nearest" });
  }

  function showModel(next: ModelMessage): void {
    const changed = model?.uri !== next.uri || model.version !== next.version;
    model = next;
    empty.hidden = true;
    body.hidden = false;
    title.textContent = next.network.model;
    inputs.textContent = next.network.inputs.map((input) => inputText(next.network, input)).join(", ");
    // Results of another text would be wrong about this one.
    if (changed && state.kind !== "idle") {
      run++;
      if (state.kind === "running") engine.stop();
      finish({ kind: "idle" });
      cards.replaceChildren();
      maps.hidden = true;
      problem.hidden = true;
      intro.hidden = false;
    }
    if (startAsked) {
      startAsked = false;
      void runModel();
    }
  }

  function report(): ViewReport {
    const done = state.kind === "done" ? state.report : null;
    return {
      view: "inference",
      uri: model?.uri ?? null,
      state: state.kind,
      backend: done?.backend ?? null,
      checkedLayers: done?.layers.length ?? 0,
      mismatches: done?.layers.filter((layer) => layer.verdict === "different").length ?? 0,
      text: state.kind === "failed" ? state.text : (cards.textContent ?? ""),
    };
  }

  for (const type of ["dragover", "drop"] as const) {
    document.addEventListener(type, (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (type === "drop" && file?.type.startsWith("image/")) void controls.usePicture(file);
    });
  }
  onHostMessage((message) => {
    switch (message.kind) {
      case "model":
        return showModel(message);
      case "noModel":
        return showNothing(message.because);
      case "startInference":
        controls.setBackend(message.backend);
        if (model) void runModel();
        else startAsked = true;
        return undefined;
      case "cursor": {
        if (!model || message.uri !== model.uri || message.version !== model.version) return undefined;
        const { network, uri } = model;
        const { target } = message;
        const found = "node" in target ? { kind: "node", id: target.node } : targetAt(network, uri, target);
        return found?.kind === "node" ? markRow(network.nodes[found.id]?.outputs[0]) : undefined;
      }
      case "reportRequest":
        return post({ kind: "report", id: message.id, report: report() });
      default:
        return undefined;
    }
  });

  function showNothing(because: Message): void {
    run++;
    if (state.kind === "running") engine.stop();
    finish({ kind: "idle" });
    model = null;
    body.hidden = true;
    empty.hidden = false;
    replaceChildren(empty, icon("play"), h("p", {}, renderMessage(because)));
  }

  /** The cursor's layer is marked in the table; fetching its maps is left to a click. */
  function markRow(value: number | undefined): void {
    for (const row of cards.querySelectorAll("tr[data-value]")) {
      row.classList.toggle("cursor", row.getAttribute("data-value") === String(value));
    }
  }
}

function stageText(stage: Stage, percent: string): string {
  switch (stage) {
    case "starting":
      return text("inferenceStarting");
    case "building":
      return text("inferenceBuilding", { percent });
    case "loading":
      return text("inferenceLoading");
    case "running":
      return text("inferenceRunning");
    case "checking":
      return text("inferenceChecking", { percent });
    case "comparing":
      return text("inferenceComparing", { percent });
  }
}

function isImage(dims: readonly number[]): boolean {
  return dims.length >= 3 && (dims.at(-3) === 1 || dims.at(-3) === 3);
}

function inputText(network: Network, { name, value }: { name: string; value: number }): string {
  const shape = network.values[value]?.type.shape;
  return `${name} ${shape ? formatShape(shape, "×") : "?"}`;
}

onHostMessage((message) => {
  if (message.kind === "init") start(message);
});
post({ kind: "ready" });
