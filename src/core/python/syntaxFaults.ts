import type { Diagnostic } from "../ir/diagnostic.ts";
import type { FileFacts, ModelFacts } from "../ir/facts.ts";
import type { FileId } from "../ir/source.ts";
import type { SyntaxProblem } from "./syntax/ast.ts";

type Found = Pick<FileFacts, "models" | "diagnostics">;

/**
 * What was found, and what could not be read of the text. A fault on code around a place that could not be read is most
 * likely its consequence: a call whose arguments are cut short.
 */
export function withSyntaxFaults(found: Found, file: FileId, problems: readonly SyntaxProblem[]): Found {
  if (problems.length === 0) return found;
  const isConsequence = ({ at }: Diagnostic): boolean =>
    at?.file === file && problems.some(({ start, end }) => at.start <= start && end <= at.end);
  const own = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
    diagnostics.filter((diagnostic) => !isConsequence(diagnostic));
  const models = found.models.map((model): ModelFacts => {
    const diagnostics = own(model.diagnostics);
    return { ...model, diagnostics, network: { ...model.network, diagnostics } };
  });
  const syntax = problems.map(
    ({ start, end, message }): Diagnostic => ({
      code: "syntax",
      severity: "error",
      message,
      at: { file, start, end },
      fixes: [],
      related: [],
    }),
  );
  return { models, diagnostics: [...syntax, ...own(found.diagnostics)] };
}
