import type { DefinitionLanguage } from "../language.ts";
import { darknet } from "./index.ts";
import { darknetNames } from "./names.ts";

export const darknetLanguage: DefinitionLanguage = {
  languages: darknet.languages,
  claims: darknet.claims,
  names: darknetNames,
};
