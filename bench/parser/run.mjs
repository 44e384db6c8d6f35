// Speed and recovery of the Python parser beside @lezer/python and tree-sitter-python.
// Usage: node bench/parser/run.mjs [--json] [--seed N]
import { fileURLToPath } from "node:url";
import { rootFolder } from "../../.ci/folders.mjs";
import { bundled } from "../bundled.mjs";

/** The figures of each parser, ours first. */
export async function parserFigures(seed = 1) {
  const { measureParsers, parserTable } = await bundled("bench/parser/main.ts");
  const figures = await measureParsers(rootFolder, seed);
  return { figures, table: parserTable(figures) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const seedAt = process.argv.indexOf("--seed");
  const { figures, table } = await parserFigures(seedAt < 0 ? 1 : Number(process.argv[seedAt + 1]));
  console.log(process.argv.includes("--json") ? JSON.stringify(figures) : table);
}
