import type { Range } from "vscode-languageserver";
import { type PlacedDiagnostic, placedDiagnostics, touches } from "./convert.ts";
import type { OpenDocument } from "./documents.ts";
import type { LocatedFix } from "./evaluation.ts";
import { ask, patience, type Session } from "./session.ts";

/** Faults at one place are looked at one after the other while somebody waits. */
const mostFaults = 2;

type Fixes = readonly LocatedFix[] | null;

/** What was found for the faults of a text: editors ask whenever the cursor moves. */
const found = new WeakMap<OpenDocument, { readonly version: number; readonly fixes: Map<string, Promise<Fixes>> }>();

/**
 * Fixes that were tried, of errors in a range: where the analysis has none, and where the file has other models, which a fix
 * for one could break. What is not here was not tried, or not in time.
 */
export async function triedFixes(
  session: Session,
  document: OpenDocument,
  range: Range,
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
  for (const placed of errors.slice(0, mostFaults)) {
    const fixes = await fixesFor(session, document, placed);
    if (fixes !== null) tried.set(placed, fixes);
  }
  return tried;
}

function fixesFor(session: Session, document: OpenDocument, placed: PlacedDiagnostic): Promise<Fixes> {
  const { version, diagnostic } = placed;
  const { code, start, end } = diagnostic;
  let known = found.get(document);
  if (known?.version !== version) {
    known = { version, fixes: new Map() };
    found.set(document, known);
  }
  const key = `${code} ${start} ${end}`;
  const before = known.fixes.get(key);
  if (before !== undefined) return before;
  const question = { kind: "fixes", uri: document.uri, version, fault: { code, start, end } } as const;
  const { fixes: ofVersion } = known;
  const fixes = ask(session, question, patience.question).then((answer) => {
    if (answer?.kind === "fixes") return answer.fixes;
    ofVersion.delete(key);
    return null;
  });
  ofVersion.set(key, fixes);
  return fixes;
}
