import type { DefinitionLanguage, Span, Suggestion } from "../formats/language.ts";
import type { Render } from "./text.ts";

export interface Completion {
  readonly label: string;
  readonly kind: Suggestion["kind"];
  readonly detail: string | null;
  /** In the user's language. */
  readonly documentation: string | null;
  readonly text: string;
  /** Where in `text` one goes on typing; null: behind it. */
  readonly caret: number | null;
}

/** What can be written at the offset, the likeliest first; all of it goes in place of `at`. Null: nothing is known. */
export function completionsAt(
  language: DefinitionLanguage,
  text: string,
  offset: number,
  render: Render,
): { readonly at: Span; readonly items: readonly Completion[] } | null {
  const found = language.suggestions(text, offset);
  if (found === null || found.items.length === 0) return null;
  const items = found.items.map((item) => ({
    ...item,
    documentation: item.documentation && render(item.documentation),
  }));
  return { at: found.at, items };
}
