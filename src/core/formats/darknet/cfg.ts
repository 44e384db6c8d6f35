/** A piece of the text: UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `key = value` as it is written; Darknet leaves all white space out, inside of words too. */
export interface CfgOption extends Span {
  readonly key: string;
  readonly keyAt: Span;
  /** Without white space; null where no "=" follows the key. A comment after the value is part of it. */
  readonly value: string | null;
  /** Where each character of `value` lies, and at the end the place after the last. */
  readonly places: readonly number[];
}

export interface CfgSection {
  /** What stands between the brackets, without white space. */
  readonly type: string;
  /** The line with the brackets, without the white space around it. */
  readonly titleAt: Span;
  readonly typeAt: Span;
  /** What follows the closing bracket; Darknet then takes the line as a whole for the type. */
  readonly rest: Span | null;
  readonly options: readonly CfgOption[];
  /** To the end of its last option. */
  readonly at: Span;
}

export interface CfgFile {
  readonly sections: readonly CfgSection[];
  /** Lines that are neither a section, nor an option of one, nor a comment. */
  readonly stray: readonly (Span & { readonly reason: "valueMissing" | "noSection" | "bracketMissing" })[];
}

/**
 * Reads sections of options line by line, as both forks of Darknet do (`read_cfg`): a line is a section when it begins with
 * "[", a comment when it begins with "#" or ";", else an option.
 */
export function parseCfg(text: string): CfgFile {
  const sections: (CfgSection & { readonly options: CfgOption[] })[] = [];
  const stray: CfgFile["stray"][number][] = [];
  for (const [line, start] of linesOf(text)) {
    const at = trimmed(line, start);
    const first = text.charAt(at.start);
    if (at.start === at.end || first === "#" || first === ";") continue;
    const section = sections.at(-1);
    if (first === "[") {
      if (!line.includes("]")) stray.push({ ...at, reason: "bracketMissing" });
      sections.push(readTitle(text, at));
    } else if (!section) {
      stray.push({ ...at, reason: "noSection" });
    } else {
      const option = readOption(text, at);
      if (option.value === "") stray.push({ ...at, reason: "valueMissing" });
      else section.options.push(option);
      sections[sections.length - 1] = { ...section, at: { start: section.at.start, end: at.end } };
    }
  }
  return { sections, stray };
}

/** The lines and where they begin; a byte order mark is none of the first. */
function* linesOf(text: string): Generator<readonly [line: string, start: number]> {
  let start = text.startsWith("\ufeff") ? 1 : 0;
  for (const { 0: end, index } of text.matchAll(/\r\n?|\n|$/g)) {
    if (index < start) continue;
    yield [text.slice(start, index), start];
    start = index + end.length;
  }
}

function trimmed(line: string, start: number): Span {
  const from = line.search(/[^ \t]/);
  return from < 0 ? { start, end: start } : { start: start + from, end: start + line.trimEnd().length };
}

function readTitle(text: string, at: Span): CfgSection & { readonly options: CfgOption[] } {
  const closing = text.indexOf("]", at.start);
  const isClosed = closing >= 0 && closing < at.end;
  const typeAt = { start: at.start + 1, end: isClosed ? closing : at.end };
  const rest = trimmed(text.slice(isClosed ? closing + 1 : at.end, at.end), isClosed ? closing + 1 : at.end);
  return {
    type: text.slice(typeAt.start, typeAt.end).replace(/\s/g, ""),
    titleAt: at,
    typeAt,
    rest: rest.start < rest.end ? rest : null,
    options: [],
    at,
  };
}

function readOption(text: string, at: Span): CfgOption {
  const equals = text.indexOf("=", at.start);
  const isSet = equals >= 0 && equals < at.end;
  const keyText = text.slice(at.start, isSet ? equals : at.end);
  const keyAt = { start: at.start, end: at.start + keyText.trimEnd().length };
  const places: number[] = [];
  let value = "";
  for (let place = isSet ? equals + 1 : at.end; place < at.end; place++) {
    const character = text.charAt(place);
    if (/\s/.test(character)) continue;
    value += character;
    places.push(place);
  }
  places.push(at.end);
  return { ...at, key: keyText.replace(/\s/g, ""), keyAt, value: isSet ? value : null, places };
}
