import { message } from "../../messages/index.ts";
import type { Expression, MatchAs, MatchMapping, MatchStar, Pattern } from "./ast.ts";
import { ExpressionParser } from "./expressions.ts";
import * as T from "./tokens.ts";

/** A number, and a sum of two (`1 + 2j`), binds tighter than the `|` between patterns. */
const BAR_PRECEDENCE = T.precedences[T.BAR] ?? 0;

/** The patterns of `case`. */
export abstract class PatternParser extends ExpressionParser {
  /** What follows `case`: a pattern, or several with commas. */
  protected patterns(): Pattern {
    const start = this.start();
    const first = this.starOrPattern();
    if (this.kind !== T.COMMA) {
      return first.kind === "MatchStar" ? { kind: "MatchSequence", start, end: first.end, patterns: [first] } : first;
    }
    const patterns = [first];
    while (this.take(T.COMMA)) {
      if (this.kind === T.COLON || this.kind === T.IF || this.atLineEnd()) break;
      patterns.push(this.starOrPattern());
    }
    return { kind: "MatchSequence", start, end: this.end(), patterns };
  }

  private starOrPattern(): Pattern {
    return this.kind === T.STAR ? this.starPattern() : this.pattern();
  }

  private starPattern(): MatchStar {
    const start = this.start();
    this.advance();
    const name = this.captureName();
    return { kind: "MatchStar", start, end: this.end(), name };
  }

  /** The name that a pattern binds; null for `_`. */
  private captureName(): string | null {
    if (this.kind !== T.NAME) {
      this.reportNoName();
      return null;
    }
    const isWildcard = this.values[this.pos] === T.UNDERSCORE_ID;
    const name = this.nameAt(this.pos);
    this.advance();
    return isWildcard ? null : name;
  }

  private pattern(): Pattern {
    const start = this.start();
    if (!this.mayEnter()) {
      const skipped = this.skipBrackets();
      return { kind: "ErrorPattern", start, end: skipped.end, parts: [] };
    }
    const height = this.enter();
    const pattern = this.alternatives(start);
    this.leave(height);
    if (!this.take(T.AS)) return pattern;
    const name = this.captureName();
    return { kind: "MatchAs", start, end: this.end(), pattern, name };
  }

  private alternatives(start: number): Pattern {
    const first = this.closed();
    if (this.kind !== T.BAR) return first;
    const patterns = [first];
    while (this.take(T.BAR)) patterns.push(this.closed());
    return { kind: "MatchOr", start, end: this.end(), patterns };
  }

  private closed(): Pattern {
    const start = this.start();
    switch (this.kind) {
      case T.INT:
      case T.FLOAT:
      case T.IMAGINARY:
      case T.MINUS:
      case T.STRING:
      case T.FSTRING_START: {
        const value = this.operation(BAR_PRECEDENCE);
        return { kind: "MatchValue", start, end: this.end(), value };
      }
      case T.NONE:
        return { kind: "MatchSingleton", start, end: this.tokenEnd(), value: this.singleton("None") };
      case T.TRUE:
        return { kind: "MatchSingleton", start, end: this.tokenEnd(), value: this.singleton("True") };
      case T.FALSE:
        return { kind: "MatchSingleton", start, end: this.tokenEnd(), value: this.singleton("False") };
      case T.NAME:
        return this.namePattern(start);
      case T.LPAREN:
        return this.sequence(start, T.RPAREN, ")");
      case T.LBRACKET:
        return this.sequence(start, T.RBRACKET, "]");
      case T.LBRACE:
        return this.mapping(start);
      default:
        this.reportHere(
          this.atLineEnd()
            ? message("syntaxExpectedPatternAtEnd")
            : message("syntaxExpectedPattern", { got: this.gotText() }),
        );
        return { kind: "ErrorPattern", start, end: start, parts: [] };
    }
  }

  /** A capture, a value `a.b`, or a class with its patterns. */
  private namePattern(start: number): Pattern {
    const next = this.peek();
    if (next !== T.DOT && next !== T.LPAREN) {
      const end = this.tokenEnd();
      const capture: MatchAs = { kind: "MatchAs", start, end, pattern: null, name: this.captureName() };
      return capture;
    }
    let value: Expression = { kind: "Name", start, end: this.tokenEnd(), id: this.nameAt(this.pos) };
    this.advance();
    while (this.take(T.DOT)) {
      const attrStart = this.kind === T.NAME ? this.start() : this.end();
      const attr = this.kind === T.NAME ? this.nameAt(this.pos) : "";
      if (!this.take(T.NAME)) this.reportNoName();
      value = this.stacked({ kind: "Attribute", start, end: this.end(), value, attr, attrStart }, start);
    }
    if (this.kind === T.LPAREN) return this.classPattern(start, value);
    return { kind: "MatchValue", start, end: this.end(), value };
  }

  private classPattern(start: number, cls: Expression): Pattern {
    const patterns: Pattern[] = [];
    const kwdAttrs: string[] = [];
    const kwdPatterns: Pattern[] = [];
    this.elementsOf(T.RPAREN, ")", () => {
      if (this.kind === T.NAME && this.peek() === T.EQUAL) {
        kwdAttrs.push(this.nameAt(this.pos));
        this.advance();
        this.advance();
        kwdPatterns.push(this.pattern());
      } else {
        patterns.push(this.pattern());
      }
    });
    return { kind: "MatchClass", start, end: this.end(), cls, patterns, kwdAttrs, kwdPatterns };
  }

  /** `(p)` is p itself; `(p,)`, `()` and everything in square brackets are sequences. */
  private sequence(start: number, closer: number, spelling: string): Pattern {
    const patterns: Pattern[] = [];
    const commas = this.elementsOf(closer, spelling, () => patterns.push(this.starOrPattern()));
    const [only] = patterns;
    const isGroup = closer === T.RPAREN && commas === 0 && patterns.length === 1 && only?.kind !== "MatchStar";
    return isGroup && only !== undefined ? only : { kind: "MatchSequence", start, end: this.end(), patterns };
  }

  private mapping(start: number): MatchMapping {
    const keys: Expression[] = [];
    const patterns: Pattern[] = [];
    let rest: string | null = null;
    this.elementsOf(T.RBRACE, "}", () => {
      if (this.take(T.DOUBLE_STAR)) {
        rest = this.captureName();
        return;
      }
      keys.push(this.operation(BAR_PRECEDENCE));
      if (this.expect(T.COLON, ":")) patterns.push(this.pattern());
      else patterns.push({ kind: "ErrorPattern", start: this.end(), end: this.end(), parts: [] });
    });
    return { kind: "MatchMapping", start, end: this.end(), keys, patterns, rest };
  }

  /** Reads a bracketed list with `read` for each element; says how many commas it has. */
  private elementsOf(closer: number, spelling: string, read: () => void): number {
    const open = this.start();
    let commas = 0;
    this.advance();
    while (this.kind !== closer && !this.atLineEnd()) {
      const before = this.pos;
      read();
      if (this.take(T.COMMA)) commas++;
      else if (this.kind !== closer) {
        this.expect(closer, spelling);
        if (this.pos === before) this.advance();
        if (this.kind === T.COLON || this.kind === T.IF) break;
      }
    }
    if (!this.take(closer)) {
      this.report(open, open + 1, message("syntaxNeverClosed", { bracket: this.text.charAt(open) }));
    }
    return commas;
  }
}
