import assert from "node:assert/strict";
import { type DefinitionLanguage, definitionLanguages } from "../../../src/core/ide/languages.ts";

/** Takes the cursor `$0` out of a text. */
export function withCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf("$0");
  assert.ok(offset >= 0, "the text has a cursor");
  return { text: marked.replace("$0", ""), offset };
}

function named(id: string): DefinitionLanguage {
  const found = definitionLanguages.find(({ languages }) => languages.includes(id));
  assert.ok(found);
  return found;
}

export const prototxt = named("prototxt");
export const darknet = named("darknet-cfg");

/** `LINE: TEXT` of a piece, lines from 1. */
export const placed = (text: string, { start, end }: { readonly start: number; readonly end: number }): string =>
  `${text.slice(0, start).split("\n").length}: ${text.slice(start, end)}`;
