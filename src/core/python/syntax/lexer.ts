// Text to tokens, in one pass. Indentation, joined lines and the pieces of f-strings (PEP 701) are told apart here; the parser
// sees no white space. A strict reading follows CPython's tokenizer; the tolerant one also applies the rules of recovery.ts,
// but only in logical lines that the strict one could not read.
//
// One class, above the usual size: every method moves the same position over the same text.
import { message } from "../../messages/index.ts";
import type { SyntaxProblem } from "./ast.ts";
import { NameTable } from "./names.ts";
import { scanNumber } from "./numbers.ts";
import { endOfUnclosedString, endsStatement, nextLine } from "./recovery.ts";
import * as T from "./tokens.ts";

/** Where each logical line begins that the strict reading understood, ascending. */
export type TrustedLines = readonly number[];

/**
 * The tokens of a text. `trusted` null asks for the strict reading; else brackets may be given up in all other lines, and with
 * `repairStrings` triple-quoted strings too. Never throws.
 */
export function tokenize(text: string, trusted: TrustedLines | null, repairStrings = false): T.Tokens {
  return new Lexer(text, trusted, repairStrings).run();
}

/** An f-string being read; `bases` has, for each of its open braces, how many brackets were open there. */
interface OpenString {
  readonly start: number;
  readonly quote: number;
  readonly triple: boolean;
  readonly raw: boolean;
  readonly bases: number[];
}

const TAB = 9;
const LF = 10;
const FORM_FEED = 12;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH_SIGN = 35;
const QUOTE = 39;
const DOT_SIGN = 46;
const EQUAL_SIGN = 61;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

// What a character begins.
const OTHER = 0;
const BLANK = 1;
const LETTER = 2;
const DIGIT = 3;
const STRING_QUOTE = 4;
const LINE_END = 5;
const COMMENT = 6;
const CONTINUATION = 7;
const PUNCTUATION = 8;

const classes = new Uint8Array(128);
const setClass = (characters: string, value: number): void => {
  for (let i = 0; i < characters.length; i++) classes[characters.charCodeAt(i)] = value;
};
setClass(" \t\f", BLANK);
setClass("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", LETTER);
setClass("0123456789", DIGIT);
setClass("\"'", STRING_QUOTE);
setClass("\n\r", LINE_END);
setClass("#", COMMENT);
setClass("\\", CONTINUATION);
setClass("()[]{},:;.=!+-*/%@&|^~<>", PUNCTUATION);

/** Operators that only join with `=`. */
const plainOperators = new Uint8Array(128);
plainOperators[0x2b] = T.PLUS;
plainOperators[0x2d] = T.MINUS;
plainOperators[0x25] = T.PERCENT;
plainOperators[0x40] = T.AT;
plainOperators[0x26] = T.AMPERSAND;
plainOperators[0x7c] = T.BAR;
plainOperators[0x5e] = T.CARET;

const stringPrefix = /^(?:[rbuft]|br|rb|fr|rf|tr|rt)$/i;
const unicodeName = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;

class Lexer {
  private readonly text: string;
  private readonly length: number;
  private readonly trusted: TrustedLines | null;
  private readonly repairStrings: boolean;
  private readonly names = new NameTable();
  private readonly problems: SyntaxProblem[] = [];
  private readonly comments: number[] = [];
  private kinds: Uint8Array;
  private starts: Int32Array;
  private ends: Int32Array;
  private values: Int32Array;
  private count = 0;
  private pos = 0;

  private readonly brackets: number[] = [];
  private readonly strings: OpenString[] = [];
  /** The innermost of `strings`. */
  private string: OpenString | null = null;

  private readonly indents: number[] = [0];
  /** The same with a tab counted as one column: the two must agree on what is deeper. */
  private readonly tabIndents: number[] = [0];
  /** The first token of the logical line, and its column. */
  private lineToken = 0;
  private lineColumn = 0;
  private lineTolerant = false;
  private trustedAt = 0;
  private repaired = false;

  constructor(text: string, trusted: TrustedLines | null, repairStrings: boolean) {
    this.text = text;
    this.repairStrings = repairStrings;
    this.length = text.length;
    this.trusted = trusted;
    const room = (text.length >> 2) + 64;
    this.kinds = new Uint8Array(room);
    this.starts = new Int32Array(room);
    this.ends = new Int32Array(room);
    this.values = new Int32Array(room);
  }

  run(): T.Tokens {
    if (this.text.charCodeAt(0) === 0xfeff) this.pos = 1;
    this.beginLine();
    while (this.pos < this.length) this.next();
    this.finish();
    const { kinds, starts, ends, values, count, problems, comments, repaired } = this;
    return { kinds, starts, ends, values, names: this.names.texts, count, problems, comments, repaired };
  }

