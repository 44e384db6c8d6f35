import { onNextFrame, svg } from "../shared/dom.ts";
import { type Camera, createCamera } from "./camera.ts";
import { type DrawContext, drawBox, drawEdge, elementId } from "./draw.ts";
import type { GraphItem } from "./hierarchy.ts";
import { type Bounds, intersects, type Scene, type SceneBox, type SceneEdge } from "./scene.ts";

/** Elements are kept for this much of the view around what is seen, so that a small move draws nothing new. */
const AROUND = 0.6;
/** Below this scale texts are specks: they are hidden, which also makes large graphs quick. */
const TEXT_SCALE = 0.32;

export interface GraphCanvas {
  readonly element: SVGSVGElement;
  readonly camera: Camera;
  show(context: DrawContext, scene: Scene): void;
  /** Draws all boxes anew (the theme's fonts may have changed). */
  redraw(): void;
  select(item: GraphItem | null): void;
  highlight(items: ReadonlySet<GraphItem>): void;
  boxAt(target: EventTarget | null): SceneBox | null;
  edgeAt(target: EventTarget | null): SceneEdge | null;
}

/** Draws the part of a scene that is seen; elements are kept by key from one scene to the next and move to their places. */
export function createCanvas(): GraphCanvas {
  const frames = svg("g", { class: "frames" });
  const edges = svg("g", { class: "edges" });
  const boxes = svg("g", { class: "boxes" });
  const world = svg("g", {}, frames, edges, boxes);
  const element = svg("svg", { class: "graph", tabindex: 0, role: "application" }, world);
  const drawnBoxes = new Map<string, { box: SceneBox; element: SVGGElement }>();
  const drawnEdges = new Map<string, { edge: SceneEdge; element: SVGGElement }>();
  let scene: Scene | null = null;
  let context: DrawContext | null = null;
  let selected: GraphItem | null = null;
  let highlighted: ReadonlySet<GraphItem> = new Set();

  const update = onNextFrame(() => {
    if (!scene || !context) return;
    element.classList.toggle("far", camera.state().scale < TEXT_SCALE);
    const seen = widened(camera.seen());
    const stale = new Set(drawnBoxes.keys());
    let newFrame = false;
    for (const box of scene.boxes) {
      if (!intersects(box, seen)) continue;
      const { key } = box.item;
      stale.delete(key);
      const drawn = drawnBoxes.get(key);
      if (drawn?.box === box) continue;
      // A box of an earlier scene is replaced, from where it was, so that it is seen to move.
      const made = drawBox(context, box);
      made.style.transform = place(drawn?.box ?? box);
      (box.open ? frames : boxes).append(made);
      newFrame ||= box.open;
      if (drawn) {
        drawn.element.remove();
        requestAnimationFrame(() => {
          made.style.transform = place(box);
        });
      }
      drawnBoxes.set(key, { box, element: made });
    }
    for (const key of stale) {
      drawnBoxes.get(key)?.element.remove();
      drawnBoxes.delete(key);
    }
    // An outer frame that comes into sight late must not cover the inner ones.
    if (newFrame) {
      for (const box of scene.boxes) {
        const drawn = box.open ? drawnBoxes.get(box.item.key) : undefined;
        if (drawn) frames.append(drawn.element);
      }
    }
    const staleEdges = new Set(drawnEdges.keys());
    for (const edge of scene.edges) {
      if (!intersects(edge, seen)) continue;
      staleEdges.delete(edge.key);
      const drawn = drawnEdges.get(edge.key);
      if (drawn?.edge === edge) continue;
      drawn?.element.remove();
      const made = drawEdge(edge);
      edges.append(made);
      drawnEdges.set(edge.key, { edge, element: made });
    }
    for (const key of staleEdges) {
      drawnEdges.get(key)?.element.remove();
      drawnEdges.delete(key);
    }
    mark();
  });

  const mark = (): void => {
    for (const { box, element: drawn } of drawnBoxes.values()) {
      drawn.classList.toggle("selected", box.item === selected);
      drawn.classList.toggle("highlighted", highlighted.has(box.item));
    }
    for (const { edge, element: drawn } of drawnEdges.values()) {
      drawn.classList.toggle("near", selected !== null && (edge.link.from === selected || edge.link.to === selected));
    }
    if (selected) element.setAttribute("aria-activedescendant", elementId(selected));
    else element.removeAttribute("aria-activedescendant");
  };
  const camera = createCamera(element, world, update);
  new ResizeObserver(update).observe(element);

  return {
    element,
    camera,
    show(nextContext, nextScene) {
      context = nextContext;
      scene = nextScene;
      update();
    },
    redraw() {
      for (const { element: drawn } of drawnBoxes.values()) drawn.remove();
      drawnBoxes.clear();
      update();
    },
    select(item) {
      selected = item;
      mark();
    },
    highlight(items) {
      highlighted = items;
      mark();
    },
    boxAt(target) {
      const key = closestKey(target, ".item");
      return key === null ? null : (drawnBoxes.get(key)?.box ?? null);
    },
    edgeAt(target) {
      const key = closestKey(target, ".edge");
      return key === null ? null : (drawnEdges.get(key)?.edge ?? null);
    },
  };
}

function closestKey(target: EventTarget | null, selector: string): string | null {
  return target instanceof Element ? (target.closest(selector)?.getAttribute("data-key") ?? null) : null;
}

function place(box: SceneBox): string {
  return `translate(${box.x}px, ${box.y}px)`;
}

function widened(bounds: Bounds): Bounds {
  const dx = bounds.width * AROUND;
  const dy = bounds.height * AROUND;
  return { x: bounds.x - dx, y: bounds.y - dy, width: bounds.width + 2 * dx, height: bounds.height + 2 * dy };
}
