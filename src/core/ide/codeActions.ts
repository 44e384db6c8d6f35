import { type FileFacts, formatShape, type TextEdit } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import { diagnosticsAt, type EditorDiagnostic } from "./diagnostics.ts";
import { inputDirectiveEdits } from "./inputDirective.ts";
import type { Render } from "./text.ts";

export interface CodeAction {
  readonly title: string;
  readonly kind: "quickfix" | "refactor.rewrite";
  readonly edits: readonly TextEdit[];
  /** The fault that it mends; null for a rewrite. */
  readonly mends: EditorDiagnostic | null;
  /** The only fix of its fault: applied without asking by "fix all of this kind" commands. */
  readonly preferred: boolean;
}

/** Fixes of the faults between two offsets, each change once. */
export function quickFixes(shown: readonly EditorDiagnostic[], start: number, end: number): readonly CodeAction[] {
  const actions = new Map<string, CodeAction>();
  for (const mends of diagnosticsAt(shown, start, end)) {
    for (const { title, edits } of mends.fixes) {
      const action: CodeAction = { title, kind: "quickfix", edits, mends, preferred: mends.fixes.length === 1 };
      const key = JSON.stringify([title, edits]);
      if (!actions.has(key)) actions.set(key, action);
    }
  }
  return [...actions.values()];
}

/** Offers to write the inputs that are shown into the file, on the line where the model is defined. */
export function rewrites(
  facts: FileFacts,
  text: string,
  start: number,
  end: number,
  render: Render,
): readonly CodeAction[] {
  const actions: CodeAction[] = [];
  for (const { offer, inputs } of facts.models) {
    const lineEnd = offer.at.start + Math.max(0, text.slice(offer.at.start).search(/$|[\r\n]/));
    const isHere = offer.at.start <= end && start <= lineEnd;
    if (!isHere || inputs.length === 0 || inputs.every(({ origin }) => origin === "directive")) continue;
    const given = inputs.map(({ name, type }) => ({ name: inputs.length === 1 ? null : name, type }));
    const shape = given.map(({ type }) => formatShape(type.shape)).join(", ");
    actions.push({
      title: render(message("writeInput", { shape })),
      kind: "refactor.rewrite",
      edits: inputDirectiveEdits(facts, offer, given, text),
      mends: null,
      preferred: false,
    });
  }
  return actions;
}
