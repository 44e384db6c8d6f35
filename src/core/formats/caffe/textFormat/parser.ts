import type { Message } from "../../../ir/message.ts";
import { message } from "../../../messages/index.ts";
import { type Token, tokenize } from "./lexer.ts";
import type { Field, Scalar, Span, SyntaxFault, TextFormatTree, TextMessage } from "./tree.ts";

/** protobuf's own limit; a deeper message is skipped. */
const maximumDepth = 100;
/** A binary file named .prototxt has a fault in every line: the first ones say enough. */
const maximumFaults = 50;

/**
 * Reads protobuf text format. Never fails: what cannot be read is skipped and told. A text that is not well formed is read
 * once more with one rule added: a `layer` or `layers` in the first column closes whatever is still open, so that a missing
 * brace costs one layer and not all that follow.
 */
export function parseTextFormat(text: string): TextFormatTree {
  const { tokens, faults } = tokenize(text);
  const strict = new Parser(tokens, false).parse();
  const parsed = strict.faults.length > 0 ? new Parser(tokens, true).parse() : strict;
  const all = [...faults, ...parsed.faults].sort((a, b) => a.at.start - b.at.start);
  return { root: parsed.root, faults: all.slice(0, maximumFaults) };
}

/** As protobuf reads numbers: `1.`, `0x1F`, octal `017`, `1.5f`. */
function numberOf(text: string): number {
  if (/^0[0-7]+$/.test(text)) return parseInt(text, 8);
  return Number(/^0[xX]/.test(text) ? text : text.replace(/[fF]$/, ""));
}

/** What a message shows of a token: a binary file's may be long and hold control characters. */
const excerpt = (text: string): string => text.slice(0, 20).replace(/[^\x20-\x7e]/g, "?");

const isPunctuation = (token: Token, text: string): boolean => token.kind === "punctuation" && token.text === text;
const startsField = (next: Token): boolean => isPunctuation(next, ":") || isPunctuation(next, "{");
const fieldOf = (name: string, nameAt: Span, value: Scalar | TextMessage): Field => ({
  name,
  nameAt,
  value,
  start: nameAt.start,
  end: value.end,
});
const isLayer = /^layers?$/;

/** A class, so that all texts share its methods: compiled code of functions made for one text is lost with them. */
class Parser {
  private readonly tokens: readonly Token[];
  private readonly recovering: boolean;
  private readonly end: Token;
  private readonly faults: SyntaxFault[] = [];
  private index = 0;

  constructor(tokens: readonly Token[], recovering: boolean) {
    this.tokens = tokens;
    this.recovering = recovering;
    this.end = tokens[tokens.length - 1] as Token;
  }

  parse(): TextFormatTree {
    const found = this.fields(null, 0);
    return { root: { kind: "message", fields: found, start: 0, end: this.end.end }, faults: this.faults };
  }

  private peek(ahead = 0): Token {
    return this.tokens[this.index + ahead] ?? this.end;
  }

  private report(text: Message, at: Span): void {
    this.faults.push({ message: text, at: { start: at.start, end: at.end } });
  }

  private startsLayer(token: Token): boolean {
    return this.recovering && token.firstColumn && token.kind === "identifier" && isLayer.test(token.text);
  }

