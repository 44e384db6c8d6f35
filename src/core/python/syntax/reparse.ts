// Reading a text again after an edit. Statements at the top level that the edit did not touch stay the very objects that
// they were, so that what was made from them (compiled code) stays too. Only a text without complaints is read in parts.
import type { Statement, TextRange } from "./ast.ts";
import { afterLineEnd, BACKSLASH, CR, HASH_SIGN, isBlank, isLineEnd } from "./characters.ts";
import { type ParseResult, parse, parsePart } from "./parser.ts";

/** A text and what it was read as. */
export interface ReadText {
  readonly text: string;
  readonly result: ParseResult;
}

/** The same as `parse(text)`, sooner where `before` is much the same text. */
export function reparse(text: string, before: ReadText | null): ParseResult {
  if (before === null || before.result.errors.length > 0) return parse(text);
  if (before.text === text) return before.result;
  return edited(text, before) ?? parse(text);
}

/** Null: the parts do not make a whole that is free of complaints. */
function edited(text: string, { text: old, result }: ReadText): ParseResult | null {
  const { module, comments } = result;
  const { body } = module;
  const same = sameStart(old, text);
  const moved = text.length - old.length;
  const tail = sameEnd(old, text, same);
  const head = keptBefore(old, body, same);
  const rest = keptAfter(old, body, head.count, old.length - tail);
  // A backslash joins the line with the one that follows.
  if (rest.start > 0 && endsWithBackslash(text, rest.start + moved)) return null;
  const middle = parsePart(text, { start: head.end, end: rest.start + moved }, false);
  if (middle === null) return null;
  const unmoved = moved === 0;
  const after = unmoved ? null : parsePart(text, { start: rest.start + moved, end: text.length }, true);
  if (!unmoved && after === null) return null;
  return {
    module: {
      kind: "Module",
      start: 0,
      end: text.length,
      body: [...body.slice(0, head.count), ...middle.body, ...(after?.body ?? body.slice(rest.index))],
    },
    errors: [],
    comments: [
      ...comments.filter(({ end }) => end <= head.end),
      ...middle.comments,
      ...comments.filter(({ start }) => start >= rest.start).map((range) => (unmoved ? range : shifted(range, moved))),
    ],
  };
}

const shifted = ({ start, end }: TextRange, by: number): TextRange => ({ start: start + by, end: end + by });

/** Characters that are compared at once: an engine does that faster than one by one. */
const piece = 512;

/** The number of characters at the start that are the same. */
function sameStart(old: string, text: string): number {
  const most = Math.min(old.length, text.length);
  let at = 0;
  while (at + piece <= most && old.slice(at, at + piece) === text.slice(at, at + piece)) at += piece;
  while (at < most && old.charCodeAt(at) === text.charCodeAt(at)) at++;
  return at;
}

/** The number of characters at the end that are the same, those counted at the start left out. */
function sameEnd(old: string, text: string, counted: number): number {
  const most = Math.min(old.length, text.length) - counted;
  let count = 0;
  const ends = (one: string): string => one.slice(one.length - count - piece, one.length - count);
  while (count + piece <= most && ends(old) === ends(text)) count += piece;
  while (count < most && old.charCodeAt(old.length - 1 - count) === text.charCodeAt(text.length - 1 - count)) count++;
  return count;
}

/**
 * The first statements, up to a line that begins with a statement whose first word is the same too: what follows them is
 * neither a clause of theirs nor a deeper line.
 */
function keptBefore(old: string, body: readonly Statement[], same: number): { count: number; end: number } {
  let kept = { count: 0, end: 0 };
  for (let count = 1; count < body.length; count++) {
    const before = body[count - 1];
    if (before === undefined || before.end >= same) break;
    const end = lineAfter(old, before.end);
    if (end === null) continue;
    const first = firstCode(old, end);
    if (first >= same || wordEnd(old, first) >= same) break;
    kept = { count, end };
  }
  return kept;
}

/** The last statements that begin on a line behind the edit; where there are none, the end of the text. */
function keptAfter(
  old: string,
  body: readonly Statement[],
  head: number,
  changed: number,
): { index: number; start: number } {
  for (let index = head + 1; index < body.length; index++) {
    const before = body[index - 1];
    const start = before === undefined ? null : lineAfter(old, before.end);
    // The characters that end the line before are old ones as well.
    const lineEnd = start === null ? 0 : start - (old.charCodeAt(start - 2) === CR ? 2 : 1);
    if (start !== null && lineEnd >= changed) return { index, start };
  }
  return { index: body.length, start: old.length };
}

/** Where the line after a statement begins; null where another statement follows on its line. */
function lineAfter(text: string, end: number): number | null {
  let at = end;
  while (isBlank(text.charCodeAt(at)) || text.charAt(at) === ";") at++;
  if (text.charCodeAt(at) === HASH_SIGN) while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  return at < text.length && isLineEnd(text.charCodeAt(at)) ? afterLineEnd(text, at) : null;
}

/** Where the first word of code begins, blank lines and comments left behind. */
function firstCode(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (at < text.length && (isBlank(text.charCodeAt(at)) || isLineEnd(text.charCodeAt(at)))) at++;
    if (text.charCodeAt(at) !== HASH_SIGN) return at;
    while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  }
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (/\w/.test(text.charAt(at))) at++;
  return at;
}

function endsWithBackslash(text: string, end: number): boolean {
  let at = end - 1;
  while (at >= 0 && isLineEnd(text.charCodeAt(at))) at--;
  return text.charCodeAt(at) === BACKSLASH;
}