  private next(): void {
    const code = this.text.charCodeAt(this.pos);
    switch (code < 128 ? classes[code] : OTHER) {
      case BLANK:
        this.pos++;
        return;
      case LETTER:
        this.word(code);
        return;
      case PUNCTUATION:
        this.punctuation(code);
        return;
      case LINE_END:
        this.lineEnd();
        return;
      case DIGIT:
        this.number();
        return;
      case STRING_QUOTE:
        this.quoted(this.pos, this.pos, 0);
        return;
      case COMMENT:
        this.comment();
        return;
      case CONTINUATION:
        this.continuation();
        return;
      default:
        this.unusual(code);
    }
  }

  private push(kind: number, start: number, end: number, value: number): void {
    const at = this.count++;
    if (at >= this.kinds.length) this.grow();
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
    this.values[at] = value;
  }

  private grow(): void {
    const room = this.kinds.length * 2;
    const kinds = new Uint8Array(room);
    kinds.set(this.kinds);
    this.kinds = kinds;
    this.starts = enlarged(this.starts, room);
    this.ends = enlarged(this.ends, room);
    this.values = enlarged(this.values, room);
  }

  private report(start: number, end: number, text: SyntaxProblem["message"]): void {
    this.problems.push({ start, end, message: text });
  }

  // ---- Lines

