// Speed and recovery of the Python parser beside @lezer/python and tree-sitter-python.
// Usage: node bench/parser/run.mjs [--json] [--seed N]
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** The figures of each parser, ours first. */
export async function parserFigures(seed = 1) {
  const { measureParsers, parserTable } = await bundled();
  const figures = await measureParsers(root, seed);
  return { figures, table: parserTable(figures) };
}

async function bundled() {
  const outfile = path.join(root, ".cache/bench", `parser-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(root, "bench/parser/main.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  const module = await import(pathToFileURL(outfile).href);
  rmSync(outfile);
  return module;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const seedAt = process.argv.indexOf("--seed");
  const { figures, table } = await parserFigures(seedAt < 0 ? 1 : Number(process.argv[seedAt + 1]));
  console.log(process.argv.includes("--json") ? JSON.stringify(figures) : table);
}
