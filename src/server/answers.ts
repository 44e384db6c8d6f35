import { inputTexts, modelOf } from "../core/ide/graph.ts";
import { type Hover, hover } from "../core/ide/hover.ts";
import { inputDirectiveEdits } from "../core/ide/inputDirective.ts";
import { toMarkdown, toPlainText } from "../core/ide/markdown.ts";
import { fileSummary } from "../core/ide/summary.ts";
import type { Render } from "../core/ide/text.ts";
import { parseGivenInput, type Variant } from "../core/ir/index.ts";
import { plainNetwork } from "../core/ir/plainNetwork.ts";
import { message } from "../core/messages/index.ts";
import type { Query } from "../core/project/project.ts";
import type { Snapshot } from "../core/project/snapshot.ts";
import { serverCommands } from "../protocol/languageServer.ts";
import type { Selection } from "./documents.ts";
import type { TextOf } from "./editorFacts.ts";
import type { Answer, EvaluationSettings, HoverAnswer, Place, Question } from "./evaluation.ts";

/** An open document and the last finished analyses of it. */
export interface KnownDocument {
  readonly version: number;
  readonly text: string;
  readonly shown?: { readonly version: number; readonly snapshot: Snapshot };
  /** What was asked for when that was analysed. */
  readonly query?: Query;
  readonly all?: { readonly version: number; readonly snapshot: Snapshot } | undefined;
  /** All models were analysed and too large to keep: they are analysed again when somebody asks about them. */
  readonly letGo?: { readonly version: number; readonly variant: Variant } | undefined;
  /** Its analyses were let go. */
  readonly isReleased?: boolean;
}

export interface AnswerContext {
  readonly documents: ReadonlyMap<string, KnownDocument>;
  readonly settings: EvaluationSettings;
  readonly render: Render;
  readonly textOf: TextOf;
  /** Analyses a model and inputs that need not be those shown. */
  summarise(uri: string, selection: Selection): Snapshot | null;
  /** All models of an open document, analysed now where that was not kept. */
  all(uri: string): KnownDocument["all"];
}

/** Answers from the last finished analyses; only a summary may make one of its own. */
export function answer(question: Exclude<Question, { kind: "fixes" }>, context: AnswerContext): Answer {
  if (question.kind !== "summary" && context.documents.get(question.uri)?.isReleased === true) return { kind: "gone" };
  switch (question.kind) {
    case "hover":
      return { kind: "hover", hover: hoverOf(question, context) };
    case "graph":
      return graph(question, context);
    case "summary":
      return summary(question, context);
    case "inputEdits":
      return inputEdits(question, context);
  }
}

function hoverOf({ uri, places }: Extract<Question, { kind: "hover" }>, context: AnswerContext): HoverAnswer | null {
  return hoverAt(context.documents.get(uri), places, () => context.all(uri), context);
}

function hoverAt(
  document: KnownDocument | undefined,
  places: readonly Place[],
  all: () => KnownDocument["all"],
  { settings, render }: AnswerContext,
): HoverAnswer | null {
  const has = (command: string): string | null => (settings.commands.includes(command) ? command : null);
  const options = {
    receptiveField: settings.hover.receptiveField,
    commands: {
      showGraph: has(serverCommands.showGraph),
      showReceptiveField: has(serverCommands.showReceptiveField),
    },
  };
  for (const place of places) {
    const known = place.scope === "all" ? all() : document?.shown;
    if (known === undefined || known.version !== place.version) continue;
    const { facts, text } = known.snapshot;
    const found: Hover | null = hover(facts, text, place.offset, options, render);
    if (found === null) continue;
    const format = settings.markdown ? toMarkdown : toPlainText;
    return { place, start: found.start, end: found.end, text: format(found.parts) };
  }
  return null;
}

function graph({ uri, model, version }: Extract<Question, { kind: "graph" }>, context: AnswerContext): Answer {
  const document = context.documents.get(uri);
  const shown = document?.shown;
  if (shown === undefined || (version !== null && shown.version !== version)) return { kind: "graph", graph: null };
  const known = modelOf(shown.snapshot.facts, model) ?? modelOfOthers(context.all(uri), shown.version, model);
  if (known === null) return { kind: "graph", graph: null };
  const shownInputs = inputTexts(known, context.render);
  return { kind: "graph", graph: { ...plainNetwork(known.network), uri, version: shown.version, shownInputs } };
}

const modelOfOthers = (all: KnownDocument["all"], version: number, model: string | null) =>
  all?.version === version ? modelOf(all.snapshot.facts, model) : null;

function summary({ uri, ...selection }: Extract<Question, { kind: "summary" }>, context: AnswerContext): Answer {
  const wrong = selection.inputs?.find((text) => parseGivenInput(text) === null);
  if (wrong !== undefined) return refused(context, message("inputRefused", { text: wrong }));
  const snapshot = context.summarise(uri, selection);
  if (snapshot === null) return refused(context, message("documentUnknown"));
  const found = fileSummary(snapshot.facts, snapshot.text, context.textOf, context.render);
  return found === null ? refused(context, message("noModelHere")) : { kind: "summary", summary: found };
}

function inputEdits({ uri, model, inputs }: Extract<Question, { kind: "inputEdits" }>, context: AnswerContext): Answer {
  const document = context.documents.get(uri);
  const facts = document?.shown?.snapshot.facts;
  // Edits of an older text would land in the wrong place.
  if (document === undefined || facts === undefined || document.shown?.version !== document.version)
    return refused(context, message("documentUnknown"));
  const offer = facts.offers.find(({ expression }) => expression === model) ?? modelOf(facts, null)?.offer;
  if (offer === undefined || offer.at.file !== uri) return refused(context, message("noModelHere"));
  const given = inputs.map(parseGivenInput);
  const wrong = inputs[given.indexOf(null)];
  if (wrong !== undefined) return refused(context, message("inputRefused", { text: wrong }));
  const edits = inputDirectiveEdits(
    facts,
    offer,
    given.filter((input) => input !== null),
    document.text,
  );
  return {
    kind: "inputEdits",
    version: document.version,
    edits: edits.map(({ at, text }) => ({ at: { kind: "own", start: at.start, end: at.end }, text })),
  };
}

const refused = ({ render }: AnswerContext, why: Parameters<Render>[0]): Answer => ({
  kind: "refused",
  reason: render(why),
});
