import { writeFileSync } from "node:fs";
import { CommandError } from "../../src/cli/commandError.ts";
import { caffeSet } from "./caffe.ts";
import type { CaseSet, Selection } from "./cases.ts";
import { darknetSet } from "./darknet.ts";
import { numericsSet } from "./numerics.ts";
import { receptiveFieldSet } from "./receptiveFields.ts";
import { torchvisionSet } from "./torchvision.ts";

const sets: Readonly<Record<string, (selection: Selection) => CaseSet>> = {
  torchvision: torchvisionSet,
  caffe: caffeSet,
  darknet: darknetSet,
  "receptive-fields": receptiveFieldSet,
  numerics: numericsSet,
};

interface Counts {
  passed: number;
  failed: number;
  disputed: number;
  skipped: number;
}

/** A line a case and a line a set. Gives the exit code: 1 where something differs, or, with CI set, could not run. */
export async function runConformance(args: readonly string[]): Promise<number> {
  const all = args.includes("--all");
  const resultAt = args.indexOf("--result");
  const resultFile = resultAt < 0 ? null : (args[resultAt + 1] ?? null);
  const wanted = args.filter((arg, index) => !arg.startsWith("--") && (resultAt < 0 || index !== resultAt + 1));
  const counts: Counts = { passed: 0, failed: 0, disputed: 0, skipped: 0 };
  for (const text of wanted.length > 0 ? wanted : Object.keys(sets)) {
    const [name = "", part] = text.split(":");
    const make = Object.hasOwn(sets, name) ? sets[name] : undefined;
    if (!make) {
      console.log(`no set ${name}; there are ${Object.keys(sets).join(", ")}`);
      return 2;
    }
    await runSet(make({ all, names: part?.split(",") ?? null }), counts);
  }
  const { passed, failed, disputed, skipped } = counts;
  const notes = [disputed > 0 && `${disputed} disputed`, skipped > 0 && `${skipped} sets not run`].filter(Boolean);
  console.log([`conformance: ${passed} exact of ${passed + failed + disputed}`, ...notes].join(", "));
  if (resultFile !== null) writeFileSync(resultFile, JSON.stringify(counts));
  const inCi = (process.env["CI"] ?? "") !== "";
  return failed > 0 || (inCi && skipped > 0) ? 1 : 0;
}

async function runSet(set: CaseSet, counts: Counts): Promise<void> {
  if (set.missing !== null) {
    counts.skipped++;
    console.log(`${set.name}: not run, ${set.missing} missing`);
    return;
  }
  let exact = 0;
  let disputed = 0;
  for (const one of set.cases) {
    const differs = await attempt(one.run);
    if (differs === null && one.disputed === undefined) exact++;
    if (differs !== null && one.disputed !== undefined) disputed++;
    console.log(`${set.name} ${one.name}: ${verdict(differs, one.disputed)}`);
  }
  const tried = set.cases.length;
  counts.passed += exact;
  counts.disputed += disputed;
  counts.failed += tried - exact - disputed;
  console.log(`${set.name}: ${exact} exact of ${tried}${disputed > 0 ? `, ${disputed} disputed` : ""}`);
}

function verdict(differs: string | null, disputed: string | undefined): string {
  if (disputed === undefined) return differs ?? "exact";
  return differs === null ? `exact, though disputed: ${disputed}` : `disputed (${disputed}): ${differs}`;
}

async function attempt(run: () => Promise<string | null> | string | null): Promise<string | null> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    return `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
}
