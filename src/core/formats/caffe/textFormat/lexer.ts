import { message } from "../../../messages/index.ts";
import type { Span, SyntaxFault } from "./tree.ts";

export type TokenKind = "identifier" | "number" | "string" | "punctuation" | "bad" | "end";

/** `text` is the decoded string of a string token and the text as written of all others. */
export interface Token extends Span {
  readonly kind: TokenKind;
  readonly text: string;
  /** The line it begins in, from 0. */
  readonly line: number;
  /** The token begins its line: recovery takes a `layer` there for the next one. */
  readonly firstColumn: boolean;
}

const punctuation = new Set("{}<>[]:,;-/.");
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xfeff;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isWord = (code: number): boolean => isLetter(code) || isDigit(code);
const isLineEnd = (code: number): boolean => code === 10 || code === 13;

const numberPattern = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?/y;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b", f: "\f", v: "\v" };

/** Splits protobuf text format into tokens, the last of which has kind "end". Linear in the text's length. */
export function tokenize(text: string): { readonly tokens: readonly Token[]; readonly faults: readonly SyntaxFault[] } {
  const tokens: Token[] = [];
  const faults: SyntaxFault[] = [];
  let position = 0;
  let line = 0;
  let lineStart = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const push = (kind: TokenKind, start: number, value: string): void => {
    tokens.push({ kind, text: value, start, end: position, line, firstColumn: start === lineStart });
  };

  const skipLine = (): void => {
    while (position < text.length && !isLineEnd(text.charCodeAt(position))) position++;
  };

  const string = (quote: string): void => {
    const start = position++;
    let decoded = "";
    for (let from = position; ; ) {
      const character = text[position];
      if (character === undefined || character === "\n" || character === "\r") {
        push("string", start, decoded + text.slice(from, position));
        faults.push({ message: message("prototxtOpenString", { quote }), at: { start, end: position } });
        return;
      }
      if (character === quote) {
        decoded += text.slice(from, position++);
        push("string", start, decoded);
        return;
      }
      if (character === "\\") {
        decoded += text.slice(from, position);
        const sequence = escapeSequence(text, position);
        decoded += sequence.text;
        position = sequence.end;
        from = position;
      } else {
        position++;
      }
    }
  };

  while (position < text.length) {
    const code = text.charCodeAt(position);
    const start = position;
    if (isSpace(code)) {
      position++;
      if (code === 10 || (code === 13 && text.charCodeAt(position) !== 10)) {
        line++;
        lineStart = position;
      }
    } else if (code === 35) {
      skipLine();
    } else if (isLetter(code)) {
      while (isWord(text.charCodeAt(position))) position++;
      push("identifier", start, text.slice(start, position));
    } else if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(position + 1)))) {
      numberPattern.lastIndex = position;
      position += numberPattern.exec(text)?.[0].length ?? 1;
      if (isWord(text.charCodeAt(position))) {
        while (isWord(text.charCodeAt(position))) position++;
        push("identifier", start, text.slice(start, position));
      } else {
        push("number", start, text.slice(start, position));
      }
    } else if (code === 34 || code === 39) {
      string(text.charAt(position));
    } else if (punctuation.has(text.charAt(position))) {
      position++;
      push("punctuation", start, text.slice(start, position));
    } else {
      // One token for a run such as `${NUM}`'s dollar or bytes of a binary file, so that it gives one fault.
      while (position < text.length && isBad(text, position)) position++;
      push("bad", start, text.slice(start, position));
    }
  }
  push("end", position, "");
  return { tokens, faults };
}

function isBad(text: string, position: number): boolean {
  const code = text.charCodeAt(position);
  return !(
    isSpace(code) ||
    isWord(code) ||
    code === 34 ||
    code === 35 ||
    code === 39 ||
    punctuation.has(text.charAt(position))
  );
}

/** The escape sequence at a backslash. An unknown one stands for its character. */
function escapeSequence(text: string, backslash: number): { readonly text: string; readonly end: number } {
  const octal = /^[0-7]{1,3}/.exec(text.slice(backslash + 1, backslash + 4))?.[0];
  if (octal !== undefined) return { text: String.fromCharCode(parseInt(octal, 8)), end: backslash + 1 + octal.length };
  const hex = /^[xX][0-9a-fA-F]{1,2}/.exec(text.slice(backslash + 1, backslash + 4))?.[0];
  if (hex !== undefined) {
    return { text: String.fromCharCode(parseInt(hex.slice(1), 16)), end: backslash + 1 + hex.length };
  }
  const character = text[backslash + 1];
  if (character === undefined || character === "\n" || character === "\r") return { text: "\\", end: backslash + 1 };
  return { text: escapes[character] ?? character, end: backslash + 2 };
}
