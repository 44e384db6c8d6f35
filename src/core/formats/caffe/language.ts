import { message } from "../../messages/index.ts";
import type { DefinitionLanguage } from "../language.ts";
import { foldPrototxt } from "./folding.ts";
import { formatPrototxt } from "./formatting.ts";
import { caffe } from "./index.ts";
import { caffeNames } from "./names.ts";
import { caffeSuggestions } from "./suggestions.ts";

export const caffeLanguage: DefinitionLanguage = {
  languages: caffe.languages,
  claims: caffe.claims,
  names: caffeNames,
  namesNothing: message("renameBlobsOnly"),
  refuses: (name) => (/^[^"'\\\p{Cc}]+$/u.test(name) ? null : message("renameUnwritable", { name })),
  suggestions: caffeSuggestions,
  folds: foldPrototxt,
  format: formatPrototxt,
};
