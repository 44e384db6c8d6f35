import type { Message } from "../../ir/message.ts";
import type { AttributeSite, FileId } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { CfgOption, CfgSection, Span } from "./cfg.ts";

/** One value that the file states, and where. */
export interface Stated<T> {
  readonly value: T;
  readonly key: string;
  readonly at: Span;
}

/** Tells that a value is not what Darknet will make of it. */
export type ReportOption = (at: Span, text: Message) => void;

/**
 * A section's options, read as Darknet reads them: of a key that is written twice the first counts, a number is what
 * `atoi` or `atof` finds at the beginning of the text, so `180###P6` is 180 and a word is 0.
 */
export interface Options {
  has(key: string): boolean;
  integer(key: string): Stated<number> | null;
  number(key: string): Stated<number> | null;
  /** The text up to a comment. */
  word(key: string): Stated<string> | null;
  /** Integers between commas; also those of a comment after them, since Darknet counts its commas too. */
  integers(key: string): readonly Stated<number>[];
  /** Where the option is written. */
  at(key: string): Span | null;
}

export function readOptions(section: CfgSection, report: ReportOption): Options {
  const first = new Map<string, CfgOption>();
  for (const option of section.options) if (!first.has(option.key)) first.set(option.key, option);
  const told = new Set<string>();

  function number<T>(key: string, form: RegExp, decode: (text: string) => T): Stated<T> | null {
    const option = first.get(key);
    if (!option || option.value === null) return null;
    const found = form.exec(option.value)?.[0] ?? "";
    const shown = wordOf(option.value);
    if (found === "" && !told.has(key)) {
      told.add(key);
      report(placeOf(option, 0, shown.length), message("darknetNotANumber", { key, got: shown.slice(0, 40) }));
    }
    return { value: decode(found), key, at: placeOf(option, 0, found === "" ? shown.length : found.length) };
  }

  return {
    has: (key) => first.has(key),
    at(key) {
      const option = first.get(key);
      return option ? { start: option.start, end: option.end } : null;
    },
    integer: (key) => number(key, integerForm, asInteger),
    number: (key) => number(key, numberForm, (text) => Number(text) || 0),
    word(key) {
      const option = first.get(key);
      if (!option || option.value === null) return null;
      const value = wordOf(option.value);
      return { value, key, at: placeOf(option, 0, value.length) };
    },
    integers(key) {
      const option = first.get(key);
      if (!option || option.value === null) return [];
      const { value } = option;
      const comment = value.search(/[#;]/);
      let start = 0;
      return value.split(",").map((item) => {
        const found = integerForm.exec(item)?.[0] ?? "";
        const at = placeOf(option, start, Math.max(1, found.length || item.length));
        if (comment >= 0 && start > comment && !told.has(key)) {
          told.add(key);
          report(placeOf(option, comment, value.length - comment), message("darknetCommaInComment", { key }));
        } else if (found === "" && !told.has(key)) {
          told.add(key);
          report(at, message("darknetNotANumber", { key, got: item.slice(0, 40) }));
        }
        start += item.length + 1;
        return { value: asInteger(found), key, at };
      });
    },
  };
}

const integerForm = /^[+-]?\d+/;
const numberForm = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/;

/** What atoi cannot hold has no defined value in C; here it is the nearest that it can. */
const asInteger = (text: string): number => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Number(text) || 0));

const wordOf = (value: string): string => /^[^#;]*/.exec(value)?.[0] ?? "";

/** The place of `length` characters of a value; never empty, so that a fault in it can be seen. */
function placeOf({ places, start, end }: CfgOption, from: number, length: number): Span {
  const first = places[from] ?? start;
  const last = places[from + length - 1];
  return { start: first, end: length > 0 && last !== undefined && from + length < places.length ? last + 1 : end };
}

/** Where a fix for an attribute points. */
export const siteOf = (file: FileId, { at, key }: Stated<unknown>): AttributeSite => ({
  file,
  start: at.start,
  end: at.end,
  constant: true,
  argument: key,
});
