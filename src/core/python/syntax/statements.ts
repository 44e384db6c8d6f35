// Blocks, and the statements that have them. Above the usual size: one method for each.
import { message } from "../../messages/index.ts";
import type {
  ErrorStatement,
  ExceptHandler,
  Expression,
  If,
  Keyword,
  MatchCase,
  Parameter,
  Statement,
  WithItem,
} from "./ast.ts";
import { type BodyReader, DeferredFunction } from "./deferredBody.ts";
import { SimpleStatementParser } from "./simpleStatements.ts";
import * as T from "./tokens.ts";

const nothing: readonly never[] = [];

export class StatementParser extends SimpleStatementParser {
  private readonly readBody: BodyReader;

  constructor(text: string, tokens: T.Tokens, readBody: BodyReader) {
    super(text, tokens);
    this.readBody = readBody;
  }

  /** The statements of an indented block that is all there is. */
  body(): Statement[] {
    this.take(T.INDENT);
    return this.module();
  }

  module(): Statement[] {
    const body: Statement[] = [];
    while (this.kind !== T.END) {
      this.statementsOfBlock(body);
      // A DEDENT that closes no block of ours.
      if (this.kind === T.DEDENT) this.advance();
    }
    return body;
  }

  // ---- Lines and blocks

  /** Statements up to the DEDENT that ends their block, which is left to the caller. */
  private statementsOfBlock(body: Statement[]): void {
    let extraLevels = 0;
    for (;;) {
      if (this.kind === T.INDENT) {
        // Most likely lines that were moved: they stay in this block.
        this.report(this.start(), this.tokenEnd(), message("syntaxUnexpectedIndent"));
        extraLevels++;
        this.advance();
      } else if (this.kind === T.DEDENT) {
        if (extraLevels === 0) return;
        extraLevels--;
        this.advance();
      } else if (this.kind === T.END) {
        return;
      } else if (this.kind === T.NEWLINE) {
        this.advance();
      } else {
        this.height = 0;
        this.statement(body);
      }
    }
  }

  private statement(body: Statement[]): void {
    switch (this.kind) {
      case T.DEF:
      case T.CLASS:
      case T.AT:
        body.push(this.definition());
        return;
      case T.IF:
        body.push(this.ifStatement());
        return;
      case T.FOR:
        body.push(this.forStatement(this.start(), false));
        return;
      case T.WHILE:
        body.push(this.whileStatement());
        return;
      case T.WITH:
        body.push(this.withStatement(this.start(), false));
        return;
      case T.TRY:
        body.push(this.tryStatement());
        return;
      case T.ASYNC:
        body.push(this.asyncStatement());
        return;
      case T.NAME:
        if (this.values[this.pos] === T.MATCH_ID && this.isMatch()) {
          body.push(this.matchStatement());
          return;
        }
        break;
      default:
    }
    this.simpleStatements(body);
  }

  /** A line of statements with semicolons between them. */
  private simpleStatements(body: Statement[]): void {
    const { pos } = this;
    do {
      if (this.atLineEnd()) break;
      body.push(this.simpleStatement());
      // An error that had a block under it ends where the block does.
      if (this.isAfterBlock(pos)) return;
      if (this.kind !== T.SEMICOLON && !this.atLineEnd()) body.push(this.leftover());
      if (this.isAfterBlock(pos)) return;
    } while (this.take(T.SEMICOLON));
    this.take(T.NEWLINE);
  }

  private isAfterBlock(from: number): boolean {
    return this.pos > from && this.kinds[this.pos - 1] === T.DEDENT;
  }

  /** The rest of a line after its statement; with the block under it if it ends in a colon. */
  protected override leftover(): ErrorStatement {
    const orphan = this.kind === T.ELSE || this.kind === T.ELIF || this.kind === T.EXCEPT || this.kind === T.FINALLY;
    if (orphan) this.reportHere(message("syntaxOrphan", { keyword: this.gotText() }));
    else this.reportUnexpected();
    return this.errorStatement(this.start(), []);
  }

