import type { DefinitionLanguage, NameSite, Span } from "../formats/language.ts";
import { siteAt } from "./definition.ts";

export interface Reference {
  readonly at: Span;
  readonly role: NameSite["role"];
}

/**
 * Every place of what is named at the offset, in the order of the text; empty where nothing is named. A layer that works in
 * place goes on with the same blob: its bottom, its top and what follows belong together.
 */
export function referencesAt(language: DefinitionLanguage, text: string, offset: number): readonly Reference[] {
  const sites = language.names(text);
  const site = siteAt(sites, offset);
  if (site === null) return [];
  return sites.filter(({ symbol }) => symbol === site.symbol).map(({ at, role }) => ({ at, role }));
}
