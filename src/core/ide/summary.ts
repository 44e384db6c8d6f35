import { type Summary, summaryOf, type TextRange } from "../analysis/summary.ts";
import type { FileFacts, FileId, SourceRange } from "../ir/index.ts";
import { positionAt } from "./lines.ts";
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
  const rangeOf = (at: SourceRange): TextRange | null => {
    const content = at.file === facts.file ? text : textOf(at.file);
    if (content === null) return null;
    const [start, end] = [positionAt(content, at.start), positionAt(content, at.end)];
    return {
      file: at.file,
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
  const surroundings = { file: facts.file, nameOf: (file: FileId) => file, rangeOf, render };
  return summaryOf(model.network, surroundings, [...facts.diagnostics, ...model.diagnostics]);
}
