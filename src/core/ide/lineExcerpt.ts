import type { FileId } from "../ir/index.ts";
import { lineStartsAfterMark, positionOf } from "./lines.ts";

const longestExcerpt = 48;
const longestLine = 2_000;

/** The number of the line that an offset is on, from 1, and what is written around it. */
export function lineExcerpt(text: string, offset: number): { readonly line: number; readonly excerpt: string } {
  const starts = lineStartsAfterMark(text);
  const { line } = positionOf(starts, offset);
  const from = starts[line] ?? 0;
  const [written = ""] = text.slice(from, from + longestLine).split(/[\r\n]/);
  const indent = written.length - written.trimStart().length;
  // Of a long line, what stands around the number, from the beginning of a word.
  const around = Math.min(offset - from - longestExcerpt / 2, written.trimEnd().length - longestExcerpt);
  const space = written.indexOf(" ", around);
  const first = around <= indent ? indent : space >= 0 && space < offset - from ? space + 1 : around;
  const shown = written.slice(first, first + longestExcerpt).trim();
  const isWhole = first + longestExcerpt >= written.trimEnd().length;
  return { line: line + 1, excerpt: `${first > indent ? "…" : ""}${shown}${isWhole ? "" : "…"}` };
}

/** Cells of a notebook are read as one text, whose lines are not those that its users see. */
export const hasOwnLines = (file: FileId): boolean => !file.startsWith("vscode-notebook-cell:");
