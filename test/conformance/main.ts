import { writeFileSync } from "node:fs";
import { CommandError } from "../../src/cli/commandError.ts";
import { caffeSet } from "./caffe.ts";
import type { Case, CaseSet, Dispute, Outcome, Selection } from "./cases.ts";
import { darknetSet } from "./darknet.ts";
import { falseAlarmSet } from "./falseAlarms.ts";
import { faultSet } from "./faults.ts";
import { layerNumericsSet } from "./layerNumerics.ts";
import { numericsSet } from "./numerics.ts";
import { opsSet } from "./ops.ts";
import { receptiveFieldSet } from "./receptiveFields.ts";
import { timmSet } from "./timm.ts";
import { torchvisionSet } from "./torchvision.ts";
import { weightsSet } from "./weights.ts";

const sets: Readonly<Record<string, (selection: Selection) => CaseSet>> = {
  torchvision: torchvisionSet,
  weights: weightsSet,
  ops: opsSet,
  faults: faultSet,
  caffe: caffeSet,
  darknet: darknetSet,
  "receptive-fields": receptiveFieldSet,
  numerics: numericsSet,
  "layer-numerics": layerNumericsSet,
  "false-alarms": falseAlarmSet,
  timm: timmSet,
};

interface Counts {
  passed: number;
  failed: number;
  /** Nothing wrong, something not known. */
  partial: number;
  disputed: number;
  skipped: number;
}

/** A line a case and a line a set. Gives the exit code: 1 where something differs, or, with CI set, could not run. */
export async function runConformance(args: readonly string[]): Promise<number> {
  const resultAt = args.indexOf("--result");
  const resultFile = resultAt < 0 ? null : (args[resultAt + 1] ?? null);
  const wanted = args.filter((arg, index) => !arg.startsWith("--") && (resultAt < 0 || index !== resultAt + 1));
  // Who names a set wants the whole of it.
  const all = args.includes("--all") || wanted.length > 0;
  const counts: Counts = { passed: 0, failed: 0, partial: 0, disputed: 0, skipped: 0 };
  for (const text of wanted.length > 0 ? wanted : Object.keys(sets)) {
    const [name = "", part] = text.split(":");
    const make = Object.hasOwn(sets, name) ? sets[name] : undefined;
    if (!make) {
      console.log(`no set ${name}; there are ${Object.keys(sets).join(", ")}`);
      return 2;
    }
    await runSet(make({ all, names: part?.split(",") ?? null }), counts);
  }
  const { passed, failed, partial, disputed, skipped } = counts;
  const notes = [...notesOf(partial, disputed), ...(skipped > 0 ? [`${skipped} sets not run`] : [])];
  console.log([`conformance: ${passed} exact of ${passed + failed + partial + disputed}`, ...notes].join(", "));
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
  const own = { passed: 0, failed: 0, partial: 0, disputed: 0 };
  for (const one of set.cases) {
    const { kind, text } = await judge(one);
    own[kind]++;
    console.log(`${set.name} ${one.name}: ${text}`);
  }
  for (const kind of ["passed", "failed", "partial", "disputed"] as const) counts[kind] += own[kind];
  for (const line of set.figures?.() ?? []) console.log(line);
  const exact = `${set.name}: ${own.passed} exact of ${set.cases.length}`;
  console.log([exact, ...notesOf(own.partial, own.disputed)].join(", "));
}

const notesOf = (partial: number, disputed: number): readonly string[] => [
  ...(partial > 0 ? [`${partial} partly unknown`] : []),
  ...(disputed > 0 ? [`${disputed} disputed`] : []),
];

interface Verdict {
  readonly kind: "passed" | "failed" | "partial" | "disputed";
  readonly text: string;
}

async function judge({ run, disputed }: Case): Promise<Verdict> {
  const outcome = await attempt(run);
  if (disputed !== undefined) return judgeDispute(outcome, disputed);
  if (outcome === null) return { kind: "passed", text: "exact" };
  if (typeof outcome === "string") return { kind: "failed", text: outcome };
  return { kind: outcome.partly ? "partial" : "passed", text: outcome.note };
}

async function judgeDispute(outcome: Outcome, { why, corrected }: Dispute): Promise<Verdict> {
  if (typeof outcome !== "string") return { kind: "failed", text: `exact, though disputed: ${why}` };
  const rest = await attempt(corrected);
  if (typeof rest === "string") return { kind: "failed", text: `${rest}, apart from what is disputed (${why})` };
  return { kind: "disputed", text: `${outcome}; disputed (${why}), exact with that put right` };
}

async function attempt(run: Case["run"]): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    return `threw ${error instanceof Error ? error.stack?.split("\n").slice(0, 4).join("\n") : String(error)}`;
  }
}
