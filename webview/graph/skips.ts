import type { GraphItem, GroupItem, Link } from "./hierarchy.ts";

/** In groups beyond this size a search for every link would take too long; there order alone decides. */
const SEARCHED = 600;

/** Tells which links bypass others: there is a longer way between the same two ends (residual, dense connections). */
export function skipTest(group: GroupItem): (link: Link) => boolean {
  const rank = new Map<GraphItem | null, number>(group.children.map((child, index) => [child, index]));
  const distance = (link: Link): number =>
    (link.to ? (rank.get(link.to) ?? 0) : group.children.length) - (link.from ? (rank.get(link.from) ?? 0) : -1);
  if (group.children.length > SEARCHED) return (link) => distance(link) > 1;
  const next = new Map<GraphItem | null, (GraphItem | null)[]>();
  for (const link of group.links) next.set(link.from, [...(next.get(link.from) ?? []), link.to]);
  return (link) => {
    if (distance(link) <= 1) return false;
    const seen = new Set<GraphItem | null>();
    const waiting = (next.get(link.from) ?? []).filter((item) => item !== link.to);
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      if (item === null || seen.has(item)) continue;
      seen.add(item);
      for (const after of next.get(item) ?? []) {
        if (after === link.to) return true;
        waiting.push(after);
      }
    }
    return false;
  };
}
