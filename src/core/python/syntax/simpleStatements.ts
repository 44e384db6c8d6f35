// Statements of one line.
import { message } from "../../messages/index.ts";
import type { Alias, ErrorStatement, Expression, Statement, TypeParam } from "./ast.ts";
import { PatternParser } from "./patterns.ts";
import * as T from "./tokens.ts";

export abstract class SimpleStatementParser extends PatternParser {
  /** What no statement begins with, up to the end of the line. */
  protected abstract leftover(): ErrorStatement;

  protected simpleStatement(): Statement {
    const start = this.start();
    switch (this.kind) {
      case T.RETURN: {
        this.advance();
        const value = this.atStatementEnd() ? null : this.expressions();
        return { kind: "Return", start, end: this.end(), value };
      }
      case T.PASS:
        this.advance();
        return { kind: "Pass", start, end: this.end() };
      case T.BREAK:
        this.advance();
        return { kind: "Break", start, end: this.end() };
      case T.CONTINUE:
        this.advance();
        return { kind: "Continue", start, end: this.end() };
      case T.IMPORT:
        return this.importStatement();
      case T.FROM:
        return this.importFrom();
      case T.RAISE: {
        this.advance();
        const exc = this.atStatementEnd() ? null : this.expression();
        const cause = this.take(T.FROM) ? this.expression() : null;
        return { kind: "Raise", start, end: this.end(), exc, cause };
      }
      case T.ASSERT: {
        this.advance();
        const test = this.expression();
        const msg = this.take(T.COMMA) ? this.expression() : null;
        return { kind: "Assert", start, end: this.end(), test, msg };
      }
      case T.DEL:
        return this.deleteStatement();
      case T.GLOBAL: {
        const names = this.nameList();
        return { kind: "Global", start, end: this.end(), names };
      }
      case T.NONLOCAL: {
        const names = this.nameList();
        return { kind: "Nonlocal", start, end: this.end(), names };
      }
      case T.NAME:
        if (this.values[this.pos] === T.TYPE_ID && this.peek() === T.NAME) return this.typeAlias();
        return this.expressionStatement();
      default:
        if (T.beginsExpression[this.kind] === 1) return this.expressionStatement();
        return this.leftover();
    }
  }

  private atStatementEnd(): boolean {
    return this.atLineEnd() || this.kind === T.SEMICOLON;
  }

  private expressionStatement(): Statement {
    const start = this.start();
    const first = this.assigned();
    const { kind } = this;
    if (kind === T.NEWLINE) return { kind: "Expr", start, end: this.end(), value: first };
    if (kind === T.EQUAL) return this.assignment(start, first);
    if (kind >= T.FIRST_AUGMENTED && kind <= T.LAST_AUGMENTED) {
      this.requireTarget(first);
      const op = T.binaryOperator(kind - T.AUGMENTED);
      this.advance();
      const value = this.assigned();
      return { kind: "AugAssign", start, end: this.end(), target: first, op, value };
    }
    if (kind === T.COLON && this.isAnnotated(first)) return this.annotated(start, first);
    return { kind: "Expr", start, end: this.end(), value: first };
  }

  private assignment(start: number, first: Expression): Statement {
    const targets: Expression[] = [];
    let value = first;
    while (this.take(T.EQUAL)) {
      this.requireTarget(value);
      targets.push(value);
      value = this.assigned();
    }
    return { kind: "Assign", start, end: this.end(), targets, value };
  }

  private isAnnotated(target: Expression): boolean {
    if (target.kind !== "Name" && target.kind !== "Attribute" && target.kind !== "Subscript") return false;
    // `forward(x):` without its `def`, and the like, have a block.
    return this.peek() !== T.NEWLINE || this.kinds[this.pos + 2] !== T.INDENT;
  }

  private annotated(start: number, target: Expression): Statement {
    const simple = target.kind === "Name" && target.start === start;
    this.advance();
    const annotation = this.expression();
    const value = this.take(T.EQUAL) ? this.assigned() : null;
    return { kind: "AnnAssign", start, end: this.end(), target, annotation, value, simple };
  }

  private deleteStatement(): Statement {
    const start = this.start();
    this.advance();
    const targets: Expression[] = [];
    do {
      if (this.atStatementEnd() && targets.length > 0) break;
      targets.push(this.target());
    } while (this.take(T.COMMA));
    return { kind: "Delete", start, end: this.end(), targets };
  }

  private nameList(): string[] {
    this.advance();
    const names: string[] = [];
    do {
      if (this.kind === T.NAME) names.push(this.nameAt(this.pos));
      if (!this.take(T.NAME)) this.reportNoName();
    } while (this.take(T.COMMA));
    return names;
  }

