// What stands in brackets: tuples, lists, sets, dicts and what is computed for them.
import { message } from "../../messages/index.ts";
import type { Comprehension, Expression } from "./ast.ts";
import { StringParser } from "./strings.ts";
import * as T from "./tokens.ts";

export abstract class BracketParser extends StringParser {
  protected abstract expression(): Expression;
  /** An expression that may bind: `name := value`. */
  protected abstract named(): Expression;
  /** Operands joined by operators that bind tighter than `minimum`. */
  protected abstract operation(minimum: number): Expression;
  protected abstract star(): Expression;
  /** What `for` binds: ends before `in`. */
  protected abstract targets(): Expression;
  protected abstract yieldExpression(): Expression;

  /**
   * After an element that no comma follows: is there another? Reports a missing comma, passes over what fits nowhere. False
   * at any bracket's end and at the end of the line. `before` is where that element began.
   */
  protected nextElement(before: number, closer: number, spelling: string): boolean {
    let reported = false;
    while (this.kind !== closer) {
      if (this.atLineEnd() || this.kind === T.FSTRING_END || this.kind === T.FSTRING_TEXT) return false;
      if (this.kind === T.RPAREN || this.kind === T.RBRACKET || this.kind === T.RBRACE) return false;
      if (this.kind === T.COLON && (this.kinds[this.pos + 1] ?? 0) <= T.DEDENT) return false;
      const begins = T.beginsExpression[this.kind] === 1 && this.kind !== T.YIELD;
      if (!reported) {
        this.reportHere(
          begins
            ? message("syntaxMissingComma", { expected: spelling, got: this.gotText() })
            : message("syntaxUnexpected", { got: this.gotText() }),
        );
        reported = true;
      }
      if (begins && this.pos > before) return true;
      this.advance();
      before = -1;
      if (this.take(T.COMMA)) return this.kind !== closer;
    }
    return false;
  }

  protected closeBracket(open: number, closer: number): void {
    if (this.take(closer)) return;
    const start = this.starts[open] ?? 0;
    this.report(start, start + 1, message("syntaxNeverClosed", { bracket: this.text.charAt(start) }));
  }

  protected parenthesised(): Expression {
    if (!this.mayEnter()) return this.skipBrackets();
    const height = this.enter();
    const start = this.start();
    const open = this.pos;
    this.advance();
    const inner = this.group(start, open);
    this.leave(height);
    return inner;
  }

  private group(start: number, open: number): Expression {
    if (this.take(T.RPAREN)) return { kind: "Tuple", start, end: this.end(), elts: [] };
    if (this.kind === T.YIELD) {
      const value = this.yieldExpression();
      this.closeBracket(open, T.RPAREN);
      return value;
    }
    const before = this.pos;
    const first = this.element();
    if (this.kind === T.RPAREN) {
      this.advance();
      if (first.kind === "Starred") this.report(first.start, first.end, message("syntaxStarAlone"));
      return first;
    }
    if (this.atComprehension()) {
      const generators = this.comprehensions();
      this.closeBracket(open, T.RPAREN);
      return { kind: "GeneratorExp", start, end: this.end(), elt: first, generators };
    }
    const elts = [first];
    const isTuple = this.elements(elts, before, T.RPAREN, ")");
    this.closeBracket(open, T.RPAREN);
    return isTuple ? { kind: "Tuple", start, end: this.end(), elts } : first;
  }

  /** The elements after the first; says whether any comma or element followed it. */
  private elements(elts: Expression[], firstAt: number, closer: number, spelling: string): boolean {
    let before = firstAt;
    let several = false;
    while (this.kind !== closer) {
      if (this.take(T.COMMA)) several = true;
      else if (!this.nextElement(before, closer, spelling)) break;
      else several = true;
      if (this.kind === closer || this.atLineEnd()) break;
      before = this.pos;
      elts.push(this.element());
    }
    return several;
  }

