// Fixes that are tried on a copy of the text before they are offered. A fix for one model can break another one of the file.
// And a number that several layers share (a default, a width from which others are computed) cannot be judged by the layer that
// refuses it: numbers are changed where nothing else is known, and offered where the copy is better.
import { coverageOf } from "../analysis/cost.ts";
import type { Diagnostic, FileFacts, FileId, Fix, Message, TextEdit } from "../ir/index.ts";
import { message } from "../messages/index.ts";
import { type EditorFix, editorFix } from "./diagnostics.ts";
import { hasOwnLines, lineExcerpt } from "./lineExcerpt.ts";
import { type Candidate, numberCandidates } from "./numberCandidates.ts";
import type { Render } from "./text.ts";

/**
 * An analysis of the text, and how to do the same with a copy, with the same inputs where the fault could have changed what
 * is guessed of them; null: it did not come to an end.
 */
export interface Trial {
  facts(): FileFacts | null;
  analyse(text: string): FileFacts | null;
}

/** A fault as an editor names it. */
export interface PlacedFault {
  readonly code: string;
  readonly start: number;
  readonly end: number;
}

const mostTries = 40;
const mostFixes = 3;

/**
 * The fixes of a fault that make none of the other trials worse. Where there are none: changes of one number after which the
 * fault is gone, no other has come, and each model has its calls and what was known of them, in every one of the trials, of
 * which the first is about the fault. Rests after each copy, with what has been found so far.
 */
export function* triedFixes(
  text: string,
  fault: PlacedFault,
  [own, ...others]: readonly [Trial, ...Trial[]],
  render: Render,
): Generator<readonly EditorFix[], readonly EditorFix[]> {
  const fixes: EditorFix[] = [];
  const facts = own.facts();
  if (facts === null) return fixes;
  for (const { at, fix } of meantBy(facts, fault).flatMap(({ at, fixes: all }) => all.map((fix) => ({ at, fix })))) {
    // What cannot be tried (a copy of another file, a package of models that takes too long) is offered as it is.
    const copy = edited(text, facts.file, fix);
    const isHarmless = copy === null || others.every((trial) => harms(trial, copy, render) !== true);
    if (isHarmless) fixes.push(editorFix(fix, at, text, render));
    yield fixes;
  }
  if (fixes.length > 0) return fixes;
  const isBetter = (copy: string): boolean => {
    const tried = own.analyse(copy);
    if (tried === null || !keeps(facts, tried, render) || !mends(facts, tried, fault, render)) return false;
    return others.every((trial) => harms(trial, copy, render) === false);
  };
  for (const candidate of numberCandidates(text, fault.start, meantBy(facts, fault), facts).slice(0, mostTries)) {
    // Several places are changed where one is not enough.
    if (candidate.places.length > 1 && fixes.length > 0) continue;
    const edits = candidate.places.map((place) => ({ at: { file: facts.file, ...place }, text: candidate.to }));
    if (isBetter(applied(text, edits))) {
      fixes.push({ title: render(titleOf(text, facts.file, candidate)), edits });
      if (fixes.length === mostFixes) return fixes;
    }
    yield fixes;
  }
  return fixes;
}

/** Whether a copy makes a model worse that nobody asked about; null: that cannot be known. */
function harms(trial: Trial, copy: string, render: Render): boolean | null {
  const before = trial.facts();
  const after = before && trial.analyse(copy);
  return after && before && !keepsOthers(before, after, render);
}

const edited = (text: string, file: FileId, { edits }: Fix): string | null =>
  edits.some(({ at }) => at.file !== file) ? null : applied(text, edits);

const applied = (text: string, edits: readonly TextEdit[]): string =>
  [...edits]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((copy, { at, text: changed }) => copy.slice(0, at.start) + changed + copy.slice(at.end), text);

const allDiagnostics = ({ diagnostics, models }: FileFacts): readonly Diagnostic[] => [
  ...diagnostics,
  ...models.flatMap((model) => model.diagnostics),
];

const meantBy = (facts: FileFacts, fault: PlacedFault): readonly Diagnostic[] =>
  allDiagnostics(facts).filter(
    ({ code, at }) => code === fault.code && at?.start === fault.start && at.end === fault.end,
  );

export const isToldBy = (facts: FileFacts, fault: PlacedFault): boolean => meantBy(facts, fault).length > 0;

/** Whether the copy has no fault that the text has not. */
function keeps(before: FileFacts, after: FileFacts, render: Render): boolean {
  const known = countsOf(allDiagnostics(before), render);
  const told = countsOf(allDiagnostics(after), render);
  return isAsMuch(before, after) && [...told].every(([fault, count]) => count <= (known.get(fault) ?? 0));
}

/** The same of models that nobody asked about: what is wrong with one already may be told with other sizes. */
function keepsOthers(before: FileFacts, after: FileFacts, render: Render): boolean {
  const total = (diagnostics: readonly Diagnostic[] = []): number =>
    [...countsOf(diagnostics, render).values()].reduce((sum, count) => sum + count, 0);
  return (
    isAsMuch(before, after) &&
    total(after.diagnostics) <= total(before.diagnostics) &&
    after.models.every((model, index) => total(model.diagnostics) <= total(before.models[index]?.diagnostics))
  );
}

/** Whether one of the faults at a place is told less often. */
function mends(facts: FileFacts, tried: FileFacts, fault: PlacedFault, render: Render): boolean {
  const meant = countsOf(meantBy(facts, fault), render);
  const before = countsOf(allDiagnostics(facts), render);
  const after = countsOf(allDiagnostics(tried), render);
  return [...meant.keys()].every((key) => (after.get(key) ?? 0) < (before.get(key) ?? 0));
}

/** How often each fault is told. Places are left out: a number with other digits moves them. */
function countsOf(diagnostics: readonly Diagnostic[], render: Render): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { code, severity, message } of diagnostics) {
    if (severity !== "error" && severity !== "warning") continue;
    const fault = `${code} ${render(message)}`;
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
  }
  return counts;
}

/** A fault that is gone because less is known is not mended. */
const isAsMuch = (before: FileFacts, after: FileFacts): boolean =>
  before.models.length === after.models.length &&
  before.models.every(({ network }, index) => {
    const now = after.models[index];
    if (now === undefined) return false;
    const [was, is] = [coverageOf(network), coverageOf(now.network)];
    return was.calls === is.calls && is.unknownCalls <= was.unknownCalls;
  });

function titleOf(text: string, file: FileId, { from, to, places }: Candidate): Message {
  const [first, ...more] = places.map(({ start }) => lineExcerpt(text, start));
  const { line, excerpt } = first ?? { line: 0, excerpt: "" };
  if (more.length === 0)
    return hasOwnLines(file)
      ? message("changeNumber", { from, to, line, excerpt })
      : message("changeNumberInCell", { from, to, excerpt });
  if (!hasOwnLines(file)) return message("changeNumbersInCells", { from, to, count: places.length });
  const lines = [...new Set([line, ...more.map((place) => place.line)])].join(", ");
  return message("changeNumbers", { from, to, lines });
}
