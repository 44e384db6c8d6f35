import { message } from "../../messages/index.ts";
import type { DefinitionLanguage } from "../language.ts";
import { foldCfg } from "./folding.ts";
import { formatCfg } from "./formatting.ts";
import { darknet } from "./index.ts";
import { darknetNames } from "./names.ts";
import { darknetSuggestions } from "./suggestions.ts";

export const darknetLanguage: DefinitionLanguage = {
  languages: darknet.languages,
  claims: darknet.claims,
  names: darknetNames,
  namesNothing: message("renameSections"),
  refuses: () => message("renameSections"),
  suggestions: darknetSuggestions,
  folds: foldCfg,
  format: formatCfg,
};
