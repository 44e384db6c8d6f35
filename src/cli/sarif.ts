import type { TextRange } from "../core/analysis/summary.ts";
import type { Severity } from "../core/ir/diagnostic.ts";
import type { CheckedFile } from "./commands/check.ts";

const levels: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

/** SARIF 2.1.0: the form in which code-scanning services take the results of static analysis. */
export function toSarif(checked: readonly CheckedFile[]): string {
  const found = checked.flatMap((file) => file.diagnostics.map((diagnostic) => ({ file: file.file, diagnostic })));
  const codes = [...new Set(found.map(({ diagnostic }) => diagnostic.code))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "ConvLens", rules: codes.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results: found.map(({ file, diagnostic }) => ({
          ruleId: diagnostic.code,
          ruleIndex: codes.indexOf(diagnostic.code),
          level: levels[diagnostic.severity],
          message: { text: diagnostic.message },
          locations: [{ physicalLocation: locationOf(diagnostic.range?.file ?? file, diagnostic.range) }],
          ...(diagnostic.related.length > 0 && {
            relatedLocations: diagnostic.related.map(({ message, range }) => ({
              message: { text: message },
              physicalLocation: locationOf(range.file, range),
            })),
          }),
          ...(diagnostic.fixes.length > 0 && { fixes: diagnostic.fixes.map(toFix) }),
        })),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

const uriOf = (file: string): string => encodeURI(file.replaceAll("\\", "/"));

const locationOf = (file: string, range: TextRange | null) => ({
  artifactLocation: { uri: uriOf(file) },
  ...(range && { region: regionOf(range) }),
});

const regionOf = ({ startLine, startColumn, endLine, endColumn }: TextRange) => ({
  startLine,
  startColumn,
  endLine,
  endColumn,
});

function toFix(fix: CheckedFile["diagnostics"][number]["fixes"][number]) {
  const files = [...new Set(fix.edits.map((edit) => edit.range.file))];
  return {
    description: { text: fix.title },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: uriOf(file) },
      replacements: fix.edits
        .filter((edit) => edit.range.file === file)
        .map((edit) => ({
          deletedRegion: regionOf(edit.range),
          insertedContent: { text: edit.text },
        })),
    })),
  };
}
