// The size of an input from what other sizes gave a layer, where symbols get lost on the way to it (loops over frames).
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { Run } from "./modelQuestion.ts";

/** A run on inputs with sides of one length. */
export interface Probe {
  readonly side: number;
  readonly run: Run;
}

/** Two sizes that should have been one. */
interface Refusal {
  readonly place: string;
  readonly sizes: readonly [number, number];
}

/** Sides at which the first operation that refuses both runs may get what it expects: as the side or its square grows. */
export function probedSides(first: Probe, second: Probe): readonly number[] {
  const [mine] = refusalsOf(first.run);
  const other = refusalsOf(second.run).find(({ place }) => place === mine?.place);
  if (mine === undefined || other === undefined) return [];
  // The size that is fixed is the same in both runs.
  const fixed = mine.sizes[0] === other.sizes[0] ? 0 : 1;
  const [expected, got, more] = [mine.sizes[fixed], mine.sizes[1 - fixed], other.sizes[1 - fixed]];
  if (other.sizes[fixed] !== expected || got === undefined || more === undefined || got === more) return [];
  const sides = [(count: number) => count, Math.sqrt].map((grown) => {
    const perSide = (grown(more) - grown(got)) / (second.side - first.side);
    return Math.round(first.side + (grown(expected) - grown(got)) / perSide);
  });
  return [...new Set(sides)].filter((side) => side > 0 && side < LARGEST);
}

/** No image that a network is made for has a longer side. */
const LARGEST = 4096;

/** Whether what the fault is about comes of the size: another size gives the layer another number of features. */
export function comesOfSize(fault: Diagnostic, other: Run): boolean {
  const [mine] = refusals([fault]);
  const isOther = ({ place, sizes }: Refusal): boolean => place === mine?.place && sizes.join() !== mine.sizes.join();
  return refusalsOf(other).some(isOther);
}

/** Whether something refuses the run for one size in place of another. */
export const isSolvable = (run: Run): boolean => refusalsOf(run).length > 0;

const refusalsOf = ({ diagnostics }: Run): readonly Refusal[] => refusals(diagnostics);

/** Codes of such faults, with the places of their messages that hold the two sizes. */
const conflicts: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["linear-features", ["expected", "got"]],
  ["add-shape", ["leftSize", "rightSize"]],
]);

function refusals(diagnostics: readonly Diagnostic[]): readonly Refusal[] {
  return diagnostics.flatMap(({ code, at, message }) => {
    const [one, two] = (conflicts.get(code) ?? []).map((name) => Number(message.args[name]));
    if (one === undefined || two === undefined || !(one > 0 && two > 0)) return [];
    return [{ place: `${at?.file} ${at?.start} ${at?.end}`, sizes: [one, two] as const }];
  });
}
