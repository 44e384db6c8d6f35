import type { SummaryDiagnostic, TextRange } from "../core/analysis/summary.ts";
import type { Severity } from "../core/ir/diagnostic.ts";
import { message, render } from "../core/messages/index.ts";
import type { Paint, Style } from "./text.ts";

const styles: Readonly<Record<Severity, Style>> = {
  error: "red",
  warning: "yellow",
  information: "cyan",
  hint: "cyan",
};
/** A line of a minified or binary file is shown around the fault only. */
const excerptWidth = 120;

/**
 * A diagnostic as a terminal shows it: place, code, message, the source line with carets under the range, other places
 * that matter, and its fixes. `lineOf` gives the text of a line (1-based) of a named file.
 */
export function formatDiagnostic(
  diagnostic: SummaryDiagnostic,
  lineOf: (file: string, line: number) => string,
  paint: Paint,
): string {
  const { range, severity, code } = diagnostic;
  const place = range === null ? "" : `${range.file}:${range.startLine}:${range.startColumn}: `;
  const head = `${paint(place, "bold")}${paint(`${severity}[${code}]`, styles[severity])}: ${diagnostic.message}`;
  const excerpt = range === null ? [] : excerptOf(range, lineOf(range.file, range.startLine), styles[severity], paint);
  const notes = diagnostic.related.map(
    ({ message: text, range: { file, startLine, startColumn } }) =>
      `  ${render(message("cliNote", { text, place: `${file}:${startLine}:${startColumn}` }))}`,
  );
  const fixes = diagnostic.fixes.map(({ title, edits: [first] }) => {
    if (first === undefined || first.range.startLine === range?.startLine)
      return `  ${render(message("cliFix", { title }))}`;
    const { file, startLine, startColumn } = first.range;
    return `  ${render(message("cliFixElsewhere", { title, place: `${file}:${startLine}:${startColumn}` }))}`;
  });
  return [head, ...excerpt, ...notes, ...fixes].join("\n");
}

function excerptOf(range: TextRange, line: string, style: Style, paint: Paint): readonly string[] {
  if (line.trim() === "") return [];
  const column = range.startColumn - 1;
  const from = line.length > excerptWidth ? Math.max(0, Math.min(column - 40, line.length - excerptWidth)) : 0;
  const shown = line.slice(from, from + excerptWidth);
  const end = range.endLine === range.startLine ? range.endColumn - 1 : line.length;
  const carets = Math.max(1, Math.min(end, from + shown.length) - column);
  const number = String(range.startLine);
  // Tabs stay tabs under tabs, so that the caret lands where the terminal puts the character.
  const indent = shown.slice(0, column - from).replace(/[^\t]/g, " ");
  return [
    `${paint(`${number} | `, "dim")}${printable(shown)}`,
    `${paint(`${" ".repeat(number.length)} | `, "dim")}${indent}${paint("^".repeat(carets), style)}`,
  ];
}

/** Control characters of a hostile file never reach the terminal. */
const printable = (text: string): string => text.replace(/[^\t\x20-\x7e\u00a0-\uffff]/g, "?");
