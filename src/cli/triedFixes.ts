// `check --try-fixes`: what an editor finds when somebody asks for actions, for faults without a fix of their own.

import type { EditorFix } from "../core/ide/diagnostics.ts";
import { givenInputs } from "../core/ide/givenInputs.ts";
import { type Trial, triedFixes } from "../core/ide/triedFixes.ts";
import type { Diagnostic } from "../core/ir/diagnostic.ts";
import type { FileFacts, GivenInput } from "../core/ir/facts.ts";
import { render } from "../core/messages/index.ts";

/** Milliseconds for one copy of the text, which runs cold here, for one fault, and for all of a file. */
const longestTrial = 2_000;
const longestSearch = 1_500;
const longestFile = 6_000;

/** A copy of the text with these inputs; null: it did not come to an end. */
export type AnalyseCopy = (text: string, inputs: readonly GivenInput[], shouldStop: () => boolean) => FileFacts | null;

/** The fixes of a fault that has none of its own. */
export type FixSearch = (fault: Diagnostic) => readonly EditorFix[];

/** Looks for the fixes of one fault after another, as long as there is time. */
export function fixSearch(text: string, facts: FileFacts, analyse: AnalyseCopy): FixSearch {
  const begin = performance.now();
  const [only, ...more] = facts.models;
  const inputs = only === undefined || more.length > 0 ? [] : givenInputs(only.inputs);
  const trial: Trial = {
    facts: () => facts,
    analyse(copy) {
      const start = performance.now();
      return analyse(copy, inputs, () => performance.now() - start > longestTrial);
    },
  };
  return ({ code, severity, at, fixes }) => {
    const start = performance.now();
    if (severity !== "error" || fixes.length > 0 || at?.file !== facts.file || start - begin > longestFile) return [];
    const search = triedFixes(text, { code, start: at.start, end: at.end }, [trial], render);
    for (;;) {
      const { value, done } = search.next();
      if (done || performance.now() - start > longestSearch) return value;
    }
  };
}
