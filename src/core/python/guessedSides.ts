// Sides of an unknown condition that begin with the input: `self.model = Video() if args.kind == "video" else Audio()`. An
// input that is guessed for one of them is none for the others, which say nothing by refusing it.
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { Network } from "../ir/network.ts";
import { attributeSitesOf, type SourceRange } from "../ir/source.ts";

/** The faults without those of operations on the input itself that may not run. */
export function withoutGuessedSides(network: Network, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (!diagnostics.some(({ severity }) => severity === "error")) return diagnostics;
  const inputs = new Set(network.inputs.map(({ value }) => value));
  const places = new Set<string>();
  for (const node of network.nodes) {
    if (node.when !== "maybe" || !inputs.has(node.inputs[0] ?? -1)) continue;
    for (const site of [node.at, ...Object.values(attributeSitesOf(node.attrAt))]) places.add(placeOf(site));
  }
  if (places.size === 0) return diagnostics;
  return diagnostics.filter(({ severity, at }) => severity !== "error" || at === null || !places.has(placeOf(at)));
}

const placeOf = (range: SourceRange | null): string =>
  range === null ? "" : `${range.file} ${range.start} ${range.end}`;
