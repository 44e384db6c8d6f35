import type { DefinitionLanguage, Span } from "../formats/language.ts";

export interface FormattingEdit {
  readonly at: Span;
  readonly text: string;
}

/** The edits that lay a text out: one for each run of lines that changes, so that cursors and marks elsewhere stay. */
export function formattingEdits(language: DefinitionLanguage, text: string, indent: string): readonly FormattingEdit[] {
  const before = linesOf(text);
  const after = linesOf(language.format(text, indent));
  const edits: FormattingEdit[] = [];
  let start = 0;
  for (const [index, line] of before.entries()) {
    const end = start + line.length;
    const put = after[index] ?? "";
    const last = edits.at(-1);
    if (put !== line) {
      if (last?.at.end === start)
        edits[edits.length - 1] = { at: { start: last.at.start, end }, text: last.text + put };
      else edits.push({ at: { start, end }, text: put });
    }
    start = end;
  }
  return edits;
}

/** Lines with their ends; formatting makes no lines and takes none away. */
const linesOf = (text: string): readonly string[] => text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g) ?? [];
