// What `npm test` runs, in this order: the cheap ones first. Each suite has its own limit in minutes; all of them
// together stay below 20 minutes on two cores with nothing cached.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { rootFolder } from "../scripts/folders.mjs";

/** Folders of test/ that are no unit tests. */
const apart = new Set(["conformance", "fixtures", "fuzz", "server", "support", "vscode"]);

const unitFolders = readdirSync(path.join(rootFolder, "test"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !apart.has(entry.name))
  .map((entry) => `test/${entry.name}`);

const mocha = (...folders) => [
  ["test/mocha.mjs", ...folders.filter((folder) => existsSync(path.join(rootFolder, folder)))].concat(
    "--",
    "--reporter",
    "test/support/reporter.mjs",
  ),
];

/** `commands` are scripts for this Node. Without `counted` each command counts as one test; else it reports itself. */
export const suites = [
  {
    name: "check",
    minutes: 3,
    counted: false,
    commands: [
      ["node_modules/typescript/bin/tsc", "-b"],
      ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."],
    ],
  },
  { name: "unit", minutes: 3, counted: true, commands: mocha(...unitFolders) },
  { name: "fixtures", minutes: 2, counted: true, commands: mocha("test/fixtures") },
  { name: "conformance", minutes: 4, counted: true, commands: [["test/conformance/run.mjs"]] },
  { name: "fuzz", minutes: 3, counted: true, commands: mocha("test/fuzz") },
  { name: "server", minutes: 2, counted: true, commands: mocha("test/server") },
  // The first of these installs code-server where no desktop VS Code is there.
  { name: "VS Code from the folder", minutes: 9, counted: true, commands: [["test/vscode/run.mjs", "folder"]] },
  { name: "VS Code from the .vsix", minutes: 4, counted: true, commands: [["test/vscode/run.mjs", "vsix"]] },
  { name: "web worker host", minutes: 3, counted: true, commands: [["test/vscode/run.mjs", "web"]] },
];
