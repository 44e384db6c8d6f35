// Bundles test files with esbuild (Node 20 strips no types) and runs them in mocha.
// Usage: node test/mocha.mjs FILE_OR_FOLDER... [-- MOCHA_OPTIONS]
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const separator = process.argv.indexOf("--");
const paths = process.argv.slice(2, separator < 0 ? undefined : separator);
const mochaOptions = separator < 0 ? [] : process.argv.slice(separator + 1);

const testFiles = (entry) =>
  statSync(entry).isDirectory()
    ? readdirSync(entry).flatMap((name) => testFiles(path.join(entry, name)))
    : entry.endsWith(".test.ts")
      ? [entry]
      : [];

const entryPoints = paths.flatMap((entry) => testFiles(path.resolve(entry)));
if (entryPoints.length === 0) {
  console.error("no *.test.ts file among the arguments");
  process.exit(2);
}
const outdir = path.join(root, ".cache/tests", String(process.pid));
await build({
  entryPoints,
  outdir,
  outbase: root,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  packages: "external",
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
});
const built = entryPoints.map((file) => path.join(outdir, path.relative(root, file).replace(/\.ts$/, ".mjs")));
const mocha = path.join(root, "node_modules/mocha/bin/mocha.js");
const run = spawnSync(process.execPath, ["--enable-source-maps", mocha, ...mochaOptions, ...built], {
  cwd: root,
  stdio: "inherit",
});
rmSync(outdir, { recursive: true, force: true });
process.exit(run.status ?? 1);
