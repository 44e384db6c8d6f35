import { type Summary, summaryOf, type TextRange } from "../analysis/summary.ts";
import type { FileFacts, FileId, SourceRange } from "../ir/index.ts";
import { lineStartsAfterMark, positionOf } from "./lines.ts";
import type { Render } from "./text.ts";

/** The numbers of the shown model, in the public form; null where the file has none. Files are named by URI. */
export function fileSummary(
  facts: FileFacts,
  text: string,
  textOf: (file: FileId) => string | null,
  render: Render,
): Summary | null {
  const [model] = facts.models;
  if (model === undefined) return null;
  const lines = new Map<FileId, readonly number[] | null>();
  const linesOf = (file: FileId): readonly number[] | null => {
    let starts = lines.get(file);
    if (starts === undefined) {
      const content = file === facts.file ? text : textOf(file);
      starts = content === null ? null : lineStartsAfterMark(content);
      lines.set(file, starts);
    }
    return starts;
  };
  const rangeOf = (at: SourceRange): TextRange | null => {
    const starts = linesOf(at.file);
    if (starts === null) return null;
    const [start, end] = [positionOf(starts, at.start), positionOf(starts, at.end)];
    return {
      file: at.file,
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
  const surroundings = { file: facts.file, nameOf: (file: FileId) => file, rangeOf, render };
  return summaryOf(model.network, surroundings, [...facts.diagnostics, ...model.diagnostics], model.inputs);
}
