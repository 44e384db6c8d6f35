import type { Span } from "../language.ts";
import { type Token, tokenize } from "./textFormat/lexer.ts";

/** What brackets hold, from the opening one to before the closing one. */
export function foldPrototxt(text: string): readonly Span[] {
  const { tokens } = tokenize(text);
  const open: Token[] = [];
  const found: Span[] = [];
  let before: Token | undefined;
  for (const token of tokens) {
    if (token.kind === "punctuation" && "{<[".includes(token.text)) open.push(token);
    if (token.kind === "punctuation" && "}>]".includes(token.text)) {
      const start = open.pop()?.start;
      if (start !== undefined) found.push({ start, end: before?.end ?? token.start });
    }
    before = token;
  }
  return found.sort((a, b) => a.start - b.start);
}
