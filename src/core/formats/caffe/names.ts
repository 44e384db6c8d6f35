import type { NameSite } from "../language.ts";
import { type CaffeDefinition, type CaffeLayer, readDefinition } from "./definition.ts";
import { readDirectives } from "./directives.ts";
import { isIncluded, type NetState } from "./phases.ts";
import type { Setting } from "./settings.ts";
import { parseTextFormat } from "./textFormat/parser.ts";
import type { Span } from "./textFormat/tree.ts";

/** Of a file with many stages, the first ones. */
const mostStages = 8;

/**
 * Blobs and shared parameters by name. A bottom refers to the nearest top above it that makes the blob, in every phase and
 * stage that its layer belongs to; so `data` may refer to two layers, one for training and one for testing.
 */
export function caffeNames(text: string): readonly NameSite[] {
  const definition = readDefinition(parseTextFormat(text).root, () => {});
  const drafts: Draft[] = [];
  const inDirectives = readDirectives(text).inputNames.map((name) => draft(name, "blob", "use", name.at, null));
  for (const { name } of definition.inputs) drafts.push(draft(name, "blob", "definition", name.at, null));
  for (const layer of definition.layers) {
    for (const bottom of layer.bottoms) drafts.push(draft(bottom, "blob", "use", layer.at, layer));
    for (const top of layer.tops) drafts.push(draft(top, "blob", "definition", layer.at, layer));
    for (const { name } of layer.blobs) if (name) drafts.push(draft(name, "parameter", "use", layer.at, layer));
  }
  resolveBlobs(drafts, definition);
  resolveInputs(inDirectives, drafts);
  drafts.push(...inDirectives);
  resolveParameters(drafts);
  return sites(drafts, text);
}

interface Draft {
  readonly name: Setting<string>;
  readonly kind: "blob" | "parameter";
  role: NameSite["role"];
  readonly within: Span;
  readonly layer: CaffeLayer | null;
  readonly definitions: Set<Draft>;
}

const draft = (
  name: Setting<string>,
  kind: Draft["kind"],
  role: Draft["role"],
  within: Span,
  layer: CaffeLayer | null,
): Draft => ({ name, kind, role, within, layer, definitions: new Set() });

function resolveBlobs(drafts: readonly Draft[], definition: CaffeDefinition): void {
  const blobs = drafts.filter(({ kind }) => kind === "blob");
  for (const state of statesOf(definition)) resolve(blobs, ({ layer }) => layer === null || isIncluded(layer, state));
  // A bottom whose maker belongs to another state, or whose layer belongs to none that is looked at.
  const makers = new Map<string, Draft>();
  for (const one of blobs) {
    const maker = makers.get(one.name.value);
    if (one.role === "definition") {
      one.definitions.add(one);
      makers.set(one.name.value, one);
    } else if (one.definitions.size === 0 && maker) one.definitions.add(maker);
  }
}

function resolve(blobs: readonly Draft[], isThere: (one: Draft) => boolean): void {
  const makers = new Map<string, Draft>();
  for (const one of blobs) {
    if (!isThere(one)) continue;
    const maker = makers.get(one.name.value);
    if (one.role === "definition") makers.set(one.name.value, one);
    else if (maker) one.definitions.add(maker);
  }
}

function statesOf({ layers, stages }: CaffeDefinition): NetState[] {
  const rules = layers.flatMap(({ include, exclude }) => [...include, ...exclude]);
  const named = new Set(rules.flatMap((rule) => [...rule.stages, ...rule.notStages]));
  const choices = [stages, [], ...[...named].slice(0, mostStages).map((stage) => [...stages, stage])];
  return choices.flatMap((some) => [
    { phase: "TRAIN" as const, stages: some },
    { phase: "TEST" as const, stages: some },
  ]);
}

/** A directive speaks of what the file declares as an input, and of the tops of layers that take nothing. */
function resolveInputs(named: readonly Draft[], drafts: readonly Draft[]): void {
  const inputs = drafts.filter(
    ({ kind, role, layer }) =>
      kind === "blob" && role === "definition" && (layer === null || layer.bottoms.length === 0),
  );
  for (const one of named)
    for (const input of inputs) if (input.name.value === one.name.value) one.definitions.add(input);
}

/** The first layer that names a parameter makes it. */
function resolveParameters(drafts: readonly Draft[]): void {
  const makers = new Map<string, Draft>();
  for (const one of drafts) {
    if (one.kind !== "parameter" || one.name.value === "") continue;
    const maker = makers.get(one.name.value);
    if (!maker) {
      one.role = "definition";
      makers.set(one.name.value, one);
    }
    one.definitions.add(maker ?? one);
  }
}

function sites(drafts: readonly Draft[], text: string): NameSite[] {
  const ordered = [...drafts].sort((a, b) => a.name.at.start - b.name.at.start);
  const indices = new Map(ordered.map((one, index) => [one, index]));
  return ordered.map((one): NameSite => {
    const at = insideQuotes(one.name, text);
    const isComment = one.role === "use" && one.layer === null;
    const isBare = at === one.name.at && !isComment;
    return {
      at,
      name: one.name.value,
      symbol: `${one.kind} ${one.name.value}`,
      role: one.role,
      definitions: [...one.definitions].map((other) => indices.get(other) ?? 0).sort((a, b) => a - b),
      within: one.within,
      renamed: one.kind === "blob" ? (name) => (isBare ? `"${name}"` : name) : null,
    };
  });
}

/** The name alone where one pair of quotes holds it as it is, else all that is written. */
function insideQuotes({ value, at }: Setting<string>, text: string): Span {
  const written = text.slice(at.start, at.end);
  const quote = written.charAt(0);
  const isPlain = (quote === '"' || quote === "'") && written === `${quote}${value}${quote}`;
  return isPlain ? { start: at.start + 1, end: at.end - 1 } : at;
}
