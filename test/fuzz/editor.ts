import { codeLenses } from "../../src/core/ide/codeLens.ts";
import { completionsAt } from "../../src/core/ide/completion.ts";
import { definitionAt } from "../../src/core/ide/definition.ts";
import { diagnostics } from "../../src/core/ide/diagnostics.ts";
import { formattingEdits } from "../../src/core/ide/formatting.ts";
import { hover } from "../../src/core/ide/hover.ts";
import { inlayHints } from "../../src/core/ide/inlayHints.ts";
import { type DefinitionLanguage, languageOf } from "../../src/core/ide/languages.ts";
import { toMarkdown } from "../../src/core/ide/markdown.ts";
import { referencesAt } from "../../src/core/ide/references.ts";
import { renameAt } from "../../src/core/ide/rename.ts";
import { documentSymbols } from "../../src/core/ide/symbols.ts";
import type { FileFacts } from "../../src/core/ir/facts.ts";
import { render } from "../../src/core/messages/index.ts";
import type { Random } from "./random.ts";

interface Place {
  readonly start: number;
  readonly end: number;
}

/** What an editor asks of a text in one of the languages and of what was found out about it; null: nothing is wrong. */
export function checkEditor(name: string, text: string, facts: FileFacts, random: Random): string | null {
  const language = languageOf("", name, text);
  return (language && checkLanguage(language, text, random)) ?? checkFacts(facts, text, random);
}

const isInside = ({ start, end }: Place, text: string): boolean => 0 <= start && start <= end && end <= text.length;

const outside = (what: string, places: readonly Place[], text: string): string | null => {
  const wrong = places.find((place) => !isInside(place, text));
  return wrong ? `${what} lies at ${wrong.start}-${wrong.end} of ${text.length}` : null;
};

function checkLanguage(language: DefinitionLanguage, text: string, random: Random): string | null {
  const sites = language.names(text);
  if (sites.some(({ definitions }) => definitions.some((index) => sites[index]?.role !== "definition")))
    return "a name refers to what is no definition";
  const somewhere = random.below(text.length + 1);
  // Names are looked for where some are, more often than not.
  const named = sites.length > 0 && random.below(4) > 0 ? random.pick(sites).at.start : somewhere;
  const targets = definitionAt(language, text, named)?.targets ?? [];
  const renaming = renameAt(language, text, named, "fresh_name");
  const references = referencesAt(language, text, named);
  const wrong =
    outside("a name", [...sites, ...targets].flatMap(bothSpans), text) ??
    outside("a reference", references.map(onlySpan), text) ??
    outside("a renaming", renaming.kind === "edits" ? renaming.edits.map(onlySpan) : [], text) ??
    outside("a fold", language.folds(text), text) ??
    checkFormatting(language, text);
  if (wrong !== null) return wrong;
  for (const offset of [somewhere, text.length]) {
    const suggested = completionsAt(language, text, offset, render);
    if (suggested && !isInside(suggested.at, text)) return `a completion at ${offset} lies outside`;
    if (suggested?.items.some(({ caret, text: put }) => caret !== null && (caret < 0 || caret > put.length)))
      return `a completion at ${offset} leaves the caret outside of its text`;
  }
  return null;
}

const onlySpan = ({ at }: { readonly at: Place }): Place => at;
const bothSpans = ({ at, within }: { readonly at: Place; readonly within: Place }): readonly Place[] => [at, within];

const withoutSpace = (text: string): string => text.replace(/\s+/g, "");

/** Formatting changes white space only, a second time nothing, and its edits give what it gives. */
function checkFormatting(language: DefinitionLanguage, text: string): string | null {
  const formatted = language.format(text, "  ");
  if (withoutSpace(formatted) !== withoutSpace(text)) return "formatting changes more than white space";
  if (language.format(formatted, "  ") !== formatted) return "formatting twice is not formatting once";
  const edits = formattingEdits(language, text, "  ");
  const wrong = outside("an edit of the formatting", edits.map(onlySpan), text);
  if (wrong !== null) return wrong;
  let applied = "";
  let from = 0;
  for (const { at, text: put } of edits) {
    applied += text.slice(from, at.start) + put;
    from = at.end;
  }
  return applied + text.slice(from) === formatted ? null : "the edits of the formatting give another text";
}

function checkFacts(facts: FileFacts, text: string, random: Random): string | null {
  const shown = diagnostics(facts, text, {}, render);
  const hints = inlayHints(facts.models, facts.file, text, { maximumLength: 40 }, render);
  const symbols = documentSymbols(facts, text.length);
  const wrong =
    outside("a shown diagnostic", shown, text) ??
    outside("a lens", codeLenses(facts, render), text) ??
    outside(
      "a hint",
      hints.map(({ offset }) => ({ start: offset, end: offset })),
      text,
    ) ??
    outside(
      "a symbol",
      symbols.flatMap((symbol) => [symbol, ...symbol.children]),
      text,
    );
  if (wrong !== null) return wrong;
  const layers = symbols.flatMap(({ children }) => children);
  const offsets = [random.below(text.length + 1), text.length];
  if (layers.length > 0) offsets.push(random.pick(layers).start, random.pick(layers).start);
  if (shown.length > 0) offsets.push(random.pick(shown).start);
  const commands = { showGraph: "graph", showReceptiveField: "field" };
  for (const offset of offsets) {
    const found = hover(facts, text, offset, { receptiveField: true, commands }, render);
    if (found === null) continue;
    if (!isInside(found, text)) return `a hover at ${offset} lies at ${found.start}-${found.end} of ${text.length}`;
    if (toMarkdown(found.parts).trim() === "") return `an empty hover at ${offset}`;
  }
  return null;
}
