import type { Message, NodeId, SourceRange } from "../core/ir/index.ts";
import type { GraphResult } from "./languageServer.ts";

/**
 * Messages between the editor and its webviews, as two unions. Each that speaks about a text carries its `uri` and
 * `version`; whoever gets a stale one drops it. Everything is plain JSON, bytes apart (`Uint8Array` crosses as it is).
 */
export type ViewName = "graph" | "receptiveField" | "inference";

/** Editor → view. The first one is `init`, in answer to `ready`. */
export type HostMessage =
  | InitMessage
  | ModelMessage
  | NoModelMessage
  | CursorMessage
  | StartInferenceMessage
  | ReportRequest
  | AnswerMessage;

/** View → editor. The first one is `ready`. */
export type ViewMessage =
  | { readonly kind: "ready" }
  | RevealMessage
  | SelectedMessage
  | OpenViewMessage
  | { readonly kind: "changeInput"; readonly uri: string }
  | { readonly kind: "chooseModel"; readonly uri: string }
  | { readonly kind: "log"; readonly level: "info" | "warning" | "error"; readonly text: string }
  | QuestionMessage
  | ReportMessage;

export interface InitMessage {
  readonly kind: "init";
  readonly view: ViewName;
  /** URIs that the view may fetch. A view gets those it needs. */
  readonly assets: {
    readonly elkWorker?: string;
    readonly ortWasm?: string;
  };
  /** BCP 47, for numbers and `lang`. */
  readonly language: string;
  /** Texts of that language by catalogue key, for `render`. */
  readonly translations: Readonly<Record<string, string>>;
}

/** The network to show, after `init`, after each recompute, and when another document or model is looked at. */
export interface ModelMessage {
  readonly kind: "model";
  readonly uri: string;
  readonly version: number;
  /** The file's name, for headings. */
  readonly title: string;
  readonly network: GraphResult;
}

/** There is nothing to show, and why. */
export interface NoModelMessage {
  readonly kind: "noModel";
  readonly because: Message;
}

/** Offsets of the cursor and of the line that it is on. */
export interface CursorPlace {
  readonly offset: number;
  readonly line: { readonly start: number; readonly end: number };
}

/** The cursor moved, or a command asked for a layer. `focus`: the user asked for it, so bring it into sight. */
export interface CursorMessage {
  readonly kind: "cursor";
  readonly uri: string;
  readonly version: number;
  /** A place in the text of that version, or the node itself. */
  readonly target: CursorPlace | { readonly node: NodeId };
  readonly focus: boolean;
}

/** Asks the inference view to run what it shows. */
export interface StartInferenceMessage {
  readonly kind: "startInference";
  readonly backend: "auto" | "webgpu" | "wasm";
}

/** Asks a view what it shows: for tests, and for "copy as text". Answered by `report` with the same id. */
export interface ReportRequest {
  readonly kind: "reportRequest";
  readonly id: number;
}

export interface ReportMessage {
  readonly kind: "report";
  readonly id: number;
  readonly report: ViewReport;
}

export type ViewReport =
  | {
      readonly view: "graph";
      readonly uri: string | null;
      readonly visibleNodes: number;
      readonly selected: string | null;
    }
  | {
      readonly view: "receptiveField";
      readonly uri: string | null;
      readonly layer: string | null;
      /** The numbers as shown. */
      readonly text: string;
    }
  | {
      readonly view: "inference";
      readonly uri: string | null;
      readonly state: "idle" | "running" | "done" | "failed";
      readonly backend: "webgpu" | "wasm" | null;
      readonly checkedLayers: number;
      readonly mismatches: number;
      /** The outputs as shown, or what went wrong. */
      readonly text: string;
    };

/** Shows a place of the source. The range names its own file, which may be an imported one. */
export interface RevealMessage {
  readonly kind: "reveal";
  readonly uri: string;
  readonly version: number;
  readonly range: SourceRange;
}

/** The user chose a layer in this view; the other views follow. */
export interface SelectedMessage {
  readonly kind: "selected";
  readonly uri: string;
  readonly version: number;
  readonly node: NodeId;
}

export interface OpenViewMessage {
  readonly kind: "openView";
  readonly view: ViewName;
  readonly uri: string;
  readonly version: number;
  readonly node: NodeId | null;
}

/** A request of the view. The editor answers each with the same id, an error included; the view gives up after a while. */
export interface QuestionMessage {
  readonly kind: "question";
  readonly id: number;
  readonly question: Question;
}

export type Question =
  /** Asks where to save, and saves. */
  | { readonly kind: "save"; readonly name: string; readonly data: string | Uint8Array }
  /** The network of a document, for a view that was not sent one (or was sent an older one). */
  | { readonly kind: "model"; readonly uri: string };

export interface AnswerMessage {
  readonly kind: "answer";
  readonly id: number;
  readonly answer: Answer;
}

export type Answer =
  | { readonly kind: "saved"; readonly where: string }
  | { readonly kind: "cancelled" }
  | { readonly kind: "model"; readonly model: ModelMessage | NoModelMessage }
  | { readonly kind: "failed"; readonly reason: string };
