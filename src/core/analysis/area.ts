import { contains, type Positions, union } from "./positions.ts";

/** Every combination of the positions along the axes. */
export type Box = readonly Positions[];

/** Positions of a tensor as boxes that together make them up; none lies in another. */
export interface Area {
  readonly boxes: readonly Box[];
  /** False: there were too many, and one around all of them stands for them. */
  readonly exact: boolean;
}

export const areaOf = (box: Box): Area => ({ boxes: [box], exact: true });

/** Branches that see differently shaped areas give a box each; more than this are not told apart. */
const MOST_BOXES = 48;

export function join(a: Area, b: Area): Area {
  let boxes: readonly Box[] = a.boxes;
  for (const box of b.boxes) boxes = withBox(boxes, box);
  const exact = a.exact && b.exact;
  if (boxes.length <= MOST_BOXES) return { boxes, exact };
  return {
    boxes: [boxes.reduce((one, other) => one.map((set, axis) => union(set, other[axis] ?? set)))],
    exact: false,
  };
}

/** Boxes that differ along one axis are one; what that makes may lie in or beside a third. */
function withBox(boxes: readonly Box[], added: Box): readonly Box[] {
  if (boxes.some((box) => includes(box, added))) return boxes;
  const others = boxes.filter((box) => !includes(added, box));
  const beside = others.findIndex((box) => differingAxes(box, added) <= 1);
  const neighbour = others[beside];
  if (!neighbour) return [...others, added];
  const both = neighbour.map((set, axis) => union(set, added[axis] ?? set));
  return withBox(
    others.filter((_, index) => index !== beside),
    both,
  );
}

const includes = (outer: Box, inner: Box): boolean => outer.every((set, axis) => contains(set, inner[axis] ?? set));

const differingAxes = (a: Box, b: Box): number =>
  a.filter((set, axis) => {
    const other = b[axis] ?? set;
    return !contains(set, other) || !contains(other, set);
  }).length;

/** Where the area lies along an axis. */
export const extentOf = ({ boxes }: Area, axis: number): Positions | null =>
  boxes
    .flatMap((box) => box[axis] ?? [])
    .reduce<Positions | null>((one, other) => (one === null ? other : union(one, other)), null);

/** Whether the area, looked at along some of its axes, is every combination of its positions along them. */
export function isBox({ boxes, exact }: Area, axes: readonly number[]): boolean {
  return exact && (boxes.length === 1 || fills(boxes, boxes, axes));
}

/** Whether `some` of the boxes have, along the axes, every combination of the positions that `all` have. */
function fills(some: readonly Box[], all: readonly Box[], [axis, ...rest]: readonly number[]): boolean {
  if (axis === undefined) return some.length > 0;
  const extent = extentOf({ boxes: all, exact: true }, axis);
  if (!extent) return true;
  /** Positions that the same boxes have are alike. */
  const tried = new Set<string>();
  for (const at of places(all, axis)) {
    const here = { low: at, high: at, gaps: null };
    if (!contains(extent, here)) continue;
    const having = some.filter((box) => contains(box[axis] ?? here, here));
    const key = having.map((box) => some.indexOf(box)).join();
    if (tried.has(key)) continue;
    tried.add(key);
    if (!fills(having, all, rest)) return false;
  }
  return true;
}

/** Where along an axis other boxes may begin to count; an axis may be too long to go through. */
function places(boxes: readonly Box[], axis: number): ReadonlySet<number> {
  const found = new Set<number>();
  for (const box of boxes) {
    const set = box[axis];
    if (!set) continue;
    found.add(set.low).add(set.high + 1);
    if (set.gaps) for (let at = set.low; at < set.high; at++) found.add(at);
  }
  return found;
}
