// What the tolerant reading assumes about a bracket or a string that was never closed. These rules would misread some valid
// Python, so they apply only to logical lines that the strict reading could not make sense of.
import type { SyntaxProblem } from "./ast.ts";
import * as T from "./tokens.ts";

/** The next line with code on it, and the column of its first character. */
export interface CodeLine {
  readonly start: number;
  readonly column: number;
}

/** The statement so far: its column, its first and last kind of token, and the innermost open bracket. */
export interface OpenStatement {
  readonly column: number;
  readonly firstKind: number;
  readonly lastKind: number;
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
  if (open.lastKind === T.COLON) return true;
  if (open.firstKind === T.DEF && matchesAt(assignedCall, text, start)) return true;
  return endsOperand(open.lastKind) && matchesAt(operandStart, text, start) && !matchesAt(infixWord, text, start);
}

const endsOperand = (kind: number): boolean =>
  (kind >= T.NAME && kind <= T.STRING) ||
  kind === T.FSTRING_END ||
  kind === T.RPAREN ||
  kind === T.RBRACKET ||
  kind === T.RBRACE ||
  (kind >= T.FALSE && kind <= T.TRUE);

const codeLine =
  /(?:(?:async\s+)?def\s+\w+\s*[([]|class\s+\w+\s*[(:[]|@\w|(?:return|import|raise)\b|from\s+[\w.]+\s+import\b|self\.\w+\s*=|if\s+__name__)/y;

/**
 * Where a triple-quoted string really ends whose text, `[start, end)`, seems to have run into code: before the first line that
 * is indented less than its statement, or no deeper and unmistakably code. -1 if there is none.
 */
export function endOfUnclosedString(text: string, start: number, end: number, column: number): number {
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
    if (first < end && code !== 10 && code !== 13) {
      if (width < column || (width === column && matchesAt(codeLine, text, first))) {
        return text.charCodeAt(at - 1) === 13 ? at - 1 : at;
      }
    }
    at = text.indexOf("\n", first);
  }
  return -1;
}
