import type { Suggestion, Suggestions } from "../language.ts";
import { type CaffeLayer, readDefinition } from "./definition.ts";
import {
  describeField,
  describeType,
  enumOfType,
  type FieldKind,
  fieldsOf,
  layerTypes,
  parametersOf,
} from "./schema.ts";
import { tokenize } from "./textFormat/lexer.ts";
import { parseTextFormat } from "./textFormat/parser.ts";
import type { Span, TextMessage } from "./textFormat/tree.ts";

/** Fields of the message around the place, or values of the field before it. Null in comments and where nothing is known. */
export function caffeSuggestions(text: string, offset: number): Suggestions | null {
  const place = placeAt(text, offset);
  if (place === null) return null;
  const { path, field, at } = place;
  const { root } = parseTextFormat(text);
  const { layers, inputs } = readDefinition(root, () => {});
  const layer = layers.find((one) => one.at.start <= offset && offset <= one.at.end) ?? null;
  if (field === null) return { at, items: fieldItems(path, layer, statedBeside(root, path, at)) };
  const kind = kindOf(path, field);
  const isQuoted = place.quote !== null;
  /** A name with the quotes that are not there yet. */
  const quoted = (name: string): string => (isQuoted ? name + place.quote : `"${name}"`);
  const item = (label: string, put: string, more: Partial<Suggestion> = {}): Suggestion => ({
    label,
    kind: "value",
    detail: null,
    documentation: null,
    text: put,
    caret: null,
    ...more,
  });
  switch (kind?.kind) {
    case "boolean":
      return isQuoted ? null : { at, items: ["true", "false"].map((word) => item(word, word)) };
    case "word":
      if (isQuoted && !kind.isQuoted) return null;
      return { at, items: kind.words.map((word) => item(word, kind.isQuoted ? quoted(word) : word)) };
    case "layerType": {
      const isOlder = path.includes("layers") && !isQuoted;
      const types = layerTypes.flatMap((type): Suggestion[] => {
        const name = isOlder ? enumOfType(type) : type;
        const documentation = describeType(type);
        return name === null ? [] : [item(name, isOlder ? name : quoted(name), { kind: "type", documentation })];
      });
      return { at, items: types };
    }
    case "bottom": {
      const above = layers.filter((one) => one.at.start < offset && one !== layer).reverse();
      const made = [
        ...above.flatMap(({ tops, name, type }) =>
          tops.map((top) => ({ name: top.value, by: `${name} ${type}`.trim() })),
        ),
        ...inputs.map(({ name }) => ({ name: name.value, by: "input" })),
      ].filter(({ name }) => isPlainName(name));
      const nearest = new Map(made.toReversed().map(({ name, by }) => [name, by]));
      const names = [...new Set(made.map(({ name }) => name))];
      const items = names.map((name) => item(name, quoted(name), { kind: "name", detail: nearest.get(name) ?? null }));
      return { at, items };
    }
    case "top": {
      const names = [layer?.name ?? "", ...(layer?.bottoms.map(({ value }) => value) ?? [])].filter(isPlainName);
      return { at, items: [...new Set(names)].map((name) => item(name, quoted(name), { kind: "name" })) };
    }
    default:
      return null;
  }
}

