import type { Random } from "./random.ts";

type Mutation = (text: string, random: Random, other: string) => string;

/** Numbers at the ends of what programs can hold, and words that are not numbers at all. */
const oddNumbers = [
  "0",
  "-1",
  "1e308",
  "9007199254740993",
  "99999999999999999999",
  "0x",
  "1.",
  "-",
  "nan",
  "inf",
  "1e",
  "''",
];
const oddPieces = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  '"',
  "'",
  '"""',
  "#",
  "\\",
  ":",
  ",",
  ";",
  "\n",
  "\r",
  "\t",
  "\u0000",
  "\ufeff",
  "\u2028",
  "𝄞",
  "\ud800",
  "layer {",
  "[route]\nlayers=",
  "[yolo]\n",
  "-1,",
  "input_dim: ",
  'bottom: "data"',
  "lambda: ",
  "yield ",
  "f'{",
  "@",
  "self.",
  "**",
  ":=",
  "while True: pass\n",
  "* 10**12",
];

const cut = (text: string, random: Random): readonly [string, string] => {
  const at = random.below(text.length + 1);
  return [text.slice(0, at), text.slice(at)];
};

/** A place and a length, short more often than long. */
const piece = (text: string, random: Random): readonly [start: number, end: number] => {
  const start = random.below(text.length + 1);
  return [start, Math.min(text.length, start + random.below(2 ** random.below(10) + 1))];
};

const lines = (text: string): string[] => text.split("\n");

const mutations: readonly Mutation[] = [
  (text, random) => cut(text, random)[0],
  (text, random) => cut(text, random)[1],
  (text, random) => {
    const [start, end] = piece(text, random);
    return text.slice(0, start) + text.slice(end);
  },
  (text, random) => {
    const [start, end] = piece(text, random);
    return text.slice(0, end) + text.slice(start);
  },
  (text, random) => {
    const [before, after] = cut(text, random);
    return before + random.pick(oddPieces) + after;
  },
  (text, random) => {
    const [before, after] = cut(text, random);
    return before + random.pick(oddPieces).repeat(1 + random.below(2000)) + after;
  },
  (text, random) => {
    const numbers = [...text.matchAll(/\d+/g)];
    if (numbers.length === 0) return text;
    const found = random.pick(numbers);
    return text.slice(0, found.index) + random.pick(oddNumbers) + text.slice(found.index + found[0].length);
  },
  (text, random) => {
    const words = [...text.matchAll(/[A-Za-z_]\w*/g)];
    if (words.length === 0) return text;
    const target = random.pick(words);
    return text.slice(0, target.index) + random.pick(words)[0] + text.slice(target.index + target[0].length);
  },
  (text, random) => {
    const all = lines(text);
    const [line = ""] = all.splice(random.below(all.length), 1);
    all.splice(random.below(all.length + 1), 0, line);
    return all.join("\n");
  },
  (text, random, other) => cut(text, random)[0] + cut(other, random)[1],
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => text.replaceAll("\n", "\r"),
];

/** One to five changes, one after the other. A text stays below a megabyte. */
export function mutate(text: string, other: string, random: Random): string {
  let changed = text;
  for (let left = 1 + random.below(5); left > 0; left--) changed = random.pick(mutations)(changed, random, other);
  return changed.slice(0, 1_000_000);
}
