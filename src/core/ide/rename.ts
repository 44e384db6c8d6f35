import type { DefinitionLanguage, Span } from "../formats/language.ts";
import type { Message } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import { siteAt } from "./definition.ts";

export type RenamePlace = { readonly kind: "name"; readonly at: Span } | Refusal;

export type RenameEdits =
  | { readonly kind: "edits"; readonly edits: readonly { readonly at: Span; readonly text: string }[] }
  | Refusal;

export interface Refusal {
  readonly kind: "refused";
  readonly reason: Message;
}

const refused = (reason: Message): Refusal => ({ kind: "refused", reason });

/** The name at the offset, if it can be changed. */
export function renamePlaceAt(language: DefinitionLanguage, text: string, offset: number): RenamePlace {
  const site = siteAt(language.names(text), offset);
  return site === null || site.renamed === null ? refused(language.namesNothing) : { kind: "name", at: site.at };
}

/** Changes a name in all its places. A name that another thing has is refused: the network would be another one. */
export function renameAt(language: DefinitionLanguage, text: string, offset: number, name: string): RenameEdits {
  const sites = language.names(text);
  const site = siteAt(sites, offset);
  if (site === null || site.renamed === null) return refused(language.namesNothing);
  const reason = language.refuses(name);
  if (reason !== null) return refused(reason);
  const places = sites.filter(({ symbol }) => symbol === site.symbol);
  const isTaken = name !== site.name && sites.some((other) => other.renamed !== null && other.name === name);
  if (isTaken) return refused(message("renameTaken", { name }));
  return {
    kind: "edits",
    edits: places.flatMap(({ at, renamed }) => (renamed === null ? [] : [{ at, text: renamed(name) }])),
  };
}
