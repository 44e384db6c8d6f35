// Methods of str and bytes.
import { characters, isPlainText, keyOf } from "../containers.ts";
import { overArray } from "../iteration.ts";
import { type Machine, type MethodImplementation, method, native } from "../native.ts";
import { asInt, asString } from "../numbers.ts";
import { str } from "../texts.ts";
import { bytesClass, classOf, strClass } from "../types.ts";
import {
  Bytes,
  Dict,
  Instance,
  IteratorValue,
  List,
  type Result,
  StaticMethod,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";
import { define } from "./define.ts";
import { formatTemplate } from "./formatTemplate.ts";

type TextMethod = (text: string, args: readonly Value[], machine: Machine) => Result;

/** A method of str: gets the plain text. Unknown arguments make the result unknown. */
const textMethod = (signature: string, run: TextMethod): Value =>
  method(
    signature,
    (machine, self, args) => {
      const text = asString(self);
      return text === undefined
        ? machine.raise("TypeError", "descriptor requires a 'str' object")
        : run(text, args, machine);
    },
    { pure: true },
  );

const plain = (run: (text: string) => Result): Value => textMethod("", (text) => run(text));

/** An argument that has to be a str; undefined: raised. */
function need(machine: Machine, value: Value | undefined): string | undefined {
  const text = value === undefined ? undefined : asString(value);
  return text ?? machine.raise("TypeError", `must be str, not ${classOf(value ?? null).name}`);
}

/** Python counts the information separators as white space, JavaScript does not. */
const blank = "[\\s\\u001c-\\u001f\\u0085]";
const whitespace = new RegExp(blank);
const blanks = new RegExp(`${blank}+`);
const onlyBlanks = new RegExp(`^${blank}+$`);

function strip(text: string, set: Value | undefined, left: boolean, right: boolean): string {
  const chosen = set === undefined || set === null ? null : (asString(set) ?? "");
  const drops = (character: string | undefined): boolean =>
    character !== undefined && (chosen === null ? whitespace.test(character) : chosen.includes(character));
  let start = 0;
  let end = text.length;
  while (left && start < end && drops(text[start])) start++;
  while (right && end > start && drops(text[end - 1])) end--;
  return text.slice(start, end);
}

function split(machine: Machine, text: string, args: readonly Value[], fromRight: boolean): Result {
  const separator = args[0] ?? null;
  const limit = Number(asInt(args[1] ?? -1) ?? -1);
  if (!machine.charge(text.length / 4)) return machine.outOfBudget();
  const pieces =
    separator === null ? splitBlank(text, limit, fromRight) : splitAt(machine, text, separator, limit, fromRight);
  return pieces === undefined ? undefined : new List(pieces);
}

function splitBlank(text: string, limit: number, fromRight: boolean): string[] {
  const words = text.split(blanks).filter((word) => word !== "");
  if (limit < 0 || words.length <= limit) return words;
  if (fromRight) {
    const tail = words.slice(words.length - limit);
    let rest = strip(text, null, false, true);
    for (let index = tail.length - 1; index >= 0; index--) {
      rest = strip(rest.slice(0, rest.length - (tail[index]?.length ?? 0)), null, false, true);
    }
    return [strip(rest, null, true, false), ...tail];
  }
  const head = words.slice(0, limit);
  let rest = strip(text, null, true, false);
  for (const word of head) rest = strip(rest.slice(word.length), null, true, false);
  return rest === "" ? head : [...head, rest];
}

function splitAt(
  machine: Machine,
  text: string,
  separator: Value,
  limit: number,
  fromRight: boolean,
): string[] | undefined {
  const mark = need(machine, separator);
  if (mark === undefined) return undefined;
  if (mark === "") return machine.raise("ValueError", "empty separator") as undefined;
  const pieces = text.split(mark);
  if (limit < 0 || pieces.length <= limit + 1) return pieces;
  return fromRight
    ? [pieces.slice(0, pieces.length - limit).join(mark), ...pieces.slice(pieces.length - limit)]
    : [...pieces.slice(0, limit), pieces.slice(limit).join(mark)];
}

/** The part of the text that `start` and `end` leave, and where it begins. */
function part(text: string, args: readonly Value[]): { readonly from: number; readonly to: number } {
  const clamp = (value: Value | undefined, fallback: number): number => {
    const int = value === undefined || value === null ? undefined : asInt(value);
    if (int === undefined) return fallback;
    const index = Number(int);
    return Math.min(Math.max(index < 0 ? index + text.length : index, 0), text.length);
  };
  return { from: clamp(args[1], 0), to: clamp(args[2], text.length) };
}

const finder = (fromRight: boolean, raises: boolean): Value =>
  textMethod("sub, start=None, end=None, /", (text, args, machine) => {
    const sub = need(machine, args[0]);
    if (sub === undefined) return undefined;
    const { from, to } = part(text, args);
    const piece = text.slice(from, to);
    const found = fromRight ? piece.lastIndexOf(sub) : piece.indexOf(sub);
    if (found >= 0) return isPlainText(text) ? found + from : [...text.slice(0, found + from)].length;
    return raises ? machine.raise("ValueError", "substring not found") : -1;
  });

const affix = (test: (piece: string, affix: string) => boolean): Value =>
  textMethod("affix, start=None, end=None, /", (text, args, machine) => {
    const { from, to } = part(text, args);
    const piece = text.slice(from, to);
    const wanted = args[0] instanceof Tuple ? args[0].items : [args[0] ?? null];
    for (const item of wanted) {
      const sub = need(machine, item);
      if (sub === undefined) return undefined;
      if (test(piece, sub)) return true;
    }
    return false;
  });

const check = (pattern: RegExp): Value => plain((text) => pattern.test(text));

const padded = (place: (text: string, missing: number, fill: string) => string): Value =>
  textMethod("width, fillchar=' ', /", (text, args, machine) => {
    const width = Number(asInt(args[0] ?? 0) ?? 0);
    const fill = asString(args[1] ?? " ") ?? " ";
    const missing = width - characters(text).length;
    if (missing <= 0) return text;
    return machine.charge(missing) ? place(text, missing, fill) : machine.outOfBudget();
  });

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();

function expandTabs(text: string, size: number): string {
  let out = "";
  let column = 0;
  for (const character of text) {
    const piece = character === "\t" ? " ".repeat(size === 0 ? 0 : size - (column % size)) : character;
    out += piece;
    column = /[\r\n]/.test(character) ? 0 : column + piece.length;
  }
  return out;
}

const partition = (fromRight: boolean): Value =>
  textMethod("sep, /", (text, args, machine) => {
    const mark = need(machine, args[0]);
    if (mark === undefined) return undefined;
    if (mark === "") return machine.raise("ValueError", "empty separator");
    const at = fromRight ? text.lastIndexOf(mark) : text.indexOf(mark);
    if (at < 0) return new Tuple(fromRight ? ["", "", text] : [text, "", ""]);
    return new Tuple([text.slice(0, at), mark, text.slice(at + mark.length)]);
  });

const join: MethodImplementation = (machine, self, args) => {
  const items = machine.list(args[0] ?? null);
  if (items === undefined || items instanceof Unknown) return items;
  const pieces: string[] = [];
  for (const [index, item] of items.entries()) {
    if (item instanceof Unknown) return item;
    const piece = asString(item);
    if (piece === undefined) {
      return machine.raise("TypeError", `sequence item ${index}: expected str instance, ${classOf(item).name} found`);
    }
    pieces.push(piece);
  }
  return pieces.join(asString(self) ?? "");
};

function translate(machine: Machine, text: string, table: Value): Result {
  let out = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const mapped = table instanceof Dict ? table.entries.get(code) : machine.getItem(table, code);
    if (mapped === undefined) {
      machine.caught();
      out += character;
    } else if (mapped !== null) {
      const int = asInt(mapped);
      out += int === undefined ? (asString(mapped) ?? "") : String.fromCodePoint(Number(int));
    }
  }
  return out;
}

