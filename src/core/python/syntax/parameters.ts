import { message } from "../../messages/index.ts";
import type { Expression, Parameter, ParameterRole } from "./ast.ts";
import { BracketParser } from "./brackets.ts";
import * as T from "./tokens.ts";

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Lambdas, and the parameters of functions. */
export abstract class ParameterParser extends BracketParser {
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
