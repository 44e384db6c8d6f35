// What the tolerant reading assumes about a bracket or a string that was never closed. These rules would misread some valid
// Python, so they apply only to logical lines that the strict reading could not make sense of.
import type { SyntaxProblem } from "./ast.ts";
import * as T from "./tokens.ts";

/** The next line with code on it, and the column of its first character. */
export interface CodeLine {
  readonly start: number;
  readonly column: number;
}

/** The statement so far: its column, its first and last kind of token, how many brackets are open, and the innermost. */
export interface OpenStatement {
  readonly column: number;
  readonly firstKind: number;
  readonly lastKind: number;
  readonly depth: number;
  readonly bracket: number;
}

/** Starts of the logical lines that have no problem in them, ascending. `problems` are sorted by start. */
export function trustedLines(tokens: T.Tokens, problems: readonly SyntaxProblem[]): number[] {
  const trusted: number[] = [];
  let problem = 0;
  let lineStart = -1;
  for (let at = 0; at < tokens.count; at++) {
    const kind = tokens.kinds[at];
    if (kind === T.INDENT || kind === T.DEDENT) continue;
    if (lineStart < 0) lineStart = tokens.starts[at] ?? 0;
    if (kind !== T.NEWLINE && kind !== T.END) continue;
    const end = tokens.ends[at] ?? 0;
    while ((problems[problem]?.start ?? end) < lineStart) problem++;
    if ((problems[problem]?.start ?? end) >= end) trusted.push(lineStart);
    lineStart = -1;
  }
  return trusted;
}

/** The first line from `at` (the start of a line) that is neither blank nor a comment. At the end of the text: column 0. */
export function nextLine(text: string, at: number): CodeLine {
  let column = 0;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32) column++;
    else if (code === 9) column = (column | 7) + 1;
    else if (code === 10 || code === 13 || code === 12) column = 0;
    else if (code === 35) {
      while (i + 1 < text.length && text.charCodeAt(i + 1) !== 10 && text.charCodeAt(i + 1) !== 13) i++;
    } else return { start: i, column };
  }
  return { start: text.length, column: 0 };
}

/** A line that begins so is a statement, wherever it stands. */
const statementStart = new RegExp(
  [
    String.raw`(?:def|class)\s+\w`,
    String.raw`(?:return|import|while|try|except|finally|elif|raise|assert|del|global|nonlocal|with)\b(?!\s*=)`,
    String.raw`(?:pass|break|continue)[ \t]*(?=[;#\r\n]|$)`,
    String.raw`async\s+(?:def|with)\b`,
    String.raw`from\s+[\w.]+\s+import\b`,
    String.raw`@[A-Za-z_][\w.]*(?:\(|[ \t]*(?:[#\r\n]|$))`,
    // A line of a comprehension or a conditional expression has no colon at its end.
    String.raw`(?:if|else|for|async\s+for)\b[^\r\n#]*:[ \t]*(?=[#\r\n]|$)`,
  ].join("|"),
  "y",
);
/** A keyword argument is no `self.x = …` and no `x += …`. */
const assignment =
  /[A-Za-z_]\w*(?:\.\w+)+\s*(?:(?:[-+%@&|^]|\*\*?|\/\/?|<<|>>)?=)(?!=)|[A-Za-z_]\w*\s*(?:[-+%@&|^]|\*\*?|\/\/?|<<|>>)=/y;
