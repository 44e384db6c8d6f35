import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import type {
  Bytes,
  Expression,
  FormattedValue,
  Interpolation,
  JoinedStr,
  StringConstant,
  TemplateStr,
} from "./ast.ts";
import { Cursor } from "./cursor.ts";
import { fstringTextValue, stringValue } from "./literals.ts";
import * as T from "./tokens.ts";

type Field = FormattedValue | Interpolation;
type Piece = StringConstant | Field;

/** String literals: joined ones, f-strings and t-strings with their fields. */
export abstract class StringParser extends Cursor {
  private readonly reportLiteral = (start: number, end: number, text: Message): void => this.report(start, end, text);

  /** What a field holds: `yield …` or expressions with commas. */
  protected abstract fieldExpression(): Expression;

  /** Adjacent literals; the cursor is at the first. */
  protected strings(): StringConstant | Bytes | JoinedStr | TemplateStr {
    const next = this.peek();
    if (this.kind === T.STRING && next !== T.STRING && next !== T.FSTRING_START) return this.singleString();
    return this.joinedStrings();
  }

  private singleString(): StringConstant | Bytes {
    const start = this.start();
    const end = this.tokenEnd();
    const flags = this.values[this.pos] ?? 0;
    const value = stringValue(this.text, start, end, flags, this.reportLiteral);
    this.advance();
    return (flags & T.BYTES) !== 0 ? { kind: "Bytes", start, end, value } : { kind: "String", start, end, value };
  }

  private joinedStrings(): StringConstant | Bytes | JoinedStr | TemplateStr {
    const start = this.start();
    const pieces: Piece[] = [];
    let bytes = 0;
    let templates = 0;
    let formatted = 0;
    let literals = 0;
    while (this.kind === T.STRING || this.kind === T.FSTRING_START) {
      literals++;
      if (this.kind === T.STRING) {
        const piece = this.singleString();
        if (piece.kind === "Bytes") bytes++;
        addText(pieces, piece.start, piece.end, piece.value);
      } else {
        const isTemplate = ((this.values[this.pos] ?? 0) & T.TEMPLATE) !== 0;
        if (isTemplate) templates++;
        else formatted++;
        this.formattedString(pieces, isTemplate);
      }
    }
    const end = this.end();
    if ((bytes > 0 && bytes < literals) || (templates > 0 && templates < literals)) {
      this.report(start, end, message("syntaxMixedStrings"));
    }
    if (templates > 0) return { kind: "TemplateStr", start, end, values: asInterpolations(pieces) };
    if (formatted > 0) return { kind: "JoinedStr", start, end, values: asFormatted(pieces) };
    const value = pieces.map((piece) => (piece.kind === "String" ? piece.value : "")).join("");
    return bytes > 0 ? { kind: "Bytes", start, end, value } : { kind: "String", start, end, value };
  }

  private formattedString(pieces: Piece[], isTemplate: boolean): void {
    this.advance();
    this.pieces(pieces, isTemplate);
    this.take(T.FSTRING_END);
  }

  /** Text and fields, up to what is neither. */
  private pieces(pieces: Piece[], isTemplate: boolean): void {
    for (;;) {
      if (this.kind === T.FSTRING_TEXT) {
        const start = this.start();
        const end = this.tokenEnd();
        const flags = this.values[this.pos] ?? 0;
        addText(pieces, start, end, fstringTextValue(this.text, start, end, flags, this.reportLiteral));
        this.advance();
      } else if (this.kind === T.LBRACE) {
        if (!this.mayEnter()) {
          this.skipField();
          continue;
        }
        const height = this.enter();
        this.field(pieces, isTemplate);
        this.leave(height);
      } else {
        return;
      }
    }
  }

  private field(pieces: Piece[], isTemplate: boolean): void {
    const start = this.start();
    this.advance();
    const valueStart = this.ends[this.pos - 1] ?? 0;
    const value = this.fieldValue();
    const valueEnd = Math.max(valueStart, this.end());
    const text = this.text.slice(valueStart, valueEnd);
    const debug = this.take(T.EQUAL);
    if (debug) addText(pieces, valueStart, this.start(), this.text.slice(valueStart, this.start()));
    let conversion = this.kind === T.EXCLAMATION ? this.conversion() : null;
    const formatSpec = this.kind === T.COLON ? this.formatSpec() : null;
    if (debug && conversion === null && formatSpec === null) conversion = "r";
    if (!this.take(T.RBRACE)) this.unclosedField();
    const end = this.end();
    pieces.push(
      isTemplate
        ? { kind: "Interpolation", start, end, value, text, conversion, formatSpec }
        : { kind: "FormattedValue", start, end, value, conversion, formatSpec },
    );
  }

  private fieldValue(): Expression {
    if (this.kind !== T.RBRACE && this.kind !== T.EXCLAMATION && this.kind !== T.COLON && this.kind !== T.EQUAL) {
      return this.fieldExpression();
    }
    this.reportHere(message("syntaxEmptyFstringField"));
    return { kind: "ErrorExpression", start: this.start(), end: this.start(), parts: [] };
  }

  private conversion(): "s" | "r" | "a" | null {
    this.advance();
    const name = this.kind === T.NAME ? this.nameAt(this.pos) : "";
    if (name === "s" || name === "r" || name === "a") {
      this.advance();
      return name;
    }
    this.reportHere(message("syntaxExpectedConversion"));
    this.take(T.NAME);
    return null;
  }

  private formatSpec(): JoinedStr {
    this.advance();
    const start = this.end();
    const values: Piece[] = [];
    this.pieces(values, false);
    return { kind: "JoinedStr", start, end: Math.max(start, this.end()), values: asFormatted(values) };
  }

  private unclosedField(): void {
    if (this.kind === T.FSTRING_END || this.atLineEnd()) {
      const open = this.starts[this.pos] ?? 0;
      this.report(open, this.ends[this.pos] ?? open, message("syntaxExpectedAtEnd", { expected: "}" }));
    } else {
      this.reportUnexpected();
    }
    this.skipField();
  }

  /** Passes over the rest of a field, its closing brace included. */
  private skipField(): void {
    let open = 0;
    let strings = 0;
    for (; !this.atLineEnd(); this.advance()) {
      if (this.kind === T.FSTRING_START) strings++;
      else if (this.kind === T.FSTRING_END && --strings < 0) return;
      else if (this.kind === T.LBRACE) open++;
      else if (this.kind === T.RBRACE && --open <= 0 && strings === 0) {
        this.advance();
        return;
      }
    }
  }
}

/** Adjacent texts are one constant. */
function addText(pieces: Piece[], start: number, end: number, value: string): void {
  const last = pieces[pieces.length - 1];
  if (last !== undefined && last.kind === "String") {
    pieces[pieces.length - 1] = { kind: "String", start: last.start, end, value: last.value + value };
  } else if (value !== "") {
    pieces.push({ kind: "String", start, end, value });
  }
}

const asFormatted = (pieces: readonly Piece[]): (StringConstant | FormattedValue)[] =>
  pieces.filter((piece) => piece.kind !== "Interpolation");

const asInterpolations = (pieces: readonly Piece[]): (StringConstant | Interpolation)[] =>
  pieces.filter((piece) => piece.kind !== "FormattedValue");
