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
  const lexer = new Lexer(text);
  lexer.run();
  return { tokens: lexer.tokens, faults: lexer.faults };
}

/** A class, so that all texts share its methods: compiled code of functions made for one text is lost with them. */
class Lexer {
  readonly tokens: Token[] = [];
  readonly faults: SyntaxFault[] = [];
  private readonly text: string;
  private position = 0;
  private line = 0;
  private lineStart: number;

  constructor(text: string) {
    this.text = text;
    this.lineStart = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  run(): void {
    const { text } = this;
    while (this.position < text.length) {
      const code = text.charCodeAt(this.position);
      if (isSpace(code)) this.space(code);
      else if (code === 35) this.skipLine();
      else if (isLetter(code)) this.identifier(this.position);
      else if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(this.position + 1)))) this.number();
      else if (code === 34 || code === 39) this.string(text.charAt(this.position));
      else if (punctuation.has(text.charAt(this.position))) this.punctuation();
      else this.bad();
    }
    this.push("end", this.position);
  }

  private push(kind: TokenKind, start: number, decoded?: string): void {
    const { position: end, line } = this;
    const text = decoded ?? this.text.slice(start, end);
    this.tokens.push({ kind, text, start, end, line, firstColumn: start === this.lineStart });
  }

  private space(code: number): void {
    this.position++;
    if (code !== 10 && (code !== 13 || this.text.charCodeAt(this.position) === 10)) return;
    this.line++;
    this.lineStart = this.position;
  }

  private skipLine(): void {
    while (this.position < this.text.length && !isLineEnd(this.text.charCodeAt(this.position))) this.position++;
  }

  private identifier(start: number): void {
    while (isWord(this.text.charCodeAt(this.position))) this.position++;
    this.push("identifier", start);
  }

  private number(): void {
    const start = this.position;
    numberPattern.lastIndex = start;
    this.position += numberPattern.exec(this.text)?.[0].length ?? 1;
    if (isWord(this.text.charCodeAt(this.position))) this.identifier(start);
    else this.push("number", start);
  }

  private punctuation(): void {
    this.position++;
    this.push("punctuation", this.position - 1);
  }

  /** One token for a run such as `${NUM}`'s dollar or bytes of a binary file, so that it gives one fault. */
  private bad(): void {
    const start = this.position;
    while (this.position < this.text.length && isBad(this.text, this.position)) this.position++;
    this.push("bad", start);
  }

  private string(quote: string): void {
    const { text } = this;
    const start = this.position++;
    let decoded = "";
    for (let from = this.position; ; ) {
      const character = text[this.position];
      if (character === undefined || character === "\n" || character === "\r") {
        this.push("string", start, decoded + text.slice(from, this.position));
        this.faults.push({ message: message("prototxtOpenString", { quote }), at: { start, end: this.position } });
        return;
      }
      if (character === quote) {
        decoded += text.slice(from, this.position++);
        this.push("string", start, decoded);
        return;
      }
      if (character === "\\") {
        decoded += text.slice(from, this.position);
        const sequence = escapeSequence(text, this.position);
        decoded += sequence.text;
        this.position = sequence.end;
        from = this.position;
      } else {
        this.position++;
      }
    }
  }
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