const anyAssignment = /[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*\s*=(?!=)/y;
const assignedCall = /[A-Za-z_]\w*\s*=(?!=)[^\r\n#]*[\w\])]\(/y;
const operandStart = /[\w"'([{~]/y;
const infixWord = /(?:and|or|not|in|is|if|else|for|async|as)\b/y;

const matchesAt = (pattern: RegExp, text: string, at: number): boolean => {
  pattern.lastIndex = at;
  return pattern.test(text);
};

/** With a bracket open before it, does `line` begin a new statement? */
export function endsStatement(text: string, line: CodeLine, open: OpenStatement): boolean {
  const { start } = line;
  const code = text.charCodeAt(start);
  const closes = code === 41 || code === 93 || code === 125;
  if (line.column <= open.column && !closes) return true;
  if (closes) return false;
  if (matchesAt(statementStart, text, start) || matchesAt(assignment, text, start)) return true;
  if (open.bracket !== T.LPAREN && matchesAt(anyAssignment, text, start)) return true;
  return isHeader(open.firstKind) && beginsBody(text, start, open);
}

const headers = new Set([T.DEF, T.CLASS, T.IF, T.ELIF, T.WHILE, T.FOR, T.WITH, T.ASYNC, T.EXCEPT]);
const isHeader = (kind: number): boolean => headers.has(kind);

/** After the header of a block, a deeper line is either more of the header or the block's first statement. */
function beginsBody(text: string, start: number, open: OpenStatement): boolean {
  const suspicious =
    open.lastKind === T.COLON ||
    (open.firstKind === T.DEF && matchesAt(assignedCall, text, start)) ||
    (endsOperand(open.lastKind) && matchesAt(operandStart, text, start) && !matchesAt(infixWord, text, start));
  return suspicious && !closesHeader(text, start, open);
}

/** How far ahead a header's end is looked for: the longest parameter lists have some hundred lines. */
const MAX_HEADER = 20_000;
const afterHeader = /[ \t]*(?::|->)/y;

/** Are the open brackets closed further on, with a colon or an arrow after them, before a line no deeper than the header? */
function closesHeader(text: string, start: number, open: OpenStatement): boolean {
  let { depth } = open;
  const limit = Math.min(text.length, start + MAX_HEADER);
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 40 || code === 91 || code === 123) depth++;
    else if (code === 41 || code === 93 || code === 125) {
      depth--;
      if (depth === 0) return matchesAt(afterHeader, text, at + 1);
    } else if (code === 34 || code === 39) {
      const end = endOfLineString(text, at, code);
      if (end < 0) return false;
      at = end;
    } else if (code === 10 || code === 13 || code === 35) {
      const lineEnd = code === 35 ? text.indexOf("\n", at) : at;
      if (lineEnd < 0) return false;
      const line = nextLine(text, lineEnd + 1);
      if (line.column <= open.column && !/[)\]}]/.test(text.charAt(line.start))) return false;
      if (matchesAt(statementStart, text, line.start)) return false;
      at = line.start - 1;
    }
  }
  return false;
}

/** The closing quote of a string on one line, or -1. */
function endOfLineString(text: string, start: number, quote: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === 92) at++;
    else if (code === 10 || code === 13) return -1;
  }
  return -1;
}

const endsOperand = (kind: number): boolean =>
  (kind >= T.NAME && kind <= T.STRING) ||
  kind === T.FSTRING_END ||
  kind === T.RPAREN ||
  kind === T.RBRACKET ||
  kind === T.RBRACE ||
  (kind >= T.FALSE && kind <= T.TRUE);

/** Unmistakably code, even in a text that talks about code, where it is no deeper than the string's own statement. */
const codeLine =
  /(?:(?:async\s+)?def\s+\w+\s*[([]|class\s+\w+\s*[(:[]|@\w|(?:return|import|raise)\b|from\s+[\w.]+\s+import\b|self\.\w+\s*=|if\s+__name__)/y;
/** Likely code: where the string ends, once it is known that it ended before some line. */
const likelyCode =
  /(?:[A-Za-z_][\w.]*(?:\[[^\]\r\n]*\])?\s*(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>)?=(?!=)|[A-Za-z_][\w.]*\s*\((?:[^\r\n]*[,()])?[ \t]*(?=[\r\n]|$)|(?:assert|del|yield|pass|break|continue)\b|(?:if|for|while|with|try|else)\b[^\r\n]*:[ \t]*(?=[\r\n]|$))/y;

/**
 * Where a triple-quoted string really ends whose text, `[start, end)`, seems to have run into code: before the first line that
 * looks like code, if there is one that is indented less than its statement, or no deeper and unmistakably code. Or with its
 * first line, where the quotes that seem to close it (at `end`, if `closed`) open the next: `"""Adds`. -1 if neither.
 */
export function endOfUnclosedString(text: string, start: number, end: number, column: number, closed: boolean): number {
  let cut = -1;
  let at = text.indexOf("\n", start);
  while (at >= 0 && at < end) {
    let first = at + 1;
    let width = 0;
    for (; first < end; first++) {
      const code = text.charCodeAt(first);
      if (code === 32) width++;
      else if (code === 9) width = (width | 7) + 1;
      else break;
    }
    const code = text.charCodeAt(first);
    if (first < end && code !== 10 && code !== 13 && width <= column) {
      const lineEnd = text.charCodeAt(at - 1) === 13 ? at - 1 : at;
      if (width < column || matchesAt(codeLine, text, first)) return cut < 0 ? lineEnd : cut;
      if (cut < 0 && matchesAt(likelyCode, text, first)) cut = lineEnd;
    }
    at = text.indexOf("\n", first);
  }
  if (!closed || !/\w/.test(text.charAt(end + 3))) return -1;
  const line = text.lastIndexOf("\n", end);
  if (line < start || text.slice(line, end).trim() !== "") return -1;
  return firstLineEnd(text, start);
}

function firstLineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}