  /** Fields of `owner` (null: the file) up to the closing bracket, which is left for the caller. */
  private fields(owner: string | null, depth: number): Field[] {
    const found: Field[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === "end") return found;
      if (owner !== null && (isPunctuation(token, "}") || isPunctuation(token, ">"))) return found;
      // The oldest syntax has a `layer` in each `layers`.
      const nested = owner === "layers" && token.text === "layer" && found.length === 0;
      if (owner !== null && this.startsLayer(token) && !nested) return found;
      if (isPunctuation(token, ",") || isPunctuation(token, ";")) {
        this.index++;
      } else if (token.kind === "identifier" || (token.kind === "string" && isPunctuation(this.peek(1), ":"))) {
        this.field(found, depth);
      } else if (isPunctuation(token, "[")) {
        this.extension(found, depth);
      } else {
        this.report(message("prototxtStray", { text: excerpt(token.text) }), token);
        if (isPunctuation(token, "}") || isPunctuation(token, ">")) this.index++;
        else this.skipLine(token.line);
      }
    }
  }

  /** Goes on at the next line, or at a bracket that closes what was open before this line. */
  private skipLine(line: number): void {
    for (let nested = 0; this.peek().kind !== "end" && this.peek().line === line; this.index++) {
      if (isPunctuation(this.peek(), "{")) nested++;
      else if (isPunctuation(this.peek(), "}") && nested-- === 0) return;
    }
  }

  private field(found: Field[], depth: number): void {
    const name = this.peek();
    this.index++;
    this.value(found, name.text, name, depth);
  }

  /** `[package.extension] { … }` and the name of an Any. */
  private extension(found: Field[], depth: number): void {
    const open = this.peek();
    this.index++;
    let name = "";
    while (
      ["identifier", "number"].includes(this.peek().kind) ||
      isPunctuation(this.peek(), ".") ||
      isPunctuation(this.peek(), "/")
    ) {
      name += this.peek().text;
      this.index++;
    }
    if (!isPunctuation(this.peek(), "]")) {
      this.report(message("prototxtStray", { text: "[" }), open);
      return;
    }
    this.index++;
    this.value(found, `[${name}]`, { start: open.start, end: this.peek(-1).end }, depth);
  }

  private value(found: Field[], name: string, nameAt: Span, depth: number): void {
    const hasColon = isPunctuation(this.peek(), ":");
    if (hasColon) this.index++;
    const token = this.peek();
    const at = { start: nameAt.start, end: nameAt.end };
    if (isPunctuation(token, "{") || isPunctuation(token, "<")) {
      found.push(fieldOf(name, at, this.block(name, depth)));
    } else if (isPunctuation(token, "[")) {
      this.index++;
      this.list(found, name, at, depth);
    } else {
      const read = hasColon || this.peek(-1).line === token.line ? this.scalar() : null;
      if (read === null) this.unreadable(name, at, hasColon);
      else {
        if (!hasColon) this.report(message("prototxtColonMissing", { name }), at);
        found.push(fieldOf(name, at, read));
      }
    }
  }

  private unreadable(name: string, at: Span, hasColon: boolean): void {
    const token = this.peek();
    const closes = isPunctuation(token, "}") || isPunctuation(token, ">") || isPunctuation(token, ",");
    if (token.kind === "end" || closes || token.line !== this.peek(-1).line) {
      this.report(message(hasColon ? "prototxtValueMissing" : "prototxtNotAField", { name }), at);
    } else {
      this.report(message("prototxtValueUnreadable", { name, text: excerpt(token.text) }), token);
      this.skipLine(token.line);
    }
  }

  private list(found: Field[], name: string, at: Span, depth: number): void {
    const open = this.peek(-1);
    for (;;) {
      const token = this.peek();
      if (isPunctuation(token, "]")) {
        this.index++;
        return;
      }
      const read = isPunctuation(token, "{") || isPunctuation(token, "<") ? this.block(name, depth) : this.scalar();
      if (read === null) {
        this.report(message("prototxtUnclosed", { bracket: "[" }), open);
        return;
      }
      found.push(fieldOf(name, at, read));
      if (isPunctuation(this.peek(), ",")) this.index++;
    }
  }

  private block(name: string, depth: number): TextMessage {
    const open = this.peek();
    this.index++;
    if (depth >= maximumDepth) return this.skipped(open);
    const inside = this.fields(name, depth + 1);
    const close = this.peek();
    if (isPunctuation(close, "}") || isPunctuation(close, ">")) {
      this.index++;
      return { kind: "message", fields: inside, start: open.start, end: close.end };
    }
    // What is around it is open at the same place: the outermost says it for all.
    if (depth === 0) this.report(message("prototxtUnclosed", { bracket: open.text }), open);
    return { kind: "message", fields: inside, start: open.start, end: this.peek(-1).end };
  }

  private skipped(open: Token): TextMessage {
    this.report(message("prototxtTooDeep", { limit: maximumDepth }), open);
    for (let nested = 1; nested > 0 && this.peek().kind !== "end"; this.index++) {
      if (isPunctuation(this.peek(), "{") || isPunctuation(this.peek(), "<")) nested++;
      else if (isPunctuation(this.peek(), "}") || isPunctuation(this.peek(), ">")) nested--;
    }
    return { kind: "message", fields: [], start: open.start, end: this.peek(-1).end };
  }

  /** A string (neighbours joined), number or word; null, and nothing consumed, where none stands here. */
  private scalar(): Scalar | null {
    const first = this.peek();
    if (first.kind === "string") {
      let text = "";
      // A string that a colon follows is the next field of JSON-like text.
      while (this.peek().kind === "string" && !(text !== "" && isPunctuation(this.peek(1), ":"))) {
        text += this.peek().text;
        this.index++;
      }
      return { kind: "string", text, value: Number.NaN, start: first.start, end: this.peek(-1).end };
    }
    const negative = isPunctuation(first, "-");
    const token = negative ? this.peek(1) : first;
    if (token.kind !== "number" && token.kind !== "identifier") return null;
    // `name:` with its value missing: the next line's field is not the value.
    if (token.kind === "identifier" && this.peek(-1).line !== token.line && startsField(this.peek(negative ? 2 : 1)))
      return null;
    this.index += negative ? 2 : 1;
    const sign = negative ? -1 : 1;
    const text = negative ? `-${token.text}` : token.text;
    const value =
      token.kind === "number" ? numberOf(token.text) : /^inf(inity)?$/i.test(token.text) ? Infinity : Number.NaN;
    return { kind: token.kind, text, value: sign * value, start: first.start, end: token.end };
  }
}
