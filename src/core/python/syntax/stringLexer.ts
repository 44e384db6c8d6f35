// The tokens of strings. An f-string (PEP 701) is its text in pieces, with ordinary tokens between them.

import { message } from "../../messages/index.ts";
import type { TextRange } from "./ast.ts";
import { BACKSLASH, CLOSE_BRACE, CR, LF, OPEN_BRACE } from "./characters.ts";
import { endOfUnclosedString } from "./recovery.ts";
import * as T from "./tokens.ts";
import { TokenWriter } from "./tokenWriter.ts";

/** An f-string being read; `bases` has, for each of its open braces, how many brackets were open there. */
interface OpenString {
  readonly start: number;
  readonly quote: number;
  readonly triple: boolean;
  readonly raw: boolean;
  readonly bases: number[];
}

export class StringLexer extends TokenWriter {
  private readonly repairStrings: boolean;
  /** Kinds of the brackets that are open. */
  protected readonly brackets: number[] = [];
  private readonly strings: OpenString[] = [];
  /** The innermost of `strings`. */
  protected string: OpenString | null = null;

  /** The column where the logical line starts. */
  protected lineColumn = 0;
  /** Do the rules of recovery.ts apply in this line? */
  protected lineTolerant = false;
  /** Did one of them? */
  protected repaired = false;

  constructor(text: string, extent: TextRange, repairStrings: boolean) {
    super(text, extent);
    this.repairStrings = repairStrings;
  }

  protected quoted(start: number, quoteAt: number, prefix: number): void {
    const { text } = this;
    const quote = text.charCodeAt(quoteAt);
    const triple = text.charCodeAt(quoteAt + 1) === quote && text.charCodeAt(quoteAt + 2) === quote;
    const { string } = this;
    if (string !== null && this.lineTolerant && quoteAt === start && quote === string.quote) {
      // `f"{x"`: a brace was left open. In a line that makes no sense otherwise, the same quote ends the string.
      if (!string.triple || triple) {
        this.repaired = true;
        this.endString(string, quoteAt, quoteAt + (string.triple ? 3 : 1));
        return;
      }
    }
    const flags = (prefix & 0xf) | (triple ? T.TRIPLE : 0) | ((quoteAt - start) << T.PREFIX_SHIFT);
    const body = quoteAt + (triple ? 3 : 1);
    if ((prefix & FORMATTED) !== 0) {
      const opened = { start, quote, triple, raw: (prefix & T.RAW) !== 0, bases: [] };
      this.push(T.FSTRING_START, start, body, flags);
      this.strings.push(opened);
      this.string = opened;
      this.pos = body;
      this.stringText(opened);
    } else if (triple) {
      this.tripleString(start, body, quote, flags);
    } else {
      this.lineString(start, body, quote, flags);
    }
  }

