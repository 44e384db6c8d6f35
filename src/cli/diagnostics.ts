import type { SummaryDiagnostic, TextRange } from "../core/analysis/summary.ts";
import type { Diagnostic, Severity } from "../core/ir/diagnostic.ts";
import type { FileFacts } from "../core/ir/facts.ts";
import type { SourceRange } from "../core/ir/source.ts";
import { render } from "../core/messages/index.ts";

/**
 * The faults of a file's text and of its models, each once: errors first, else in the order in which they were found, so
 * that a fault stands before what follows from it.
 */
export function diagnosticsOf(facts: FileFacts): readonly Diagnostic[] {
  const all = [...facts.diagnostics, ...facts.models.flatMap((model) => model.diagnostics)];
  const unique = new Map(
    all.map((one) => [`${one.code} ${one.at?.file} ${one.at?.start} ${render(one.message)}`, one]),
  );
  const severities: readonly Severity[] = ["error", "warning", "information", "hint"];
  return [...unique.values()].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

/** A diagnostic as contract.md has it. */
export function reportDiagnostic(
  diagnostic: Diagnostic,
  positionsOf: (range: SourceRange) => TextRange,
): SummaryDiagnostic {
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: render(diagnostic.message),
    range: diagnostic.at && positionsOf(diagnostic.at),
    fixes: diagnostic.fixes.map((fix) => ({
      title: render(fix.title),
      edits: fix.edits.map((edit) => ({ range: positionsOf(edit.at), text: edit.text })),
    })),
    related: diagnostic.related.map(({ message, at }) => ({ message: render(message), range: positionsOf(at) })),
  };
}

export const hasError = (diagnostics: readonly { readonly severity: Severity }[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === "error");
