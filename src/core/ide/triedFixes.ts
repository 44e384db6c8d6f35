// Fixes that are tried on a copy of the text before they are offered. A fix for one model can break another one of the file.
// And a number that several layers share (a default, a width from which others are computed) cannot be judged by the layer that
// refuses it: numbers are changed where nothing else is known, and offered where the copy is better.
import { coverageOf } from "../analysis/cost.ts";
import type { Diagnostic, FileFacts, FileId, Fix, Network, SourceRange } from "../ir/index.ts";
import type { MessageArgument } from "../ir/message.ts";
import { message } from "../messages/index.ts";
import { type EditorFix, editorFix } from "./diagnostics.ts";
import { lineStartsAfterMark, positionOf } from "./lines.ts";
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
/** Smaller numbers are kernels, strides and pads far more often than parts of a width. */
const leastFactor = 8;
/** Larger ones are hardly ever kernels, strides or pads. */
const largestWindow = 16;
/** A pad of 11 would do where a stride is wrong. */
const mostGrowth = 2;
/** Layers that are looked back from the one that has the fault, and what one counts as in characters of text. */
const mostSteps = 16;
const charactersForStep = 40;
const longestExcerpt = 48;
const longestLine = 2_000;

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
  for (const fix of meantBy(facts, fault).flatMap((diagnostic) => diagnostic.fixes)) {
    // What cannot be tried (a copy of another file, a package of models that takes too long) is offered as it is.
    const copy = edited(text, facts.file, fix);
    const isHarmless = copy === null || others.every((trial) => harms(trial, copy, render) !== true);
    if (isHarmless) fixes.push(editorFix(fix, render));
    yield fixes;
  }
  if (fixes.length > 0) return fixes;
  const isBetter = (copy: string): boolean => {
    const tried = own.analyse(copy);
    if (tried === null || !keeps(facts, tried, render) || !mends(facts, tried, fault, render)) return false;
    return others.every((trial) => harms(trial, copy, render) === false);
  };
  for (const { start, end, from, to } of candidates(text, fault, facts).slice(0, mostTries)) {
    const copy = text.slice(0, start) + to + text.slice(end);
    if (isBetter(copy)) {
      const title = message("changeNumber", { from, to, ...placeOf(text, start) });
      fixes.push({ title: render(title), edits: [{ at: { file: facts.file, start, end }, text: String(to) }] });
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

function edited(text: string, file: FileId, { edits }: Fix): string | null {
  if (edits.some(({ at }) => at.file !== file)) return null;
  return [...edits]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((copy, { at, text: changed }) => copy.slice(0, at.start) + changed + copy.slice(at.end), text);
}

interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Numbers of the text that are one of two sizes that do not fit; then those that may be a kernel, stride or pad behind sizes
 * of maps that do not; then those that are a factor of a size. Of each kind those first that the fault depends on.
 */
function candidates(text: string, fault: PlacedFault, facts: FileFacts): readonly Candidate[] {
  const meant = meantBy(facts, fault);
  const sizes = distinct(meant.flatMap(differing));
  const distance = distanceTo(anchorsOf(meant, fault, facts));
  const kinds: readonly Candidate[][] = [[], [], []];
  for (const { 0: digits, index: start } of text.matchAll(/(?<![\w.])\d{1,9}(?![\w.])/g)) {
    const is = Number(digits);
    for (const size of sizes) {
      changesOf(is, size).forEach((changed, kind) => {
        for (const to of changed) if (to !== is) kinds[kind]?.push({ start, end: start + digits.length, from: is, to });
      });
    }
  }
  const ordered = kinds.flatMap((list) => list.sort((a, b) => distance(a.start) - distance(b.start)));
  return [...new Map(ordered.map((candidate) => [`${candidate.start} ${candidate.to}`, candidate])).values()];
}

interface Sizes {
  readonly from: number;
  readonly to: number;
  /** Of a map, not channels or features. */
  readonly spatial: boolean;
}

/** What a number may become where one size should be another: by kind, the surest first. */
function changesOf(is: number, { from, to, spatial }: Sizes): readonly (readonly number[])[] {
  const exact = is === from ? [to] : [];
  const ratio = to / from;
  const isPlain = Number.isInteger(ratio) || Number.isInteger(1 / ratio);
  const factor = is >= leastFactor && is !== from && from % is === 0 && isPlain ? [is * ratio] : [];
  if (!spatial || is > largestWindow) return [exact, [], factor];
  const difference = to - from;
  // Borders make a map with half the stride a little less than twice as large.
  const times = Math.round(Math.max(ratio, 1 / ratio));
  const changed = [is - difference, is + difference, is + difference / 2, is - difference / 2, is / times, is * times];
  const isWindow = (value: number): boolean => Number.isInteger(value) && value >= 0 && value - is <= mostGrowth;
  return [exact, changed.filter(isWindow), factor];
}

/** Arguments of messages that set two sizes, or two shapes, against each other. */
const opposed = [
  ["expected", "got"],
  ["left", "right"],
  ["first", "other"],
] as const;

function differing({ message: { args } }: Diagnostic): readonly Sizes[] {
  return opposed.flatMap(([one, other]) => {
    const [left, right] = [sizesIn(args[one]), sizesIn(args[other])];
    if (left.length !== right.length) return [];
    return left.flatMap((from, axis): Sizes[] => {
      const to = right[axis] ?? from;
      const spatial = axis >= 2;
      return from === to || from === 0 || to === 0
        ? []
        : [
            { from, to, spatial },
            { from: to, to: from, spatial },
          ];
    });
  });
}

const sizesIn = (given: MessageArgument | undefined): readonly number[] =>
  /^\d+([x×]\d+)*$/.test(String(given)) ? String(given).split(/[x×]/).map(Number) : [];

const distinct = (sizes: readonly Sizes[]): readonly Sizes[] => [
  ...new Map(sizes.map((pair) => [`${pair.from} ${pair.to}`, pair])).values(),
];

/** Offsets that the fault depends on, with the number of layers between. */
type Anchors = readonly { readonly offset: number; readonly steps: number }[];

/** The fault, what it is related to, and the layers before the one that has it, nearest first. */
function anchorsOf(meant: readonly Diagnostic[], fault: PlacedFault, facts: FileFacts): Anchors {
  const own = (at: SourceRange | null, steps: number): Anchors =>
    at?.file === facts.file ? [{ offset: at.start, steps }] : [];
  const related = meant.flatMap((diagnostic) => diagnostic.related.flatMap(({ at }) => own(at, 0)));
  const found = [{ offset: fault.start, steps: 0 }, ...related];
  for (const { network } of facts.models) {
    let nodes = network.nodes.filter(({ at }) => at?.file === facts.file && at.start === fault.start);
    for (let steps = 0; steps < mostSteps && nodes.length > 0; steps++) {
      for (const { at, definedAt } of nodes) found.push(...own(definedAt ?? at, steps));
      const producers = new Set(nodes.flatMap(({ inputs }) => inputs.flatMap((input) => producerOf(network, input))));
      nodes = [...producers].flatMap((id) => network.nodes[id] ?? []);
    }
  }
  return found;
}

const producerOf = ({ values }: Network, input: number | null): readonly number[] => {
  const producer = input === null ? null : values[input]?.producer;
  return producer === null || producer === undefined ? [] : [producer];
};

const distanceTo =
  (anchors: Anchors) =>
  (offset: number): number =>
    Math.min(...anchors.map((anchor) => Math.abs(anchor.offset - offset) + anchor.steps * charactersForStep));

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

function placeOf(text: string, offset: number): { readonly line: number; readonly excerpt: string } {
  const starts = lineStartsAfterMark(text);
  const { line } = positionOf(starts, offset);
  const from = starts[line] ?? 0;
  const [written = ""] = text.slice(from, from + longestLine).split(/[\r\n]/);
  const indent = written.length - written.trimStart().length;
  // Of a long line, what stands around the number, from the beginning of a word.
  const around = Math.min(offset - from - longestExcerpt / 2, written.trimEnd().length - longestExcerpt);
  const space = written.indexOf(" ", around);
  const first = around <= indent ? indent : space >= 0 && space < offset - from ? space + 1 : around;
  const shown = written.slice(first, first + longestExcerpt).trim();
  const isWhole = first + longestExcerpt >= written.trimEnd().length;
  return { line: line + 1, excerpt: `${first > indent ? "…" : ""}${shown}${isWhole ? "" : "…"}` };
}
