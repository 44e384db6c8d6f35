import type { ValueId } from "../../../src/core/ir/index.ts";
import type { GraphItem, GroupItem, Link } from "../hierarchy.ts";
import { skipTest } from "../skips.ts";
import type { ElkLayout } from "./elk.ts";
import { linearLayout } from "./linear.ts";
import type { LayoutBox, LayoutLink, LayoutProblem, LayoutSolution, PlacedGroup, PlacedItem } from "./types.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Sizes of closed boxes, given once for all siblings so that those in a column may be made equal. */
export type Measure = (siblings: readonly GraphItem[]) => readonly Size[];

export interface PlaceRequest {
  readonly root: GroupItem;
  readonly isOpen: (group: GroupItem) => boolean;
  readonly measure: Measure;
  /** What the name and the shape of an opened group need. */
  readonly headerWidth: (group: GroupItem) => number;
}

/** Room around the inside of an opened group; the header is at the top. */
export const FRAME = { header: 30, side: 14, edge: 14 } as const;

/** More boxes than this in one compound, or in the whole view, go into one column. */
const LINEAR_IN_COMPOUND = 600;
const LINEAR_IN_VIEW = 1_000;
/** More skips than this for each box make a compound dense. */
const DENSE = 1.5;
const CACHED = 400;

/**
 * Lays out the visible part of a hierarchy, each compound alone, so that opening one costs that one and those around it.
 * Equal compounds are laid out once. `elk` null: not to be had; everything is one column.
 */
export function createPlacer(elk: Promise<ElkLayout | null>, onFailure: (reason: unknown) => void) {
  const cache = new Map<string, LayoutSolution>();
  let layered = elk;

  async function solve(problem: LayoutProblem, linear: boolean): Promise<LayoutSolution> {
    if (linear || isLinear(problem)) return linearLayout(problem);
    const key = JSON.stringify(problem);
    const known = cache.get(key);
    if (known) return known;
    const algorithm = await layered;
    if (!algorithm) return linearLayout(problem);
    try {
      const solution = await algorithm.solve(problem);
      if (cache.size >= CACHED) cache.clear();
      cache.set(key, solution);
      return solution;
    } catch (reason) {
      layered = Promise.resolve(null);
      onFailure(reason);
      return linearLayout(problem);
    }
  }

  async function placeGroup(group: GroupItem, request: PlaceRequest, linear: boolean): Promise<PlacedGroup> {
    const insides: (PlacedGroup | null)[] = [];
    for (const child of group.children) {
      const opened = child.kind === "group" && request.isOpen(child);
      insides.push(opened ? await placeGroup(child, request, linear) : null);
    }
    const closed = request.measure(group.children);
    const sizes = insides.map((inside, index): Size => inside ?? closed[index] ?? { width: 0, height: 0 });
    const { problem, incoming, outgoing } = problemOf(group, sizes, insides);
    const header = group.parent === null ? 0 : request.headerWidth(group);
    return placed(group, sizes, insides, await solve(problem, linear), incoming, outgoing, header);
  }

  return (request: PlaceRequest): Promise<PlacedGroup> =>
    placeGroup(request.root, request, countVisible(request.root, request.isOpen) > LINEAR_IN_VIEW);
}

/** Large compounds, and dense ones (DenseNet's blocks): there lanes beside a column are quick and read better. */
function isLinear({ boxes, links }: LayoutProblem): boolean {
  const skips = links.reduce((count, link) => count + (link.skip ? 1 : 0), 0);
  return boxes.length > LINEAR_IN_COMPOUND || skips > DENSE * boxes.length;
}

function problemOf(group: GroupItem, sizes: readonly Size[], insides: readonly (PlacedGroup | null)[]) {
  const indexOf = new Map(group.children.map((child, index) => [child, index] as const));
  const borderValues = (side: "from" | "to"): ValueId[] => [
    ...new Set(group.links.flatMap((link) => (link[side] === null ? [link.value] : []))),
  ];
  const incoming = borderValues("from");
  const outgoing = borderValues("to");
  const boxes = sizes.map(({ width, height }, index): LayoutBox => {
    const inside = insides[index];
    const ports = (map: ReadonlyMap<ValueId, number> | undefined) => (map && map.size > 0 ? [...map.values()] : null);
    return { width, height, top: ports(inside?.incoming), bottom: ports(inside?.outgoing) };
  });
  const end = (link: Link, side: "from" | "to") => {
    const item = link[side];
    if (item === null) return { box: null, port: (side === "from" ? incoming : outgoing).indexOf(link.value) };
    const box = indexOf.get(item) ?? 0;
    const ports = side === "from" ? insides[box]?.outgoing : insides[box]?.incoming;
    return { box, port: ports ? Math.max(0, [...ports.keys()].indexOf(link.value)) : 0 };
  };
  const isSkip = skipTest(group);
  const links = group.links.map(
    (link): LayoutLink => ({ from: end(link, "from"), to: end(link, "to"), skip: isSkip(link) }),
  );
  const problem: LayoutProblem = { boxes, links, incoming: incoming.length, outgoing: outgoing.length };
  return { problem, incoming, outgoing };
}

/** Moves a solution into its frame. */
function placed(
  group: GroupItem,
  sizes: readonly Size[],
  insides: readonly (PlacedGroup | null)[],
  solution: LayoutSolution,
  incoming: readonly ValueId[],
  outgoing: readonly ValueId[],
  header: number,
): PlacedGroup {
  const isRoot = group.parent === null;
  const left = isRoot ? 0 : Math.max(FRAME.side, (header - solution.width) / 2);
  // Where values cross the border, their markers keep the distance already.
  const above = incoming.length > 0 ? 0 : FRAME.edge;
  const below = outgoing.length > 0 ? 0 : FRAME.edge;
  const top = isRoot ? 0 : FRAME.header + above;
  const height = solution.height + top + (isRoot ? 0 : below);
  const items = group.children.map((item, index): PlacedItem => {
    const { x = 0, y = 0 } = solution.boxes[index] ?? {};
    const { width = 0, height: own = 0 } = sizes[index] ?? {};
    return { item, x: x + left, y: y + top, width, height: own, inside: insides[index] ?? null };
  });
  const links = group.links.map((link, index) => {
    const points = (solution.links[index] ?? []).map((point) => ({ x: point.x + left, y: point.y + top }));
    const first = points[0];
    const last = points.at(-1);
    // The layout ends at markers just inside the frame; the line goes on to the frame itself.
    if (link.from === null && first) points.unshift({ x: first.x, y: FRAME.header });
    if (link.to === null && last) points.push({ x: last.x, y: height });
    return { link, points };
  });
  const shifted = (values: readonly ValueId[], xs: readonly number[]) =>
    new Map(values.map((value, index) => [value, (xs[index] ?? 0) + left] as const));
  return {
    width: solution.width + 2 * left,
    height,
    items,
    links,
    incoming: shifted(incoming, solution.incoming),
    outgoing: shifted(outgoing, solution.outgoing),
  };
}

export function countVisible(group: GroupItem, isOpen: (group: GroupItem) => boolean): number {
  let count = 0;
  for (const child of group.children) {
    count += child.kind === "group" && isOpen(child) ? countVisible(child, isOpen) : 1;
  }
  return count;
}
