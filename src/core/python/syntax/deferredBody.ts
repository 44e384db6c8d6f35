// Functions of modules that are only imported: most of them are never called. Their bodies are passed over by their
// indentation, and read when somebody looks at them. Where this cuts a bracket in two, what is left does not parse, and the
// module is read as a whole.
import type { Expression, FunctionDef, Parameter, Statement, TextRange, TypeParam } from "./ast.ts";
import { afterLineEnd, BACKSLASH, HASH_SIGN, isBlank, isLineEnd } from "./characters.ts";

/** Characters at which a line of code may hold something other than code. */
const special = /["'#\\\r\n]/g;
const lineEnd = /[\r\n]/g;

/** Where the lines end that are indented more than the definition at `header`; null where the first one is not. */
export function bodyBelow(
  text: string,
  header: number,
  from: number,
  limit: number,
): { readonly end: number; readonly endOfCode: number } | null {
  const prefix = indentationOf(text, header);
  if (prefix === null) return null;
  let at = from;
  let endOfCode = -1;
  while (at < limit) {
    let code = at;
    while (isBlank(text.charCodeAt(code))) code++;
    const first = text.charCodeAt(code);
    if (code >= limit) at = limit;
    else if (isLineEnd(first)) at = afterLineEnd(text, code);
    else if (first === HASH_SIGN) at = nextLine(text, code, limit);
    else {
      if (code - at <= prefix.length || !text.startsWith(prefix, at)) break;
      const line = codeLine(text, code, limit);
      at = line.end;
      endOfCode = line.endOfCode;
    }
  }
  return endOfCode < 0 ? null : { end: at, endOfCode };
}

/** The blanks before the first token of a line; null where something else stands there. */
function indentationOf(text: string, at: number): string | null {
  let start = at;
  while (start > 0 && isBlank(text.charCodeAt(start - 1))) start--;
  return start === 0 || isLineEnd(text.charCodeAt(start - 1)) ? text.slice(start, at) : null;
}

function nextLine(text: string, at: number, limit: number): number {
  lineEnd.lastIndex = at;
  return lineEnd.test(text) ? Math.min(limit, afterLineEnd(text, lineEnd.lastIndex - 1)) : limit;
}

/** A line with what it is joined to by strings and backslashes; brackets are not counted. */
function codeLine(text: string, from: number, limit: number): { readonly end: number; readonly endOfCode: number } {
  let at = from;
  for (;;) {
    special.lastIndex = at;
    if (!special.test(text) || special.lastIndex > limit) return { end: limit, endOfCode: trimmed(text, limit) };
    const found = special.lastIndex - 1;
    const code = text.charCodeAt(found);
    if (isLineEnd(code)) return { end: Math.min(limit, afterLineEnd(text, found)), endOfCode: trimmed(text, found) };
    if (code === HASH_SIGN) return { end: nextLine(text, found, limit), endOfCode: trimmed(text, found) };
    at = code === BACKSLASH ? afterLineEnd(text, found + 1) : afterString(text, found, code);
  }
}

function trimmed(text: string, end: number): number {
  let at = end;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** A string that is not closed ends with its line, or with the text. */
function afterString(text: string, start: number, quote: number): number {
  const sign = String.fromCharCode(quote);
  const triple = text.startsWith(sign + sign, start + 1);
  const close = triple ? sign.repeat(3) : sign;
  for (let at = start + close.length; ; ) {
    const end = text.indexOf(close, at);
    if (end < 0) return triple ? text.length : nextStop(text, at);
    if (!triple) {
      const stop = nextStop(text, at);
      if (stop < end) return stop;
    }
    let slashes = end;
    while (slashes > at && text.charCodeAt(slashes - 1) === BACKSLASH) slashes--;
    if ((end - slashes) % 2 === 0) return end + close.length;
    at = end + 1;
  }
}

/** The line end that an open string of one line does not get over: one without a backslash before it. */
function nextStop(text: string, from: number): number {
  lineEnd.lastIndex = from;
  while (lineEnd.test(text)) {
    const at = lineEnd.lastIndex - 1;
    if (text.charCodeAt(at - 1) !== BACKSLASH) return at;
    lineEnd.lastIndex = afterLineEnd(text, at);
  }
  return text.length;
}

/** Reads the statements of a body that was passed over. */
export type BodyReader = (extent: TextRange) => readonly Statement[];

/** A definition whose body is read at the first look. */
export class DeferredFunction implements FunctionDef {
  readonly kind = "FunctionDef";
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly typeParams: readonly TypeParam[];
  readonly params: readonly Parameter[];
  readonly returns: Expression | null;
  readonly decorators: readonly Expression[];
  readonly isAsync: boolean;
  private statements: readonly Statement[] | null = null;
  private readonly extent: TextRange;
  private readonly read: BodyReader;

  /** `extent`: of the body. What `read` holds on to lives as long as the tree: no parser, no tokens. */
  constructor(parts: Omit<FunctionDef, "kind" | "body">, extent: TextRange, read: BodyReader) {
    this.start = parts.start;
    this.end = parts.end;
    this.name = parts.name;
    this.nameStart = parts.nameStart;
    this.nameEnd = parts.nameEnd;
    this.typeParams = parts.typeParams;
    this.params = parts.params;
    this.returns = parts.returns;
    this.decorators = parts.decorators;
    this.isAsync = parts.isAsync;
    this.extent = extent;
    this.read = read;
  }

  get body(): readonly Statement[] {
    this.statements ??= this.read(this.extent);
    return this.statements;
  }
}
