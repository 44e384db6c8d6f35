// Mutated and truncated definition files through the whole analysis: no throw, no hang, positions inside the file.
// Usage: node test/fuzz/run.mjs [COUNT] [--seed NUMBER] [--files PART] [--result FILE]. Default: 2,000 inputs of
// seed 1, from all files; --files takes those with PART in their path.
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
process.chdir(root);
const outfile = path.join(root, ".cache/tests", `fuzz-${process.pid}.mjs`);
await build({
  entryPoints: [path.join(root, "test/fuzz/main.ts")],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: "inline",
  packages: "external",
  logLevel: "warning",
});
process.setSourceMapsEnabled(true);
try {
  const { runFuzzing } = await import(pathToFileURL(outfile).href);
  process.exitCode = runFuzzing(process.argv.slice(2));
} finally {
  rmSync(outfile, { force: true });
}
