import type { Diagnostic, FileFacts, FileId, Fix, Severity, SourceRange, TextEdit } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import { hasOwnLines, lineExcerpt } from "./lineExcerpt.ts";
import type { Render } from "./text.ts";

export type SeverityMap = Readonly<Record<string, Severity | "off">>;

/** A fault as an editor shows it: texts in the user's language, offsets into the file. */
export interface EditorDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly fixes: readonly EditorFix[];
  readonly related: readonly { readonly message: string; readonly at: SourceRange }[];
}

export interface EditorFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/**
 * The faults of a file, each once however many models and calls meet it. One that lies in another file is not shown here:
 * the front-end has put what this file is to blame for on its own innermost place.
 */
export function diagnostics(
  facts: FileFacts,
  text: string,
  severities: SeverityMap,
  render: Render,
): readonly EditorDiagnostic[] {
  const shown = new Map<string, EditorDiagnostic>();
  const add = (diagnostic: Diagnostic, fallback: SourceRange | null): void => {
    const severity = severities[diagnostic.code] ?? diagnostic.severity;
    const at = diagnostic.at ?? fallback ?? { file: facts.file, start: 0, end: 0 };
    if (severity === "off" || at.file !== facts.file) return;
    const start = Math.min(at.start, text.length);
    const end = Math.min(Math.max(at.end, start), text.length);
    const wording = render(diagnostic.message);
    const key = `${diagnostic.code} ${start} ${end} ${wording}`;
    if (shown.has(key)) return;
    shown.set(key, {
      code: diagnostic.code,
      severity,
      message: wording,
      start,
      end,
      fixes: diagnostic.fixes.map((fix) => editorFix(fix, at, text, render)),
      related: diagnostic.related.map(({ message, at }) => ({ message: render(message), at })),
    });
  };
  for (const diagnostic of facts.diagnostics) add(diagnostic, null);
  for (const model of facts.models)
    for (const diagnostic of model.diagnostics) add(diagnostic, firstLine(model.offer.at, text));
  return [...withoutContradictions([...shown.values()])].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A fix that changes something elsewhere says where. */
export function editorFix({ title, edits }: Fix, at: SourceRange | null, text: string, render: Render): EditorFix {
  const [first] = edits;
  const wording = render(title);
  if (first === undefined || at === null || first.at.file !== at.file) return { title: wording, edits };
  const { start } = first.at;
  const between = start < at.start ? text.slice(start, at.start) : text.slice(at.end, start);
  if (!/[\r\n]/.test(between)) return { title: wording, edits };
  const place = lineExcerpt(text, start);
  const elsewhere = hasOwnLines(at.file)
    ? message("fixElsewhere", { title: wording, ...place })
    : message("fixInOtherCell", { title: wording, excerpt: place.excerpt });
  return { title: render(elsewhere), edits };
}

/** A place that diagnostics want different texts for cannot be put right by either: those fixes are not offered. */
function withoutContradictions(list: readonly EditorDiagnostic[]): readonly EditorDiagnostic[] {
  const wanted = new Map<string, { readonly of: EditorDiagnostic; readonly texts: Set<string> }[]>();
  const placeOf = (edit: TextEdit): string => `${edit.at.file} ${edit.at.start} ${edit.at.end}`;
  for (const of of list) {
    for (const edit of of.fixes.flatMap((fix) => fix.edits)) {
      const place = wanted.get(placeOf(edit)) ?? [];
      wanted.set(placeOf(edit), place);
      const mine = place.find((entry) => entry.of === of);
      if (mine === undefined) place.push({ of, texts: new Set([edit.text]) });
      else mine.texts.add(edit.text);
    }
  }
  const agreed = (fix: EditorFix): boolean =>
    fix.edits.every((edit) => (wanted.get(placeOf(edit)) ?? []).every(({ texts }) => texts.has(edit.text)));
  return list.map((item) => (item.fixes.every(agreed) ? item : { ...item, fixes: item.fixes.filter(agreed) }));
}

/** Whether an offset stands on an attribute with a fault: a hover has nothing to add to the diagnostic there. */
export const isOnFault = (facts: FileFacts, file: FileId, offset: number, within: number): boolean =>
  [...facts.diagnostics, ...facts.models.flatMap((model) => model.diagnostics)].some(
    ({ at }) => at !== null && at.file === file && at.start <= offset && offset < at.end && at.end - at.start < within,
  );

const firstLine = (at: SourceRange, text: string): SourceRange => ({
  ...at,
  end: at.start + text.slice(at.start, at.end).search(/$|[\r\n]/),
});
