import type { Module, Statement, SyntaxProblem, TextRange } from "./ast.ts";
import type { BodyReader } from "./deferredBody.ts";
import { type Manner, type TrustedLines, tokenize } from "./lexer.ts";
import { trustedLines } from "./recovery.ts";
import { StatementParser } from "./statements.ts";
import * as T from "./tokens.ts";

export interface ParseResult {
  readonly module: Module;
  /** In the order of the text; one for each logical line at most. Empty where CPython has no complaint. */
  readonly errors: readonly SyntaxProblem[];
  /** From `#` to the end of the line, in the order of the text. */
  readonly comments: readonly TextRange[];
}

interface Reading {
  readonly tokens: T.Tokens;
  readonly body: readonly Statement[];
  /** Sorted by where they start. */
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads Python, 3.8 to 3.14, whatever state it is in. Never throws: what can't be read becomes error nodes, and everything
 * around it stays. A text that the strict reading can't make sense of is read again by the rules of recovery.ts.
 */
export function parse(text: string): ParseResult {
  const reading = recovered({ text, extent: whole(text), isBody: false });
  return {
    module: { kind: "Module", start: 0, end: text.length, body: reading.body },
    errors: firstOfEachLine(reading),
    comments: commentRanges(reading.tokens.comments),
  };
}

/** The same tree, but that the bodies of functions are read when somebody looks at them. For modules that are imported. */
export function parseDeferred(text: string): Module {
  const source = { text, extent: whole(text), isBody: false };
  const { body, problems } = read(source, { trusted: null, repairStrings: false, deferBodies: true });
  return problems.length > 0 ? parse(text).module : { kind: "Module", start: 0, end: text.length, body };
}

/** Whole lines of a module, read strictly and by themselves; null where there is anything to complain of. */
export function parsePart(
  text: string,
  extent: TextRange,
  deferBodies: boolean,
): (Pick<ParseResult, "comments"> & { readonly body: readonly Statement[] }) | null {
  const reading = read({ text, extent, isBody: false }, { trusted: null, repairStrings: false, deferBodies });
  if (reading.problems.length > 0) return null;
  return { body: reading.body, comments: commentRanges(reading.tokens.comments) };
}

/** A part of a text: a module, or the body of a function. */
interface Source {
  readonly text: string;
  readonly extent: TextRange;
  readonly isBody: boolean;
}

const whole = (text: string): TextRange => ({ start: 0, end: text.length });

/** Brackets first: one that is left open makes all lines after it look broken, and strings in them must stay whole. */
function recovered(source: Source): Reading {
  let reading = read(source, { trusted: null, repairStrings: false, deferBodies: false });
  for (const repairStrings of [false, true]) {
    if (reading.problems.length === 0) break;
    reading = better(reading, read(source, { trusted: trustedIn(reading), repairStrings, deferBodies: false }));
  }
  return reading;
}

/** A tolerant reading counts where a rule of recovery applied. */
const better = (reading: Reading, tolerant: Reading): Reading =>
  tolerant.tokens.repaired && tolerant.problems.length > 0 ? tolerant : reading;

const trustedIn = ({ tokens, problems }: Reading): TrustedLines => trustedLines(tokens, problems);

function read({ text, extent, isBody }: Source, manner: Manner): Reading {
  const tokens = tokenize(text, extent, manner);
  const readBody: BodyReader = (part) => recovered({ text, extent: part, isBody: true }).body;
  const parser = new StatementParser(text, tokens, readBody);
  const body = isBody ? parser.body() : parser.module();
  const problems = parser.problems.sort((a, b) => a.start - b.start || a.end - b.end);
  return { tokens, body, problems };
}

/** What follows the first problem of a logical line is mostly its consequence. */
function firstOfEachLine({ tokens, problems }: Reading): SyntaxProblem[] {
  const errors: SyntaxProblem[] = [];
  let at = 0;
  let lineEnd = -1;
  for (const problem of problems) {
    if (problem.start < lineEnd) continue;
    errors.push(problem);
    while (at < tokens.count && (tokens.kinds[at] !== T.NEWLINE || (tokens.ends[at] ?? 0) <= problem.start)) at++;
    lineEnd = tokens.ends[at] ?? lineEnd;
  }
  return errors;
}

function commentRanges(offsets: readonly number[]): TextRange[] {
  const ranges: TextRange[] = [];
  for (let at = 0; at < offsets.length; at += 2) ranges.push({ start: offsets[at] ?? 0, end: offsets[at + 1] ?? 0 });
  return ranges;
}
