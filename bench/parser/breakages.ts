// Seeded damage to a file: what happens to it while somebody types.
import type { Node } from "../../src/core/python/syntax/ast.ts";
import { tokenize } from "../../src/core/python/syntax/lexer.ts";
import { parse } from "../../src/core/python/syntax/parser.ts";
import * as T from "../../src/core/python/syntax/tokens.ts";
import { walk } from "../../src/core/python/syntax/walk.ts";
import type { SourceFile } from "./corpus.ts";

export type BreakageClass = "token deleted" | "half line deleted" | "half-typed line inserted";

/** `text[start, end)` of the file was replaced; lines `[lineStart, lineEnd)` count as damaged. */
export interface Breakage {
  readonly file: SourceFile;
  readonly kind: BreakageClass;
  readonly broken: string;
  readonly start: number;
  readonly end: number;
  readonly delta: number;
  readonly lineStart: number;
  readonly lineEnd: number;
}

/** A generator of numbers in [0, 1) (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function replaced(
  file: SourceFile,
  kind: BreakageClass,
  start: number,
  end: number,
  by: string,
  lineStart: number,
  lineEnd: number,
): Breakage {
  const broken = file.text.slice(0, start) + by + file.text.slice(end);
  return { file, kind, broken, start, end, delta: by.length - (end - start), lineStart, lineEnd };
}

const lineStartOf = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1;
const lineEndOf = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
};

function tokenDeleted(file: SourceFile, next: () => number): Breakage | null {
  const tokens = tokenize(file.text);
  const at = Math.floor(next() * tokens.count);
  if ((tokens.kinds[at] ?? 0) <= T.DEDENT) return null;
  const start = tokens.starts[at] ?? 0;
  const end = tokens.ends[at] ?? 0;
  return replaced(file, "token deleted", start, end, "", lineStartOf(file.text, start), lineEndOf(file.text, end));
}

function halfLineDeleted(file: SourceFile, next: () => number): Breakage | null {
  const { text } = file;
  const at = Math.floor(next() * text.length);
  const lineStart = lineStartOf(text, at);
  const lineEnd = lineEndOf(text, at);
  const line = text.slice(lineStart, lineEnd);
  const indent = line.length - line.trimStart().length;
  const code = line.trim();
  if (code.length < 4 || code.startsWith("#")) return null;
  const middle = lineStart + indent + Math.floor(code.length / 2);
  return next() < 0.5
    ? replaced(file, "half line deleted", middle, lineEnd, "", lineStart, lineEnd)
    : replaced(file, "half line deleted", lineStart + indent, middle, "", lineStart, lineEnd);
}

/** Starts of the statements that begin a line. */
function statementStarts(text: string): number[] {
  const starts: number[] = [];
  walk(parse(text).module, (node: Node) => {
    if (node.kind === "Module") for (const child of node.body) starts.push(child.start);
    else if ("body" in node && Array.isArray(node.body)) for (const child of node.body) starts.push(child.start);
    return true;
  });
  return starts.filter((start) => /^[ \t]*$/.test(text.slice(lineStartOf(text, start), start)));
}

function halfTypedLine(file: SourceFile, next: () => number): Breakage | null {
  const { text } = file;
  const starts = statementStarts(text);
  const from = starts[Math.floor(next() * starts.length)];
  const to = starts[Math.floor(next() * starts.length)];
  if (from === undefined || to === undefined) return null;
  const model = text.slice(from, lineEndOf(text, from)).trimEnd();
  if (model.length < 4) return null;
  const typed = model.slice(0, 1 + Math.floor(next() * (model.length - 1)));
  const lineStart = lineStartOf(text, to);
  const line = `${text.slice(lineStart, to)}${typed}\n`;
  return replaced(file, "half-typed line inserted", lineStart, lineStart, line, lineStart, lineStart);
}

/** 300 deleted tokens, 150 deleted half lines and 150 inserted half-typed lines, the same for the same files and seed. */
export function breakages(files: readonly SourceFile[], seed: number, scale = 1, smallest = 1_500): Breakage[] {
  const next = random(seed);
  const usable = files.filter((file) => file.text.length > smallest && file.text.length < 40_000);
  const made: Breakage[] = [];
  const plan: [number, (file: SourceFile, next: () => number) => Breakage | null][] = [
    [300, tokenDeleted],
    [150, halfLineDeleted],
    [150, halfTypedLine],
  ];
  for (const [count, breakOne] of plan) {
    for (let left = Math.round(count * scale); left > 0; ) {
      const file = usable[Math.floor(next() * usable.length)];
      const breakage = file === undefined ? null : breakOne(file, next);
      if (breakage === null) continue;
      made.push(breakage);
      left--;
    }
  }
  return made;
}
