import { caffeLanguage } from "../formats/caffe/language.ts";
import { darknetLanguage } from "../formats/darknet/language.ts";
import type { DefinitionLanguage } from "../formats/language.ts";

/** The formats that are edited by their text alone. */
export const definitionLanguages: readonly DefinitionLanguage[] = [caffeLanguage, darknetLanguage];

/** The language of a text: by the editor's id for it, else by its name and first lines. */
export const languageOf = (id: string, name: string, text: string): DefinitionLanguage | null =>
  definitionLanguages.find(({ languages }) => languages.includes(id)) ??
  definitionLanguages.find((language) => language.claims(name, text)) ??
  null;

export type { DefinitionLanguage };
