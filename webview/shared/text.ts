import { formatDim } from "../../src/core/ir/dim.ts";
import type { Dim, Message } from "../../src/core/ir/index.ts";
import { type MessageKey, message, render, type Translations } from "../../src/core/messages/index.ts";

let translations: Translations = {};
let language = "en";

/** Called once, with what `init` brings. */
export function setLanguage(tag: string, texts: Translations): void {
  translations = texts;
  try {
    language = Intl.getCanonicalLocales(tag)[0] ?? "en";
  } catch {
    language = "en";
  }
  document.documentElement.lang = language;
}

/** A text of the catalogue in the user's language; arguments are checked by the compiler. */
export function text<Key extends MessageKey>(...request: Parameters<typeof message<Key>>): string {
  return render(message<Key>(...request), translations);
}

export function renderMessage(given: Message): string {
  return render(given, translations);
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A whole number in full, a symbolic size as its expression. */
export function count(value: Dim): string {
  return typeof value === "number" ? number(value) : formatDim(value);
}

/** Three significant digits with an SI prefix: `9.41 k`, `11.7 M`, `1.81 G`. */
export function short(value: Dim): string {
  if (typeof value !== "number") return formatDim(value);
  for (const [unit, size] of [
    ["T", 1e12],
    ["G", 1e9],
    ["M", 1e6],
    ["k", 1e3],
  ] as const) {
    if (value >= size * 0.9995) return `${significant(value / size)} ${unit}`;
  }
  return number(value);
}

/** The same before a unit, which the prefix belongs to: `1.81 G` before `MACs`, `960 `. */
export function beforeUnit(value: Dim): string {
  const text = short(value);
  return /\s[TGMk]$/.test(text) ? text : `${text} `;
}

export function significant(value: number, digits = 3): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: digits }).format(value);
}

export function milliseconds(value: number): string {
  return value < 1000
    ? `${significant(value)} ms`
    : `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value / 1000)} s`;
}