  private element(): Expression {
    return this.kind === T.STAR ? this.star() : this.named();
  }

  protected list(): Expression {
    if (!this.mayEnter()) return this.skipBrackets();
    const height = this.enter();
    const start = this.start();
    const open = this.pos;
    this.advance();
    const elts: Expression[] = [];
    if (this.kind !== T.RBRACKET && !this.atLineEnd()) {
      const before = this.pos;
      elts.push(this.element());
      if (this.atComprehension()) {
        const generators = this.comprehensions();
        this.closeBracket(open, T.RBRACKET);
        this.leave(height);
        return { kind: "ListComp", start, end: this.end(), elt: elts[0] ?? this.absent(), generators };
      }
      this.elements(elts, before, T.RBRACKET, "]");
    }
    this.closeBracket(open, T.RBRACKET);
    this.leave(height);
    return { kind: "List", start, end: this.end(), elts };
  }

  protected braces(): Expression {
    if (!this.mayEnter()) return this.skipBrackets();
    const height = this.enter();
    const start = this.start();
    const open = this.pos;
    this.advance();
    const node = this.dictOrSet(start, open);
    this.leave(height);
    return node;
  }

  private dictOrSet(start: number, open: number): Expression {
    if (this.kind === T.RBRACE || this.kind === T.DOUBLE_STAR || this.atLineEnd()) {
      return this.dict(start, open, [], [], this.pos);
    }
    const before = this.pos;
    const first = this.element();
    if (this.take(T.COLON)) {
      const value = this.expression();
      if (this.atComprehension()) {
        const generators = this.comprehensions();
        this.closeBracket(open, T.RBRACE);
        return { kind: "DictComp", start, end: this.end(), key: first, value, generators };
      }
      const more = this.take(T.COMMA) || this.nextElement(before, T.RBRACE, "}");
      return this.dict(start, open, [first], [value], more ? this.pos : -1);
    }
    if (this.atComprehension()) {
      const generators = this.comprehensions();
      this.closeBracket(open, T.RBRACE);
      return { kind: "SetComp", start, end: this.end(), elt: first, generators };
    }
    const elts = [first];
    this.elements(elts, before, T.RBRACE, "}");
    this.closeBracket(open, T.RBRACE);
    return { kind: "Set", start, end: this.end(), elts };
  }

  /** The entries of a dict from the cursor on; `from` is negative where there are no more. */
  private dict(
    start: number,
    open: number,
    keys: (Expression | null)[],
    values: Expression[],
    from: number,
  ): Expression {
    let more = from >= 0;
    while (more && this.kind !== T.RBRACE && !this.atLineEnd()) {
      const before = this.pos;
      if (this.take(T.DOUBLE_STAR)) {
        keys.push(null);
        values.push(this.operation(T.COMPARE_PRECEDENCE));
      } else {
        keys.push(this.expression());
        values.push(this.expect(T.COLON, ":") ? this.expression() : this.absent());
      }
      more = this.take(T.COMMA) || this.nextElement(before, T.RBRACE, "}");
    }
    this.closeBracket(open, T.RBRACE);
    return { kind: "Dict", start, end: this.end(), keys, values };
  }

  protected atComprehension(): boolean {
    return this.kind === T.FOR || (this.kind === T.ASYNC && this.peek() === T.FOR);
  }

  protected comprehensions(): Comprehension[] {
    const generators: Comprehension[] = [];
    while (this.atComprehension()) {
      const start = this.start();
      const isAsync = this.take(T.ASYNC);
      this.advance();
      const target = this.targets();
      const iter = this.expect(T.IN, "in") ? this.operation(0) : this.absent();
      const ifs: Expression[] = [];
      while (this.take(T.IF)) ifs.push(this.operation(0));
      generators.push({ kind: "Comprehension", start, end: this.end(), target, iter, ifs, isAsync });
    }
    return generators;
  }
}
