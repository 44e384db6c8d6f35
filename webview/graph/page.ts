import { knownSumText } from "../../src/core/analysis/knownSum.ts";
import { knownTotals } from "../../src/core/analysis/knownTotals.ts";
import type { ModelMessage } from "../../src/protocol/views.ts";
import { ask } from "../host.ts";
import { shapeText, valueById } from "../shared/describe.ts";
import { h, replaceChildren } from "../shared/dom.ts";
import { icon } from "../shared/icons.ts";
import { beforeUnit, number, renderMessage, short, text } from "../shared/text.ts";
import { createTooltip, type TooltipLine } from "../shared/tooltip.ts";
import { button } from "../toolkit.ts";
import { boxText } from "./boxes.ts";
import { createCanvas, type GraphCanvas } from "./canvas.ts";
import { showDetails } from "./details.ts";
import { type DrawContext, spokenName } from "./draw.ts";
import { exportSvg } from "./exportSvg.ts";
import { ancestors, type GraphItem, type GroupItem, type Hierarchy, nodesOf } from "./hierarchy.ts";
import { type Direction, neighbour } from "./navigate.ts";
import type { Scene, SceneBox, SceneEdge } from "./scene.ts";
import { createSearch } from "./search.ts";

/** What the page asks of the view that owns the state. */
export interface PageOwner {
  hierarchy(): Hierarchy | null;
  scene(): Scene | null;
  selected(): GraphItem | null;
  readonly pictureStyle: string;
  select(item: GraphItem | null, how: { reveal?: boolean; tell?: boolean; force?: boolean }): void;
  toggle(group: GroupItem): void;
  openAll(): void;
  closeAll(): void;
  /** False where nothing is written. */
  revealSource(item: GraphItem, which: "call" | "definition"): boolean;
  openReceptiveField(item: GraphItem): void;
}

export interface Page {
  readonly canvas: GraphCanvas;
  /** The scene on the screen. */
  readonly scene: Scene | null;
  show(context: DrawContext, scene: Scene): void;
  showModel(model: ModelMessage, hierarchy: Hierarchy): void;
  showNothing(because: string): void;
  showSelection(): void;
  /** A passing notice in the corner. */
  tell(message: string): void;
}