  private typeAlias(): Statement {
    const start = this.start();
    this.advance();
    const name: Expression = { kind: "Name", start: this.start(), end: this.tokenEnd(), id: this.nameAt(this.pos) };
    this.advance();
    const typeParams = this.typeParams();
    const value = this.expect(T.EQUAL, "=") ? this.expression() : this.absent();
    return { kind: "TypeAlias", start, end: this.end(), name, typeParams, value };
  }

  // ---- Imports

  private importStatement(): Statement {
    const start = this.start();
    this.advance();
    const names: Alias[] = [];
    do {
      if (this.kind !== T.NAME) {
        this.reportNoName();
        break;
      }
      const nameStart = this.start();
      const name = this.dottedName();
      names.push(this.alias(nameStart, this.end(), name));
    } while (this.take(T.COMMA));
    return { kind: "Import", start, end: this.end(), names };
  }

  private importFrom(): Statement {
    const start = this.start();
    this.advance();
    let level = 0;
    while (this.kind === T.DOT || this.kind === T.ELLIPSIS) {
      level += this.kind === T.DOT ? 1 : 3;
      this.advance();
    }
    const moduleStart = this.kind === T.NAME ? this.start() : this.end();
    const module = this.kind === T.NAME ? this.dottedName() : null;
    if (module === null && level === 0) this.reportNoName();
    const moduleEnd = this.end();
    const names: Alias[] = [];
    if (this.expect(T.IMPORT, "import")) this.importedNames(names);
    return { kind: "ImportFrom", start, end: this.end(), module, moduleStart, moduleEnd, names, level };
  }

  private importedNames(names: Alias[]): void {
    const start = this.start();
    if (this.take(T.STAR)) {
      const end = this.end();
      names.push({ kind: "Alias", start, end, name: "*", nameStart: start, nameEnd: end, asname: null });
      return;
    }
    const parenthesised = this.take(T.LPAREN);
    while (this.kind === T.NAME) {
      const nameStart = this.start();
      const name = this.nameAt(this.pos);
      this.advance();
      names.push(this.alias(nameStart, this.end(), name));
      if (!this.take(T.COMMA)) break;
      if (!parenthesised && this.kind !== T.NAME) this.reportNoName();
    }
    if (names.length === 0) this.reportNoName();
    if (!parenthesised || this.take(T.RPAREN)) return;
    if (!this.atLineEnd()) {
      this.reportUnexpected();
      while (!this.atLineEnd() && this.kind !== T.RPAREN) this.advance();
      if (this.take(T.RPAREN)) return;
    }
    this.report(start, start + 1, message("syntaxNeverClosed", { bracket: "(" }));
  }

  private dottedName(): string {
    let name = this.nameAt(this.pos);
    this.advance();
    while (this.take(T.DOT)) {
      name += ".";
      if (this.kind === T.NAME) name += this.nameAt(this.pos);
      if (!this.take(T.NAME)) this.reportNoName();
    }
    return name;
  }

  private alias(start: number, nameEnd: number, name: string): Alias {
    let asname: string | null = null;
    if (this.take(T.AS)) {
      if (this.kind === T.NAME) asname = this.nameAt(this.pos);
      if (!this.take(T.NAME)) this.reportNoName();
    }
    return { kind: "Alias", start, end: this.end(), name, nameStart: start, nameEnd, asname };
  }

  // ---- Names of definitions

  protected definedName(): string {
    const name = this.kind === T.NAME ? this.nameAt(this.pos) : "";
    if (!this.take(T.NAME)) this.reportNoName();
    return name;
  }

  /** `[T: int = str, *Ts, **P]`, if it is there. */
  protected typeParams(): readonly TypeParam[] {
    if (this.kind !== T.LBRACKET) return [];
    const open = this.start();
    this.advance();
    const params: TypeParam[] = [];
    while (this.kind === T.NAME || this.kind === T.STAR || this.kind === T.DOUBLE_STAR) {
      params.push(this.typeParam());
      if (!this.take(T.COMMA)) break;
    }
    if (params.length === 0) this.reportNoName();
    if (!this.take(T.RBRACKET)) this.report(open, open + 1, message("syntaxNeverClosed", { bracket: "[" }));
    return params;
  }

  private typeParam(): TypeParam {
    const start = this.start();
    const isTuple = this.take(T.STAR);
    const isSpec = !isTuple && this.take(T.DOUBLE_STAR);
    const name = this.definedName();
    const bound = !isTuple && !isSpec && this.take(T.COLON) ? this.expression() : null;
    const value = this.take(T.EQUAL) ? (isTuple ? this.starredExpression() : this.expression()) : null;
    const end = this.end();
    if (isTuple) return { kind: "TypeVarTuple", start, end, name, default: value };
    if (isSpec) return { kind: "ParamSpec", start, end, name, default: value };
    return { kind: "TypeVar", start, end, name, bound, default: value };
  }
}
