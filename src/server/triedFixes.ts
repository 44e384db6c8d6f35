import type { CodeAction, Range } from "vscode-languageserver";
import { type PlacedDiagnostic, placedDiagnostics, quickFixes, touches } from "./convert.ts";
import type { OpenDocument } from "./documents.ts";
import type { LocatedFix } from "./evaluation.ts";
import { ask, patience, type Session } from "./session.ts";

/** Faults at one place are looked at one after the other while somebody waits. */
const mostFaults = 2;

/** What was found for the faults of a text: editors ask whenever the cursor moves. */
const found = new WeakMap<
  OpenDocument,
  { readonly version: number; readonly fixes: Map<string, Promise<readonly LocatedFix[]>> }
>();

/** Actions for faults in a range that the analysis has no fix for, found by trying; an answer that comes late is no answer. */
export async function triedFixes(
  session: Session,
  document: OpenDocument,
  range: Range,
): Promise<readonly CodeAction[]> {
  const { version } = document.text;
  const open = placedDiagnostics(document).filter(
    (placed) =>
      placed.version === version &&
      placed.diagnostic.severity === "error" &&
      placed.diagnostic.fixes.length === 0 &&
      touches(placed.range, range),
  );
  const actions: CodeAction[] = [];
  for (const placed of open.slice(0, mostFaults)) {
    const fixes = await fixesFor(session, document, placed);
    if (document.text.version !== version) return [];
    actions.push(...quickFixes(placed, fixes, document, session.client, session.documentation));
  }
  return actions;
}

function fixesFor(session: Session, document: OpenDocument, placed: PlacedDiagnostic): Promise<readonly LocatedFix[]> {
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
  const fixes = ask(session, question, patience.question).then((answer) =>
    answer?.kind === "fixes" ? answer.fixes : [],
  );
  known.fixes.set(key, fixes);
  return fixes;
}
