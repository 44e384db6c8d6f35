// Fixes that are tried on a copy of the text before they are offered. A fix for one model can break another one of the file.
// And a number that several layers share (a default, a width from which others are computed) cannot be judged by the layer that
// refuses it: numbers are changed where nothing else is known, and offered where the copy is better.
import { type Coverage, coverageOf } from "../analysis/cost.ts";
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
  /** Asked once, and only if a fix has come so far. */
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
  const meant = meantBy(facts, fault);
  const before = standingOf(facts, render);
  const harms = others.map((trial) => harmOf(trial, render));
  for (const { at, fix } of meant.flatMap(({ at, fixes: all }) => all.map((fix) => ({ at, fix })))) {
    // What cannot be tried (a copy of another file, a package of models that takes too long) is offered as it is.
    const copy = edited(text, facts.file, fix);
    const isHarmless = copy === null || harms.every((harm) => harm(copy) !== true);
    if (isHarmless) fixes.push(editorFix(fix, at, text, render));
    yield fixes;
  }
  if (fixes.length > 0) return fixes;
  const wanted = [...countsOf(meant, render).keys()];
  const isBetter = (copy: string): boolean => {
    const tried = own.analyse(copy);
    if (tried === null) return false;
    const after = standingOf(tried, render);
    const isMended = wanted.every((key) => (after.faults.get(key) ?? 0) < (before.faults.get(key) ?? 0));
    return isMended && keeps(before, after) && harms.every((harm) => harm(copy) === false);
  };
  for (const candidate of numberCandidates(text, fault.start, meant, facts).slice(0, mostTries)) {
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

/** Says whether a copy makes a model worse that nobody asked about; null: that cannot be known. */
function harmOf(trial: Trial, render: Render): (copy: string) => boolean | null {
  let before: Standing | null | undefined;
  const standing = (facts: FileFacts | null): Standing | null => facts && standingOf(facts, render);
  return (copy) => {
    if (before === undefined) before = standing(trial.facts());
    const after = before && standing(trial.analyse(copy));
    return before && after && !keepsOthers(before, after);
  };
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

/** How a text stands: the faults that are told, and what is known of each of its models. */
interface Standing {
  readonly faults: ReadonlyMap<string, number>;
  /** Faults of the text itself. */
  readonly own: number;
  readonly models: readonly { readonly faults: number; readonly coverage: Coverage }[];
}

function standingOf(facts: FileFacts, render: Render): Standing {
  const total = (diagnostics: readonly Diagnostic[]): number =>
    [...countsOf(diagnostics, render).values()].reduce((sum, count) => sum + count, 0);
  return {
    faults: countsOf(allDiagnostics(facts), render),
    own: total(facts.diagnostics),
    models: facts.models.map((model) => ({ faults: total(model.diagnostics), coverage: coverageOf(model.network) })),
  };
}

/** Whether the copy has no fault that the text has not. */
const keeps = (before: Standing, after: Standing): boolean =>
  isAsMuch(before, after) && [...after.faults].every(([fault, count]) => count <= (before.faults.get(fault) ?? 0));

/** The same of models that nobody asked about: what is wrong with one already may be told with other sizes. */
const keepsOthers = (before: Standing, after: Standing): boolean =>
  isAsMuch(before, after) &&
  after.own <= before.own &&
  after.models.every(({ faults }, index) => faults <= (before.models[index]?.faults ?? 0));

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
const isAsMuch = (before: Standing, after: Standing): boolean =>
  before.models.length === after.models.length &&
  before.models.every(({ coverage: was }, index) => {
    const is = after.models[index]?.coverage;
    return is !== undefined && was.calls === is.calls && is.unknownCalls <= was.unknownCalls;
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
