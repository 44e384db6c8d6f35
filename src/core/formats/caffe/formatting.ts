import { type Token, tokenize } from "./textFormat/lexer.ts";
import { parseTextFormat } from "./textFormat/parser.ts";

/**
 * The text with each line indented by the brackets that are open, and one blank where the form asks for one. Lines stay as
 * their author broke them, and comments after a field stand where they stood. A text that is not well formed stays as it is:
 * where its brackets belong is not known.
 */
export function formatPrototxt(text: string, indent: string): string {
  if (parseTextFormat(text).faults.length > 0) return text;
  const { tokens } = tokenize(text);
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  let formatted = mark;
  let next = 0;
  let depth = 0;
  let start = mark.length;
  for (const { 0: ending, index: end } of text.matchAll(/\r\n?|\n|$/g)) {
    if (end < start) continue;
    const first = next;
    while ((tokens[next]?.kind ?? "end") !== "end" && (tokens[next]?.end ?? 0) <= end) next++;
    const line = tokens.slice(first, next);
    const closing = line.findIndex((token) => !closes(token));
    const outer = Math.max(0, depth - (closing < 0 ? line.length : closing));
    const content = written(line, text) + commentOf(text, line.at(-1)?.end ?? start, end, line.length > 0);
    formatted += (content === "" ? "" : indent.repeat(Math.min(outer, deepest)) + content) + ending;
    for (const token of line) depth = Math.max(0, depth + (opens(token) ? 1 : closes(token) ? -1 : 0));
    start = end + ending.length;
  }
  return formatted;
}

/** A deeper message is not read either. */
const deepest = 100;

const isMark = ({ kind, text }: Token, marks: string): boolean => kind === "punctuation" && marks.includes(text);
const opens = (token: Token): boolean => isMark(token, "{<[");
const closes = (token: Token): boolean => isMark(token, "}>]");

function written(line: readonly Token[], text: string): string {
  let content = "";
  let before: Token | null = null;
  for (const token of line) {
    if (before !== null) content += gapBetween(before, token, text.slice(before.end, token.start));
    content += text.slice(token.start, token.end);
    before = token;
  }
  return content;
}

function gapBetween(before: Token, after: Token, gap: string): string {
  // What a template or a stray mark is part of only its author knows.
  if (before.kind === "bad" || after.kind === "bad" || !/^[ \t\v\f]*$/.test(gap)) return gap;
  if (isMark(after, ":,;")) return "";
  if (isMark(before, ":,;") || isMark(after, "{<")) return isMark(before, "[") ? "" : " ";
  if (isMark(before, "[") || isMark(after, "]")) return "";
  if (isMark(before, "{<") || isMark(after, "}>")) {
    const isEmpty = isMark(before, "{<") && isMark(after, "}>");
    return isEmpty && gap === "" ? "" : " ";
  }
  return gap === "" ? "" : " ";
}

/** What follows the last token of a line: nothing, or a comment with the blanks before it. */
function commentOf(text: string, start: number, end: number, follows: boolean): string {
  const rest = text.slice(start, end).trimEnd();
  if (!follows) return rest.trimStart();
  return rest.startsWith("#") ? ` ${rest}` : rest;
}