/** The controls around the graph, and what keys and pointer do. */
export function createPage(owner: PageOwner): Page {
  const canvas = createCanvas();
  const breadcrumbs = h("nav", { class: "breadcrumbs", "aria-label": text("graphBreadcrumbs") });
  const totals = h("span", { class: "totals muted number" });
  const details = h("aside", { class: "details", hidden: true });
  const spoken = h("div", { class: "visually-hidden", "aria-live": "polite" });
  const notice = h("div", { class: "notice", role: "status", hidden: true });
  const stage = h("div", { class: "stage" }, details, spoken, notice);
  stage.prepend(canvas.element);
  const tooltip = createTooltip(stage);
  let context: DrawContext | null = null;
  let scene: Scene | null = null;

  // The card covers a part of the graph: it opens for what is chosen here, not for each move of the cursor in the text.
  let cardWanted = false;
  const choose: PageOwner["select"] = (item, how) => {
    cardWanted = item !== null;
    owner.select(item, how);
  };

  const whole = () => scene && { x: 0, y: 0, width: scene.width, height: scene.height };
  const showWhole = (): void => {
    const all = whole();
    if (all) canvas.camera.fit(all);
  };
  const search = createSearch({
    hierarchy: owner.hierarchy,
    found: (matches, jump) => {
      canvas.highlight(matches);
      if (jump) choose(jump, { reveal: true, force: true });
    },
    leave: () => canvas.element.focus(),
  });
  const save = async (): Promise<void> => {
    if (!context || !scene) return;
    const name = `${(owner.hierarchy()?.network.model ?? "network").replace(/\W+/g, "-").replace(/^-|-$/g, "")}.svg`;
    const answer = await ask({ kind: "save", name, data: exportSvg(context, scene, owner.pictureStyle) });
    if (answer.kind === "saved") tell(text("graphSaved", { where: answer.where }));
    else if (answer.kind === "failed") tell(text("graphSaveFailed", { reason: answer.reason }));
  };
  const tool = (label: string, name: Parameters<typeof icon>[0], press: () => void) =>
    button({ label, icon: name, appearance: "icon", press });
  const toolbar = h(
    "div",
    { class: "toolbar", role: "toolbar" },
    search.element,
    h("span", { class: "spacer" }),
    totals,
    h(
      "div",
      { class: "tools" },
      tool(text("graphZoomOut"), "zoomOut", () => canvas.camera.zoom(1 / 1.25)),
      tool(text("graphZoomIn"), "zoomIn", () => canvas.camera.zoom(1.25)),
      tool(text("graphFit"), "fit", showWhole),
      h("span", { class: "separator" }),
      tool(text("graphCollapseAll"), "collapseAll", owner.closeAll),
      tool(text("graphExpandAll"), "expandAll", owner.openAll),
      h("span", { class: "separator" }),
      tool(text("graphExport"), "download", () => void save()),
    ),
  );
  const empty = h("div", { class: "empty" }, icon("graph"), h("p", {}, text("viewNothingYet")));
  const body = h("div", { class: "graph-view", hidden: true }, toolbar, breadcrumbs, stage);
  document.querySelector("#view")?.replaceChildren(empty, body);

  let noticeTimer: ReturnType<typeof setTimeout> | undefined;
  function tell(message: string): void {
    notice.textContent = message;
    notice.hidden = false;
    clearTimeout(noticeTimer);
    noticeTimer = setTimeout(() => {
      notice.hidden = true;
    }, 6_000);
  }

  function showSelection(): void {
    const item = owner.selected();
    canvas.select(item);
    showBreadcrumbs(item);
    if (!item || !context) {
      details.hidden = true;
      return;
    }
    spoken.textContent = text("graphSelected", { item: spokenName(context, item) });
    if (!cardWanted) {
      details.hidden = true;
      return;
    }
    const written = item.kind === "layer" || item.kind === "group";
    showDetails(details, context, item, {
      close: () => {
        cardWanted = false;
        details.hidden = true;
        canvas.element.focus();
      },
      openDefinition: written ? () => owner.revealSource(item, "definition") : null,
      openCall: written ? () => owner.revealSource(item, "call") : null,
      openReceptiveField: written ? () => owner.openReceptiveField(item) : null,
    });
  }

  function showBreadcrumbs(item: GraphItem | null): void {
    const root = owner.hierarchy()?.root;
    const path = item ? [...ancestors(item).reverse(), item] : root ? [root] : [];
    const crumb = (part: GraphItem): HTMLElement =>
      h(
        "button",
        {
          class: "link",
          on: {
            click: () => (part.parent ? choose(part, { reveal: true, tell: true, force: true }) : showWhole()),
          },
        },
        part.label,
      );
    replaceChildren(
      breadcrumbs,
      ...path.flatMap((part, index) => [
        index > 0 ? h("span", { class: "crumb-separator", "aria-hidden": "true" }, icon("chevronRight")) : null,
        crumb(part),
      ]),
    );
  }

  canvas.element.addEventListener("click", (event) => {
    if (canvas.element.classList.contains("dragging")) return;
    const box = canvas.boxAt(event.target);
    if (!box) return choose(null, {});
    const onChevron = event.target instanceof Element && event.target.closest(".chevron") !== null;
    if (onChevron && box.item.kind === "group") return owner.toggle(box.item);
    choose(box.item, { tell: true });
    owner.revealSource(box.item, event.altKey ? "call" : "definition");
  });
  canvas.element.addEventListener("dblclick", (event) => {
    const box = canvas.boxAt(event.target);
    const onChevron = event.target instanceof Element && event.target.closest(".chevron") !== null;
    if (box?.item.kind === "group" && !onChevron) owner.toggle(box.item);
  });
  canvas.element.addEventListener("pointermove", (event) => {
    const box = canvas.boxAt(event.target);
    const edge = box ? null : canvas.edgeAt(event.target);
    const lines = context && (box ? boxLines(context, box) : edge ? edgeLines(context, edge) : null);
    if (lines && event.buttons === 0) tooltip.show(lines, event.clientX, event.clientY);
    else tooltip.hide();
  });
  canvas.element.addEventListener("pointerleave", tooltip.hide);
  canvas.element.addEventListener("pointerdown", tooltip.hide);
  canvas.element.addEventListener("keydown", (event) => {
    if (onKey(event)) event.preventDefault();
  });
  // The first arrow key needs a place to start from.
  canvas.element.addEventListener("focus", () => {
    const first = scene?.boxes[0];
    if (!owner.selected() && first && canvas.element.matches(":focus-visible")) choose(first.item, { reveal: true });
  });

  function onKey(event: KeyboardEvent): boolean {
    const item = owner.selected();
    const direction = directions[event.key];
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "f") return false;
      search.focus();
      return true;
    }
    if (direction && event.shiftKey) {
      const [dx, dy] = steps[direction];
      canvas.camera.pan(-dx * 60, -dy * 60);
      return true;
    }
    if (direction && scene) {
      const next = item ? neighbour(scene, item, direction) : (scene.boxes[0]?.item ?? null);
      if (next) choose(next, { reveal: true, tell: true });
      return true;
    }
    switch (event.key) {
      case "Enter":
        if (item) owner.revealSource(item, event.altKey ? "call" : "definition");
        return item !== null;
      case " ":
        if (item?.kind === "group") owner.toggle(item);
        return true;
      case "Home":
      case "End": {
        const box = event.key === "Home" ? scene?.boxes[0] : scene?.boxes.at(-1);
        if (box) choose(box.item, { reveal: true, tell: true });
        return true;
      }
      case "+":
      case "=":
        canvas.camera.zoom(1.25);
        return true;
      case "-":
        canvas.camera.zoom(1 / 1.25);
        return true;
      case "0":
        showWhole();
        return true;
      case "/":
        search.focus();
        return true;
      case "Escape":
        choose(null, {});
        return true;
      default:
        return false;
    }
  }

  return {
    canvas,
    get scene() {
      return scene;
    },
    show(nextContext, nextScene) {
      context = nextContext;
      scene = nextScene;
      canvas.show(context, scene);
      showSelection();
    },
    showModel({ title }, hierarchy) {
      empty.hidden = true;
      body.hidden = false;
      document.title = title;
      const { network } = hierarchy;
      const layers = [...hierarchy.items.values()].filter(({ kind }) => kind === "layer");
      const sums = knownTotals(network);
      const someMacs = sums.macs.complete || sums.macs.known !== 0;
      const macs = someMacs ? knownSumText(sums.macs, beforeUnit) : "? ";
      const parameters = knownSumText(sums.parameters, short);
      totals.textContent = text("graphTotals", { layers: number(layers.length), parameters, macs });
      canvas.element.setAttribute("aria-label", text("graphLabel", { model: network.model }));
      search.refresh();
    },
    showNothing(because) {
      body.hidden = true;
      empty.hidden = false;
      replaceChildren(empty, icon("graph"), h("p", {}, because));
      scene = null;
    },
    showSelection,
    tell,
  };
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

