// What `npm test` runs, in this order: the cheap ones first. Each suite has its own limit in minutes; all of them
// together stay below 20 minutes on two cores with nothing cached.
import { readdirSync } from "node:fs";
import path from "node:path";
import { rootFolder } from "../.ci/folders.mjs";

const testFiles = readdirSync(path.join(rootFolder, "test"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
  .map((entry) => path.relative(rootFolder, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
  .filter((file) => !file.startsWith("test/vscode/"))
  .sort();

/** The test files of the suites that mocha runs, by suite. */
export const mochaFiles = {
  fixtures: testFiles.filter((file) => file.endsWith("/fixtures.test.ts")),
  server: testFiles.filter((file) => file.startsWith("test/server/")),
  views: testFiles.filter((file) => file.startsWith("test/webview/")),
  unit: testFiles.filter((file) => !/\/fixtures\.test\.ts$|^test\/(server|webview)\//.test(file)),
};

const mocha = (files) => () => [["test/mocha.mjs", ...files, "--", "--reporter", "test/support/reporter.mjs"]];

/**
 * `commands` gives scripts for this Node and their arguments; a suite that is `counted` leaves its counts in the file
 * that it is given, or that CONVLENS_TEST_RESULTS names. Else each command counts as one test.
 */
export const suites = [
  {
    name: "check",
    minutes: 3,
    counted: false,
    commands: () => [
      ["node_modules/typescript/bin/tsc", "-b"],
      ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."],
    ],
  },
  { name: "unit", minutes: 4, counted: true, commands: mocha(mochaFiles.unit) },
  { name: "fixtures", minutes: 2, counted: true, commands: mocha(mochaFiles.fixtures) },
  {
    name: "conformance",
    minutes: 4,
    counted: true,
    commands: (results) => [["test/conformance/run.mjs", "--result", results]],
  },
  {
    name: "fuzz",
    minutes: 3,
    counted: true,
    commands: (results) => [["test/fuzz/run.mjs", "2000", "--result", results]],
  },
  { name: "server", minutes: 2, counted: true, commands: mocha(mochaFiles.server) },
  // In a browser of its own, without VS Code around them.
  { name: "views", minutes: 4, counted: true, needsBrowser: true, commands: mocha(mochaFiles.views) },
  // The first of these installs code-server where no desktop VS Code is there.
  { name: "vscode-folder", minutes: 9, counted: true, commands: () => [["test/vscode/run.mjs", "folder"]] },
  { name: "vscode-vsix", minutes: 4, counted: true, commands: () => [["test/vscode/run.mjs", "vsix"]] },
  { name: "vscode-web", minutes: 3, counted: true, commands: () => [["test/vscode/run.mjs", "web"]] },
  { name: "vscode-killed", minutes: 2, counted: true, commands: () => [["test/vscode/run.mjs", "killed"]] },
];
