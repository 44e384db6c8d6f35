import type { GraphResult } from "../../src/protocol/languageServer.ts";
import type { CursorMessage, InitMessage, ModelMessage } from "../../src/protocol/views.ts";
import { onHostMessage, post, savedState, saveState } from "../host.ts";
import { addStyle } from "../shared/dom.ts";
import { placesOf, type Target, targetAt } from "../shared/locate.ts";
import { renderMessage, setLanguage, text } from "../shared/text.ts";
import viewStyle from "../shared/view.css" with { type: "text" };
import { onThemeChange } from "../theme.ts";
import { registerControls } from "../toolkit.ts";
import { headerWidth, measureBoxes, readFont } from "./boxes.ts";
import { allOpen, defaultOpen } from "./expansion.ts";
import frameStyle from "./graph.css" with { type: "text" };
import {
  ancestors,
  buildHierarchy,
  diagnosticsByItem,
  type GraphItem,
  type GroupItem,
  type Hierarchy,
  nodesOf,
} from "./hierarchy.ts";
import { startElk } from "./layout/elk.ts";
import { createPlacer } from "./layout/place.ts";
import { createPage, type Page } from "./page.ts";
import pictureStyle from "./picture.css" with { type: "text" };
import { type Scene, type SceneBox, sceneOf } from "./scene.ts";

/** The graph view: what is shown, and what happens to it. Drawing is in canvas.ts, the controls in page.ts. */

interface Shown {
  readonly model: ModelMessage;
  readonly hierarchy: Hierarchy;
  scene: Scene | null;
}

