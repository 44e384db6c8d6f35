import {
  type FileFacts,
  formatShape,
  type GivenInput,
  type ModelOffer,
  parseDirective,
  type TextEdit,
} from "../ir/index.ts";

/**
 * The edits that write the inputs of a model into its file as a directive comment, for one undo step: the directive above
 * the definition is changed where there is one, else a line is inserted there, indented alike.
 */
export function inputDirectiveEdits(
  facts: FileFacts,
  offer: ModelOffer,
  inputs: readonly GivenInput[],
  text: string,
): readonly TextEdit[] {
  const words = inputs.map(inputWord).join(" ");
  const newline = /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
  const isDeclarative = offer.kind === "network";
  const anchor = isDeclarative ? 0 : decoratorsStart(text, lineStart(text, offer.at.start));
  const existing = directiveAbove(text, anchor, isDeclarative);
  if (existing === null) {
    const indent = /^[ \t]*/.exec(text.slice(anchor))?.[0] ?? "";
    return [edit(facts, anchor, anchor, `${indent}# convlens: ${words}${newline}`)];
  }
  const line = text.slice(existing.start, existing.end);
  const pairs = parseDirective(line) ?? [];
  const old = pairs.filter(({ key }) => key === "input");
  const [first, ...others] = old;
  if (first === undefined) {
    const end = existing.start + (pairs.at(-1)?.end ?? line.trimEnd().length);
    return [edit(facts, end, end, ` ${words}`)];
  }
  const at = (pair: { start: number; end: number }): [number, number] => [
    existing.start + pair.start,
    existing.start + pair.end,
  ];
  // The space before a pair that goes away goes with it.
  const removals = others.map((pair) => edit(facts, at(pair)[0] - spaceBefore(line, pair.start), at(pair)[1], ""));
  return [edit(facts, ...at(first), words), ...removals];
}

/** `input=1x3x32x32`, `input=image:1x3x32x32`. */
function inputWord({ name, type }: GivenInput): string {
  const dtype = type.dtype === null ? "" : `:${type.dtype}`;
  return `input=${name === null ? "" : `${name}:`}${formatShape(type.shape)}${dtype}`;
}

const edit = ({ file }: FileFacts, start: number, end: number, text: string): TextEdit => ({
  at: { file, start, end },
  text,
});

function lineStart(text: string, offset: number): number {
  let at = Math.min(offset, text.length);
  while (at > 0 && !/[\r\n]/.test(text.charAt(at - 1))) at--;
  return at;
}

/** A directive stands above the decorators of its class or function. */
function decoratorsStart(text: string, start: number): number {
  let at = start;
  for (let above = lineAbove(text, at); above !== null; above = lineAbove(text, at)) {
    if (!/^[ \t]*@/.test(text.slice(above.start, above.end))) break;
    at = above.start;
  }
  return at;
}

interface Line {
  readonly start: number;
  readonly end: number;
}

function lineAbove(text: string, start: number): Line | null {
  if (start === 0) return null;
  const end = text.slice(0, start).replace(/(?:\r\n|\r|\n)$/, "").length;
  return { start: lineStart(text, end), end };
}

/** The directive among the comment lines right above `anchor`; in a declarative file among the first comment lines. */
function directiveAbove(text: string, anchor: number, isDeclarative: boolean): Line | null {
  if (isDeclarative) return directiveAtTop(text);
  for (let line = lineAbove(text, anchor); line !== null; line = lineAbove(text, line.start)) {
    const content = text.slice(line.start, line.end);
    if (!/^[ \t]*#/.test(content)) return null;
    if (parseDirective(content) !== null) return line;
  }
  return null;
}

function directiveAtTop(text: string): Line | null {
  let start = 0;
  for (const content of text.split(/\r\n|\r|\n/)) {
    if (content.trim() !== "" && !/^[ \t]*#/.test(content)) return null;
    if (parseDirective(content) !== null) return { start, end: start + content.length };
    start += content.length;
    start += text.startsWith("\r\n", start) ? 2 : 1;
  }
  return null;
}

const spaceBefore = (line: string, at: number): number => at - line.slice(0, at).trimEnd().length;
