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
  const strict = parseTokens(tokens, false);
  const parsed = strict.faults.length > 0 ? parseTokens(tokens, true) : strict;
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

function parseTokens(tokens: readonly Token[], recovering: boolean): TextFormatTree {
  const faults: SyntaxFault[] = [];
  let index = 0;
  const end = tokens[tokens.length - 1] as Token;
  const peek = (ahead = 0): Token => tokens[index + ahead] ?? end;
  const isPunctuation = (token: Token, text: string): boolean => token.kind === "punctuation" && token.text === text;
  const report = (text: Message, at: Span): void => {
    faults.push({ message: text, at: { start: at.start, end: at.end } });
  };
  const startsLayer = (token: Token): boolean =>
    recovering && token.firstColumn && token.kind === "identifier" && /^layers?$/.test(token.text);

  /** Fields of `owner` (null: the file) up to the closing bracket, which is left for the caller. */
  function fields(owner: string | null, depth: number): Field[] {
    const found: Field[] = [];
    for (;;) {
      const token = peek();
      if (token.kind === "end") return found;
      if (owner !== null && (isPunctuation(token, "}") || isPunctuation(token, ">"))) return found;
      // The oldest syntax has a `layer` in each `layers`.
      const nested = owner === "layers" && token.text === "layer" && found.length === 0;
      if (owner !== null && startsLayer(token) && !nested) return found;
      if (isPunctuation(token, ",") || isPunctuation(token, ";")) {
        index++;
      } else if (token.kind === "identifier" || (token.kind === "string" && isPunctuation(peek(1), ":"))) {
        field(found, depth);
      } else if (isPunctuation(token, "[")) {
        extension(found, depth);
      } else {
        report(message("prototxtStray", { text: excerpt(token.text) }), token);
        if (isPunctuation(token, "}") || isPunctuation(token, ">")) index++;
        else skipLine(token.line);
      }
    }
  }

  /** Goes on at the next line, or at a bracket that closes what was open before this line. */
  function skipLine(line: number): void {
    for (let nested = 0; peek().kind !== "end" && peek().line === line; index++) {
      if (isPunctuation(peek(), "{")) nested++;
      else if (isPunctuation(peek(), "}") && nested-- === 0) return;
    }
  }

  function field(found: Field[], depth: number): void {
    const name = peek();
    index++;
    value(found, name.text, name, depth);
  }

  /** `[package.extension] { … }` and the name of an Any. */
  function extension(found: Field[], depth: number): void {
    const open = peek();
    index++;
    let name = "";
    while (["identifier", "number"].includes(peek().kind) || isPunctuation(peek(), ".") || isPunctuation(peek(), "/")) {
      name += peek().text;
      index++;
    }
    if (!isPunctuation(peek(), "]")) {
      report(message("prototxtStray", { text: "[" }), open);
      return;
    }
    index++;
    value(found, `[${name}]`, { start: open.start, end: peek(-1).end }, depth);
  }

  function value(found: Field[], name: string, nameAt: Span, depth: number): void {
    const hasColon = isPunctuation(peek(), ":");
    if (hasColon) index++;
    const token = peek();
    const at = { start: nameAt.start, end: nameAt.end };
    const add = (read: Scalar | TextMessage): void => {
      found.push({ name, nameAt: at, value: read, start: at.start, end: read.end });
    };
    if (isPunctuation(token, "{") || isPunctuation(token, "<")) {
      add(block(name, depth));
    } else if (isPunctuation(token, "[")) {
      index++;
      list(add, name, depth);
    } else {
      const read = hasColon || peek(-1).line === token.line ? scalar() : null;
      if (read === null) unreadable(name, at, hasColon);
      else {
        if (!hasColon) report(message("prototxtColonMissing", { name }), at);
        add(read);
      }
    }
  }

  function unreadable(name: string, at: Span, hasColon: boolean): void {
    const token = peek();
    const closes = isPunctuation(token, "}") || isPunctuation(token, ">") || isPunctuation(token, ",");
    if (token.kind === "end" || closes || token.line !== peek(-1).line) {
      report(message(hasColon ? "prototxtValueMissing" : "prototxtNotAField", { name }), at);
    } else {
      report(message("prototxtValueUnreadable", { name, text: excerpt(token.text) }), token);
      skipLine(token.line);
    }
  }

  function list(add: (read: Scalar | TextMessage) => void, name: string, depth: number): void {
    const open = peek(-1);
    for (;;) {
      const token = peek();
      if (isPunctuation(token, "]")) {
        index++;
        return;
      }
      const read = isPunctuation(token, "{") || isPunctuation(token, "<") ? block(name, depth) : scalar();
      if (read === null) {
        report(message("prototxtUnclosed", { bracket: "[" }), open);
        return;
      }
      add(read);
      if (isPunctuation(peek(), ",")) index++;
    }
  }

  function block(name: string, depth: number): TextMessage {
    const open = peek();
    index++;
    if (depth >= maximumDepth) return skipped(open);
    const inside = fields(name, depth + 1);
    const close = peek();
    if (isPunctuation(close, "}") || isPunctuation(close, ">")) {
      index++;
      return { kind: "message", fields: inside, start: open.start, end: close.end };
    }
    // What is around it is open at the same place: the outermost says it for all.
    if (depth === 0) report(message("prototxtUnclosed", { bracket: open.text }), open);
    return { kind: "message", fields: inside, start: open.start, end: peek(-1).end };
  }

  function skipped(open: Token): TextMessage {
    report(message("prototxtTooDeep", { limit: maximumDepth }), open);
    for (let nested = 1; nested > 0 && peek().kind !== "end"; index++) {
      if (isPunctuation(peek(), "{") || isPunctuation(peek(), "<")) nested++;
      else if (isPunctuation(peek(), "}") || isPunctuation(peek(), ">")) nested--;
    }
    return { kind: "message", fields: [], start: open.start, end: peek(-1).end };
  }

  /** A string (neighbours joined), number or word; null, and nothing consumed, where none stands here. */
  function scalar(): Scalar | null {
    const first = peek();
    if (first.kind === "string") {
      let text = "";
      // A string that a colon follows is the next field of JSON-like text.
      while (peek().kind === "string" && !(text !== "" && isPunctuation(peek(1), ":"))) {
        text += peek().text;
        index++;
      }
      return { kind: "string", text, value: Number.NaN, start: first.start, end: peek(-1).end };
    }
    const negative = isPunctuation(first, "-");
    const token = negative ? peek(1) : first;
    if (token.kind !== "number" && token.kind !== "identifier") return null;
    // `name:` with its value missing: the next line's field is not the value.
    if (token.kind === "identifier" && peek(-1).line !== token.line && startsField(peek(negative ? 2 : 1))) return null;
    index += negative ? 2 : 1;
    const sign = negative ? -1 : 1;
    const text = negative ? `-${token.text}` : token.text;
    const value =
      token.kind === "number" ? numberOf(token.text) : /^inf(inity)?$/i.test(token.text) ? Infinity : Number.NaN;
    return { kind: token.kind, text, value: sign * value, start: first.start, end: token.end };
  }

  const startsField = (next: Token): boolean => isPunctuation(next, ":") || isPunctuation(next, "{");

  const found: Field[] = fields(null, 0);
  return { root: { kind: "message", fields: found, start: 0, end: end.end }, faults };
}
