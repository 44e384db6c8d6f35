import type { LayoutEnd, LayoutProblem, LayoutSolution, Point } from "./types.ts";

const GAP = 22;
const LANE = 10;
/** Skips beyond so many at once share the outermost lane. */
const MAX_LANES = 24;

/**
 * One column in recorded order, with lanes at the right for connections that skip boxes. Takes time in proportion to the
 * graph's size: for graphs that are too large for a layered layout, and for when its worker can't be had.
 */
export function linearLayout(problem: LayoutProblem): LayoutSolution {
  const column = problem.boxes.reduce((widest, box) => Math.max(widest, box.width), 40);
  const boxes: Point[] = [];
  let y = GAP;
  for (const box of problem.boxes) {
    boxes.push({ x: (column - box.width) / 2, y });
    y += box.height + GAP;
  }
  const height = y;
  const portX = (end: LayoutEnd, side: "top" | "bottom"): number => {
    const box = end.box === null ? undefined : problem.boxes[end.box];
    if (!box || end.box === null) return column / 2;
    return (boxes[end.box]?.x ?? 0) + (box[side]?.[end.port] ?? box.width / 2);
  };
  const lanes = freeLanes();
  const links = problem.links.map(({ from, to }): Point[] => {
    const fromBox = from.box === null ? undefined : problem.boxes[from.box];
    const start = { x: portX(from, "bottom"), y: fromBox ? (boxes[from.box ?? 0]?.y ?? 0) + fromBox.height : 0 };
    const end = { x: portX(to, "top"), y: to.box === null ? height : (boxes[to.box]?.y ?? 0) };
    const fromRank = from.box ?? -1;
    const toRank = to.box ?? problem.boxes.length;
    if (toRank === fromRank + 1) return bend(start, end);
    const x = column + LANE * (1 + lanes.take(Math.min(fromRank, toRank), Math.max(fromRank, toRank)));
    const below = start.y + GAP / 3;
    const above = end.y - GAP / 3;
    return [start, { x: start.x, y: below }, { x, y: below }, { x, y: above }, { x: end.x, y: above }, end];
  });
  return {
    width: column + (lanes.used() > 0 ? LANE * (lanes.used() + 1) : 0),
    height,
    boxes,
    links,
    incoming: Array.from({ length: problem.incoming }, () => column / 2),
    outgoing: Array.from({ length: problem.outgoing }, () => column / 2),
  };
}

function bend(start: Point, end: Point): Point[] {
  if (Math.abs(start.x - end.x) < 0.5) return [start, end];
  const y = (start.y + end.y) / 2;
  return [start, { x: start.x, y }, { x: end.x, y }, end];
}

/** Gives each skip the innermost lane that is free over its whole length. */
function freeLanes() {
  const busyUntil: number[] = [];
  return {
    used: () => busyUntil.length,
    take(first: number, last: number): number {
      for (let lane = 0; lane < MAX_LANES; lane++) {
        if ((busyUntil[lane] ?? -2) > first) continue;
        busyUntil[lane] = last;
        return lane;
      }
      return MAX_LANES - 1;
    },
  };
}
