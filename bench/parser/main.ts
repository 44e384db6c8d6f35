import { type BreakageClass, breakages, random } from "./breakages.ts";
import { convlens } from "./convlens.ts";
import { corpus } from "./corpus.ts";
import { lezerPython, treeSitter } from "./parsers.ts";
import type { PythonParser } from "./pythonParser.ts";
import { recoveryByClass } from "./recovery.ts";
import { speeds } from "./speed.ts";

export interface ParserFigures {
  readonly name: string;
  readonly parse: number;
  readonly parseAndWalk: number;
  readonly recovery: Readonly<Record<BreakageClass, { readonly kept: number; readonly inScope: number }>>;
}

/** Measures the three parsers on the corpus. `megabytes` of it are timed. */
export async function measureParsers(root: string, seed = 1, megabytes = 4, rounds = 5): Promise<ParserFigures[]> {
  const files = corpus(root);
  if (files.length === 0) throw new Error("no Python files: unzip the sources into .cache/sources, or install python3");
  const next = random(seed);
  const shuffled = files.map((file) => ({ file, key: next() })).sort((a, b) => a.key - b.key);
  const timed = [];
  let size = 0;
  for (const { file } of shuffled) {
    if (size > megabytes * 1e6) break;
    timed.push(file);
    size += file.text.length;
  }
  const parsers: PythonParser[] = [convlens, lezerPython, await treeSitter()];
  const times = speeds(parsers, timed, rounds);
  const cases = breakages(files, seed);
  return parsers.map((parser, index) => ({
    name: parser.name,
    parse: times[index]?.parse ?? Number.NaN,
    parseAndWalk: times[index]?.parseAndWalk ?? Number.NaN,
    recovery: Object.fromEntries(recoveryByClass(parser, cases)) as ParserFigures["recovery"],
  }));
}

/** A line per figure, a column per parser; speeds also as multiples of the first. */
export function parserTable(figures: readonly ParserFigures[]): string {
  const base = figures[0];
  const speed = (pick: (figure: ParserFigures) => number): string[] =>
    figures.map((figure) => `${pick(figure).toFixed(0)} (${(pick(figure) / (base ? pick(base) : 1)).toFixed(1)}x)`);
  const rows = [
    ["", ...figures.map((figure) => figure.name)],
    ["parse, ms per MB", ...speed((figure) => figure.parse)],
    ["parse and walk, ms per MB", ...speed((figure) => figure.parseAndWalk)],
  ];
  const percent = (share: number | undefined): string => `${(100 * (share ?? Number.NaN)).toFixed(2)} %`;
  for (const kind of Object.keys(base?.recovery ?? {}) as BreakageClass[]) {
    rows.push([`statements kept, ${kind}`, ...figures.map((figure) => percent(figure.recovery[kind]?.kept))]);
    rows.push([`… in their scope`, ...figures.map((figure) => percent(figure.recovery[kind]?.inScope))]);
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
