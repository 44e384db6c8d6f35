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

const sourceFiles = (folder) =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d|\.test)\.ts$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));

/** Leaves every import of another source as an import of what is made from it. */
const keepApart = {
  name: "keep-apart",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path: imported, kind }) =>
      kind === "entry-point" ? undefined : { path: imported.replace(/\.ts$/, ".mjs"), external: true },
    ),
};

const entryPoints = paths.flatMap((entry) => testFiles(path.resolve(entry)));
if (entryPoints.length === 0) {
  console.error("no *.test.ts file among the arguments");
  process.exit(2);
}
const coverage = process.env.NODE_V8_COVERAGE !== undefined;
// Coverage is reported after this has ended, and the report reads what was run.
const outdir = path.join(root, ".cache/tests", coverage ? "coverage" : String(process.pid));
await build({
  // Coverage is mapped back right only where a file holds one source: then nothing is bundled.
  entryPoints: coverage ? [...entryPoints, ...["src", "webview", "test", "bench"].flatMap(sourceFiles)] : entryPoints,
  outdir,
  outbase: root,
  bundle: true,
  splitting: !coverage,
  plugins: coverage ? [keepApart] : [],
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  packages: "external",
  outExtension: { ".js": ".mjs" },
  loader: { ".css": "text" },
  logLevel: "warning",
});
const built = entryPoints.map((file) => path.join(outdir, path.relative(root, file).replace(/\.ts$/, ".mjs")));
const mocha = path.join(root, "node_modules/mocha/bin/mocha.js");
// A hang ends here; how fast a busy machine is is no matter of tests.
const hang = ["--timeout", "30000"];
const run = spawnSync(process.execPath, ["--enable-source-maps", mocha, ...hang, ...mochaOptions, ...built], {
  cwd: root,
  stdio: "inherit",
});
if (!coverage) rmSync(outdir, { recursive: true, force: true });
process.exit(run.status ?? 1);
