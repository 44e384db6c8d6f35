import { TextDocument } from "vscode-languageserver-textdocument";
import { ownVariant, type Variant } from "../core/ir/index.ts";
import { createEditLog, type Edit, type EditLog, wholeTextEdit } from "./edits.ts";
import type { EditorFacts } from "./evaluation.ts";

/** An analysis that has finished, and the version of the text that it is of. */
export interface Finished {
  readonly version: number;
  readonly facts: EditorFacts;
}

/** What the user chose to see; null: what the file itself says. */
export interface Selection {
  readonly model: string | null;
  readonly inputs: readonly string[] | null;
  readonly variant: Variant;
}

/** An open document: its text, what was last known about it, and the edits since. */
export interface OpenDocument {
  readonly uri: string;
  readonly language: string;
  readonly log: EditLog;
  text: TextDocument;
  selection: Selection;
  shown: Finished | null;
  /** What the other models add. It may be of an older text than `shown`. */
  others: Finished | null;
}

export interface TextChange {
  readonly range?: { readonly start: TextPosition; readonly end: TextPosition };
  readonly text: string;
}

interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export const openDocument = (uri: string, language: string, version: number, text: string): OpenDocument => ({
  uri,
  language,
  log: createEditLog(),
  text: TextDocument.create(uri, language, version, text),
  selection: { model: null, inputs: null, variant: ownVariant },
  shown: null,
  others: null,
});

/** Applies changes in order, as LSP has them, and keeps them in the log. */
export function changeDocument(document: OpenDocument, version: number, changes: readonly TextChange[]): void {
  const edits: Edit[] = [];
  for (const change of changes) {
    const { text } = document;
    if (change.range === undefined) edits.push(wholeTextEdit(text.getText(), change.text));
    else {
      const start = text.offsetAt(change.range.start);
      const removed = Math.max(0, text.offsetAt(change.range.end) - start);
      edits.push({ start, removed, inserted: change.text.length });
    }
    document.text = TextDocument.update(
      text,
      [change.range ? { range: change.range, text: change.text } : { text: change.text }],
      version,
    );
  }
  document.log.add(version, edits);
  document.log.forget(Math.min(document.shown?.version ?? version, document.others?.version ?? version));
}

/** The finished analyses, what the shown model says first. */
export const finished = ({ shown, others }: OpenDocument): readonly Finished[] =>
  [shown, others].filter((item) => item !== null);

export const isFresh = ({ shown, text }: OpenDocument): boolean => shown?.version === text.version;

/** Works something out once for the same facts and the same text: an editor asks for what it has just been told of. */
export function oncePerState<Result>(make: (document: OpenDocument) => Result): (document: OpenDocument) => Result {
  const known = new WeakMap<
    OpenDocument,
    Pick<OpenDocument, "shown" | "others"> & { version: number; result: Result }
  >();
  return (document) => {
    const { shown, others, text } = document;
    const last = known.get(document);
    if (last?.shown === shown && last.others === others && last.version === text.version) return last.result;
    const result = make(document);
    known.set(document, { shown, others, version: text.version, result });
    return result;
  };
}
