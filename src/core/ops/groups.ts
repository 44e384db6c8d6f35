import type { Dim } from "../ir/dim.ts";

/** The next smaller number of groups that divides both numbers of channels; null where one of them is not a number. */
export function fittingGroups(groups: Dim, inChannels: Dim, outChannels: Dim): number | null {
  if (typeof groups !== "number" || typeof inChannels !== "number" || typeof outChannels !== "number") return null;
  const largest = Math.min(groups - 1, inChannels, outChannels, 65_536);
  for (let fitting = largest; fitting > 1; fitting--) {
    if (inChannels % fitting === 0 && outChannels % fitting === 0) return fitting;
  }
  return 1;
}
