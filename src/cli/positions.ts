import type { TextRange } from "../core/analysis/summary.ts";
import type { SourceRange } from "../core/ir/source.ts";
import { type DiskFiles, toFileId } from "./files.ts";

/** Turns offsets into 1-based lines and columns that count UTF-16 code units (contract.md), with each file's lines found once. */
export function createPositions(files: DiskFiles): (range: SourceRange) => TextRange {
  const starts = new Map<string, readonly number[]>();
  const startsOf = (file: string): readonly number[] => {
    const known = starts.get(file) ?? lineStarts(files.textOf(file));
    starts.set(file, known);
    return known;
  };
  return ({ file, start, end }) => {
    const lines = startsOf(file);
    const [startLine, startColumn] = positionOf(lines, start);
    const [endLine, endColumn] = positionOf(lines, end);
    return { file: files.nameOf(file), startLine, startColumn, endLine, endColumn };
  };
}

/** Offsets at which lines begin; lines end at LF, CR LF or CR. A byte order mark is no column: line 1 begins after it. */
export function lineStarts(text: string): readonly number[] {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
  return starts;
}

function positionOf(starts: readonly number[], offset: number): readonly [line: number, column: number] {
  let low = 0;
  for (let high = starts.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return [low + 1, Math.max(0, offset - (starts[low] ?? 0)) + 1];
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

const readLines = (text: string) => ({ text, starts: lineStarts(text) });