const steps: Readonly<Record<Direction, readonly [number, number]>> = {
  up: [0, -1],
  down: [0, 1],
  left: [-1, 0],
  right: [1, 0],
};

function boxLines(context: DrawContext, { item }: SceneBox): TooltipLine[] {
  const { strong, weak, shape, corner } = boxText(context.network, item);
  const lines: TooltipLine[] = [{ text: item.kind === "group" ? `${item.key}` : strong, style: "title" }];
  if (item.kind === "layer") lines.push({ text: item.key, style: "muted" });
  else if (weak) lines.push({ text: weak, style: "muted" });
  for (const fault of context.faults.get(item) ?? []) {
    const style = fault.severity === "error" ? "error" : "warning";
    lines.push({ text: renderMessage(fault.message), style });
  }
  const known = shape || corner;
  if (known) lines.push({ text: known, style: "code" });
  const reason = nodesOf(item).find((node) => node.unknownBecause)?.unknownBecause;
  if (reason) lines.push({ text: text("viewUnknownShape", { reason: renderMessage(reason) }), style: "muted" });
  return lines;
}

function edgeLines({ network }: DrawContext, { link }: SceneEdge): TooltipLine[] {
  const value = valueById(network, link.value);
  if (!value) return [];
  const { shape } = value.type;
  const lines: TooltipLine[] = [{ text: shapeText(shape), style: "code" }];
  const producer = value.producer === null ? undefined : network.nodes[value.producer];
  const name = producer?.name || value.name;
  if (name) lines.push({ text: name, style: "muted" });
  if (shape.rank === "unknown") lines.push({ text: renderMessage(shape.because), style: "muted" });
  return lines;
}
