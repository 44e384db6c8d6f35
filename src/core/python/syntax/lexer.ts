// Text to tokens, in one pass. Indentation, joined lines and the pieces of f-strings (PEP 701) are told apart here; the parser
// sees no white space. A strict reading follows CPython's tokenizer; the tolerant one also applies the rules of recovery.ts,
// but only in logical lines that the strict one could not read. Above the usual size: lines, words and operators are small
// methods on one position.
import { message } from "../../messages/index.ts";
import type { TextRange } from "./ast.ts";
import {
  afterLineEnd,
  BACKSLASH,
  CLOSE_BRACE,
  CR,
  DOT_SIGN,
  DOUBLE_QUOTE,
  EQUAL_SIGN,
  FORM_FEED,
  HASH_SIGN,
  hexadecimal,
  isLineEnd,
  LF,
  OPEN_BRACE,
  QUOTE,
  SPACE,
  TAB,
} from "./characters.ts";
import { bodyBelow } from "./deferredBody.ts";
import { NameTable } from "./names.ts";
import { scanNumber } from "./numbers.ts";
import { endsStatement, nextLine } from "./recovery.ts";
import { prefixFlags, StringLexer } from "./stringLexer.ts";
import * as T from "./tokens.ts";

/** Where each logical line begins that the strict reading understood, ascending. */
export type TrustedLines = readonly number[];

export interface Manner {
  /** Null asks for the strict reading; else brackets may be given up in all other lines. */
  readonly trusted: TrustedLines | null;
  /** Whether triple-quoted strings may be given up too. */
  readonly repairStrings: boolean;
  /** Whether the bodies of functions are passed over. */
  readonly deferBodies: boolean;
}

const strict: Manner = { trusted: null, repairStrings: false, deferBodies: false };

/** The tokens of a part of a text. Never throws. */
export function tokenize(text: string, extent = { start: 0, end: text.length }, manner = strict): T.Tokens {
  return new Lexer(text, extent, manner).run();
}

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

const unicodeName = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;

class Lexer extends StringLexer {
  private readonly trusted: TrustedLines | null;
  private readonly deferBodies: boolean;
  private readonly names = new NameTable();
  private readonly comments: number[] = [];

  private readonly indents: number[] = [0];
  /** The same with a tab counted as one column: the two must agree on what is deeper. */
  private readonly tabIndents: number[] = [0];
  /** The first token of the logical line. */
  private lineToken = 0;
  private trustedAt = 0;

  constructor(text: string, extent: TextRange, { trusted, repairStrings, deferBodies }: Manner) {
    super(text, extent, repairStrings);
    this.trusted = trusted;
    this.deferBodies = deferBodies;
  }

  run(): T.Tokens {
    if (this.pos === 0 && this.text.charCodeAt(0) === 0xfeff) this.pos = 1;
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
    if (this.deferBodies && this.isBeforeBody()) this.passOverBody();
    this.beginLine();
  }

  private isBeforeBody(): boolean {
    const { kinds, count, lineToken } = this;
    if (kinds[count - 2] !== T.COLON) return false;
    return kinds[lineToken] === T.DEF || (kinds[lineToken] === T.ASYNC && kinds[lineToken + 1] === T.DEF);
  }

  private passOverBody(): void {
    const extent = bodyBelow(this.text, this.starts[this.lineToken] ?? 0, this.pos, this.length);
    if (extent === null) return;
    this.push(T.BODY, this.pos, extent.endOfCode, 0);
    this.pos = extent.end;
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
      // In `f"{b"` the b is no prefix.
      const closes = this.string !== null && this.lineTolerant && this.string.quote === code;
      const flags = closes ? -1 : prefixFlags(text.slice(start, at));
      if (flags >= 0) {
        this.quoted(start, at, flags);
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
}