  private lineString(start: number, body: number, quote: number, prefix: number): void {
    const { text, length } = this;
    let flags = prefix;
    let at = body;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        this.push(T.STRING, start, at + 1, flags);
        this.pos = at + 1;
        return;
      }
      if (code === BACKSLASH) {
        flags |= T.ESCAPED;
        at++;
        if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) at++;
      } else if (code === LF || code === CR) {
        break;
      }
    }
    if (at > length) at = length;
    this.report(start, at, message("syntaxUnterminatedString"));
    this.push(T.STRING, start, at, flags | T.UNTERMINATED);
    this.pos = at;
  }

  private tripleString(start: number, body: number, quote: number, prefix: number): void {
    const { text, length } = this;
    let flags = prefix;
    let at = body;
    let closed = false;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) {
          closed = true;
          break;
        }
      } else if (code === BACKSLASH) {
        flags |= T.ESCAPED;
        at++;
      } else if (code === CR) {
        flags |= T.ESCAPED;
      }
    }
    if (at > length) at = length;
    if (this.lineTolerant && this.repairStrings) {
      const cut = endOfUnclosedString(text, body, at, this.lineColumn, closed);
      if (cut >= 0) {
        this.repaired = true;
        closed = false;
        at = cut;
      }
    }
    if (!closed) this.report(start, Math.min(body, length), message("syntaxUnterminatedTripleString"));
    this.pos = closed ? at + 3 : at;
    this.push(T.STRING, start, this.pos, closed ? flags : flags | T.UNTERMINATED);
  }

  /** Reads the text of an f-string, or of a format in it, up to the next brace that opens a field or to its end. */
  protected stringText(string: OpenString): void {
    const { text, length } = this;
    const { quote, triple, raw, bases } = string;
    let at = this.pos;
    let start = at;
    let flags = raw ? T.RAW : 0;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        if (triple && (text.charCodeAt(at + 1) !== quote || text.charCodeAt(at + 2) !== quote)) continue;
        this.pushText(start, at, flags);
        this.endString(string, at, at + (triple ? 3 : 1));
        return;
      }
      if (code === BACKSLASH) {
        flags |= T.ESCAPED;
        at = afterEscape(text, at, raw) - 1;
      } else if (code === OPEN_BRACE) {
        if (bases.length === 0 && text.charCodeAt(at + 1) === OPEN_BRACE) {
          flags |= T.ESCAPED;
          at++;
          continue;
        }
        this.pushText(start, at, flags);
        this.push(T.LBRACE, at, at + 1, 0);
        bases.push(this.brackets.length);
        this.pos = at + 1;
        return;
      } else if (code === CLOSE_BRACE) {
        if (bases.length > 0) {
          this.pushText(start, at, flags);
          this.push(T.RBRACE, at, at + 1, 0);
          bases.pop();
          start = at + 1;
          flags = raw ? T.RAW : 0;
        } else {
          flags |= T.ESCAPED;
          if (text.charCodeAt(at + 1) === CLOSE_BRACE) at++;
          else this.report(at, at + 1, message("syntaxFstringSingleBrace"));
        }
      } else if (code === CR || code === LF) {
        if (!triple) break;
        if (code === CR) flags |= T.ESCAPED;
      }
    }
    if (at > length) at = length;
    this.pushText(start, at, flags);
    this.pos = at;
    this.closeString(string, at);
  }

  private pushText(start: number, end: number, flags: number): void {
    if (end > start) this.push(T.FSTRING_TEXT, start, end, flags);
  }

  private endString(string: OpenString, quoteAt: number, end: number): void {
    this.push(T.FSTRING_END, quoteAt, end, 0);
    this.brackets.length = Math.min(this.brackets.length, string.bases[0] ?? this.brackets.length);
    this.strings.pop();
    this.string = this.strings[this.strings.length - 1] ?? null;
    this.pos = end;
  }

  private closeString(string: OpenString, at: number): void {
    this.report(
      string.start,
      Math.min(at, string.start + 1),
      message(string.triple ? "syntaxUnterminatedTripleString" : "syntaxUnterminatedString"),
    );
    this.endString(string, at, at);
  }

  protected closeStrings(at: number): void {
    while (this.string !== null) this.closeString(this.string, at);
  }

  /** Directly in a field of the f-string, outside all brackets of the expression. */
  protected atFieldLevel(string: OpenString): boolean {
    return this.brackets.length === string.bases[string.bases.length - 1];
  }
}

/** A flag of `quoted` only: the prefix has an f or a t. */
const FORMATTED = 1 << 10;

const stringPrefix = /^(?:[rbuft]|br|rb|fr|rf|tr|rt)$/i;

/** The flags of a string's prefix, or -1 where these letters are none. */
export function prefixFlags(prefix: string): number {
  if (!stringPrefix.test(prefix)) return -1;
  let flags = 0;
  for (const letter of prefix.toLowerCase()) {
    if (letter === "r") flags |= T.RAW;
    else if (letter === "b") flags |= T.BYTES;
    else if (letter === "f") flags |= FORMATTED;
    else if (letter === "t") flags |= FORMATTED | T.TEMPLATE;
  }
  return flags;
}

/** Where the text of an f-string goes on after a backslash; a brace after it still opens a field. */
function afterEscape(text: string, at: number, raw: boolean): number {
  const next = text.charCodeAt(at + 1);
  if (next === OPEN_BRACE || next === CLOSE_BRACE) return at + 1;
  if (next === CR && text.charCodeAt(at + 2) === LF) return at + 3;
  if (!raw && next === 0x4e && text.charCodeAt(at + 2) === OPEN_BRACE) {
    const end = text.indexOf("}", at);
    // A name of a character is short and on one line.
    if (end >= 0 && end - at < 100 && !/[\n\r"']/.test(text.slice(at, end))) return end + 1;
  }
  return at + 2;
}
