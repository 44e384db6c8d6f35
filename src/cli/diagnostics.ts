import type { SummaryDiagnostic, TextRange } from "../core/analysis/summary.ts";
import type { Diagnostic, Severity, TextEdit } from "../core/ir/diagnostic.ts";
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
    fixes: reportFixes(
      diagnostic.fixes.map(({ title, edits }) => ({ title: render(title), edits })),
      positionsOf,
    ),
    related: diagnostic.related.map(({ message, at }) => ({ message: render(message), range: positionsOf(at) })),
  };
}

export const reportFixes = (
  fixes: readonly { readonly title: string; readonly edits: readonly TextEdit[] }[],
  positionsOf: (range: SourceRange) => TextRange,
): SummaryDiagnostic["fixes"] =>
  fixes.map(({ title, edits }) => ({
    title,
    edits: edits.map(({ at, text }) => ({ range: positionsOf(at), text })),
  }));

export const hasError = (diagnostics: readonly { readonly severity: Severity }[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === "error");
