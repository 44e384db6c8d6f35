import type { VariantText, VariantTexts } from "../core/ide/variants.ts";
import type { InputOrigin, Message, ModelOffer, Network, SourceRange, Variant } from "../core/ir/index.ts";

/**
 * What a client tells the server in `initialize`. Every field may be left out: a client that knows nothing of ConvLens gets
 * hovers, hints and diagnostics all the same.
 */
export interface InitializationOptions {
  /** Commands that the client has; lenses and hovers link to no other. */
  readonly commands?: readonly string[] | undefined;
  /** Whether the client wants `convlens/network` after each recompute. */
  readonly notifications?: boolean | undefined;
  /** Whether the client answers `convlens/readFile`. The server reads files itself where it can. */
  readonly readFile?: boolean | undefined;
  /** Where the pages about diagnostics are, as a URI that ends in `/`; the server knows its own where it is a file. */
  readonly documentation?: string | undefined;
  /** Settings, where the client has no `workspace/configuration`: the section `convlens`. */
  readonly settings?: Settings | undefined;
  /** Texts of the user's language by catalogue key; what is absent is English. */
  readonly translations?: Readonly<Record<string, string>> | undefined;
}

export type SeveritySetting = "off" | "hint" | "information" | "warning" | "error";

/** The section `convlens` of the client's configuration, as nested objects. Anything absent or malformed has its default. */
export interface Settings {
  readonly hover?: { readonly enable?: boolean; readonly receptiveField?: boolean };
  readonly inlayHints?: { readonly enable?: boolean; readonly maximumLength?: number };
  readonly codeLens?: { readonly enable?: boolean };
  readonly diagnostics?: {
    readonly enable?: boolean;
    /** By diagnostic code. */
    readonly severity?: Readonly<Record<string, SeveritySetting>>;
  };
  readonly symbols?: { readonly enable?: boolean };
  readonly analysis?: {
    /** Milliseconds without an edit before a text is analysed again. */
    readonly delay?: number;
    /** Input of models for which nothing else says one: `1x3x32x32`. */
    readonly defaultInput?: string;
  };
  readonly python?: { readonly searchPaths?: readonly string[] };
}

/** Requests and notifications beyond LSP, by method name: what is sent, what comes back. */
export interface ServerRequests {
  "convlens/summary": { readonly params: SummaryParams; readonly result: unknown };
  "convlens/graph": { readonly params: GraphParams; readonly result: GraphResult | null };
  "convlens/select": { readonly params: SelectParams; readonly result: null };
  "convlens/inputEdits": { readonly params: InputEditsParams; readonly result: InputEditsResult };
}

export interface ClientRequests {
  "convlens/readFile": { readonly params: ReadFileParams; readonly result: ReadFileResult };
}

export interface ServerNotifications {
  "convlens/network": NetworkParams;
}

/** Asks for the numbers of a model. Null or absent: the model, inputs and variant that are shown. */
export interface SummaryParams extends VariantParams {
  readonly uri: string;
  readonly model?: string | null;
  readonly inputs?: readonly string[] | null;
}

/** Which network of a file is meant where its text makes several. A field that is given makes the absent ones null. */
export interface VariantParams {
  readonly phase?: Variant["phase"];
  readonly stages?: readonly string[] | null;
  readonly scale?: string | null;
}

export interface GraphParams {
  readonly uri: string;
  /** Of the text that the view wants; any other current version is answered with null. Absent: the newest. */
  readonly version?: number | null;
  /** The expression of a model that the file offers. Absent: the one shown. */
  readonly model?: string | null;
}

/** A network as views get it: with the text it was read from. Offsets in it are those of that version. */
export interface GraphResult extends Network {
  readonly uri: string;
  readonly version: number;
  readonly shownInputs: readonly ShownInput[];
}

/**
 * Sets what is shown for a document: a model expression, inputs (`NAME=SHAPE` or `SHAPE`), a variant. Null: what the file
 * itself says. A model or inputs leave the variant as it is unless one is given; a variant alone leaves model and inputs.
 */
export interface SelectParams extends VariantParams {
  readonly uri: string;
  readonly model?: string | null;
  readonly inputs?: readonly string[] | null;
}

/** Asks for the edits that write an input into the file as a directive comment. */
export interface InputEditsParams {
  readonly uri: string;
  readonly model?: string | null;
  /** `SHAPE` or `NAME=SHAPE`, one each. */
  readonly inputs: readonly string[];
}

export type InputEditsResult =
  | { readonly kind: "edits"; readonly uri: string; readonly version: number; readonly edits: readonly PositionEdit[] }
  /** `reason` is rendered in the user's language. */
  | { readonly kind: "refused"; readonly reason: string };

/** LSP positions: zero-based lines and UTF-16 columns. */
export interface PositionEdit {
  readonly range: { readonly start: LinePosition; readonly end: LinePosition };
  readonly newText: string;
}

export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** A model that a document offers. */
export interface OfferedModel {
  readonly name: string;
  readonly expression: string;
  /** False where it needs arguments that the document does not show: the user has to type them. */
  readonly constructible: boolean;
}

/** Sent after each recompute of an open document. `models` is empty where the document defines no network. */
export interface NetworkParams {
  readonly uri: string;
  readonly version: number;
  /** "pytorch", "caffe", …; null where the document is no definition file. */
  readonly framework: string | null;
  readonly models: readonly OfferedModel[];
  /** The expression of the model that is shown. */
  readonly selected: string | null;
  readonly inputs: readonly ShownInput[];
  /** Phase and stages; null where the file makes one network only. */
  readonly variants: VariantTexts | null;
  readonly totals: { readonly parameters: string; readonly macs: string } | null;
  readonly errors: number;
  readonly warnings: number;
}

/** An input of the shown model, as text. */
export interface ShownInput {
  readonly name: string;
  /** `1x3x224x224`. */
  readonly shape: string;
  readonly origin: InputOrigin;
  /** Where it comes from, in the user's language: `32×32; 32..35 fit`. */
  readonly explanation: string;
}

export interface ReadFileParams {
  readonly uri: string;
}

/** `text` null: there is no such file. */
export interface ReadFileResult {
  readonly text: string | null;
}

/** Commands that the server links to when the client lists them. Each takes one `CommandArgument`. */
export const serverCommands = {
  showGraph: "convlens.showGraph",
  showReceptiveField: "convlens.showReceptiveField",
  testInference: "convlens.testInference",
  changeInput: "convlens.changeInput",
  chooseModel: "convlens.chooseModel",
  chooseVariant: "convlens.chooseVariant",
} as const;

export type ServerCommand = (typeof serverCommands)[keyof typeof serverCommands];

/** What a lens or a hover link hands to its command. */
export interface CommandArgument {
  readonly uri: string;
  /** The expression of the model meant; absent: the one shown. */
  readonly model?: string;
  /** The layer meant: where it is written, an offset into that document's text. */
  readonly offset?: number;
}

/** Plain data that both the editor's process and the views speak about. */
export type { Message, ModelOffer, Network, SourceRange, Variant, VariantText, VariantTexts };
