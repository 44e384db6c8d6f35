import type { SourceFile } from "./corpus.ts";
import type { PythonParser } from "./pythonParser.ts";

export interface Speed {
  /** Milliseconds per million UTF-16 units. */
  readonly parse: number;
  readonly parseAndWalk: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** Each round goes through all files; for each file the parsers take turns. The median of the rounds; the first is dropped. */
export function speeds(parsers: readonly PythonParser[], files: readonly SourceFile[], rounds: number): Speed[] {
  const size = files.reduce((sum, file) => sum + file.text.length, 0) / 1e6;
  const results = parsers.map(() => ({ parse: [] as number[], both: [] as number[] }));
  for (let round = -1; round < rounds; round++) {
    const times = parsers.map(() => ({ parse: 0, walk: 0 }));
    files.forEach((file, at) => {
      for (let turn = 0; turn < parsers.length; turn++) {
        const index = (turn + at) % parsers.length;
        const parser = parsers[index] as PythonParser;
        const time = times[index] as { parse: number; walk: number };
        const start = performance.now();
        const tree = parser.parse(file.text);
        const parsed = performance.now();
        parser.walk(tree);
        time.parse += parsed - start;
        time.walk += performance.now() - parsed;
        parser.dispose(tree);
      }
    });
    if (round < 0) continue;
    times.forEach((time, index) => {
      results[index]?.parse.push(time.parse / size);
      results[index]?.both.push((time.parse + time.walk) / size);
    });
  }
  return results.map((result) => ({ parse: median(result.parse), parseAndWalk: median(result.both) }));
}
