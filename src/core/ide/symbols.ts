import type { FileFacts, Network, NetworkNode } from "../ir/index.ts";
import { shapesOf } from "./occurrence.ts";

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
  const layers = layersOf(shown.network, facts.file);
  return [
    {
      name: shown.offer.name || shown.network.model || "network",
      detail: shown.network.framework,
      kind: "network",
      start: 0,
      end: textLength,
      nameStart: shown.offer.at.start,
      nameEnd: Math.max(shown.offer.at.start, Math.min(shown.offer.at.end, textLength)),
      children: layers,
    },
  ];
}

function layersOf(network: Network, file: string): readonly DocumentSymbol[] {
  const byBlock = new Map<string, DocumentSymbol>();
  for (const node of network.nodes) {
    const block = node.definedAt;
    if (block === null || block.file !== file) continue;
    const key = `${block.start} ${block.end}`;
    // A layer of several operations is one entry; its last operation has the output.
    byBlock.set(key, symbolOf(network, node, block.start, block.end));
  }
  return [...byBlock.values()].sort((a, b) => a.start - b.start);
}

function symbolOf(network: Network, node: NetworkNode, start: number, end: number): DocumentSymbol {
  const at = node.at !== null && node.at.start >= start && node.at.end <= end ? node.at : { start, end: start };
  return {
    name: node.name === "" ? node.type : node.name,
    detail: `${node.type} → ${shapesOf(network, node.outputs).join(", ")}`,
    kind: "layer",
    start,
    end,
    nameStart: at.start,
    nameEnd: at.end,
    children: [],
  };
}
