/** One `key=value` of a directive; offsets count from the start of the text that was parsed. */
export interface DirectivePair {
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const opening = /#[ \t]*convlens:[ \t]*/;
const brackets: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * Reads `# convlens: model=Net(num_classes=10) input=1x3x32x32` in one line of text. Pairs are separated by white space
 * outside brackets and quotes. Null when the line holds no directive; words without `=` are left out.
 */
export function parseDirective(line: string): readonly DirectivePair[] | null {
  const found = opening.exec(line);
  if (found === null) return null;
  const pairs: DirectivePair[] = [];
  let at = found.index + found[0].length;
  while (at < line.length) {
    const end = endOfWord(line, at);
    const word = line.slice(at, end);
    const equals = word.indexOf("=");
    if (equals > 0) pairs.push({ key: word.slice(0, equals), value: word.slice(equals + 1), start: at, end });
    at = end;
    while (/\s/.test(line.charAt(at))) at++;
  }
  return pairs;
}

/** The first white space at or after `from` that is outside brackets and quotes. */
function endOfWord(line: string, from: number): number {
  const open: string[] = [];
  let quote = "";
  for (let at = from; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character in brackets) open.push(brackets[character] ?? "");
    else if (character === open.at(-1)) open.pop();
    else if (open.length === 0 && /\s/.test(character)) return at;
  }
  return line.trimEnd().length > from ? line.trimEnd().length : line.length;
}
