// Measures speed beside peers in the same run: medians, nothing cached on disk.
// Usage: npm run bench [-- summary|server|parser|definitions…] [--sources FOLDER] [--repetitions N] [--json]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { rootFolder } from "../.ci/folders.mjs";
import { definitionFigures, definitionTable } from "./definitions/measure.mjs";
import { parserFigures } from "./parser/run.mjs";
import { serverFigures, serverTable } from "./server/measure.mjs";
import { summaryFigures, summaryTable } from "./summary/measure.mjs";

const { sections, sources, repetitions, json } = options(process.argv.slice(2));

const build = spawnSync(process.execPath, [path.join(rootFolder, "esbuild.mjs"), "--production"], {
  stdio: "inherit",
  cwd: rootFolder,
});
if (build.status !== 0) process.exit(2);
if (!json) console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}\n`);

const measures = {
  summary: async () => {
    const figures = await summaryFigures(rootFolder, needed(sources), repetitions);
    return { figures, table: summaryTable(figures) };
  },
  server: async () => {
    const figures = await serverFigures(rootFolder, needed(sources), repetitions ? { repetitions } : {});
    return { figures, table: serverTable(figures) };
  },
  parser: () => parserFigures(),
  definitions: async () => {
    const figures = await definitionFigures(rootFolder, repetitions ? { repetitions } : {});
    return { figures, table: definitionTable(figures) };
  },
};

const results = {};
for (const section of sections) {
  const { figures, table } = await measures[section]();
  results[section] = figures;
  if (!json) console.log(`${table}\n`);
}
if (json) console.log(JSON.stringify(results));

function options(args) {
  const value = (name) => {
    const at = args.indexOf(name);
    return at < 0 ? undefined : args.splice(at, 2)[1];
  };
  const sources = value("--sources") ?? torchvisionFolder();
  const repetitions = Number(value("--repetitions")) || undefined;
  const json = args.includes("--json");
  const all = ["summary", "server", "parser", "definitions"];
  const chosen = args.filter((arg) => all.includes(arg));
  return { sources, repetitions, json, sections: chosen.length > 0 ? chosen : all };
}

/** The unpacked package that the conformance tests use. */
function torchvisionFolder() {
  const folder = path.join(rootFolder, ".cache/sources/torchvision-0.28.0");
  return existsSync(folder) ? folder : null;
}

function needed(folder) {
  if (folder !== null && existsSync(path.join(folder, "torchvision/models/resnet.py"))) return folder;
  console.error("torchvision's source is not there: run `npm run conformance` once, or name a folder with --sources");
  process.exit(2);
}
