// Expressions: a loop over infix operators by how tightly they bind, a loop over what follows an operand, and the displays.
// Above the usual size: the methods call each other in circles.
import { message } from "../../messages/index.ts";
import type {
  Call,
  CompareOperator,
  Comprehension,
  Expression,
  Keyword,
  Parameter,
  ParameterRole,
  Singleton,
} from "./ast.ts";
import { floatValue, integerValue } from "./numbers.ts";
import { StringParser } from "./strings.ts";
import { checkTarget } from "./targets.ts";
import * as T from "./tokens.ts";

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export abstract class ExpressionParser extends StringParser {
  // ---- Lists of expressions, outside brackets

  /** `a, *b, c`: a tuple where there is a comma. */
  protected expressions(): Expression {
    const start = this.start();
    const first = this.starredExpression();
    return this.kind === T.COMMA ? this.bareTuple(start, first) : first;
  }

  /** The right side of an assignment. */
  protected assigned(): Expression {
    return this.kind === T.YIELD ? this.yieldExpression() : this.expressions();
  }

  protected override fieldExpression(): Expression {
    return this.assigned();
  }

  protected bareTuple(start: number, first: Expression): Expression {
    const elts = [first];
    while (this.take(T.COMMA)) {
      if (T.beginsExpression[this.kind] !== 1 || this.kind === T.YIELD) break;
      elts.push(this.starredExpression());
    }
    return { kind: "Tuple", start, end: this.end(), elts };
  }

  protected starredExpression(): Expression {
    return this.kind === T.STAR ? this.star() : this.expression();
  }

  private star(): Expression {
    const start = this.start();
    this.advance();
    const value = this.operation(T.COMPARE_PRECEDENCE);
    return { kind: "Starred", start, end: this.end(), value };
  }

  /** What `for` binds: ends before `in`. */
  protected targets(): Expression {
    const start = this.start();
    const first = this.target();
    if (this.kind !== T.COMMA) return first;
    const elts = [first];
    while (this.take(T.COMMA)) {
      if (T.beginsExpression[this.kind] !== 1) break;
      elts.push(this.target());
    }
    return { kind: "Tuple", start, end: this.end(), elts };
  }

  protected target(): Expression {
    if (this.kind === T.STAR) return this.star();
    const target = this.operation(T.COMPARE_PRECEDENCE);
    this.requireTarget(target);
    return target;
  }

  protected requireTarget(target: Expression): void {
    const problem = checkTarget(target);
    if (problem !== null) this.problems.push(problem);
  }

  // ---- Expressions

  /** An expression that may bind: `name := value`. */
  protected named(): Expression {
    if (this.kind === T.NAME && this.peek() === T.WALRUS) return this.binding(this.name());
    const start = this.pos;
    const expression = this.expression();
    if (this.kind !== T.WALRUS || this.pos === start) return expression;
    this.reportUnexpected();
    return this.binding(expression);
  }

  private binding(target: Expression): Expression {
    this.advance();
    const value = this.expression();
    return { kind: "NamedExpr", start: target.start, end: this.end(), target, value };
  }

  private name(): Expression {
    const node: Expression = {
      kind: "Name",
      start: this.starts[this.pos] ?? 0,
      end: this.tokenEnd(),
      id: this.names[this.values[this.pos] ?? 0] ?? "",
    };
    this.advance();
    return node;
  }

  protected expression(): Expression {
    // Most expressions are one token.
    if (this.kind <= T.STRING && T.endsExpression[this.peek()] === 1) return this.atom();
    if (this.kind === T.LAMBDA) return this.lambda();
    const start = this.start();
    const body = this.operation(0);
    return this.kind === T.IF ? this.conditional(start, body) : body;
  }

  private conditional(start: number, body: Expression): Expression {
    if (!this.mayEnter()) return this.given(start);
    this.advance();
    const height = this.enter();
    const test = this.operation(0);
    const orelse = this.expect(T.ELSE, "else") ? this.expression() : this.absent();
    this.leave(height);
    return { kind: "IfExp", start, end: this.end(), test, body, orelse };
  }

  /** A gap that another report speaks of. */
  protected absent(): Expression {
    const at = this.atLineEnd() ? this.endOfCode() : this.start();
    return { kind: "ErrorExpression", start: at, end: at, parts: [] };
  }

  /** What is left of an expression that goes too deep: it ends at the line's or the bracket's end. */
  private given(start: number): Expression {
    while (!this.atLineEnd() && T.endsExpression[this.kind] !== 1) {
      if (this.kind === T.LPAREN || this.kind === T.LBRACKET || this.kind === T.LBRACE) this.skipBrackets();
      else this.advance();
    }
    return { kind: "ErrorExpression", start, end: Math.max(start, this.end()), parts: [] };
  }

  protected lambda(): Expression {
    const start = this.start();
    if (!this.mayEnter()) {
      this.advance();
      return this.given(start);
    }
    const height = this.enter();
    this.advance();
    const params = this.parameters(T.COLON, false);
    const body = this.expect(T.COLON, ":") ? this.expression() : this.absent();
    this.leave(height);
    return { kind: "Lambda", start, end: this.end(), params, body };
  }

  protected yieldExpression(): Expression {
    const start = this.start();
    this.advance();
    if (this.take(T.FROM)) {
      const value = this.expression();
      return { kind: "YieldFrom", start, end: this.end(), value };
    }
    const value = T.beginsExpression[this.kind] === 1 ? this.expressions() : null;
    return { kind: "Yield", start, end: this.end(), value };
  }

  // ---- Operators

  /** Operands joined by operators that bind tighter than `minimum`. */
  protected operation(minimum: number): Expression {
    const height = this.height;
    this.height = 0;
    const start = this.start();
    const left = this.operand(minimum);
    const result = (T.precedences[this.kind] ?? 0) > minimum ? this.infix(left, start, minimum) : left;
    if (this.height < height) this.height = height;
    return result;
  }

  private infix(first: Expression, start: number, minimum: number): Expression {
    let left = first;
    for (;;) {
      const { kind } = this;
      const precedence = T.precedences[kind] ?? 0;
      if (precedence <= minimum) return left;
      if (precedence > T.COMPARE_PRECEDENCE) left = this.arithmetic(left, start, kind, precedence);
      else if (precedence < T.COMPARE_PRECEDENCE) left = this.logical(left, start, kind, precedence);
      else if (kind === T.NOT && this.peek() !== T.IN) return left;
      else left = this.comparison(left, start);
      left = this.stacked(left, start);
    }
  }

  private arithmetic(left: Expression, start: number, kind: number, precedence: number): Expression {
    const op = T.binaryOperator(kind);
    let right: Expression;
    if (kind === T.DOUBLE_STAR) {
      if (!this.mayEnter()) return this.given(start);
      this.advance();
      const height = this.enter();
      right = this.operation(T.UNARY_PRECEDENCE);
      this.leave(height);
    } else {
      this.advance();
      right = this.operation(precedence);
    }
    return { kind: "BinOp", start, end: this.end(), left, op, right };
  }

  private logical(left: Expression, start: number, kind: number, precedence: number): Expression {
    const values = [left];
    while (this.take(kind)) values.push(this.operation(precedence));
    return { kind: "BoolOp", start, end: this.end(), op: kind === T.OR ? "or" : "and", values };
  }

  private comparison(left: Expression, start: number): Expression {
    const ops: CompareOperator[] = [];
    const comparators: Expression[] = [];
    while (T.precedences[this.kind] === T.COMPARE_PRECEDENCE) {
      if (this.kind === T.NOT) {
        if (this.peek() !== T.IN) break;
        this.advance();
        this.advance();
        ops.push("not in");
      } else if (this.kind === T.IS) {
        this.advance();
        ops.push(this.take(T.NOT) ? "is not" : "is");
      } else if (this.kind === T.IN) {
        this.advance();
        ops.push("in");
      } else {
        ops.push(T.compareOperator(this.kind));
        this.advance();
      }
      comparators.push(this.operation(T.COMPARE_PRECEDENCE));
    }
    return { kind: "Compare", start, end: this.end(), left, ops, comparators };
  }

  /** One operand, with the operators before it. */
  private operand(minimum: number): Expression {
    switch (this.kind) {
      case T.NOT:
        // Python has no `a + not b`.
        if (minimum >= T.COMPARE_PRECEDENCE) this.reportUnexpected();
        return this.prefixed("not", T.NOT_PRECEDENCE);
      case T.MINUS:
        return this.prefixed("-", T.UNARY_PRECEDENCE);
      case T.PLUS:
        return this.prefixed("+", T.UNARY_PRECEDENCE);
      case T.TILDE:
        return this.prefixed("~", T.UNARY_PRECEDENCE);
      case T.AWAIT: {
        const start = this.start();
        this.advance();
        const value = this.primary();
        return { kind: "Await", start, end: this.end(), value };
      }
      default:
        return this.primary();
    }
  }

  private prefixed(op: "not" | "-" | "+" | "~", precedence: number): Expression {
    const start = this.start();
    if (!this.mayEnter()) {
      this.advance();
      return this.given(start);
    }
    const height = this.enter();
    this.advance();
    const operand = this.operation(precedence);
    this.leave(height);
    return { kind: "UnaryOp", start, end: this.end(), op, operand };
  }

  // ---- Operands and what follows them

  private primary(): Expression {
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

  protected reportNoName(): void {
    this.reportHere(
      this.atLineEnd() ? message("syntaxExpectedNameAtEnd") : message("syntaxExpectedName", { got: this.gotText() }),
    );
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

  // ---- Brackets

  /**
   * After an element that no comma follows: is there another? Reports a missing comma, passes over what fits nowhere. False
   * at any bracket's end and at the end of the line. `before` is where that element began.
   */
  private nextElement(before: number, closer: number, spelling: string): boolean {
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

  private closeBracket(open: number, closer: number): void {
    if (this.take(closer)) return;
    const start = this.starts[open] ?? 0;
    this.report(start, start + 1, message("syntaxNeverClosed", { bracket: this.text.charAt(start) }));
  }

  private parenthesised(): Expression {
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

  private list(): Expression {
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

  private braces(): Expression {
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

  private atComprehension(): boolean {
    return this.kind === T.FOR || (this.kind === T.ASYNC && this.peek() === T.FOR);
  }

  private comprehensions(): Comprehension[] {
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

  // ---- Atoms

  private atom(): Expression {
    switch (this.kind) {
      case T.NAME:
        return this.name();
      case T.INT: {
        const start = this.start();
        const end = this.tokenEnd();
        this.advance();
        return { kind: "Int", start, end, value: integerValue(this.text.slice(start, end)) };
      }
      case T.FLOAT:
      case T.IMAGINARY: {
        const kind = this.kind === T.FLOAT ? "Float" : "Complex";
        const start = this.start();
        const end = this.tokenEnd();
        this.advance();
        return { kind, start, end, value: floatValue(this.text.slice(start, end)) };
      }
      case T.STRING:
      case T.FSTRING_START:
        return this.strings();
      case T.LPAREN:
        return this.parenthesised();
      case T.LBRACKET:
        return this.list();
      case T.LBRACE:
        return this.braces();
      case T.TRUE:
        return this.singleton("True");
      case T.FALSE:
        return this.singleton("False");
      case T.NONE:
        return this.singleton("None");
      case T.ELLIPSIS:
        return this.singleton("Ellipsis");
      case T.LAMBDA:
        this.reportUnexpected();
        return this.lambda();
      default:
        return this.missing();
    }
  }

  protected singleton(kind: Singleton["kind"]): Singleton {
    const start = this.start();
    const end = this.tokenEnd();
    this.advance();
    return { kind, start, end };
  }

  // ---- Parameters

  /** The parameters of a function or lambda, up to `closer`, which is left to the caller. */
  protected parameters(closer: number, annotated: boolean): Parameter[] {
    const params: Writable<Parameter>[] = [];
    let role: ParameterRole = "positional";
    let defaulted = false;
    while (this.kind !== closer && !this.atLineEnd()) {
      const before = this.pos;
      if (this.kind === T.SLASH) {
        this.advance();
        for (const param of params) if (param.role === "positional") param.role = "positionalOnly";
      } else if (this.kind === T.STAR) {
        this.advance();
        role = "keywordOnly";
        if (this.kind === T.NAME) params.push(this.parameter("varPositional", annotated));
      } else if (this.kind === T.DOUBLE_STAR) {
        this.advance();
        if (this.kind === T.NAME) params.push(this.parameter("varKeyword", annotated));
        else this.reportNoName();
      } else if (this.kind === T.NAME) {
        const param = this.parameter(role, annotated);
        if (role === "positional" && param.default === null && defaulted) {
          this.report(param.start, param.nameEnd, message("syntaxDefaultOrder", { name: param.name }));
        }
        if (param.default !== null) defaulted = true;
        params.push(param);
      } else {
        this.reportNoName();
      }
      if (this.take(T.COMMA) || this.kind === closer) continue;
      if (!this.nextParameter(before, closer)) break;
    }
    return params;
  }

  private parameter(role: ParameterRole, annotated: boolean): Writable<Parameter> {
    const start = this.start();
    const nameEnd = this.tokenEnd();
    const name = this.nameAt(this.pos);
    this.advance();
    let annotation: Expression | null = null;
    if (annotated && this.take(T.COLON)) {
      annotation = role === "varPositional" && this.kind === T.STAR ? this.star() : this.expression();
    }
    const end = this.end();
    const value = this.take(T.EQUAL) ? this.expression() : null;
    return { kind: "Parameter", start, end, name, nameEnd, role, annotation, default: value };
  }

  /** After a parameter that no comma follows: passes over what fits nowhere. False where the list ends. */
  private nextParameter(before: number, closer: number): boolean {
    if (this.pos > before && !this.atLineEnd() && this.kind !== T.COLON && this.kind !== T.ARROW) {
      this.reportHere(message("syntaxMissingComma", { expected: closer === T.COLON ? ":" : ")", got: this.gotText() }));
    }
    while (this.kind !== closer) {
      if (this.atLineEnd() || this.kind === T.COLON || this.kind === T.ARROW) return false;
      if (this.kind === T.RPAREN || this.kind === T.RBRACKET || this.kind === T.RBRACE) return false;
      if (this.take(T.COMMA)) return true;
      if (this.pos > before && (this.kind === T.NAME || this.kind === T.STAR || this.kind === T.DOUBLE_STAR))
        return true;
      this.advance();
    }
    return true;
  }
}
