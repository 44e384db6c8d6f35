import type { FileId, Message, ModelFacts, Network, TensorType, ValueId } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import { isNamed, type Occurrence, type Site, sitesOf } from "./sites.ts";
import { clip, type Render, shapeText } from "./text.ts";

export interface InlayHint {
  readonly offset: number;
  /** `→ 1×64×112×112`. */
  readonly label: string;
  /** Plain text, a line per call. */
  readonly tooltip: string;
}

export interface InlayHintOptions {
  /** Longer labels are cut: they push code aside. */
  readonly maximumLength: number;
}

const tooltipLines = 12;

/**
 * Output shapes at the ends of calls, and at constructors of layers that no call in the file names (children of a
 * `Sequential`). One hint for calls in each other that end in the same line: the outermost says
 * what leaves the statement. Of several models the first
 * that reaches a line speaks for it.
 */
export function inlayHints(
  models: readonly ModelFacts[],
  file: FileId,
  text: string,
  options: InlayHintOptions,
  render: Render,
): readonly InlayHint[] {
  const hints = new Map<number, InlayHint>();
  for (const { network } of models) addHints(hints, network, file, text, options, render);
  return [...hints.values()].sort(byOffset);
}

/** Hints of one model where none of another stands yet. */
export function addHints(
  hints: Map<number, InlayHint>,
  network: Network,
  file: FileId,
  text: string,
  options: InlayHintOptions,
  render: Render,
): void {
  const fresh = new Map<number, InlayHint>();
  // Sites come outer before inner.
  let outer: Site[] = [];
  for (const site of sitesOf(network, file)) {
    outer = outer.filter(({ end }) => end >= site.end);
    if (outer.some(({ end }) => !/[\r\n]/.test(text.slice(site.end, end))) || !speaks(network, site)) continue;
    outer.push(site);
    const offset = site.role === "call" ? endOfStatement(text, site.end) : endOfLine(text, site.end);
    const label = labelOf(network, site.occurrences, options.maximumLength);
    // Of several constructors in a line the last one speaks.
    if (label === null || hints.has(offset) || (site.role === "call" && fresh.has(offset))) continue;
    fresh.set(offset, { offset, label, tooltip: tooltipOf(network, site, render) });
  }
  for (const [offset, hint] of fresh) hints.set(offset, hint);
}

export const byOffset = (a: InlayHint, b: InlayHint): number => a.offset - b.offset;

/**
 * A constructor speaks where its layer is called by its container, at no call of its own that the reader could look at.
 * The model itself is called by nobody, and its output stands at the end of its forward.
 */
function speaks(network: Network, site: Site): boolean {
  if (site.role === "call") return true;
  return site.occurrences.every((occurrence) => occurrence.parent !== null && !isNamed(network, occurrence));
}

/** After closing brackets and commas when nothing else is left of the line, so that the hint stands at its end. */
function endOfStatement(text: string, end: number): number {
  let at = end;
  while (at < text.length && /[ \t)\]},;]/.test(text.charAt(at))) at++;
  const atLineEnd = at >= text.length || /[\r\n]/.test(text.charAt(at));
  const rest = text.slice(end, at).trimEnd();
  return atLineEnd ? end + rest.length : end;
}

/** The end of the code in a line; where a comment follows, the place itself, since a `#` may be part of a string. */
function endOfLine(text: string, end: number): number {
  const rest = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? "";
  return rest.includes("#") ? endOfStatement(text, end) : end + rest.trimEnd().length;
}

/** Null where there is nothing to say: no output, or nothing but unknown rank. */
function labelOf(network: Network, occurrences: readonly Occurrence[], maximumLength: number): string | null {
  const shapes = shapesOf(network, occurrences);
  const [first] = shapes;
  const last = shapes.at(-1);
  if (first === undefined || last === undefined) return null;
  const range = shapes.length === 1 ? first : shapes.length === 2 ? `${first}, ${last}` : `${first} … ${last}`;
  const times = occurrences.length > 1 ? ` (×${occurrences.length})` : "";
  return clip(`→ ${range}`, maximumLength - times.length) + times;
}

/** The shapes that leave a site, each once, in order. */
function shapesOf(network: Network, occurrences: readonly Occurrence[]): readonly string[] {
  const texts = new Set<string>();
  let before: TensorType | undefined;
  for (const occurrence of occurrences) {
    // Layers that are alike share the type of what they give.
    const [only, ...others] = occurrence.outputs;
    const type = only === undefined || others.length > 0 ? undefined : network.values[only]?.type;
    if (type !== undefined && type === before) continue;
    before = type;
    texts.add(outputText(network, occurrence));
  }
  texts.delete("");
  return [...texts];
}

function outputText(network: Network, occurrence: Occurrence): string {
  const [first, second, ...others] = occurrence.outputs;
  if (first === undefined) return "";
  if (second === undefined) return valueText(network, first);
  if (others.length === 0) return `${valueText(network, first)}, ${valueText(network, second)}`;
  return `${valueText(network, first)}, … (${occurrence.outputs.length})`;
}

const valueText = (network: Network, id: ValueId): string => shapeText(network.values[id]?.type.shape);

function tooltipOf(network: Network, { occurrences }: Site, render: Render): string {
  const lines: string[] = [];
  for (const occurrence of occurrences.slice(0, tooltipLines)) lines.push(flowOf(network, occurrence));
  const more = occurrences.length - lines.length;
  const reason = reasonOf(network, occurrences);
  if (more > 0) lines.push(render(message("andMore", { count: more })));
  if (reason !== null) lines.push(render(message("unknownBecause", { reason: render(reason) })));
  return lines.join("\n");
}

/** `layer1.0.conv1  Conv2d  1×64×56×56 → 1×64×56×56` */
function flowOf(network: Network, occurrence: Occurrence): string {
  const { name, type, inputs } = occurrence;
  const shapes: string[] = [];
  for (const id of inputs) if (id !== null) shapes.push(valueText(network, id));
  const flow = `${clip(shapes.join(", "), 60)} → ${outputText(network, occurrence)}`;
  const who = name === "" || type === "" ? name + type : `${name}  ${type}`;
  return who === "" ? flow : `${who}  ${flow}`;
}

/** Why the first operation of a site that gives something unknown does so. */
function reasonOf(network: Network, occurrences: readonly Occurrence[]): Message | null {
  for (const { firstNode, endNode } of occurrences) {
    for (let id = firstNode; id < endNode; id++) {
      const reason = network.nodes[id]?.unknownBecause;
      if (reason != null) return reason;
    }
  }
  return null;
}
