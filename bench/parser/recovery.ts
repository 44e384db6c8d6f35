// How much of a file a parser still sees when one line of it is broken.
import type { Breakage, BreakageClass } from "./breakages.ts";
import type { PythonParser, StatementRange } from "./pythonParser.ts";

export interface Recovery {
  /** Share of the undamaged statements that are found again with their kind and range: the mean over the cases. */
  readonly kept: number;
  /** The same, in the same number of functions and classes. */
  readonly inScope: number;
}

const touches = (statement: StatementRange, breakage: Breakage): boolean =>
  breakage.lineStart === breakage.lineEnd
    ? statement.start < breakage.lineStart && breakage.lineStart < statement.end
    : statement.start < breakage.lineEnd && breakage.lineStart < statement.end;

/** The statements that the breakage leaves alone, as they stand in the broken text. */
export function undamaged(statements: readonly StatementRange[], breakage: Breakage): StatementRange[] {
  const moved = (offset: number): number => (offset >= breakage.end ? offset + breakage.delta : offset);
  return statements
    .filter((statement) => !touches(statement, breakage))
    .map((statement) =>
      statement.end <= breakage.start
        ? statement
        : { ...statement, start: moved(statement.start), end: moved(statement.end) },
    );
}

export function statementsOf<Tree>(parser: PythonParser<Tree>, text: string): StatementRange[] {
  const tree = parser.parse(text);
  const statements = parser.statements(tree);
  parser.dispose(tree);
  return statements;
}

export function recoveryOf<Tree>(parser: PythonParser<Tree>, breakage: Breakage): Recovery {
  const expected = undamaged(statementsOf(parser, breakage.file.text), breakage);
  if (expected.length === 0) return { kept: 1, inScope: 1 };
  const found = new Map<string, Set<number>>();
  for (const { kind, start, end, scope } of statementsOf(parser, breakage.broken)) {
    const key = `${kind} ${start} ${end}`;
    found.set(key, (found.get(key) ?? new Set()).add(scope));
  }
  let kept = 0;
  let inScope = 0;
  for (const { kind, start, end, scope } of expected) {
    const scopes = found.get(`${kind} ${start} ${end}`);
    if (scopes === undefined) continue;
    kept++;
    if (scopes.has(scope)) inScope++;
  }
  return { kept: kept / expected.length, inScope: inScope / expected.length };
}

/** The means over the cases of each class. */
export function recoveryByClass<Tree>(
  parser: PythonParser<Tree>,
  cases: readonly Breakage[],
): Map<BreakageClass, Recovery> {
  const sums = new Map<BreakageClass, { count: number; kept: number; inScope: number }>();
  for (const breakage of cases) {
    const { kept, inScope } = recoveryOf(parser, breakage);
    const sum = sums.get(breakage.kind) ?? { count: 0, kept: 0, inScope: 0 };
    sums.set(breakage.kind, { count: sum.count + 1, kept: sum.kept + kept, inScope: sum.inScope + inScope });
  }
  return new Map(
    [...sums].map(([kind, { count, kept, inScope }]) => [kind, { kept: kept / count, inScope: inScope / count }]),
  );
}
