import type { DefinitionLanguage, NameSite, Span } from "../formats/language.ts";

export interface Definition {
  /** The name that was asked about. */
  readonly from: Span;
  readonly targets: readonly { readonly at: Span; readonly within: Span }[];
}

/** Where what is named at the offset is made; null where nothing is named, or nothing that is there. */
export function definitionAt(language: DefinitionLanguage, text: string, offset: number): Definition | null {
  const sites = language.names(text);
  const site = siteAt(sites, offset);
  if (site === null || site.definitions.length === 0) return null;
  const targets = site.definitions.flatMap((index) => sites[index] ?? []);
  return { from: site.at, targets: targets.map(({ at, within }) => ({ at, within })) };
}

/** The name that the offset is in or behind. */
export const siteAt = (sites: readonly NameSite[], offset: number): NameSite | null =>
  sites.find(({ at }) => at.start <= offset && offset <= at.end) ?? null;