  private errorStatement(start: number, parts: Expression[]): ErrorStatement {
    while (!this.atLineEnd() && this.kind !== T.SEMICOLON) {
      const before = this.pos;
      if (T.beginsExpression[this.kind] === 1 && this.kind !== T.STAR) {
        parts.push(this.kind === T.YIELD ? this.yieldExpression() : this.named());
      }
      if (this.pos === before) this.advance();
    }
    const end = Math.max(start, this.end());
    const isHeader = this.kinds[this.pos - 1] === T.COLON && this.kind === T.NEWLINE && this.peek() === T.INDENT;
    const body = isHeader ? this.indentedBlock() : [];
    return { kind: "ErrorStatement", start, end: isHeader ? this.endOfCode() : end, parts, body };
  }

  /** A colon and the block after it. `header` is the keyword that opened it. */
  private block(header: string): Statement[] {
    if (!this.take(T.COLON)) {
      this.expect(T.COLON, ":");
      while (this.kind !== T.COLON && !this.atLineEnd()) this.advance();
      this.take(T.COLON);
    }
    if (this.kind !== T.NEWLINE) {
      const body: Statement[] = [];
      if (this.atLineEnd()) this.reportNoBlock(header);
      else this.inlineBlock(body);
      return body;
    }
    if (this.peek() === T.INDENT) return this.indentedBlock();
    this.reportNoBlock(header);
    this.advance();
    return [];
  }

  private inlineBlock(body: Statement[]): void {
    this.height = 0;
    this.simpleStatements(body);
  }

  private reportNoBlock(header: string): void {
    const end = this.endOfCode();
    this.report(Math.max(0, end - 1), end, message("syntaxExpectedBlock", { header }));
  }

  /** The cursor is at the NEWLINE before the INDENT. */
  private indentedBlock(): Statement[] {
    const body: Statement[] = [];
    this.advance();
    if (!this.mayEnter()) {
      this.skipBlock();
      return body;
    }
    this.advance();
    const height = this.enter();
    this.statementsOfBlock(body);
    this.leave(height);
    this.take(T.DEDENT);
    return body;
  }

  private skipBlock(): void {
    let level = 0;
    while (this.kind !== T.END) {
      if (this.kind === T.INDENT) level++;
      else if (this.kind === T.DEDENT) level--;
      this.advance();
      if (level === 0) return;
    }
  }

  // ---- Definitions

  private definition(): Statement {
    const start = this.start();
    const decorators: Expression[] = [];
    while (this.take(T.AT)) {
      decorators.push(this.named());
      if (!this.take(T.NEWLINE)) {
        this.expect(T.NEWLINE, "newline");
        while (!this.atLineEnd()) this.advance();
        this.take(T.NEWLINE);
      }
    }
    if (this.kind === T.DEF) return this.functionDefinition(this.start(), false, decorators);
    if (this.kind === T.CLASS) return this.classDefinition(decorators);
    if (this.kind === T.ASYNC && this.peek() === T.DEF) {
      const asyncStart = this.start();
      this.advance();
      return this.functionDefinition(asyncStart, true, decorators);
    }
    const end = this.endOfCode();
    this.report(start, end, message("syntaxExpectedDefinition"));
    return { kind: "ErrorStatement", start, end, parts: decorators, body: nothing };
  }

  private asyncStatement(): Statement {
    const start = this.start();
    this.advance();
    if (this.kind === T.DEF) return this.functionDefinition(start, true, []);
    if (this.kind === T.FOR) return this.forStatement(start, true);
    if (this.kind === T.WITH) return this.withStatement(start, true);
    this.expect(T.DEF, "def");
    return this.errorStatement(start, []);
  }

  private functionDefinition(start: number, isAsync: boolean, decorators: readonly Expression[]): Statement {
    this.advance();
    const nameStart = this.kind === T.NAME ? this.start() : this.end();
    const name = this.definedName();
    const nameEnd = this.end();
    const typeParams = this.typeParams();
    const open = this.start();
    let params: readonly Parameter[] = nothing;
    if (this.expect(T.LPAREN, "(")) {
      params = this.parameters(T.RPAREN, true);
      if (!this.take(T.RPAREN)) this.report(open, open + 1, message("syntaxNeverClosed", { bracket: "(" }));
    }
    const returns = this.take(T.ARROW) ? this.expression() : null;
    if (this.kind === T.COLON && this.kinds[this.pos + 2] === T.BODY) {
      this.moveTo(this.pos + 2);
      const extent = { start: this.start(), end: this.tokenEnd() };
      this.advance();
      const { end } = extent;
      const parts = { start, end, name, nameStart, nameEnd, typeParams, params, returns, decorators, isAsync };
      return new DeferredFunction(parts, extent, this.readBody);
    }
    const body = this.block("def");
    const end = this.endOfCode();
    return {
      kind: "FunctionDef",
      start,
      end,
      name,
      nameStart,
      nameEnd,
      typeParams,
      params,
      returns,
      body,
      decorators,
      isAsync,
    };
  }

