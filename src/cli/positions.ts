import type { TextRange } from "../core/analysis/summary.ts";
import { lineStartsAfterMark, positionOf } from "../core/ide/lines.ts";
import type { SourceRange } from "../core/ir/source.ts";
import { type DiskFiles, toFileId } from "./files.ts";

/** Turns offsets into 1-based lines and columns that count UTF-16 code units (contract.md), with each file's lines found once. */
export function createPositions(files: DiskFiles): (range: SourceRange) => TextRange {
  const starts = new Map<string, readonly number[]>();
  const startsOf = (file: string): readonly number[] => {
    const known = starts.get(file) ?? lineStartsAfterMark(files.textOf(file));
    starts.set(file, known);
    return known;
  };
  return ({ file, start, end }) => {
    const lines = startsOf(file);
    const [first, last] = [positionOf(lines, start), positionOf(lines, end)];
    return {
      file: files.nameOf(file),
      startLine: first.line + 1,
      startColumn: first.character + 1,
      endLine: last.line + 1,
      endColumn: last.character + 1,
    };
  };
}

/** Lines (1-based, without their ends) of files by the names that the user sees. */
export function createLineReader(files: DiskFiles): (name: string, line: number) => string {
  const cache = new Map<string, { readonly text: string; readonly starts: readonly number[] }>();
  return (name, line) => {
    const known = cache.get(name) ?? readLines(files.textOf(toFileId(name)));
    cache.set(name, known);
    const end = known.starts[line] ?? known.text.length + 1;
    return known.text.slice(known.starts[line - 1] ?? end, end).replace(/[\r\n]+$/, "");
  };
}

const readLines = (text: string) => ({ text, starts: lineStartsAfterMark(text) });
