import type { Message, MessageArgument } from "../ir/message.ts";
import { analysisMessages } from "./analysis.ts";
import { caffeMessages } from "./caffe.ts";
import { caffeFieldMessages } from "./caffeFields.ts";
import { commandLineMessages } from "./commandLine.ts";
import { darknetMessages } from "./darknet.ts";
import { darknetFieldMessages } from "./darknetFields.ts";
import { editorMessages } from "./editor.ts";
import { exportMessages } from "./export.ts";
import { operatorMessages } from "./operators.ts";
import { pythonMessages } from "./python.ts";
import { syntaxMessages } from "./syntax.ts";
import { torchMessages } from "./torch.ts";
import { viewMessages } from "./views.ts";

/**
 * Every text that a user can see, in English. `{name}` is a place; other languages give the same keys. Kept table by
 * table: making one object of two thousand texts takes longer than a command has use for it.
 */
const tables = [
  analysisMessages,
  caffeFieldMessages,
  caffeMessages,
  commandLineMessages,
  darknetFieldMessages,
  darknetMessages,
  editorMessages,
  exportMessages,
  operatorMessages,
  pythonMessages,
  syntaxMessages,
  torchMessages,
  viewMessages,
] as const;

type Joined<Union> = (Union extends unknown ? (table: Union) => void : never) extends (table: infer All) => void
  ? All
  : never;
type Catalogue = Joined<(typeof tables)[number]>;

export type MessageKey = keyof Catalogue;

const english = (key: string): string | undefined => {
  for (const table of tables as readonly Translations[]) if (Object.hasOwn(table, key)) return table[key];
  return undefined;
};

/** The names of the places in a text: `"expected {expected}, got {got}"` gives `"expected" | "got"`. */
type Places<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;

type ArgumentsOf<Key extends MessageKey> = { readonly [Name in Places<Catalogue[Key]>]: MessageArgument };

/** A message of the catalogue, its key and places checked by the compiler. */
export function message<Key extends MessageKey>(
  key: Key,
  ...args: Places<Catalogue[Key]> extends never ? [] : [ArgumentsOf<Key>]
): Message {
  return { key, args: args[0] ?? {} };
}

/** The message of a key that is put together from names, which may be any; null where there is no such text. */
export const described = (key: string): Message | null => (english(key) === undefined ? null : { key, args: {} });

/** The texts of one language, by key; a key that is absent falls back to English. */
export type Translations = Readonly<Record<string, string>>;

/** Renders a message. An unknown key renders as itself, so that a newer server never breaks an older shell. */
export function render(text: Message, translations: Translations = {}): string {
  const template = translations[text.key] ?? english(text.key) ?? text.key;
  return template.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = text.args[name];
    return value === undefined ? place : String(value);
  });
}
