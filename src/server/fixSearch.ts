// Looks for fixes by trying them, one copy of the text a turn: whatever arrives meanwhile goes first.
import { givenInputs } from "../core/ide/givenInputs.ts";
import type { Render } from "../core/ide/text.ts";
import { isToldBy, type PlacedFault, type Trial, triedFixes } from "../core/ide/triedFixes.ts";
import type { FileFacts, ModelFacts, ShouldStop } from "../core/ir/index.ts";
import type { Query } from "../core/project/project.ts";
import type { Snapshot } from "../core/project/snapshot.ts";
import { locatedFixes, locator, offersMore, type TextOf } from "./editorFacts.ts";
import type { LocatedFix } from "./evaluation.ts";

export interface FixSearchHost {
  /** Milliseconds of some clock. */
  now(): number;
  /** Lets what has arrived go first. */
  pause(): Promise<void>;
  /** Analyses a copy of the text; null: stopped. */
  analyse(query: Query, text: string, shouldStop: ShouldStop): Snapshot | null;
  /** False once the text has changed: nobody waits for the answer any more. */
  isCurrent(): boolean;
  readonly render: Render;
  readonly textOf: TextOf;
}

/** Milliseconds; a fix that comes later is of no use. */
const longestTrial = 400;
const longestSearch = 1_500;

/** Changes of the text that mend a fault of the shown model or of another one, and make none of the models worse. */
export async function searchFixes(
  { text, facts }: Snapshot,
  query: Query,
  fault: PlacedFault,
  host: FixSearchHost,
): Promise<readonly LocatedFix[]> {
  const begin = host.now();
  const analyse = (asked: Query, of: string): FileFacts | null => {
    const start = host.now();
    return host.analyse(asked, of, () => host.now() - start > longestTrial)?.facts ?? null;
  };
  const same = { ...query, inputs: query.inputs?.length ? query.inputs : inputsOf(facts.models) };
  const shown: Trial = { facts: () => facts, analyse: (copy) => analyse(same, copy) };
  const allModels: Query = { allModels: true, ...(query.variant && { variant: query.variant }), once: true };
  const everyModel: Trial = { facts: () => analyse(allModels, text), analyse: (copy) => analyse(allModels, copy) };
  const all = offersMore(facts) ? [everyModel] : [];
  const [own = shown, ...others] = isToldBy(facts, fault) ? [shown, ...all] : [...all, shown];
  const search = triedFixes(text, fault, [own, ...others], host.render);

  const locate = locator(facts.file, host.textOf);
  while (host.isCurrent()) {
    const { value: fixes, done } = search.next();
    if (done || host.now() - begin > longestSearch) return locatedFixes(fixes, locate);
    await host.pause();
  }
  return [];
}

/** Inputs can be given to one model only. */
const inputsOf = ([model, ...others]: readonly ModelFacts[]): NonNullable<Query["inputs"]> =>
  model === undefined || others.length > 0 ? [] : givenInputs(model.inputs);
