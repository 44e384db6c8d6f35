import type { GraphItem, GroupItem, Link } from "./hierarchy.ts";
import type { PlacedGroup, Point } from "./layout/types.ts";
import { skipTest } from "./skips.ts";

/** A laid-out graph in one coordinate system, ready to draw. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Outer frames before inner ones, else in recorded order. */
  readonly boxes: readonly SceneBox[];
  readonly edges: readonly SceneEdge[];
  readonly boxOf: ReadonlyMap<GraphItem, SceneBox>;
}

export interface SceneBox extends Bounds {
  readonly item: GraphItem;
  /** An opened group: a frame around its children. */
  readonly open: boolean;
}

export interface SceneEdge extends Bounds {
  readonly key: string;
  readonly link: Link;
  readonly points: readonly Point[];
  /** There is a longer way between the same two boxes: a residual or dense connection. */
  readonly skip: boolean;
}

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function sceneOf(root: GroupItem, placed: PlacedGroup): Scene {
  const boxes: SceneBox[] = [];
  const edges: SceneEdge[] = [];
  const visit = (group: GroupItem, inside: PlacedGroup, left: number, top: number): void => {
    const isSkip = skipTest(group);
    for (const { link, points } of inside.links) {
      const moved = points.map((point) => ({ x: point.x + left, y: point.y + top }));
      const key = `${group.key}\n${link.value}\n${link.from?.key ?? ""}\n${link.to?.key ?? ""}`;
      edges.push({ key, link, points: moved, skip: isSkip(link), ...boundsOf(moved) });
    }
    for (const { item, x, y, width, height, inside: nested } of inside.items) {
      boxes.push({ item, x: x + left, y: y + top, width, height, open: nested !== null });
      if (nested && item.kind === "group") visit(item, nested, x + left, y + top);
    }
  };
  visit(root, placed, 0, 0);
  const boxOf = new Map(boxes.map((box) => [box.item, box] as const));
  return { width: placed.width, height: placed.height, boxes, edges, boxOf };
}

export function intersects(a: Bounds, b: Bounds): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function boundsOf(points: readonly Point[]): Bounds {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x: x - 1, y: y - 1, width: Math.max(...xs) - x + 2, height: Math.max(...ys) - y + 2 };
}
