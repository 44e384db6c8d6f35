import type { Message } from "../ir/message.ts";

/** A piece of the text: UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place that gives something a name or refers to it: a top or bottom in Caffe, a section or a number of one in Darknet. */
export interface NameSite {
  /** The name without quotes. */
  readonly at: Span;
  readonly name: string;
  /** Places of one symbol belong together; nothing else is in it for the reader: "blob conv1". */
  readonly symbol: string;
  readonly role: "definition" | "use";
  /** The sites that it refers to, by index in the list; a definition refers to itself. Empty: nothing that is there. */
  readonly definitions: readonly number[];
  /** The layer or section around it. */
  readonly within: Span;
  /** How a name is written here; null: this is no name that can be chosen. */
  readonly renamed: ((name: string) => string) | null;
}

/** What can be written at a place of the text. */
export interface Suggestion {
  readonly label: string;
  readonly kind: "type" | "field" | "value" | "name" | "section";
  /** A few characters beside the label: what the field takes, which layer makes the blob. */
  readonly detail: string | null;
  readonly documentation: Message | null;
  /** Replaces `at` of the answer. */
  readonly text: string;
  /** Where in `text` one goes on typing; null: behind it. */
  readonly caret: number | null;
}

/** In the order in which they are worth looking at. */
export interface Suggestions {
  /** What is there of the word so far. */
  readonly at: Span;
  readonly items: readonly Suggestion[];
}

/** What an editor can do with a declarative format by its text alone: no shapes, no analysis. Nothing here throws. */
export interface DefinitionLanguage {
  /** Language ids of editors. */
  readonly languages: readonly string[];
  claims(name: string, text: string): boolean;
  /** In the order of the text. */
  names(text: string): readonly NameSite[];
  /** Why nothing can be renamed where the sites allow no renaming. */
  readonly namesNothing: Message;
  /** Why a name cannot be written; null: it can. */
  refuses(name: string): Message | null;
  suggestions(text: string, offset: number): Suggestions | null;
  /** What can be folded away, the lines of its first and last character included. */
  folds(text: string): readonly Span[];
  /** The text with other white space and the same lines; nothing else changes. */
  format(text: string, indent: string): string;
}
