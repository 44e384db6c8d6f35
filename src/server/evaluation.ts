import type { Rewrite } from "../core/ide/codeActions.ts";
import type { CodeLens } from "../core/ide/codeLens.ts";
import type { EditorDiagnostic } from "../core/ide/diagnostics.ts";
import type { InputText } from "../core/ide/graph.ts";
import type { InlayHint } from "../core/ide/inlayHints.ts";
import type { DocumentSymbol } from "../core/ide/symbols.ts";
import type { PlacedFault } from "../core/ide/triedFixes.ts";
import type { VariantTexts } from "../core/ide/variants.ts";
import type { Variant } from "../core/ir/index.ts";
import type { GraphResult, LinePosition, OfferedModel } from "../protocol/languageServer.ts";
import type { ServerSettings } from "./settings.ts";

/** Messages between the protocol's thread and the one that evaluates. */
export type ToEvaluation =
  | { readonly kind: "configure"; readonly settings: EvaluationSettings }
  | {
      readonly kind: "text";
      readonly uri: string;
      readonly version: number;
      readonly text: string;
      readonly language: string | null;
    }
  | { readonly kind: "close"; readonly uri: string }
  /** A file that an answer called pending. Null: there is none. */
  | { readonly kind: "supply"; readonly uri: string; readonly text: string | null }
  | { readonly kind: "changedOnDisk"; readonly uris: readonly string[] }
  | AnalyseMessage
  | QuestionMessage;

export interface EvaluationSettings extends ServerSettings {
  readonly translations: Readonly<Record<string, string>>;
  /** Commands that the client has. */
  readonly commands: readonly string[];
  readonly markdown: boolean;
  readonly workspaceRoots: readonly string[];
  /** Whether somebody fetches what the evaluating thread cannot read. */
  readonly pendingFiles: boolean;
}

export interface AnalyseMessage {
  readonly kind: "analyse";
  /** Rises; names the analysis when it is to be stopped. */
  readonly id: number;
  readonly uri: string;
  readonly model: string | null;
  readonly inputs: readonly string[] | null;
  readonly variant: Variant;
  /** `shown`: the model that is shown. `all`: every other one besides. */
  readonly scope: AnalysisScope;
}

export type AnalysisScope = "shown" | "all";

export interface QuestionMessage {
  readonly kind: "question";
  readonly id: number;
  readonly question: Question;
}

export type Question =
  | { readonly kind: "hover"; readonly uri: string; readonly places: readonly Place[] }
  | { readonly kind: "graph"; readonly uri: string; readonly model: string | null; readonly version: number | null }
  | {
      readonly kind: "summary";
      readonly uri: string;
      readonly model: string | null;
      readonly inputs: readonly string[] | null;
      readonly variant: Variant;
    }
  | {
      readonly kind: "inputEdits";
      readonly uri: string;
      readonly model: string | null;
      readonly inputs: readonly string[];
    }
  /** Changes that mend a fault, each tried; offsets are those of that version. */
  | { readonly kind: "fixes"; readonly uri: string; readonly version: number; readonly fault: PlacedFault };

/** Questions that make analyses of their own take their turn; others are answered from what is there, even meanwhile. */
export const takesTurn = ({ kind }: Question): boolean => kind === "summary" || kind === "fixes";

/** The same place in the texts that the analyses of a document are of. */
export interface Place {
  readonly scope: AnalysisScope;
  readonly version: number;
  readonly offset: number;
}

export type Answer =
  | { readonly kind: "hover"; readonly hover: HoverAnswer | null }
  | { readonly kind: "graph"; readonly graph: GraphResult | null }
  | { readonly kind: "summary"; readonly summary: unknown }
  | { readonly kind: "inputEdits"; readonly version: number; readonly edits: readonly LocatedEdit[] }
  | { readonly kind: "fixes"; readonly fixes: readonly LocatedFix[] }
  /** The facts were let go to save memory: analyse again, then ask again. */
  | { readonly kind: "gone" }
  /** The question cannot be answered; the reason is for the user. */
  | { readonly kind: "refused"; readonly reason: string };

export interface HoverAnswer {
  readonly place: Place;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type FromEvaluation =
  | {
      readonly kind: "analysed";
      readonly id: number;
      readonly uri: string;
      readonly scope: AnalysisScope;
      readonly outcome: Outcome;
      readonly milliseconds: number;
    }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "log"; readonly level: "error" | "info"; readonly text: string };

export type Outcome =
  | { readonly kind: "done"; readonly version: number; readonly facts: EditorFacts }
  | { readonly kind: "stopped" }
  | { readonly kind: "pending"; readonly files: readonly string[] }
  | { readonly kind: "failed" };

/** What an editor shows of one analysis. Offsets are those of the text that was analysed. */
export interface EditorFacts {
  readonly framework: string | null;
  readonly hints: readonly InlayHint[];
  readonly lenses: readonly CodeLens[];
  readonly diagnostics: readonly LocatedDiagnostic[];
  readonly rewrites: readonly LocatedRewrite[];
  readonly symbols: readonly DocumentSymbol[];
  readonly models: readonly OfferedModel[];
  readonly selected: string | null;
  readonly inputs: readonly InputText[];
  readonly variants: VariantTexts | null;
  readonly totals: { readonly parameters: string; readonly macs: string } | null;
  /** Files that the facts depend on, absent ones included. */
  readonly dependencies: readonly string[];
  /** Models that the analysis left out: an analysis of all may say more. */
  readonly isPartial: boolean;
}

export interface LocatedFix {
  readonly title: string;
  readonly edits: readonly LocatedEdit[];
}

export interface LocatedDiagnostic extends Omit<EditorDiagnostic, "fixes" | "related"> {
  readonly fixes: readonly LocatedFix[];
  readonly related: readonly { readonly message: string; readonly at: Location }[];
}

export interface LocatedRewrite extends Omit<Rewrite, "edits"> {
  readonly edits: readonly LocatedEdit[];
}

export interface LocatedEdit {
  readonly at: Location;
  readonly text: string;
}

/** A range in the analysed file is moved along with its edits; one elsewhere has its position from the evaluating thread. */
export type Location =
  | { readonly kind: "own"; readonly start: number; readonly end: number }
  | { readonly kind: "other"; readonly uri: string; readonly start: LinePosition; readonly end: LinePosition };

/** Slots of the shared memory between the two threads. */
export const slots = {
  /** The analysis that is to stop. */
  stop: 0,
  /** Counts the questions that wait for an answer while an analysis runs. */
  questions: 1,
  /** Counts the changes of texts, of which the thread is told when it next has something to do with them. */
  changes: 2,
  length: 3,
} as const;
