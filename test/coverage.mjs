// `npm run coverage`: which lines of src the unit tests reach, mapped back to the sources.
import { spawnSync } from "node:child_process";
import { rootFolder } from "../scripts/folders.mjs";
import { suites } from "./suites.mjs";

const tests = suites.filter(({ name }) => ["unit", "fixtures", "server"].includes(name));
const folders = tests.flatMap(({ commands }) => commands.flat().filter((part) => /^test\/\w+$/.test(part)));
const report = [
  "node_modules/c8/bin/c8.js",
  "--exclude-after-remap",
  "--include=src/**",
  "--reporter=text-summary",
  "--reporter=html",
  "--reports-dir=coverage",
  process.execPath,
  "test/mocha.mjs",
  ...folders,
];
const run = spawnSync(process.execPath, report, { cwd: rootFolder, stdio: "inherit" });
process.exitCode = run.status ?? 1;
