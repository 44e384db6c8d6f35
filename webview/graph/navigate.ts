import type { GraphItem } from "./hierarchy.ts";
import type { Scene, SceneBox } from "./scene.ts";

export type Direction = "up" | "down" | "left" | "right";

/**
 * The box that an arrow key leads to. Up and down follow connections, the straightest first; else, and sideways, the
 * nearest box in that direction.
 */
export function neighbour(scene: Scene, item: GraphItem, direction: Direction): GraphItem | null {
  const here = scene.boxOf.get(item);
  if (!here) return scene.boxes[0]?.item ?? null;
  if (direction === "up" || direction === "down") {
    const linked = connected(scene, here, direction);
    if (linked) return linked;
  }
  return nearest(scene, here, direction);
}

function connected(scene: Scene, here: SceneBox, direction: "up" | "down"): GraphItem | null {
  const [near, far] = direction === "down" ? (["from", "to"] as const) : (["to", "from"] as const);
  const candidates = scene.edges.flatMap((edge) => {
    const other = edge.link[near] === here.item ? edge.link[far] : null;
    const box = other && scene.boxOf.get(other);
    return box ? [box] : [];
  });
  return best(candidates, (box) => Math.abs(middleX(box) - middleX(here)) + Math.abs(box.y - here.y) / 4);
}

function nearest(scene: Scene, here: SceneBox, direction: Direction): GraphItem | null {
  const candidates = scene.boxes.filter((box) => {
    if (box.item === here.item || contains(box.item, here.item)) return false;
    if (direction === "up") return box.y + box.height / 2 < here.y;
    if (direction === "down") return box.y > here.y + (here.open ? 1 : here.height / 2);
    const overlaps = box.y < here.y + here.height && here.y < box.y + box.height;
    if (!overlaps) return false;
    return direction === "left" ? middleX(box) < here.x : middleX(box) > here.x + here.width;
  });
  const sideways = direction === "left" || direction === "right";
  return best(candidates, (box) => {
    const dx = Math.abs(middleX(box) - middleX(here));
    const dy = Math.abs(middleY(box) - middleY(here));
    return sideways ? dx + 3 * dy : dy + 3 * dx;
  });
}

function best(boxes: readonly SceneBox[], cost: (box: SceneBox) => number): GraphItem | null {
  let found: SceneBox | null = null;
  for (const box of boxes) if (!found || cost(box) < cost(found)) found = box;
  return found?.item ?? null;
}

function contains(outer: GraphItem, inner: GraphItem): boolean {
  for (let at = inner.parent; at; at = at.parent) if (at === outer) return true;
  return false;
}

const middleX = (box: SceneBox): number => box.x + box.width / 2;
/** A frame is found by its header. */
const middleY = (box: SceneBox): number => box.y + (box.open ? 15 : box.height / 2);