  /** Skips blank lines and comments, then compares the indentation of the line that follows with that before. */
  private beginLine(): void {
    const { text, length } = this;
    let at = this.pos;
    let lineStart = at;
    let column = 0;
    let tabColumn = 0;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code === SPACE) {
        column++;
        tabColumn++;
      } else if (code === TAB) {
        column = (column | 7) + 1;
        tabColumn++;
      } else if (code === FORM_FEED) {
        column = 0;
        tabColumn = 0;
      } else if (code === LF || code === CR) {
        column = 0;
        tabColumn = 0;
        lineStart = at + 1;
      } else if (code === HASH_SIGN) {
        this.pos = at;
        this.comment();
        at = this.pos - 1;
      } else if (code === BACKSLASH && isLineEnd(text.charCodeAt(at + 1))) {
        if (text.charCodeAt(at + 1) === CR && text.charCodeAt(at + 2) === LF) at++;
        at++;
      } else {
        break;
      }
    }
    this.pos = at;
    if (at >= length) {
      this.lineToken = this.count;
      return;
    }
    if (column !== this.indents[this.indents.length - 1]) this.indentation(column, tabColumn, lineStart);
    else if (tabColumn !== this.tabIndents[this.tabIndents.length - 1]) this.inconsistentTabs(lineStart);
    this.lineToken = this.count;
    this.lineColumn = column;
    if (this.trusted !== null) this.lineTolerant = !this.isTrusted(this.trusted, at);
  }

  private isTrusted(trusted: TrustedLines, start: number): boolean {
    while ((trusted[this.trustedAt] ?? this.length) < start) this.trustedAt++;
    return trusted[this.trustedAt] === start;
  }

  private indentation(column: number, tabColumn: number, lineStart: number): void {
    const { indents, tabIndents, pos } = this;
    const top = indents.length - 1;
    if (column > (indents[top] ?? 0)) {
      if (tabColumn <= (tabIndents[top] ?? 0)) this.inconsistentTabs(lineStart);
      indents.push(column);
      tabIndents.push(tabColumn);
      this.push(T.INDENT, lineStart, pos, 0);
      return;
    }
    while (column < (indents[indents.length - 1] ?? 0)) {
      const below = indents.length - 2;
      const outer = indents[below] ?? 0;
      if (column > outer) {
        // Between two levels: most likely a line that was moved from the nearer one.
        this.report(lineStart, pos, message("syntaxUnindentMismatch"));
        if (column - outer >= (indents[below + 1] ?? 0) - column) {
          indents[below + 1] = column;
          tabIndents[below + 1] = tabColumn;
          return;
        }
      }
      indents.pop();
      tabIndents.pop();
      this.push(T.DEDENT, pos, pos, 0);
      if (column > outer) return;
    }
    if (tabColumn !== tabIndents[tabIndents.length - 1]) this.inconsistentTabs(lineStart);
  }

  private inconsistentTabs(lineStart: number): void {
    this.report(lineStart, this.pos, message("syntaxInconsistentTabs"));
  }

  private lineEnd(): void {
    const start = this.pos;
    const end = afterLineEnd(this.text, start);
    if (this.brackets.length > 0 || this.string !== null) {
      if (!this.lineTolerant || !this.breaksHere(end)) {
        this.pos = end;
        return;
      }
      this.repaired = true;
      this.brackets.length = 0;
      this.closeStrings(start);
    }
    if (this.count > this.lineToken) this.push(T.NEWLINE, start, end, 0);
    this.pos = end;
    this.beginLine();
  }

  /** In brackets that may never be closed: does the statement end with this line? */
  private breaksHere(lineStart: number): boolean {
    if (this.string !== null && !this.string.triple) return true;
    const line = nextLine(this.text, lineStart);
    return endsStatement(this.text, line, {
      column: this.lineColumn,
      firstKind: this.kinds[this.lineToken] ?? T.END,
      lastKind: this.kinds[this.count - 1] ?? T.END,
      depth: this.brackets.length,
      bracket: this.brackets[this.brackets.length - 1] ?? T.LBRACE,
    });
  }

  private comment(): void {
    const { text, length } = this;
    const start = this.pos;
    let at = start + 1;
    while (at < length && !isLineEnd(text.charCodeAt(at))) at++;
    this.comments.push(start, at);
    this.pos = at;
  }

  private continuation(): void {
    const next = this.pos + 1;
    if (isLineEnd(this.text.charCodeAt(next))) {
      this.pos = afterLineEnd(this.text, next);
      if (this.pos >= this.length) this.report(next - 1, next, message("syntaxContinuationAtEnd"));
      return;
    }
    this.report(this.pos, next, message("syntaxAfterContinuation"));
    this.pos = next;
  }

  private finish(): void {
    const { length } = this;
    this.closeStrings(length);
    if (this.count > this.lineToken) this.push(T.NEWLINE, length, length, 0);
    for (let level = this.indents.length; level > 1; level--) this.push(T.DEDENT, length, length, 0);
    this.push(T.END, length, length, 0);
  }

  // ---- Words and numbers

  private word(first: number): void {
    const { text } = this;
    const start = this.pos;
    let at = start;
    let code = first;
    let hash = 0;
    do {
      hash = (Math.imul(hash, 31) + code) | 0;
      code = text.charCodeAt(++at);
    } while (code < 128 && (classes[code] === LETTER || classes[code] === DIGIT));
    if (at - start <= 2 && (code === QUOTE || code === DOUBLE_QUOTE)) {
      const prefix = text.slice(start, at);
      // In `f"{b"` the b is no prefix.
      const closes = this.string !== null && this.lineTolerant && this.string.quote === code;
      if (!closes && stringPrefix.test(prefix)) {
        this.quoted(start, at, prefixFlags(prefix));
        return;
      }
    }
    if (code >= 128) {
      this.unicodeWord(start);
      return;
    }
    const id = this.names.idOf(text, start, at, hash);
    this.push(id < T.keywords.length ? T.FIRST_KEYWORD + id : T.NAME, start, at, id);
    this.pos = at;
  }

  private unicodeWord(start: number): void {
    unicodeName.lastIndex = start;
    const found = unicodeName.exec(this.text);
    if (found === null) {
      const code = this.text.codePointAt(start) ?? 0;
      const end = start + (code > 0xffff ? 2 : 1);
      this.report(start, end, message("syntaxInvalidCharacter", { code: hexadecimal(code) }));
      // Spaces of other scripts separate, as the eye reads them.
      if (!/\s/u.test(String.fromCodePoint(code))) this.push(T.INVALID, start, end, 0);
      this.pos = end;
      return;
    }
    const end = start + found[0].length;
    this.push(T.NAME, start, end, this.names.idOfWord(found[0].normalize("NFKC")));
    this.pos = end;
  }

  private number(): void {
    const start = this.pos;
    const { kind, end, valid } = scanNumber(this.text, start);
    if (!valid) this.report(start, end, message("syntaxInvalidNumber", { text: this.text.slice(start, end) }));
    this.push(kind, start, end, 0);
    this.pos = end;
  }

  private unusual(code: number): void {
    if (code >= 128) {
      this.unicodeWord(this.pos);
      return;
    }
    const end = this.pos + 1;
    this.report(this.pos, end, message("syntaxInvalidCharacter", { code: hexadecimal(code) }));
    if (code > SPACE) this.push(T.INVALID, this.pos, end, 0);
    this.pos = end;
  }

  // ---- Operators and brackets

  private punctuation(code: number): void {
    const { text, pos } = this;
    const next = text.charCodeAt(pos + 1);
    switch (code) {
      case 0x28:
        this.open(T.LPAREN);
        return;
      case 0x29:
        this.close(T.RPAREN, T.LPAREN);
        return;
      case 0x5b:
        this.open(T.LBRACKET);
        return;
      case 0x5d:
        this.close(T.RBRACKET, T.LBRACKET);
        return;
      case OPEN_BRACE:
        this.open(T.LBRACE);
        return;
      case CLOSE_BRACE:
        this.close(T.RBRACE, T.LBRACE);
        return;
      case 0x2c:
        this.operator(T.COMMA, 1);
        return;
      case DOT_SIGN:
        if (next >= 48 && next <= 57) this.number();
        else if (next === DOT_SIGN && text.charCodeAt(pos + 2) === DOT_SIGN) this.operator(T.ELLIPSIS, 3);
        else this.operator(T.DOT, 1);
        return;
      case EQUAL_SIGN:
        if (next === EQUAL_SIGN) this.operator(T.EQUAL_EQUAL, 2);
        else this.operator(T.EQUAL, 1);
        return;
      case 0x3a:
        this.colon(next);
        return;
      case 0x3b:
        this.operator(T.SEMICOLON, 1);
        return;
      case 0x2a:
        this.doubled(code, next, T.STAR, T.DOUBLE_STAR);
        return;
      case 0x2f:
        this.doubled(code, next, T.SLASH, T.DOUBLE_SLASH);
        return;
      case 0x3c:
        if (next === EQUAL_SIGN) this.operator(T.LESS_EQUAL, 2);
        else if (next === code) this.doubled(code, next, T.LESS, T.LEFT_SHIFT);
        else this.operator(T.LESS, 1);
        return;
      case 0x3e:
        if (next === EQUAL_SIGN) this.operator(T.GREATER_EQUAL, 2);
        else if (next === code) this.doubled(code, next, T.GREATER, T.RIGHT_SHIFT);
        else this.operator(T.GREATER, 1);
        return;
      case 0x21:
        if (next === EQUAL_SIGN) this.operator(T.NOT_EQUAL, 2);
        else this.operator(T.EXCLAMATION, 1);
        return;
      case 0x7e:
        this.operator(T.TILDE, 1);
        return;
      default: {
        const kind = plainOperators[code] ?? T.INVALID;
        if (next === EQUAL_SIGN) this.operator(kind + T.AUGMENTED, 2);
        else if (kind === T.MINUS && next === 0x3e) this.operator(T.ARROW, 2);
        else this.operator(kind, 1);
      }
    }
  }

  private operator(kind: number, length: number): void {
    const start = this.pos;
    this.pos = start + length;
    this.push(kind, start, this.pos, 0);
  }

  private doubled(code: number, next: number, single: number, double: number): void {
    if (next === code) {
      if (this.text.charCodeAt(this.pos + 2) === EQUAL_SIGN) this.operator(double + T.AUGMENTED, 3);
      else this.operator(double, 2);
    } else if (next === EQUAL_SIGN) {
      this.operator(single + T.AUGMENTED, 2);
    } else {
      this.operator(single, 1);
    }
  }

  private colon(next: number): void {
    if (this.string !== null && this.atFieldLevel(this.string)) {
      this.operator(T.COLON, 1);
      this.stringText(this.string);
    } else if (next === EQUAL_SIGN) {
      this.operator(T.WALRUS, 2);
    } else {
      this.operator(T.COLON, 1);
    }
  }

  private open(kind: number): void {
    this.brackets.push(kind);
    this.operator(kind, 1);
  }

  /** A closing bracket closes whatever was opened after its partner; one without a partner closes nothing. */
  private close(kind: number, opener: number): void {
    const { brackets, string } = this;
    const base = string === null ? 0 : (string.bases[string.bases.length - 1] ?? 0);
    let partner = brackets.length - 1;
    while (partner >= base && brackets[partner] !== opener) partner--;
    this.operator(kind, 1);
    if (partner >= base) {
      brackets.length = partner;
    } else if (string !== null && kind === T.RBRACE) {
      brackets.length = base;
      string.bases.pop();
      this.stringText(string);
    }
  }

  // ---- Strings

  private quoted(start: number, quoteAt: number, prefix: number): void {
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
  private stringText(string: OpenString): void {
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

  private closeStrings(at: number): void {
    while (this.string !== null) this.closeString(this.string, at);
  }

  /** Directly in a field of the f-string, outside all brackets of the expression. */
  private atFieldLevel(string: OpenString): boolean {
    return this.brackets.length === string.bases[string.bases.length - 1];
  }
}

function enlarged(numbers: Int32Array, room: number): Int32Array {
  const larger = new Int32Array(room);
  larger.set(numbers);
  return larger;
}

/** A flag of `quoted` only: the prefix has an f or a t. */
const FORMATTED = 1 << 10;

function prefixFlags(prefix: string): number {
  let flags = 0;
  for (const letter of prefix.toLowerCase()) {
    if (letter === "r") flags |= T.RAW;
    else if (letter === "b") flags |= T.BYTES;
    else if (letter === "f") flags |= FORMATTED;
    else if (letter === "t") flags |= FORMATTED | T.TEMPLATE;
  }
  return flags;
}

const isLineEnd = (code: number): boolean => code === LF || code === CR;

const afterLineEnd = (text: string, at: number): number =>
  text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;

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

const hexadecimal = (code: number): string => code.toString(16).toUpperCase().padStart(4, "0");
