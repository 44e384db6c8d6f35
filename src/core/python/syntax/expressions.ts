// Expressions: a loop over infix operators by how tightly they bind, over operands that primaries.ts reads.
import type { CompareOperator, Expression, Singleton } from "./ast.ts";
import { floatValue, integerValue } from "./numbers.ts";
import { PrimaryParser } from "./primaries.ts";
import { checkTarget } from "./targets.ts";
import * as T from "./tokens.ts";

export abstract class ExpressionParser extends PrimaryParser {
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

  protected override star(): Expression {
    const start = this.start();
    this.advance();
    const value = this.operation(T.COMPARE_PRECEDENCE);
    return { kind: "Starred", start, end: this.end(), value };
  }

  /** What `for` binds: ends before `in`. */
  protected override targets(): Expression {
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
  protected override named(): Expression {
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

  protected override expression(): Expression {
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

  protected override yieldExpression(): Expression {
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
  protected override operation(minimum: number): Expression {
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

  // ---- Atoms

  protected override atom(): Expression {
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
}