export function installStrings(): void {
  define(strClass, {
    __new__: new StaticMethod(
      native("str", "cls, object=..., encoding=None, errors=None", (machine, [cls = null, object]) => {
        if (object instanceof Unknown && object.because.key === "pythonNotGiven") return wrap(cls, "");
        const text = object instanceof Bytes ? object.value : str(machine, object ?? null);
        return typeof text === "string" ? wrap(cls, text) : text;
      }),
    ),
    upper: plain((text) => text.toUpperCase()),
    lower: plain((text) => text.toLowerCase()),
    casefold: plain((text) => text.toLowerCase()),
    capitalize: plain(capitalize),
    title: plain((text) => text.replace(/\p{L}+/gu, capitalize)),
    swapcase: plain((text) =>
      text.replace(/\p{L}/gu, (letter) =>
        letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
      ),
    ),
    strip: textMethod("chars=None, /", (text, args) => strip(text, args[0], true, true)),
    lstrip: textMethod("chars=None, /", (text, args) => strip(text, args[0], true, false)),
    rstrip: textMethod("chars=None, /", (text, args) => strip(text, args[0], false, true)),
    split: textMethod("sep=None, maxsplit=-1", (text, args, machine) => split(machine, text, args, false)),
    rsplit: textMethod("sep=None, maxsplit=-1", (text, args, machine) => split(machine, text, args, true)),
    splitlines: textMethod("keepends=False", (text, args) => {
      const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
      return new List(args[0] === true ? lines : lines.map((line) => line.replace(/[\r\n]+$/, "")));
    }),
    join: method("iterable, /", join),
    replace: textMethod("old, new, count=-1, /", (text, args, machine) => {
      const [old, by] = [need(machine, args[0]), need(machine, args[1])];
      if (old === undefined || by === undefined) return undefined;
      const count = Number(asInt(args[2] ?? -1) ?? -1);
      if (!machine.charge(text.length)) return machine.outOfBudget();
      if (count < 0) return text.split(old).join(by);
      const pieces = text.split(old);
      return [...pieces.slice(0, count), pieces.slice(count).join(old)].slice(0, pieces.length).join(by);
    }),
    find: finder(false, false),
    rfind: finder(true, false),
    index: finder(false, true),
    rindex: finder(true, true),
    count: textMethod("sub, start=None, end=None, /", (text, args, machine) => {
      const sub = need(machine, args[0]);
      if (sub === undefined) return undefined;
      const { from, to } = part(text, args);
      return sub === "" ? to - from + 1 : text.slice(from, to).split(sub).length - 1;
    }),
    startswith: affix((piece, start) => piece.startsWith(start)),
    endswith: affix((piece, end) => piece.endsWith(end)),
    removeprefix: textMethod("prefix, /", (text, args, machine) => {
      const prefix = need(machine, args[0]);
      return prefix === undefined ? undefined : text.startsWith(prefix) ? text.slice(prefix.length) : text;
    }),
    removesuffix: textMethod("suffix, /", (text, args, machine) => {
      const suffix = need(machine, args[0]);
      if (suffix === undefined) return undefined;
      return suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
    }),
    partition: partition(false),
    rpartition: partition(true),
    isdigit: check(/^\p{Nd}+$/u),
    isdecimal: check(/^\p{Nd}+$/u),
    isnumeric: check(/^\p{N}+$/u),
    isalpha: check(/^\p{L}+$/u),
    isalnum: check(/^[\p{L}\p{N}]+$/u),
    isspace: check(onlyBlanks),
    isprintable: check(/^[^\p{C}\p{Z}]*(?: [^\p{C}\p{Z}]*)*$/u),
    isascii: plain((text) => [...text].every((character) => character <= "\u007f")),
    isidentifier: check(/^[\p{L}_][\p{L}\p{N}_]*$/u),
    isupper: plain((text) => text !== text.toLowerCase() && text === text.toUpperCase()),
    islower: plain((text) => text !== text.toUpperCase() && text === text.toLowerCase()),
    istitle: plain((text) => /\p{L}/u.test(text) && text === text.replace(/\p{L}+/gu, capitalize)),
    ljust: padded((text, missing, fill) => text + fill.repeat(missing)),
    rjust: padded((text, missing, fill) => fill.repeat(missing) + text),
    center: padded((text, missing, fill) => {
      const left = Math.floor(missing / 2) + (missing & (characters(text).length + missing) & 1);
      return fill.repeat(left) + text + fill.repeat(missing - left);
    }),
    zfill: textMethod("width, /", (text, args) => {
      const width = Number(asInt(args[0] ?? 0) ?? 0);
      const sign = /^[+-]/.test(text) ? text.charAt(0) : "";
      return sign + text.slice(sign.length).padStart(Math.min(width, 100_000) - sign.length, "0");
    }),
    expandtabs: textMethod("tabsize=8", (text, args) =>
      expandTabs(text, Math.min(Number(asInt(args[0] ?? 8) ?? 8), 100)),
    ),
    format: method("*args, **kwargs", (machine, self, [args = null, kwargs = null]) =>
      formatTemplate(machine, asString(self) ?? "", args, kwargs),
    ),
    format_map: method("mapping, /", (machine, self, [mapping = null]) =>
      formatTemplate(machine, asString(self) ?? "", new Tuple([]), mapping),
    ),
    translate: textMethod("table, /", (text, args, machine) => translate(machine, text, args[0] ?? null)),
    maketrans: new StaticMethod(
      native("maketrans", "x, y=None, z=None, /", (machine, [x = null, y = null, z = null]) => {
        const table = new Dict();
        if (x instanceof Dict) {
          for (const [key, value] of x.entries)
            table.entries.set(typeof key === "string" ? (key.codePointAt(0) ?? 0) : key, value);
          return table;
        }
        const from = [...(asString(x) ?? "")];
        const to = [...(asString(y) ?? "")];
        from.forEach((character, index) => {
          table.entries.set(character.codePointAt(0) ?? 0, to[index]?.codePointAt(0) ?? 0);
        });
        for (const character of asString(z) ?? "") table.entries.set(character.codePointAt(0) ?? 0, null);
        return machine.charge(from.length) ? table : machine.outOfBudget();
      }),
    ),
    encode: textMethod("encoding='utf-8', errors='strict'", (text) => {
      const bytes = new TextEncoder().encode(text);
      return new Bytes(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }),
    __len__: plain((text) => (isPlainText(text) ? text.length : [...text].length)),
    __iter__: plain((text) => new IteratorValue("str_iterator", overArray(characters(text)))),
    __contains__: textMethod("item, /", (text, args, machine) => {
      const sub = need(machine, args[0]);
      return sub === undefined ? undefined : text.includes(sub);
    }),
    __getitem__: textMethod("key, /", (text, args, machine) => machine.getItem(text, args[0] ?? null)),
    __hash__: method("", (machine, self) => {
      const key = keyOf(machine, asString(self) ?? "");
      return key === undefined ? undefined : hashText(String(key));
    }),
  });
  define(bytesClass, {
    __new__: new StaticMethod(
      native("bytes", "cls, source='', encoding=None, errors=None", (machine, [, source = null]) => {
        if (source instanceof Unknown || source instanceof Bytes) return source;
        const size = asInt(source);
        if (size !== undefined && size < 0) return machine.raise("ValueError", "negative count");
        if (size !== undefined)
          return machine.charge(Number(size)) ? new Bytes("\0".repeat(Number(size))) : machine.outOfBudget();
        if (asString(source) !== undefined) return machine.callMethod(source, "encode");
        const items = machine.list(source);
        if (items === undefined || items instanceof Unknown) return items;
        return new Bytes(items.map((item) => String.fromCharCode(Number(asInt(item) ?? 0) & 255)).join(""));
      }),
    ),
    hex: method("", (_machine, self) =>
      self instanceof Bytes
        ? Array.from(self.value, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("")
        : "",
    ),
    split: method("sep=None, maxsplit=-1", (machine, self, [by = null]) => {
      const parts = machine.callMethod(
        self instanceof Bytes ? self.value : "",
        "split",
        by instanceof Bytes ? [by.value] : [],
      );
      return parts instanceof List ? new List(parts.items.map((part) => new Bytes(asString(part) ?? ""))) : parts;
    }),
    join: method("iterable, /", (machine, self, [parts = null]) => {
      const items = machine.list(parts);
      if (items === undefined || items instanceof Unknown) return items;
      const texts = items.map((item) => (item instanceof Bytes ? item.value : ""));
      return new Bytes(texts.join(self instanceof Bytes ? self.value : ""));
    }),
    __str__: method("", (machine, self) => machine.repr(self)),
    startswith: method("prefix, /", (_machine, self, [prefix = null]) =>
      self instanceof Bytes && prefix instanceof Bytes ? self.value.startsWith(prefix.value) : false,
    ),
    decode: method("encoding='utf-8', errors='strict'", (_machine, self) => {
      if (!(self instanceof Bytes)) return null;
      return new TextDecoder().decode(Uint8Array.from(self.value, (character) => character.charCodeAt(0)));
    }),
    __len__: method("", (_machine, self) => (self instanceof Bytes ? self.value.length : 0)),
  });
}

/** An instance of a subclass of str, or the text itself. */
const wrap = (cls: Value, text: string): Value =>
  typeof cls === "object" && cls?.kind === "class" && cls !== strClass ? new Instance(cls, text) : text;

export function hashText(text: string): number {
  let hash = 5381;
  for (let index = 0; index < text.length; index++) hash = (hash * 33 + text.charCodeAt(index)) % 2147483647;
  return hash;
}
