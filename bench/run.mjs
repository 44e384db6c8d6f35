// Measures speed beside peers in the same run: medians, nothing cached on disk.
// Usage: npm run bench [-- summary|server|parser|definitions|layers|memory|open…] [--sources FOLDER] [--repetitions N] [--json]
// `open` opens every file of all packages that are there and takes long: it runs when it is named.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { rootFolder } from "../.ci/folders.mjs";
import { definitionFigures, definitionTable } from "./definitions/measure.mjs";
import { parserFigures } from "./parser/run.mjs";
import { layerSection } from "./scale/layers.mjs";
import { memoryFigures, memoryTable } from "./scale/memory.mjs";
import { openFigures, openTable } from "./scale/open.mjs";
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
    const figures = await summaryFigures(rootFolder, packagesBeside(needed(sources)), repetitions);
    return { figures, table: summaryTable(figures) };
  },
  server: async () => {
    const figures = await serverFigures(rootFolder, needed(sources), repetitions ? { repetitions } : {});
    return { figures, table: serverTable(figures) };
  },
  parser: () => parserFigures(),
  layers: () => layerSection(),
  memory: async () => {
    const figures = await memoryFigures(rootFolder, Object.values(packagesBeside(needed(sources))));
    return { figures, table: memoryTable(figures) };
  },
  open: async () => {
    const packages = Object.values(packagesBeside(needed(sources)));
    const nets = path.join(rootFolder, "../shared/nets");
    const figures = await openFigures(rootFolder, [...packages, ...(existsSync(nets) ? [nets] : [])]);
    return { figures, table: openTable(figures) };
  },
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
  const all = ["summary", "server", "parser", "definitions", "layers", "memory"];
  const chosen = args.filter((arg) => [...all, "open"].includes(arg));
  return { sources, repetitions, json, sections: chosen.length > 0 ? chosen : all };
}

/** The unpacked package that the conformance tests use. */
function torchvisionFolder() {
  const folder = path.join(rootFolder, ".cache/sources/torchvision-0.28.0");
  return existsSync(folder) ? folder : null;
}

/** The folders of packages by name, as far as the conformance tests have unpacked them. */
function packagesBeside(torchvision) {
  const beside = path.dirname(torchvision);
  const found = { torchvision };
  for (const folder of existsSync(beside) ? readdirSync(beside) : []) {
    const [name] = folder.split("-");
    if (existsSync(path.join(beside, folder, name)) && name !== "torchvision") found[name] = path.join(beside, folder);
  }
  return found;
}

function needed(folder) {
  if (folder !== null && existsSync(path.join(folder, "torchvision/models/resnet.py"))) return folder;
  console.error("torchvision's source is not there: run `npm run conformance` once, or name a folder with --sources");
  process.exit(2);
}
