// YAML as configuration files use it: block and flow collections, plain, quoted and folded scalars, anchors and merges.
// What it does not read (tags of classes, several documents) makes the whole text unknown: better than half of it.
import { Dict, Float, type Key, List, Tuple, type Value } from "../value.ts";

/** What a dict keeps an entry under; undefined for what cannot be a key. */
export type KeyOf = (value: Value) => Key | undefined;

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly raw: string;
}

/** Deeper than people write; shallower than the stack. */
const deepest = 64;

class NotRead extends Error {}

/** The value of a YAML text; undefined: it is not the kind of YAML that is read here. */
export function parseYaml(text: string, keyOf: KeyOf): Value | undefined {
  try {
    return new YamlReader(text, keyOf).document();
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}

/** A `#` begins a comment after white space, outside quotes. */
function withoutComment(line: string): string {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote !== "") {
      if (character === "\\" && quote === '"') at++;
      else if (character === quote && !(quote === "'" && line.charAt(at + 1) === "'")) quote = "";
      else if (character === quote) at++;
    } else if ((character === '"' || character === "'") && /^$|[\s[{,:-]$/.test(line.slice(0, at))) quote = character;
    else if (character === "#" && (at === 0 || /\s/.test(line.charAt(at - 1)))) return line.slice(0, at).trimEnd();
  }
  return line.trimEnd();
}

class YamlReader {
  private readonly lines: Line[];
  private at = 0;
  private readonly anchors = new Map<string, Value>();
  private readonly keyOf: KeyOf;

  constructor(text: string, keyOf: KeyOf) {
    this.keyOf = keyOf;
    this.lines = text.split(/\r\n|[\r\n]/).map((raw) => {
      const bare = withoutComment(raw);
      return { indent: bare.search(/\S|$/), text: bare.trim(), raw };
    });
  }

  document(): Value {
    this.skipBlank();
    if (this.line()?.text === "---") this.at++;
    const value = this.node(0, 0);
    this.skipBlank();
    const rest = this.line()?.text;
    if (rest !== undefined && rest !== "...") throw new NotRead();
    return value;
  }

  private line(): Line | undefined {
    return this.lines[this.at];
  }

  private skipBlank(): void {
    while (this.line()?.text === "" || this.line()?.text.startsWith("%")) this.at++;
  }

  /** What stands at this indentation or deeper; None where nothing does. */
  private node(indent: number, depth: number): Value {
    if (depth > deepest) throw new NotRead();
    this.skipBlank();
    const line = this.line();
    if (line === undefined || line.indent < indent || line.text === "...") return null;
    if (isItem(line.text)) return this.list(line.indent, depth);
    if (keyEnd(line.text) !== null) return this.mapping(line.indent, depth);
    this.at++;
    // Its further lines may stand below its first one.
    return this.inline(line.text, indent - 1, depth);
  }

  private list(indent: number, depth: number): Value {
    const items: Value[] = [];
    for (;;) {
      this.skipBlank();
      const line = this.line();
      if (line === undefined || line.indent !== indent || !isItem(line.text)) break;
      const text = line.text.slice(1).trimStart();
      const inner = indent + line.text.length - text.length;
      if (text === "") {
        this.at++;
        items.push(this.node(indent + 1, depth + 1));
      } else if (isItem(text) || keyEnd(text) !== null) {
        // `- key: value`: a collection that begins on the line of its dash.
        this.lines[this.at] = { indent: inner, text, raw: line.raw };
        items.push(this.node(inner, depth + 1));
      } else {
        this.at++;
        items.push(this.inline(text, indent, depth));
      }
    }
    return new List(items);
  }

  private mapping(indent: number, depth: number): Value {
    const dict = new Dict();
    const merged: Dict[] = [];
    for (;;) {
      this.skipBlank();
      const line = this.line();
      const end = line === undefined || line.indent !== indent || isItem(line.text) ? null : keyEnd(line.text);
      if (line === undefined || end === null) break;
      const key = scalar(line.text.slice(0, end).trimEnd());
      const text = line.text.slice(end + 1).trim();
      this.at++;
      const value = this.valueOf(text, indent, depth);
      const hashed = this.keyOf(key);
      if (hashed === undefined) throw new NotRead();
      if (key === "<<") merged.push(...mappingsOf(value));
      else dict.entries.set(hashed, value);
    }
    for (const other of merged)
      for (const [key, value] of other.entries) if (!dict.entries.has(key)) dict.entries.set(key, value);
    return dict;
  }

  private valueOf(text: string, indent: number, depth: number): Value {
    const anchor = /^&([\w-]+)\s*/.exec(text);
    if (anchor !== null) {
      const value = this.valueOf(text.slice(anchor[0].length), indent, depth);
      this.anchors.set(anchor[1] ?? "", value);
      return value;
    }
    if (text !== "") return this.inline(text, indent, depth);
    this.skipBlank();
    const next = this.line();
    // The items of a list may stand below their key without being indented.
    const sameColumn = next !== undefined && next.indent === indent && isItem(next.text);
    return this.node(sameColumn ? indent : indent + 1, depth + 1);
  }

  /** A scalar or flow collection that begins on the current line, which has been taken. */
  private inline(text: string, indent: number, depth: number): Value {
    const tag = /^!!(\S+)\s+(?=[^!\s])/.exec(text);
    if (tag !== null) return tagged(tag[1] ?? "", this.inline(text.slice(tag[0].length), indent, depth));
    const block = /^([|>])([+-]?)$/.exec(text);
    if (block !== null) return this.blockText(indent, block[1] === ">", block[2] ?? "");
    let whole = text;
    const isFlow = /^[[{]/.test(text);
    // Flow collections go on until their brackets are closed, plain scalars over deeper lines.
    while (isFlow ? !isClosed(whole) : /^[^"'&*!]/.test(text)) {
      const next = this.line();
      if (next === undefined || (!isFlow && (next.indent <= indent || next.text === "" || keyEnd(next.text) !== null)))
        break;
      whole += ` ${next.text}`;
      this.at++;
    }
    if (text.startsWith("*")) {
      const known = this.anchors.get(text.slice(1));
      if (known === undefined) throw new NotRead();
      return known;
    }
    return isFlow ? new FlowReader(whole, this.keyOf).whole(depth) : scalar(whole);
  }

  private blockText(indent: number, folded: boolean, chomp: string): string {
    const kept: string[] = [];
    let margin = -1;
    for (let line = this.line(); line !== undefined; line = this.line()) {
      const blank = line.raw.trim() === "";
      const own = line.raw.search(/\S|$/);
      if (!blank && own <= indent) break;
      if (!blank && margin < 0) margin = own;
      kept.push(blank ? "" : line.raw.slice(Math.max(margin, 0)));
      this.at++;
    }
    const text = kept.join("\n").trimEnd();
    return (folded ? text.replace(/([^\n])\n(?!\n)/g, "$1 ") : text) + (chomp === "-" ? "" : "\n");
  }
}

/** `!!float 3e-4`. Of texts only those that are no other scalar: how the others were written is not kept. */
function tagged(tag: string, value: Value): Value {
  if (tag === "float" && (typeof value === "number" || typeof value === "string")) {
    const number = Number(value);
    if (value !== "" && !Number.isNaN(number)) return new Float(number);
  }
  if (tag === "python/tuple" && value instanceof List) return new Tuple(value.items);
  const isPlain =
    (tag === "float" && value instanceof Float) ||
    (tag === "int" && typeof value === "number") ||
    (tag === "str" && typeof value === "string") ||
    (tag === "bool" && typeof value === "boolean") ||
    (tag === "seq" && value instanceof List) ||
    (tag === "map" && value instanceof Dict);
  if (!isPlain) throw new NotRead();
  return value;
}

const isItem = (text: string): boolean => text === "-" || text.startsWith("- ");

const mappingsOf = (value: Value): readonly Dict[] =>
  value instanceof Dict
    ? [value]
    : value instanceof List
      ? value.items.filter((item): item is Dict => item instanceof Dict)
      : [];

/** Where the colon after a key stands; null: the text is no `key: value`. */
function keyEnd(text: string): number | null {
  if (/^[[{]/.test(text)) return null;
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?=:(?:\s|$))/.exec(text);
  if (quoted !== null) return quoted[0].length;
  if (/^["']/.test(text)) return null;
  const plain = /:(?:\s|$)/.exec(text);
  return plain === null ? null : plain.index;
}

function isClosed(text: string): boolean {
  let depth = 0;
  let quote = "";
  for (const character of text) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
  }
  return depth <= 0;
}

/** `[a, {b: 1}]`. */
class FlowReader {
  private readonly text: string;
  private readonly keyOf: KeyOf;
  private at = 0;
  constructor(text: string, keyOf: KeyOf) {
    this.text = text;
    this.keyOf = keyOf;
  }

  whole(depth: number): Value {
    const value = this.value(depth);
    this.skip();
    if (this.at < this.text.length) throw new NotRead();
    return value;
  }

  private skip(): void {
    while (/\s/.test(this.text.charAt(this.at))) this.at++;
  }

  private value(depth: number): Value {
    if (depth > deepest) throw new NotRead();
    this.skip();
    const first = this.text.charAt(this.at);
    if (first === "[") return this.list(depth);
    if (first === "{") return this.mapping(depth);
    return scalar(this.word(/[,\]}]/));
  }

  private list(depth: number): Value {
    const items: Value[] = [];
    for (this.at++; ; ) {
      this.skip();
      if (this.take("]")) return new List(items);
      items.push(this.value(depth + 1));
      this.skip();
      if (!this.take(",") && this.text.charAt(this.at) !== "]") throw new NotRead();
    }
  }

  private mapping(depth: number): Value {
    const dict = new Dict();
    for (this.at++; ; ) {
      this.skip();
      if (this.take("}")) return dict;
      const key = this.keyOf(scalar(this.word(/[:,}]/)));
      this.skip();
      const value = this.take(":") ? this.value(depth + 1) : null;
      if (key === undefined) throw new NotRead();
      dict.entries.set(key, value);
      this.skip();
      if (!this.take(",") && this.text.charAt(this.at) !== "}") throw new NotRead();
    }
  }

  private take(character: string): boolean {
    if (this.text.charAt(this.at) !== character) return false;
    this.at++;
    return true;
  }

  /** A quoted text, or what comes before one of the marks. */
  private word(end: RegExp): string {
    const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(this.text.slice(this.at));
    const start = this.at;
    if (quoted !== null) this.at += quoted[0].length;
    else while (this.at < this.text.length && !end.test(this.text.charAt(this.at))) this.at++;
    if (this.at === start && this.at >= this.text.length) throw new NotRead();
    return this.text.slice(start, this.at).trim();
  }
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0" };

/** YAML 1.1, as PyYAML reads it: `yes` is true, `1e3` without a point is a text. */
function scalar(text: string): Value {
  if (/^"(?:[^"\\]|\\.)*"$/.test(text))
    return text.slice(1, -1).replace(/\\(.)/g, (_, mark: string) => escapes[mark] ?? mark);
  if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (/^[!&*@`%|>"']/.test(text)) throw new NotRead();
  if (text === "" || /^(?:~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true;
  if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false;
  if (/^[-+]?(?:0|[1-9][\d_]*)$/.test(text)) return Number(text.replaceAll("_", ""));
  if (/^0x[\da-fA-F]+$/.test(text)) return Number(text);
  if (/^[-+]?(?:\d[\d_]*\.[\d_]*|\.\d[\d_]*)(?:[eE][-+]\d+)?$/.test(text))
    return new Float(Number(text.replaceAll("_", "")));
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return new Float(text.startsWith("-") ? -Infinity : Infinity);
  return text;
}
