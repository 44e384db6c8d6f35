import type { GroupItem, Hierarchy } from "./hierarchy.ts";
import { countVisible } from "./layout/place.ts";

/** A first look shows about so many boxes; a level of modules that would bring more stays closed. */
const COMFORTABLE = 48;
/** "Open all" stops here: beyond it layout and reading both suffer. */
const MOST = 3_000;

/** Which modules are open at first: whole levels from the outside in, while the graph stays easy to read. */
export function defaultOpen(hierarchy: Hierarchy): Set<string> {
  return openLevels(hierarchy, COMFORTABLE);
}

export function allOpen(hierarchy: Hierarchy): Set<string> {
  return openLevels(hierarchy, MOST);
}

function openLevels({ root }: Hierarchy, limit: number): Set<string> {
  const open = new Set<string>();
  const isOpen = (group: GroupItem): boolean => open.has(group.key);
  let level = groupsIn(root);
  while (level.length > 0) {
    for (const group of level) open.add(group.key);
    if (countVisible(root, isOpen) > limit) {
      for (const group of level) open.delete(group.key);
      break;
    }
    level = level.flatMap(groupsIn);
  }
  return open;
}

function groupsIn(group: GroupItem): GroupItem[] {
  return group.children.filter((child): child is GroupItem => child.kind === "group");
}
