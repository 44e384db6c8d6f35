import type { Diagnostic } from "./diagnostic.ts";
import type { Message } from "./message.ts";
import type { Network, TensorType } from "./network.ts";
import type { FileId, SourceRange } from "./source.ts";

/** A model that a file offers. `expression` is what `--model` takes and what is remembered as the user's choice. */
export interface ModelOffer {
  readonly name: string;
  readonly expression: string;
  readonly kind: "class" | "factory" | "instance" | "main" | "network";
  /** Where a code lens stands: the definition of the class or function, else the top of the network. */
  readonly at: SourceRange;
  /** False where the class or function needs arguments that the file does not show. */
  readonly constructible: boolean;
  /** Arguments of a class that have no default and that the file does not show. The model is shown with them unknown. */
  readonly needs?: readonly string[];
  /** The expression gives some of them what only their names suggest: `Net(config=NetConfig())`. */
  readonly supposed?: boolean;
}

export type InputOrigin = "given" | "directive" | "main" | "setting" | "layers" | "file" | "default";

/** One input of the shown model and where its shape comes from. */
export interface ModelInput {
  readonly name: string;
  readonly type: TensorType;
  readonly origin: InputOrigin;
  /** For `layers`: which sizes fit ("32×32; 32..35 fit"). For others: what says so, with its place when it is in a file. */
  readonly explanation: Message;
  readonly at: SourceRange | null;
  /** The parameter that is a list, of which it is one tensor. */
  readonly listOf?: string;
}

/** Which network a file's text makes, where it holds several: Caffe's phase and stages, the scale of a family of models. */
export interface Variant {
  readonly phase: "TRAIN" | "TEST" | null;
  readonly stages: readonly string[];
  readonly scale: string | null;
}

/** What the file itself says. */
export const ownVariant: Variant = { phase: null, stages: [], scale: null };

/** The variant that was built, and those there are to choose from, the one built among them. */
export interface Variants {
  readonly shown: Variant;
  readonly offered: readonly Variant[];
}

/** One model of the file, built and run. */
export interface ModelFacts {
  readonly offer: ModelOffer;
  readonly inputs: readonly ModelInput[];
  readonly network: Network;
  /** Absent: the file makes one network only. */
  readonly variants?: Variants | undefined;
  /** Faults of this model, those of `network.diagnostics` included. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that is known about one text of one file. Plain data. */
export interface FileFacts {
  readonly file: FileId;
  /** "pytorch", "caffe", …; null: not a definition file, nothing is shown. */
  readonly framework: string | null;
  readonly offers: readonly ModelOffer[];
  /** Models that were analysed; the shown one first. Empty: the file offers none, or none could be built. */
  readonly models: readonly ModelFacts[];
  /** Faults of the text itself (syntax) and of its directives. */
  readonly diagnostics: readonly Diagnostic[];
  /** Files that this answer depends on, absent candidates included, the file itself left out. */
  readonly dependencies: readonly FileId[];
  /** Files that were not read yet: the answer is provisional until they are. */
  readonly pending: readonly FileId[];
  /** To be handed back with the next text of the same file: the last input that fitted. */
  readonly memory: AnalysisMemory;
}

/** What is carried from one text of a file to the next. */
export interface AnalysisMemory {
  /** By model expression: the inputs inferred from the layers when they last fitted. */
  readonly lastFittingInputs: Readonly<Record<string, readonly { readonly name: string; readonly type: TensorType }[]>>;
}

export const emptyMemory: AnalysisMemory = { lastFittingInputs: {} };

/** Input shapes given by the command line or a view: by name, or in order with `name: null`. */
export interface GivenInput {
  readonly name: string | null;
  readonly type: TensorType;
}

/** What an analysis is asked, of the variant that it extends: null and empty mean what the file itself says. */
export interface AnalysisRequest extends Variant {
  readonly file: FileId;
  readonly text: string;
  /** A model expression; null: directive, `__main__`, instance, first factory, first class (contract.md). */
  readonly model: string | null;
  readonly inputs: readonly GivenInput[];
  /** True for `check`: every model that the file offers without needing arguments. */
  readonly allModels: boolean;
  /**
   * What stays of a model when the next one is analysed; absent: all of it. Networks of a file's many models need not be in
   * memory at one time for those who only want to say something about each.
   */
  readonly keep?: ((model: ModelFacts) => ModelFacts) | undefined;
  /** The default input of the settings, where the file says nothing; null: none. */
  readonly defaultInput: readonly GivenInput[] | null;
  /** Folders that imports are looked up in after the file's own: URIs, in order. */
  readonly searchPaths: readonly FileId[];
  /** Roots of the workspace: files below them may be edited by fixes. */
  readonly workspaceRoots: readonly FileId[];
  readonly memory: AnalysisMemory;
}

/**
 * Text of a file by URI. "pending": the shell will read it, ask again later. The text of a folder (a URI with a slash at its
 * end) is the sorted names in it, a line each, folders with a slash; a shell that lists no folders calls them absent.
 */
export interface FileProvider {
  get(file: FileId): FileContent;
}

export type FileContent =
  | { readonly kind: "text"; readonly text: string; readonly version: string }
  | { readonly kind: "absent" }
  | { readonly kind: "pending" };

/** How an analysis is stopped from outside: true unwinds it at the next check. */
export type ShouldStop = () => boolean;
