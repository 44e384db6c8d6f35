import { rewrites } from "../core/ide/codeActions.ts";
import { codeLenses } from "../core/ide/codeLens.ts";
import { diagnostics, type EditorFix } from "../core/ide/diagnostics.ts";
import { inputTexts } from "../core/ide/graph.ts";
import { addHints, byOffset, inlayHints } from "../core/ide/inlayHints.ts";
import { lineStarts, positionOf } from "../core/ide/lines.ts";
import { shortTotals, totalled } from "../core/ide/modelHover.ts";
import { documentSymbols } from "../core/ide/symbols.ts";
import type { Render } from "../core/ide/text.ts";
import { variantTexts } from "../core/ide/variants.ts";
import type { FileFacts, ModelFacts, SourceRange, TextEdit } from "../core/ir/index.ts";
import type { Snapshot } from "../core/project/snapshot.ts";
import type { EditorFacts, EvaluationSettings, LocatedEdit, LocatedFix, Location } from "./evaluation.ts";

/** Texts of other files that facts point into; null when they are not at hand. */
export type TextOf = (uri: string) => string | null;

/** What an editor shows of the model that is shown and of the file itself. */
export function shownFacts(
  { facts, text }: Snapshot,
  settings: EvaluationSettings,
  render: Render,
  textOf: TextOf,
): EditorFacts {
  const [model] = facts.models;
  const shown: FileFacts = { ...facts, models: facts.models.slice(0, 1) };
  return {
    ...editorFacts(shown, text, settings, render, textOf),
    hints: inlayHints(shown.models, facts.file, text, settings.inlayHints, render),
    lenses: codeLenses(shown, render),
    models: facts.offers.map(({ name, expression, constructible }) => ({ name, expression, constructible })),
    selected: model?.offer.expression ?? null,
    inputs: model === undefined ? [] : inputTexts(model, render),
    variants: model === undefined ? null : variantTexts(model, render),
    totals: model === undefined ? null : shortTotals(model),
    // An outline of a programming language is its own extension's business.
    symbols: facts.models.every(({ offer }) => offer.kind === "network") ? documentSymbols(facts, text.length) : [],
  };
}

/** What the other models of the file add to what is said of the shown one, of the same text: nothing is said twice. */
export interface OtherModels {
  /** Takes in one that was analysed, and gives what is to be kept of it. */
  readonly keep: (model: ModelFacts) => ModelFacts;
  /** Operations of all of them. */
  nodes(): number;
  facts(snapshot: Snapshot, textOf: TextOf): EditorFacts;
}

/** Beyond `mostNodes` operations their networks are let go as soon as they are read. */
export function createOtherModels(
  { facts: shown, text }: Snapshot,
  settings: EvaluationSettings,
  render: Render,
  mostNodes: number,
): OtherModels {
  const expressions = new Set(shown.models.map(({ offer }) => offer.expression));
  const first = inlayHints(shown.models, shown.file, text, settings.inlayHints, render);
  const taken = new Set(first.map(({ offset }) => offset));
  const hints = new Map(first.map((hint) => [hint.offset, hint]));
  const read = new Set<string>();
  let nodes = 0;
  const keep = (model: ModelFacts): ModelFacts => {
    const { offer, network } = model;
    read.add(offer.expression);
    nodes += network.nodes.length;
    if (!expressions.has(offer.expression)) addHints(hints, network, shown.file, text, settings.inlayHints, render);
    return nodes <= mostNodes ? model : totalled(model);
  };
  return {
    keep,
    nodes: () => nodes,
    facts({ facts }, textOf) {
      // Of formats that hand over all models at the end.
      for (const model of facts.models) if (!read.has(model.offer.expression)) keep(model);
      const others = facts.models.filter(({ offer }) => !expressions.has(offer.expression));
      const known = new Set(shown.diagnostics.map((diagnostic) => JSON.stringify(diagnostic)));
      const news = facts.diagnostics.filter((diagnostic) => !known.has(JSON.stringify(diagnostic)));
      const lensed = new Set(shown.models.map(({ offer }) => offer.at.start));
      const lenses = codeLenses({ ...facts, models: [...shown.models, ...others] }, render);
      return {
        ...editorFacts({ ...facts, diagnostics: news, models: others }, text, settings, render, textOf),
        hints: [...hints.values()].filter(({ offset }) => !taken.has(offset)).sort(byOffset),
        lenses: lenses.filter(({ start }) => !lensed.has(start)),
      };
    },
  };
}

function editorFacts(
  facts: FileFacts,
  text: string,
  settings: EvaluationSettings,
  render: Render,
  textOf: TextOf,
): EditorFacts {
  const locate = locator(facts.file, textOf);
  const shown = diagnostics(facts, text, settings.diagnostics.severity, render);
  return {
    framework: facts.framework,
    hints: [],
    lenses: [],
    diagnostics: shown.map((item) => ({
      ...item,
      fixes: locatedFixes(item.fixes, locate),
      related: item.related.flatMap(({ message, at }) => {
        const location = locate(at);
        return location === null ? [] : [{ message, at: location }];
      }),
    })),
    rewrites: rewrites(facts, text, render).flatMap((rewrite) => {
      const located = locatedEdits(rewrite.edits, locate);
      return located === null ? [] : [{ ...rewrite, edits: located }];
    }),
    symbols: [],
    models: [],
    selected: null,
    inputs: [],
    variants: null,
    totals: null,
    dependencies: facts.dependencies,
    isPartial: offersMore(facts),
  };
}

/** Whether the file offers models that the analysis left out. */
export const offersMore = ({ offers, models }: FileFacts): boolean =>
  offers.filter(({ constructible }) => constructible).length > models.length;

export const locatedFixes = (fixes: readonly EditorFix[], locate: Locate): readonly LocatedFix[] =>
  fixes.flatMap(({ title, edits }) => {
    const located = locatedEdits(edits, locate);
    return located === null ? [] : [{ title, edits: located }];
  });

/** Null where one of them has no place: part of a change would be worse than none. */
function locatedEdits(edits: readonly TextEdit[], locate: Locate): readonly LocatedEdit[] | null {
  const located = edits.flatMap((edit) => {
    const at = locate(edit.at);
    return at === null ? [] : [{ at, text: edit.text }];
  });
  return located.length === edits.length ? located : null;
}

type Locate = (at: SourceRange) => Location | null;

/** Where a range is; of a file that is not the analysed one its lines are found once. */
export function locator(own: string, textOf: TextOf): Locate {
  const known = new Map<string, readonly number[] | null>();
  return ({ file, start, end }) => {
    if (file === own) return { kind: "own", start, end };
    let starts = known.get(file);
    if (starts === undefined) {
      const text = textOf(file);
      starts = text === null ? null : lineStarts(text);
      known.set(file, starts);
    }
    if (starts === null) return null;
    return { kind: "other", uri: file, start: positionOf(starts, start), end: positionOf(starts, end) };
  };
}
