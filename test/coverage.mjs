// `npm run coverage`: which lines of src the unit tests reach, mapped back to the sources.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { cacheFolder, rootFolder } from "../.ci/folders.mjs";
import { mochaFiles } from "./suites.mjs";

const report = [
  "node_modules/c8/bin/c8.js",
  "--exclude-after-remap",
  "--include=src/**",
  "--reporter=text-summary",
  "--reporter=html",
  "--reports-dir=coverage",
  process.execPath,
  "test/mocha.mjs",
  ...[...mochaFiles.unit, ...mochaFiles.fixtures, ...mochaFiles.server],
  "--",
  "--require",
  "./test/support/onlyThisProcess.mjs",
  "--reporter",
  "dot",
];
const run = spawnSync(process.execPath, report, { cwd: rootFolder, stdio: "inherit" });
rmSync(path.join(cacheFolder, "tests", "coverage"), { recursive: true, force: true });
process.exitCode = run.status ?? 1;
