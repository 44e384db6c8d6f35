// The size of an input from what other sizes gave a layer, where symbols get lost on the way to it (loops over frames).
import type { Diagnostic } from "../ir/diagnostic.ts";
import type { Run } from "./modelQuestion.ts";

/** A run on inputs with sides of one length. */
export interface Probe {
  readonly side: number;
  readonly run: Run;
}

interface Refusal {
  readonly place: string;
  readonly expected: number;
  readonly got: number;
}

/** Sides at which the first layer that refuses both runs may get what it expects: as the side or its square grows. */
export function probedSides(first: Probe, second: Probe): readonly number[] {
  const [mine] = refusalsOf(first.run);
  const other = refusalsOf(second.run).find(({ place }) => place === mine?.place);
  if (mine === undefined || other === undefined || mine.got === other.got) return [];
  const sides = [(count: number) => count, Math.sqrt].map((grown) => {
    const perSide = (grown(other.got) - grown(mine.got)) / (second.side - first.side);
    return Math.round(first.side + (grown(mine.expected) - grown(mine.got)) / perSide);
  });
  return [...new Set(sides)].filter((side) => side > 0 && side < LARGEST);
}

/** No image that a network is made for has a longer side. */
const LARGEST = 4096;

/** Whether what the fault is about comes of the size: another size gives the layer another number of features. */
export function comesOfSize(fault: Diagnostic, other: Run): boolean {
  const [mine] = refusals([fault]);
  return mine !== undefined && refusalsOf(other).some(({ place, got }) => place === mine.place && got !== mine.got);
}

/** Whether a layer refuses the run for the number of features that it gets. */
export const isSolvable = (run: Run): boolean => refusalsOf(run).length > 0;

const refusalsOf = ({ diagnostics }: Run): readonly Refusal[] => refusals(diagnostics);

function refusals(diagnostics: readonly Diagnostic[]): readonly Refusal[] {
  return diagnostics.flatMap(({ code, at, message }) => {
    const [expected, got] = [Number(message.args["expected"]), Number(message.args["got"])];
    if (code !== "linear-features" || !(expected > 0 && got > 0)) return [];
    return [{ place: `${at?.file} ${at?.start} ${at?.end}`, expected, got }];
  });
}
