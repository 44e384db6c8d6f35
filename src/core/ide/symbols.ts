import type { FileFacts, Network } from "../ir/index.ts";
import { shapesOf } from "./occurrence.ts";
import { type Site, sitesOf } from "./sites.ts";

/** An entry of an outline. `start` to `end` is the whole definition, `nameStart` to `nameEnd` what is selected. */
export interface DocumentSymbol {
  readonly name: string;
  /** `Convolution → 1×64×112×112`. */
  readonly detail: string;
  readonly kind: "network" | "layer";
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly children: readonly DocumentSymbol[];
}

/** The layers of declarative files, in the order of the text. Files of a programming language have outlines of their own. */
export function documentSymbols(facts: FileFacts, textLength: number): readonly DocumentSymbol[] {
  const [shown] = facts.models;
  if (shown === undefined) return [];
  const { network, offer } = shown;
  return [
    {
      name: offer.name || network.model || network.framework,
      detail: network.framework,
      kind: "network",
      start: 0,
      end: textLength,
      nameStart: Math.min(offer.at.start, textLength),
      nameEnd: Math.min(Math.max(offer.at.start, offer.at.end), textLength),
      children: layerSymbols(network, sitesOf(network, facts.file)),
    },
  ];
}

function layerSymbols(network: Network, sites: readonly Site[]): readonly DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  for (const { role, start, end, occurrences } of sites) {
    // A layer of several operations is one entry; its last operation has the output.
    const last = occurrences.at(-1);
    if (role !== "construction" || last === undefined) continue;
    const isInside = last.at !== null && last.at.start >= start && last.at.end <= end;
    symbols.push({
      name: last.name === "" ? last.type : last.name,
      detail: `${last.type} → ${shapesOf(network, last.outputs).join(", ")}`,
      kind: "layer",
      start,
      end,
      nameStart: isInside ? (last.at?.start ?? start) : start,
      nameEnd: isInside ? (last.at?.end ?? end) : start,
      children: [],
    });
  }
  return symbols;
}