  private classDefinition(decorators: readonly Expression[]): Statement {
    const start = this.start();
    this.advance();
    const nameStart = this.kind === T.NAME ? this.start() : this.end();
    const name = this.definedName();
    const nameEnd = this.end();
    const typeParams = this.typeParams();
    const bases: Expression[] = [];
    const keywords: Keyword[] = [];
    if (this.kind === T.LPAREN) this.callArguments(bases, keywords);
    const body = this.block("class");
    const end = this.endOfCode();
    return { kind: "ClassDef", start, end, name, nameStart, nameEnd, typeParams, bases, keywords, body, decorators };
  }

  // ---- Compound statements

  private ifStatement(): Statement {
    const chain: { start: number; test: Expression; body: Statement[]; end: number }[] = [];
    const { depth } = this;
    let orelse: readonly Statement[] = nothing;
    do {
      const start = this.start();
      if (!this.mayEnter()) {
        orelse = [this.errorStatement(start, [])];
        while (this.kind === T.ELIF || this.kind === T.ELSE) this.errorStatement(this.start(), []);
        break;
      }
      const header = this.nameAt(this.pos);
      this.advance();
      const test = this.named();
      const body = this.block(header);
      chain.push({ start, test, body, end: this.endOfCode() });
      this.depth++;
    } while (this.kind === T.ELIF);
    if (orelse === nothing && this.kind === T.ELSE) orelse = this.elseBlock();
    this.depth = depth;
    const end = this.endOfCode();
    // An elif is an If in the orelse before it: built from the last one up, since a chain may be long.
    for (let at = chain.length - 1; at >= 0; at--) {
      const link = chain[at];
      if (link === undefined) continue;
      const node: If = { kind: "If", start: link.start, end, test: link.test, body: link.body, orelse };
      orelse = [node];
    }
    return orelse[0] ?? this.leftover();
  }

  private elseBlock(): readonly Statement[] {
    if (!this.take(T.ELSE)) return nothing;
    return this.block("else");
  }

  private whileStatement(): Statement {
    const start = this.start();
    this.advance();
    const test = this.named();
    const body = this.block("while");
    const orelse = this.elseBlock();
    return { kind: "While", start, end: this.endOfCode(), test, body, orelse };
  }

  private forStatement(start: number, isAsync: boolean): Statement {
    this.advance();
    const target = this.targets();
    const iter = this.expect(T.IN, "in") ? this.expressions() : this.absent();
    const body = this.block("for");
    const orelse = this.elseBlock();
    return { kind: "For", start, end: this.endOfCode(), target, iter, body, orelse, isAsync };
  }

  private withStatement(start: number, isAsync: boolean): Statement {
    this.advance();
    const items = this.parenthesisedItems() ?? this.withItems();
    const body = this.block("with");
    return { kind: "With", start, end: this.endOfCode(), items, body, isAsync };
  }

  private withItems(): WithItem[] {
    const items: WithItem[] = [];
    do {
      items.push(this.withItem());
    } while (this.take(T.COMMA));
    return items;
  }

  private withItem(): WithItem {
    const start = this.start();
    const contextExpr = this.expression();
    const optionalVars = this.take(T.AS) ? this.target() : null;
    return { kind: "WithItem", start, end: Math.max(start, this.end()), contextExpr, optionalVars };
  }

  /** `with (a as b, c):`. Null, with the cursor where it was, where the parentheses belong to an expression. */
  private parenthesisedItems(): WithItem[] | null {
    if (this.kind !== T.LPAREN) return null;
    const { pos } = this;
    const problems = this.problems.length;
    const items: WithItem[] = [];
    this.advance();
    while (T.beginsExpression[this.kind] === 1 && this.kind !== T.STAR && this.kind !== T.YIELD) {
      items.push(this.withItem());
      if (!this.take(T.COMMA)) break;
    }
    const bound = items.some((item) => item.optionalVars !== null);
    const closed = items.length > 0 && this.take(T.RPAREN);
    if (closed && this.problems.length === problems && (this.kind === T.COLON || bound)) return items;
    // What is broken is better read as items if one of them is bound.
    if (bound && items.length > 0) {
      if (!closed) this.expect(T.RPAREN, ")");
      return items;
    }
    this.problems.length = problems;
    this.moveTo(pos);
    return null;
  }