function start(init: InitMessage): void {
  setLanguage(init.language, init.translations);
  registerControls();
  addStyle(viewStyle, frameStyle, pictureStyle);
  readFont();
  const withoutElk = (reason: unknown): void => {
    post({ kind: "log", level: "warning", text: String(reason) });
    page.tell(text("graphLinearLayout", { reason: String(reason) }));
  };
  const elk = startElk(init.assets.elkWorker ?? "").catch((reason: unknown) => {
    withoutElk(reason);
    return null;
  });
  const place = createPlacer(elk, withoutElk);

  let shown: Shown | null = null;
  let selected: GraphItem | null = null;
  let open = new Set<string>();
  let layoutRun = 0;
  let pendingCursor: CursorMessage | null = null;

  const page: Page = createPage({
    hierarchy: () => shown?.hierarchy ?? null,
    scene: () => shown?.scene ?? null,
    selected: () => selected,
    pictureStyle,
    select: (item, how) => select(item, how),
    toggle: (group) => toggle(group),
    openAll: () => relayout(shown ? allOpen(shown.hierarchy) : new Set(), { fit: true }),
    closeAll: () => relayout(new Set(), { fit: true }),
    revealSource: (item, which) => revealSource(item, which),
    openReceptiveField: (item) => {
      const node = nodesOf(item).at(-1);
      if (shown && node) post({ kind: "openView", view: "receptiveField", ...where(shown), node: node.id });
    },
  });

  /** Lays out anew. What the user looks at stays where it is on the screen. */
  async function relayout(
    nextOpen: Set<string>,
    how: { fit?: boolean; anchor?: GraphItem | null } = {},
  ): Promise<void> {
    if (!shown) return;
    const target = shown;
    open = nextOpen;
    const run = ++layoutRun;
    const { hierarchy } = target;
    const network = hierarchy.network;
    const placed = await place({
      root: hierarchy.root,
      isOpen: (group) => open.has(group.key),
      measure: (siblings) => measureBoxes(network, siblings),
      headerWidth: (group) => headerWidth(network, group),
    });
    if (run !== layoutRun || shown !== target) return;
    const before = page.scene;
    const scene = sceneOf(hierarchy.root, placed);
    target.scene = scene;
    const anchor = how.anchor ?? selected;
    page.show({ network, faults: diagnosticsByItem(hierarchy) }, scene);
    if (how.fit || !before) page.canvas.camera.fit({ x: 0, y: 0, width: scene.width, height: scene.height });
    else if (anchor) keepInPlace(before, scene, anchor);
    page.showSelection();
    remember();
  }

  function keepInPlace(before: Scene, after: Scene, anchor: GraphItem): void {
    const old = [...before.boxes].find((box) => box.item.key === anchor.key);
    const now = visibleBox(after, anchor);
    if (!old || !now) return;
    const { scale } = page.canvas.camera.state();
    page.canvas.camera.pan((old.x - now.x) * scale, (old.y - now.y) * scale);
  }

  function toggle(group: GroupItem): void {
    const next = new Set(open);
    if (!next.delete(group.key)) next.add(group.key);
    // A selection inside a module that closes goes to the module.
    if (selected && !next.has(group.key) && ancestors(selected).includes(group)) selected = group;
    void relayout(next, { anchor: group });
  }

  function select(item: GraphItem | null, how: { reveal?: boolean; tell?: boolean; force?: boolean } = {}): void {
    selected = item;
    if (item && how.tell && shown) {
      const node = nodesOf(item).at(-1);
      if (node) post({ kind: "selected", ...where(shown), node: node.id });
    }
    const closed = item ? ancestors(item).filter((group) => group.parent !== null && !open.has(group.key)) : [];
    if (item && closed.length > 0) {
      const next = new Set([...open, ...closed.map((group) => group.key)]);
      void relayout(next).then(() => bringIntoSight(item, true));
      return;
    }
    page.showSelection();
    if (item && how.reveal) bringIntoSight(item, how.force ?? false);
    remember();
  }

  function bringIntoSight(item: GraphItem, force: boolean): void {
    const box = shown?.scene && visibleBox(shown.scene, item);
    if (box) page.canvas.camera.reveal(box.open ? { ...box, height: 60 } : box, force);
  }

  function revealSource(item: GraphItem, which: "call" | "definition"): boolean {
    const places = shown && targetOf(item) ? placesOf(shown.hierarchy.network, targetOf(item) as Target) : null;
    const range =
      places && (which === "call" ? (places.call ?? places.definition) : (places.definition ?? places.call));
    if (shown && range) post({ kind: "reveal", ...where(shown), range });
    return Boolean(range);
  }

  function showModel(model: ModelMessage): void {
    const network: GraphResult = model.network;
    const hierarchy = buildHierarchy(network);
    const same = shown !== null && shown.model.uri === model.uri && shown.hierarchy.network.model === network.model;
    const kept = same ? open : rememberedOpen(model);
    const next = kept ? new Set([...kept].filter((key) => hierarchy.items.has(key))) : defaultOpen(hierarchy);
    const selectedKey = selected?.key;
    selected = same && selectedKey !== undefined ? (hierarchy.items.get(selectedKey) ?? null) : null;
    shown = { model, hierarchy, scene: null };
    page.showModel(model, hierarchy);
    void relayout(next, { fit: !same }).then(() => {
      if (pendingCursor) followCursor(pendingCursor);
    });
  }

  /** The cursor's layer is selected; it is brought into sight, which opens modules only where the user asked for it. */
  function followCursor(message: CursorMessage): void {
    if (!shown || message.uri !== shown.model.uri || message.version !== shown.model.version) {
      pendingCursor = message;
      return;
    }
    pendingCursor = null;
    const { hierarchy } = shown;
    const target: Target | null =
      "node" in message.target
        ? { kind: "node", id: message.target.node }
        : targetAt(hierarchy.network, message.uri, message.target, selected && targetOf(selected));
    if (!target) return;
    const item = target.kind === "node" ? hierarchy.itemOfNode.get(target.id) : hierarchy.itemOfCall.get(target.id);
    if (item) select(item, { reveal: true, force: message.focus });
  }

  function remember(): void {
    if (shown) saveState({ ...savedState(), [stateKey(shown.model)]: [...open].slice(0, 500) });
  }

  onThemeChange(() => {
    readFont();
    page.canvas.redraw();
  });
  onHostMessage((message) => {
    switch (message.kind) {
      case "model":
        return showModel(message);
      case "noModel":
        shown = null;
        selected = null;
        return page.showNothing(renderMessage(message.because));
      case "cursor":
        return followCursor(message);
      case "reportRequest":
        return post({
          kind: "report",
          id: message.id,
          report: {
            view: "graph",
            uri: shown?.model.uri ?? null,
            visibleNodes: shown?.scene?.boxes.filter((box) => !box.open).length ?? 0,
            selected: selected?.key ?? null,
          },
        });
      default:
        return undefined;
    }
  });
}

const where = (shown: Shown) => ({ uri: shown.model.uri, version: shown.model.version });

const stateKey = (model: ModelMessage): string => `${model.uri} ${model.network.model}`;

function rememberedOpen(model: ModelMessage): Set<string> | null {
  const keys = savedState()[stateKey(model)];
  return Array.isArray(keys) ? new Set(keys.map(String)) : null;
}

function targetOf(item: GraphItem): Target | null {
  if (item.kind === "layer") return item.target;
  if (item.kind !== "group") return null;
  if (item.call !== null) return { kind: "call", id: item.call };
  const first = nodesOf(item)[0];
  return first ? { kind: "node", id: first.id } : null;
}

/** The box of an item, or of the closed module that holds it. */
function visibleBox(scene: Scene, item: GraphItem): SceneBox | null {
  for (const candidate of [item, ...ancestors(item)]) {
    const box = scene.boxOf.get(candidate);
    if (box) return box;
  }
  return null;
}

onHostMessage((message) => {
  if (message.kind === "init") start(message);
});
post({ kind: "ready" });
