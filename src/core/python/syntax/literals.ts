// The value of string literals: escapes, joined lines, doubled braces.
import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import { BYTES, ESCAPED, PREFIX_SHIFT, RAW, TRIPLE, UNTERMINATED } from "./tokens.ts";

export type ReportProblem = (start: number, end: number, text: Message) => void;

/** The value of a STRING token. */
export function stringValue(text: string, start: number, end: number, flags: number, report: ReportProblem): string {
  const quotes = (flags & TRIPLE) !== 0 ? 3 : 1;
  const from = start + (flags >> PREFIX_SHIFT) + quotes;
  const to = (flags & UNTERMINATED) !== 0 ? end : end - quotes;
  if ((flags & ESCAPED) === 0) {
    const value = text.slice(from, to);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant.
    if ((flags & BYTES) !== 0 && /[^\x00-\x7f]/.test(value)) report(start, end, message("syntaxBytesAscii"));
    return value;
  }
  return unescaped(text, from, to, flags, false, report);
}

/** The value of an FSTRING_TEXT token. In a format, braces are not doubled. */
export function fstringTextValue(
  text: string,
  start: number,
  end: number,
  flags: number,
  report: ReportProblem,
): string {
  return (flags & ESCAPED) === 0 ? text.slice(start, end) : unescaped(text, start, end, flags, true, report);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const special = /[\\\r{}]/g;
const octal = /[0-7]{1,3}/y;

function unescaped(
  text: string,
  from: number,
  to: number,
  flags: number,
  braces: boolean,
  report: ReportProblem,
): string {
  const raw = (flags & RAW) !== 0;
  const bytes = (flags & BYTES) !== 0;
  let value = "";
  let at = from;
  while (at < to) {
    special.lastIndex = at;
    const found = special.exec(text);
    const next = found === null ? to : Math.min(found.index, to);
    value += text.slice(at, next);
    at = next;
    if (at >= to) break;
    const code = text.charAt(at);
    if (code === "\r") {
      value += "\n";
      at += text.charAt(at + 1) === "\n" ? 2 : 1;
    } else if (code !== "\\") {
      value += code;
      at += braces && at + 1 < to && text.charAt(at + 1) === code ? 2 : 1;
    } else if (raw || at + 1 >= to) {
      value += "\\";
      at++;
    } else {
      const escaped = escapeAt(text, at, to, bytes, report);
      value += escaped.value;
      at = escaped.end;
    }
  }
  return value;
}

function escapeAt(
  text: string,
  at: number,
  limit: number,
  bytes: boolean,
  report: ReportProblem,
): { readonly value: string; readonly end: number } {
  const letter = text.charAt(at + 1);
  const simple = simpleEscapes[letter];
  if (simple !== undefined) return { value: simple, end: at + 2 };
  if (letter === "\n") return { value: "", end: at + 2 };
  if (letter === "\r") return { value: "", end: at + (text.charAt(at + 2) === "\n" ? 3 : 2) };
  octal.lastIndex = at + 1;
  const digits = octal.exec(text)?.[0];
  if (digits !== undefined) {
    const code = Number.parseInt(digits, 8);
    return { value: String.fromCharCode(bytes ? code & 0xff : code), end: at + 1 + digits.length };
  }
  const count = letter === "x" || !bytes ? hexDigits[letter] : undefined;
  if (count !== undefined) {
    const end = at + 2 + count;
    const hex = text.slice(at + 2, Math.min(end, limit));
    const code = hex.length === count && /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : -1;
    if (code >= 0 && code <= 0x10ffff) return { value: String.fromCodePoint(code), end };
    report(at, Math.min(end, limit), message("syntaxBadEscape", { digits: count, escape: `\\${letter}` }));
  }
  if (letter === "N" && !bytes) {
    const name = /^\{[^}\r\n]*\}/.exec(text.slice(at + 2, Math.min(at + 102, limit)));
    // Python's table of character names is not carried along: such a character is known to be one, not which.
    if (name !== null) return { value: "\ufffd", end: at + 2 + name[0].length };
  }
  return { value: `\\${letter}`, end: at + 2 };
}
