import { fieldsOf, type InputRegion, regionOf } from "../../src/core/analysis/receptiveField.ts";
import type { Message, Network } from "../../src/core/ir/index.ts";
import type { CursorMessage, InitMessage, ModelMessage } from "../../src/protocol/views.ts";
import { onHostMessage, post } from "../host.ts";
import { shapeText, valueById } from "../shared/describe.ts";
import { addStyle, h, onNextFrame, replaceChildren } from "../shared/dom.ts";
import { icon } from "../shared/icons.ts";
import { placesOf, type Target, targetAt } from "../shared/locate.ts";
import { renderMessage, setLanguage, text } from "../shared/text.ts";
import viewStyle from "../shared/view.css" with { type: "text" };
import { button, dropdown, registerControls } from "../toolkit.ts";
import { inputSizes, lastMapped, lastNodeOf, reachOf, type Shown, shownFor, unitFits, unitSizes } from "./layer.ts";
import { intervalText, numbersTable } from "./numbers.ts";
import { drawPlane } from "./plane.ts";
import style from "./receptiveField.css" with { type: "text" };
import { drawUnitMap } from "./unitMap.ts";

/** The receptive field view of the side bar: the layer under the cursor, one of its units, and what that unit sees. */

function start(init: InitMessage): void {
  setLanguage(init.language, init.translations);
  registerControls();
  addStyle(viewStyle, style);
  let model: ModelMessage | null = null;
  let shown: Shown | null = null;
  let unit: readonly number[] | null = null;
  let inputName: string | null = null;
  let picture: string | null = null;
  let offered = "";
  let pendingCursor: CursorMessage | null = null;

  const empty = h("div", { class: "empty" }, icon("target"), h("p", {}, text("viewNothingYet")));
  const heading = h("header", {});
  const inputChoice = dropdown(text("fieldInput"), [], (value) => {
    inputName = value;
    draw();
  });
  const content = h("div", { class: "field-content" });
  const file = h("input", { type: "file", accept: "image/*", hidden: true });
  const imageTools = h("div", { class: "image-tools" });
  const spoken = h("div", { class: "visually-hidden", "aria-live": "polite" });
  const body = h(
    "div",
    { class: "field-view", hidden: true },
    heading,
    inputChoice.element,
    content,
    imageTools,
    spoken,
    file,
  );
  document.querySelector("#view")?.replaceChildren(empty, body);

  const draw = onNextFrame(() => {
    if (!model || !shown) return showNothing(text(model ? "fieldChooseLayer" : "viewNothingYet"));
    empty.hidden = true;
    body.hidden = false;
    const { network } = model;
    const fields = fieldsOf(network).of(shown.value);
    const region = regionOf(network, shown.value, unit ?? undefined);
    const inputs = region.known
      ? region.inputs.map((one) => one.input)
      : fields.known
        ? fields.inputs.map((one) => one.input)
        : [];
    const chosen = inputs.find((name) => name === inputName) ?? inputs[0] ?? null;
    offerInputs(inputs, chosen);
    drawHeading(network, shown);
    drawImageTools();

    const field = fields.known ? (fields.inputs.find((one) => one.input === chosen) ?? null) : null;
    const seen = region.known ? (region.inputs.find((one) => one.input === chosen) ?? null) : null;
    const reason = !region.known ? region.because : !fields.known ? fields.because : null;
    const sizes = seen ? inputSizes(network, seen) : null;
    const hadFocus = document.activeElement?.classList.contains("unit-map") ?? false;
    replaceChildren(
      content,
      chosen === null && !reason ? h("p", { class: "muted" }, text("fieldNoInput")) : null,
      seen && sizes
        ? h(
            "figure",
            {},
            drawPlane({ sizes, region: seen, reach: reachOf(network, shown.value, seen), picture }),
            caption(seen.input, sizes),
          )
        : null,
      region.known && shown ? unitBox(network, shown, region.unit, seen) : null,
      reason ? h("p", { class: "muted reason" }, renderMessage(reason)) : null,
      field || seen ? numbersTable(field, seen, sizes) : null,
    );
    // The map is drawn anew on each move; the keyboard stays on it.
    if (hadFocus) content.querySelector<SVGElement>(".unit-map")?.focus();
  });

  function offerInputs(names: readonly string[], chosen: string | null): void {
    inputChoice.element.hidden = names.length < 2;
    if (names.join("\n") === offered) return;
    offered = names.join("\n");
    inputChoice.setChoices(names.map((name) => ({ value: name, label: name })));
    if (chosen !== null) inputChoice.select(chosen);
  }

  function unitBox(
    network: Network,
    layer: Shown,
    at: readonly number[],
    seen: InputRegion | null,
  ): HTMLElement | null {
    const sizes = unitSizes(network, layer.value);
    if (sizes.length === 0 || sizes.length !== at.length) return null;
    const region = seen?.clipped?.map(intervalText).join(" × ") ?? "";
    const label = text("fieldUnitAt", { unit: at.join(", "), shape: sizes.join("×"), region });
    spoken.textContent = label;
    const move = (next: readonly number[]): void => {
      unit = next;
      draw();
    };
    return h(
      "figure",
      { title: text("fieldUnitHint") },
      drawUnitMap({ layer: layer.name, sizes, unit: at, label, move }),
      h(
        "figcaption",
        {},
        h("span", {}, `${text("fieldUnit")} `, h("b", { class: "number" }, at.join(", "))),
        h("span", { class: "muted number" }, sizes.join("×")),
      ),
    );
  }

  function drawHeading(network: Network, layer: Shown): void {
    const value = valueById(network, layer.value);
    const tool = (label: string, name: Parameters<typeof icon>[0], press: () => void) =>
      button({ label, icon: name, appearance: "icon", press });
    replaceChildren(
      heading,
      h(
        "div",
        { class: "layer-name" },
        h("h1", { title: layer.name }, layer.name || layer.type),
        h(
          "span",
          { class: "muted number" },
          [layer.type, value ? shapeText(value.type.shape) : ""].filter(Boolean).join("  "),
        ),
      ),
      h(
        "div",
        { class: "layer-tools" },
        tool(text("fieldPrevious"), "previous", () => step(-1)),
        tool(text("fieldNext"), "next", () => step(1)),
        tool(text("viewOpenDefinition"), "source", reveal),
        tool(text("viewOpenGraph"), "graph", openGraph),
      ),
    );
  }

  function drawImageTools(): void {
    const choose = button({ label: text("fieldChooseImage"), icon: "image", press: () => file.click() });
    const remove = () => {
      picture = null;
      draw();
    };
    replaceChildren(
      imageTools,
      choose,
      picture ? button({ label: text("fieldRemoveImage"), icon: "close", appearance: "icon", press: remove }) : null,
    );
    imageTools.title = text("fieldDropImage");
  }

  function show(target: Target): void {
    if (!model) return;
    const next = shownFor(model.network, target);
    if (!next) return;
    // A layer that is merely analysed again keeps the unit that the user chose.
    const same = shown !== null && shown.name === next.name && unitFits(model.network, next.value, unit);
    if (!same) unit = null;
    shown = next;
    draw();
  }

  function step(by: number): void {
    if (!model || !shown) return;
    const { nodes } = model.network;
    const at = shown.target.kind === "node" ? shown.target.id : (lastNodeOf(model.network, shown.target.id)?.id ?? 0);
    const next = nodes[Math.min(nodes.length - 1, Math.max(0, at + by))];
    if (!next) return;
    show({ kind: "node", id: next.id });
    post({ kind: "selected", uri: model.uri, version: model.version, node: next.id });
  }

  function reveal(): void {
    if (!model || !shown) return;
    const { definition, call } = placesOf(model.network, shown.target);
    const range = definition ?? call;
    if (range) post({ kind: "reveal", uri: model.uri, version: model.version, range });
  }

  function openGraph(): void {
    if (!model || !shown) return;
    const node =
      shown.target.kind === "node" ? shown.target.id : (lastNodeOf(model.network, shown.target.id)?.id ?? null);
    post({ kind: "openView", view: "graph", uri: model.uri, version: model.version, node });
  }

  function followCursor(message: CursorMessage): void {
    if (!model || message.uri !== model.uri || message.version !== model.version) {
      pendingCursor = message;
      return;
    }
    pendingCursor = null;
    const { target } = message;
    const found: Target | null =
      "node" in target
        ? { kind: "node", id: target.node }
        : targetAt(model.network, message.uri, target, shown?.target);
    if (found) show(found);
  }

  function showModel(next: ModelMessage): void {
    const sameModel = model?.uri === next.uri && model.network.model === next.network.model;
    const name = sameModel ? shown?.name : undefined;
    model = next;
    const { network } = next;
    const kept = name === undefined ? undefined : network.nodes.find((node) => node.name === name);
    const first = kept ?? lastMapped(network);
    if (first) show({ kind: "node", id: first.id });
    else {
      shown = null;
      draw();
    }
    if (pendingCursor) followCursor(pendingCursor);
  }

  function showNothing(because: string): void {
    body.hidden = true;
    empty.hidden = false;
    replaceChildren(empty, icon("target"), h("p", {}, because));
  }

  function usePicture(given: File): void {
    const reader = new FileReader();
    reader.onload = () => {
      picture = typeof reader.result === "string" ? reader.result : null;
      draw();
    };
    reader.onerror = () => {
      spoken.textContent = text("fieldNotAnImage");
    };
    reader.readAsDataURL(given);
  }
  file.addEventListener("change", () => {
    const [first] = file.files ?? [];
    if (first) usePicture(first);
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    body.classList.add("dropping");
  });
  document.addEventListener("dragleave", () => body.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    body.classList.remove("dropping");
    const [first] = event.dataTransfer?.files ?? [];
    if (first?.type.startsWith("image/")) usePicture(first);
  });

  onHostMessage((message) => {
    switch (message.kind) {
      case "model":
        return showModel(message);
      case "noModel":
        return forget(message.because);
      case "cursor":
        return followCursor(message);
      case "reportRequest":
        return post({
          kind: "report",
          id: message.id,
          report: {
            view: "receptiveField",
            uri: model?.uri ?? null,
            layer: shown?.name ?? null,
            text: content.innerText,
          },
        });
      default:
        return undefined;
    }
  });

  function forget(because: Message): void {
    model = null;
    shown = null;
    showNothing(renderMessage(because));
  }
}

function caption(name: string, sizes: readonly number[]): HTMLElement {
  return h("figcaption", {}, h("span", {}, name), h("span", { class: "muted number" }, sizes.join("×")));
}

onHostMessage((message) => {
  if (message.kind === "init") start(message);
});
post({ kind: "ready" });
