import { message } from "../../messages/index.ts";
import type { Call, Expression, Keyword } from "./ast.ts";
import { ParameterParser } from "./parameters.ts";
import * as T from "./tokens.ts";

/** An operand and what follows it: attributes, calls, subscripts. */
export abstract class PrimaryParser extends ParameterParser {
  protected abstract atom(): Expression;

  protected primary(): Expression {
    const start = this.start();
    let left = this.atom();
    for (;;) {
      switch (this.kind) {
        case T.DOT:
          left = this.stacked(this.attribute(left, start), start);
          break;
        case T.LPAREN:
          left = this.mayEnter() ? this.stacked(this.call(left, start), start) : this.skipBrackets();
          break;
        case T.LBRACKET:
          left = this.mayEnter() ? this.stacked(this.subscript(left, start), start) : this.skipBrackets();
          break;
        default:
          return left;
      }
    }
  }

  private attribute(value: Expression, start: number): Expression {
    this.advance();
    const dotEnd = this.end();
    const attrStart = this.start();
    // `x.class` is a keyword typed where a name belongs; `x. in` is a name that is missing.
    const isName = this.kind === T.NAME || (this.kind >= T.FIRST_KEYWORD && attrStart === dotEnd);
    if (this.kind !== T.NAME) this.reportNoName();
    if (!isName) return { kind: "Attribute", start, end: dotEnd, value, attr: "", attrStart: dotEnd };
    const attr = this.nameAt(this.pos);
    this.advance();
    return { kind: "Attribute", start, end: this.end(), value, attr, attrStart };
  }

  private call(func: Expression, start: number): Call {
    const height = this.enter();
    const args: Expression[] = [];
    const keywords: Keyword[] = [];
    this.callArguments(args, keywords);
    this.leave(height);
    return { kind: "Call", start, end: this.end(), func, args, keywords };
  }

  /** Arguments with their parentheses, of a call or a class; the cursor is at the opening one. */
  protected callArguments(args: Expression[], keywords: Keyword[]): void {
    const open = this.pos;
    this.advance();
    while (this.kind !== T.RPAREN && !this.atLineEnd()) {
      const before = this.pos;
      if (this.kind === T.NAME && this.peek() === T.EQUAL) keywords.push(this.keyword());
      else if (this.kind === T.DOUBLE_STAR) keywords.push(this.keywordMapping());
      else args.push(this.argument(open, args.length + keywords.length, keywords));
      if (!this.take(T.COMMA) && !this.nextElement(before, T.RPAREN, ")")) break;
    }
    this.closeBracket(open, T.RPAREN);
  }

  private keyword(): Keyword {
    const nameStart = this.start();
    const nameEnd = this.tokenEnd();
    const name = this.nameAt(this.pos);
    this.advance();
    this.advance();
    const value = this.expression();
    return { kind: "Keyword", start: nameStart, end: this.end(), name, nameStart, nameEnd, value };
  }

  private keywordMapping(): Keyword {
    const start = this.start();
    const nameEnd = this.tokenEnd();
    this.advance();
    const value = this.expression();
    return { kind: "Keyword", start, end: this.end(), name: null, nameStart: start, nameEnd, value };
  }

  private argument(open: number, earlier: number, keywords: readonly Keyword[]): Expression {
    const start = this.start();
    if (this.kind === T.STAR) {
      this.advance();
      const value = this.expression();
      return { kind: "Starred", start, end: this.end(), value };
    }
    const value = this.named();
    if (this.atComprehension()) {
      const generators = this.comprehensions();
      // `sum(x for x in y)`: the call's parentheses are the generator's too.
      const sole = earlier === 0 && (this.kind === T.RPAREN || this.atLineEnd());
      if (!sole && !(earlier === 0 && this.kind === T.COMMA && this.peek() === T.RPAREN)) {
        this.report(start, this.end(), message("syntaxGeneratorParentheses"));
      }
      const from = sole ? (this.starts[open] ?? 0) : start;
      const end = sole && this.kind === T.RPAREN ? this.tokenEnd() : this.end();
      return { kind: "GeneratorExp", start: from, end, elt: value, generators };
    }
    if (this.kind === T.EQUAL) {
      this.report(start, this.end(), message("syntaxKeywordAssignment"));
      this.advance();
      const right = this.expression();
      return { kind: "ErrorExpression", start, end: this.end(), parts: [value, right] };
    }
    const last = keywords[keywords.length - 1];
    if (last !== undefined && value.kind !== "ErrorExpression") {
      this.report(start, this.end(), message("syntaxPositionalAfterKeyword"));
    }
    return value;
  }

  private subscript(value: Expression, start: number): Expression {
    const height = this.enter();
    const open = this.pos;
    this.advance();
    const first = this.start();
    const elts: Expression[] = [];
    let several = false;
    while (this.kind !== T.RBRACKET) {
      const before = this.pos;
      elts.push(this.sliceElement());
      if (!this.take(T.COMMA) && !this.nextElement(before, T.RBRACKET, "]")) break;
      several = true;
    }
    let slice = elts[0] ?? this.missing();
    if (several || slice.kind === "Starred") slice = { kind: "Tuple", start: first, end: this.end(), elts };
    this.closeBracket(open, T.RBRACKET);
    this.leave(height);
    return { kind: "Subscript", start, end: this.end(), value, slice };
  }

  private sliceElement(): Expression {
    const start = this.start();
    if (this.kind === T.STAR) return this.star();
    const lower = this.kind === T.COLON ? null : this.named();
    if (!this.take(T.COLON)) return lower ?? this.missing();
    const upper = this.sliceBound();
    const step = this.take(T.COLON) ? this.sliceBound() : null;
    return { kind: "Slice", start, end: this.end(), lower, upper, step };
  }

  private sliceBound(): Expression | null {
    return T.endsExpression[this.kind] === 1 ? null : this.expression();
  }
}
