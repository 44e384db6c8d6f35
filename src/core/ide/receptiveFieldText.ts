import type { Network } from "../ir/index.ts";
import type { FactRow } from "./markdown.ts";
import type { Occurrence } from "./sites.ts";
import type { Render } from "./text.ts";

/** A row for each input that the output of a call sees a part of. */
export function receptiveFieldRows(_network: Network, _occurrence: Occurrence, _render: Render): readonly FactRow[] {
  return [];
}
