import type { Range } from "vscode-languageserver";
import { type PlacedDiagnostic, placedDiagnostics, touches } from "./convert.ts";
import type { OpenDocument } from "./documents.ts";
import type { LocatedFix } from "./evaluation.ts";
import { ask, patience, type Session } from "./session.ts";

/** Faults at one place are looked at one after the other while somebody waits. */
const mostFaults = 2;

/** Milliseconds that a cursor rests on a fault before fixes are tried for it without a word of the user's. */
const rest = 400;

type Fixes = readonly LocatedFix[] | null;

/** What was found for the faults of a text: editors ask whenever the cursor moves. */
const found = new WeakMap<OpenDocument, { readonly version: number; readonly fixes: Map<string, Promise<Fixes>> }>();

/**
 * Fixes that were tried, of errors in a range: where the analysis has none, and where the file has other models, which a fix
 * for one could break. What is not here was not tried, or not in time. Editors ask at each move of the cursor: if the user has
 * not, what is no longer awaited after a moment is not tried.
 */
export async function triedFixes(
  session: Session,
  document: OpenDocument,
  range: Range,
  isAsked: boolean,
  isAwaited: () => boolean,
): Promise<ReadonlyMap<PlacedDiagnostic, readonly LocatedFix[]>> {
  const { version } = document.text;
  const mayHarm = document.shown?.facts.isPartial ?? false;
  const errors = placedDiagnostics(document).filter(
    (placed) =>
      placed.version === version &&
      placed.diagnostic.severity === "error" &&
      (mayHarm || placed.diagnostic.fixes.length === 0) &&
      touches(placed.range, range),
  );
  const tried = new Map<PlacedDiagnostic, readonly LocatedFix[]>();
  const isNew = errors.some((placed) => !knownFor(document, version).has(keyOf(placed)));
  if (isNew && !isAsked) await new Promise((resolve) => setTimeout(resolve, rest));
  if (!isAwaited() || document.text.version !== version) return tried;
  for (const placed of errors.slice(0, mostFaults)) {
    const fixes = await fixesFor(session, document, placed);
    if (fixes !== null) tried.set(placed, fixes);
  }
  return tried;
}

function fixesFor(session: Session, document: OpenDocument, placed: PlacedDiagnostic): Promise<Fixes> {
  const { version, diagnostic } = placed;
  const { code, start, end } = diagnostic;
  const known = knownFor(document, version);
  const key = keyOf(placed);
  const before = known.get(key);
  if (before !== undefined) return before;
  const question = { kind: "fixes", uri: document.uri, version, fault: { code, start, end } } as const;
  const fixes = ask(session, question, patience.question).then((answer) => {
    if (answer?.kind === "fixes") return answer.fixes;
    known.delete(key);
    return null;
  });
  known.set(key, fixes);
  return fixes;
}

const keyOf = ({ diagnostic: { code, start, end } }: PlacedDiagnostic): string => `${code} ${start} ${end}`;

function knownFor(document: OpenDocument, version: number): Map<string, Promise<Fixes>> {
  const known = found.get(document);
  if (known?.version === version) return known.fixes;
  const fixes = new Map<string, Promise<Fixes>>();
  found.set(document, { version, fixes });
  return fixes;
}
