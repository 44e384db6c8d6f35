import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Case } from "./cases.ts";
import { answer, argumentsOf, type Question } from "./truth.ts";

const built = path.resolve("dist/cli.js");

/** The built command line gives what the core gives in this process: one case for a set of many. */
export function commandLineCase(question: Question): Case {
  return {
    name: "(the built command line says the same)",
    run() {
      if (!existsSync(built)) return "dist/cli.js is missing: build first";
      const args = [built, "summary", ...argumentsOf(question), "--format", "json"];
      const run = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 28, timeout: 60_000 });
      const expected = answer(question);
      if (typeof expected === "string") return expected;
      if (run.status !== 0) return `exit code ${run.status}: ${run.stderr.trim()}`;
      const got = JSON.parse(run.stdout);
      for (const key of ["inputs", "outputs", "totals", "coverage"] as const) {
        if (JSON.stringify(got[key]) !== JSON.stringify(expected.summary[key])) return `${key} differ`;
      }
      const rows = JSON.stringify(got.layers.map(withoutPlaces));
      return rows === JSON.stringify(expected.summary.layers.map(withoutPlaces)) ? null : "layers differ";
    },
  };
}

/** Files are named as they were given, which is another way in each process. */
const withoutPlaces = (layer: object) => ({ ...layer, range: null, definedAt: null });