  private tryStatement(): Statement {
    const start = this.start();
    this.advance();
    const body = this.block("try");
    const handlers: ExceptHandler[] = [];
    let isStar = false;
    while (this.kind === T.EXCEPT) {
      if (this.peek() === T.STAR) isStar = true;
      handlers.push(this.exceptHandler());
    }
    const orelse = this.elseBlock();
    const finalbody = this.take(T.FINALLY) ? this.block("finally") : nothing;
    if (handlers.length === 0 && finalbody === nothing) {
      this.report(start, start + 3, message("syntaxExpectedHandler"));
    }
    return { kind: "Try", start, end: this.endOfCode(), body, handlers, orelse, finalbody, isStar };
  }

  private exceptHandler(): ExceptHandler {
    const start = this.start();
    this.advance();
    this.take(T.STAR);
    let type: Expression | null = null;
    let name: string | null = null;
    if (this.kind !== T.COLON && !this.atLineEnd()) {
      const typeStart = this.start();
      type = this.expression();
      if (this.kind === T.COMMA) type = this.bareTuple(typeStart, type);
    }
    let nameStart = this.end();
    if (this.take(T.AS)) {
      nameStart = this.kind === T.NAME ? this.start() : this.end();
      name = this.definedName();
    }
    const nameEnd = this.end();
    const body = this.block("except");
    return { kind: "ExceptHandler", start, end: this.endOfCode(), type, name, nameStart, nameEnd, body };
  }

  // ---- Match

  /** Is the name `match` at the cursor the keyword? */
  private isMatch(): boolean {
    const next = this.peek();
    if (T.beginsExpression[next] !== 1) return false;
    // `match (x)` and `match -x` may be expressions; a colon and an indented `case` tell.
    let at = this.pos + 1;
    while ((this.kinds[at] ?? T.END) > T.DEDENT) at++;
    if (this.kinds[at - 1] !== T.COLON) return false;
    if (this.kinds[at + 1] === T.INDENT) {
      return this.kinds[at + 2] === T.NAME && this.values[at + 2] === T.CASE_ID;
    }
    return next === T.NAME || next === T.STRING;
  }

  private matchStatement(): Statement {
    const start = this.start();
    this.advance();
    const subjectStart = this.start();
    const first = this.kind === T.STAR ? this.expressions() : this.named();
    const subject = this.kind === T.COMMA ? this.bareTuple(subjectStart, first) : first;
    this.expect(T.COLON, ":");
    while (!this.atLineEnd()) this.advance();
    const cases: MatchCase[] = [];
    if (this.kind === T.NEWLINE && this.peek() === T.INDENT && this.mayEnter()) {
      this.advance();
      this.advance();
      const height = this.enter();
      this.matchCases(cases);
      this.leave(height);
      this.take(T.DEDENT);
    } else {
      this.reportNoBlock("match");
      this.take(T.NEWLINE);
      if (this.kind === T.INDENT) this.skipBlock();
    }
    return { kind: "Match", start, end: this.endOfCode(), subject, cases };
  }

  private matchCases(cases: MatchCase[]): void {
    while (this.kind !== T.DEDENT && this.kind !== T.END) {
      const start = this.start();
      if (this.kind === T.NAME && this.values[this.pos] === T.CASE_ID) {
        this.advance();
        const pattern = this.patterns();
        const guard = this.take(T.IF) ? this.named() : null;
        const body = this.block("case");
        cases.push({ kind: "MatchCase", start, end: this.endOfCode(), pattern, guard, body });
        continue;
      }
      // Statements between the cases are kept under a pattern that nothing matches.
      this.reportHere(message("syntaxExpectedCase"));
      const body: Statement[] = [];
      if (this.kind === T.INDENT) {
        this.advance();
        this.statementsOfBlock(body);
        this.take(T.DEDENT);
      } else if (this.kind === T.NEWLINE) {
        this.advance();
      } else {
        this.statement(body);
      }
      cases.push({
        kind: "MatchCase",
        start,
        end: Math.max(start, this.endOfCode()),
        pattern: { kind: "ErrorPattern", start, end: start, parts: [] },
        guard: null,
        body,
      });
    }
  }
}