/** One that needs no escapes. */
const isPlainName = (name: string): boolean => /^[^"'\\\p{Cc}]+$/u.test(name);

/** What is not stated yet, then what may be stated again. */
function fieldItems(path: readonly string[], layer: CaffeLayer | null, stated: ReadonlySet<string>): Suggestion[] {
  const owner = messageOf(path);
  if (owner === null) return [];
  const known = [...fieldsOf(owner)];
  const own = owner === "layer" ? parametersOf(layer?.type ?? "") : [];
  const all = [...known, ...own.map((name): [string, FieldKind] => [name, messageKind(name)])];
  const ordered = [
    ...all.filter(([name]) => !stated.has(name)),
    ...all.filter(([name, kind]) => stated.has(name) && kind.isRepeated),
  ];
  return ordered.map(([label, kind]) => {
    const before = kind.kind === "message" ? `${label} { ` : isText(kind) ? `${label}: "` : `${label}: `;
    const after = kind.kind === "message" ? " }" : isText(kind) ? '"' : "";
    return {
      label,
      kind: "field",
      detail: detailOf(kind),
      documentation: describeField(owner, label),
      text: `${before}${after}`,
      caret: before.length,
    };
  });
}

const messageKind = (name: string): FieldKind => ({ kind: "message", name, isRepeated: false });

/** The fields of the message that the path leads to around the place, without the word that stands there. */
function statedBeside(root: TextMessage, path: readonly string[], at: Span): ReadonlySet<string> {
  let message = root;
  for (const name of path) {
    const inner = message.fields.find(
      (field) => field.name === name && field.value.start <= at.start && at.end <= field.value.end,
    );
    if (inner?.value.kind !== "message") return new Set();
    message = inner.value;
  }
  return new Set(
    message.fields.filter(({ nameAt }) => nameAt.end < at.start || at.end < nameAt.start).map(({ name }) => name),
  );
}

const isText = (kind: FieldKind): boolean =>
  ["string", "bottom", "top", "layerType"].includes(kind.kind) || (kind.kind === "word" && kind.isQuoted);

const detailOf = (kind: FieldKind): string | null =>
  kind.kind === "word" ? kind.words.join(" | ") : kind.kind === "message" ? "{ }" : isText(kind) ? '" "' : kind.kind;

/** The message that a path of fields leads to; null where it leads nowhere known. */
function messageOf(path: readonly string[]): string | null {
  let owner = "net";
  for (const field of path) {
    if (owner === "net" && field === "layers") owner = "layer";
    else if (owner === "layer" && field === "layer") owner = "layer";
    else {
      const kind = kindOf([owner], field, true);
      if (kind?.kind !== "message") return null;
      owner = kind.name;
    }
  }
  return owner;
}

function kindOf(path: readonly string[], field: string, isOwner = false): FieldKind | null {
  const owner = isOwner ? (path[0] ?? "net") : messageOf(path);
  if (owner === null) return null;
  const kind = fieldsOf(owner).get(field);
  if (kind) return kind;
  const isParameter = owner === "layer" && fieldsOf(field).size > 0;
  return isParameter ? messageKind(field) : null;
}

interface Place {
  /** The fields whose brackets are open, from outside in. */
  readonly path: readonly string[];
  /** The field whose value stands here; null: a field's name does. */
  readonly field: string | null;
  /** The quote that is open here. */
  readonly quote: string | null;
  /** What is there of the word. */
  readonly at: Span;
}

function placeAt(text: string, offset: number): Place | null {
  const { tokens } = tokenize(text.slice(0, offset));
  const written = tokens.slice(0, -1);
  const last = written.at(-1);
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  if (text.slice(Math.max(last?.end ?? 0, lineStart), offset).includes("#")) return null;
  const isOpen = last?.kind === "string" && last.end === offset && isUnclosed(text.slice(last.start, last.end));
  const isWord = last?.end === offset && (last.kind === "identifier" || last.kind === "number");
  const path: string[] = [];
  let name: string | null = null;
  let awaited: string | null = null;
  let isList = false;
  for (const token of isOpen || isWord ? written.slice(0, -1) : written) {
    const mark = token.kind === "punctuation" ? token.text : "";
    if (mark === "{" || mark === "<") {
      path.push(name ?? "");
      name = null;
      awaited = null;
    } else if (mark === "}" || mark === ">") {
      path.pop();
      awaited = null;
    } else if (mark === ":") awaited = name;
    else if (mark === "[") isList = awaited !== null;
    else if (mark === "]") {
      isList = false;
      awaited = null;
    } else if (mark === "" && awaited !== null) {
      if (!isList) awaited = null;
    } else if (token.kind === "identifier") {
      // As the parser does where a bracket is missing: what begins a line as a layer is one.
      const isNested = path.length === 1 && path[0] === "layers" && name === null;
      if (token.firstColumn && /^layers?$/.test(token.text) && !isNested) path.length = 0;
      name = token.text;
    }
  }
  if (isOpen) {
    const quote = text.charAt(last.start);
    return { path, field: awaited, quote, at: { start: last.start + 1, end: endOfName(text, offset, quote) } };
  }
  const end = offset + (/^\w*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
  if (isWord) return { path, field: awaited, quote: null, at: { start: last.start, end } };
  // Right behind a value stands nothing that could be gone on with.
  if (last?.kind === "string" && last.end === offset) return null;
  return { path, field: awaited, quote: null, at: { start: offset, end: offset } };
}

const isUnclosed = (written: string): boolean => written.length < 2 || !/^(["'])(?:\\.|(?!\1)[^\\])*\1$/s.test(written);

/** To behind the closing quote, where the rest of the name has one. */
function endOfName(text: string, offset: number, quote: string): number {
  const rest = /^[\w/.+-]*/.exec(text.slice(offset, offset + 200))?.[0] ?? "";
  const end = offset + rest.length;
  return text.charAt(end) === quote ? end + 1 : offset;
}
