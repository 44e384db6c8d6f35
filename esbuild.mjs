// Bundles everything that ships into dist/: `node esbuild.mjs` with source maps, `--production` minified without.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { cacheFolder, rootFolder } from "./.ci/folders.mjs";

const production = process.argv.includes("--production");
const dist = path.join(rootFolder, "dist");

const shared = {
  bundle: true,
  target: "es2022",
  minify: production,
  sourcemap: production ? false : "linked",
  sourcesContent: false,
  logLevel: "warning",
  legalComments: "none",
  absWorkingDir: rootFolder,
};
const node = { ...shared, platform: "node", target: "node20" };
// CommonJS: Node loads it eight milliseconds sooner than a module.
const nodeScript = {
  ...node,
  format: "cjs",
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { "import.meta.url": "bundleUrl" },
};
const webWorker = { ...shared, platform: "browser", format: "iife", mainFields: ["browser", "module", "main"] };
const webview = {
  ...shared,
  platform: "browser",
  format: "esm",
  // Views make style elements of their own: one file a view, and no flash without styles.
  loader: { ".css": "text", ".svg": "text" },
};

const bundles = [
  {
    ...node,
    format: "cjs",
    external: ["vscode"],
    entry: "src/extension/main.node.ts",
    outfile: "extension.cjs",
  },
  {
    ...webWorker,
    format: "cjs",
    external: ["vscode"],
    entry: "src/extension/main.browser.ts",
    outfile: "extension.browser.cjs",
  },
  { ...nodeScript, entry: "src/server/main.node.ts", outfile: "server.js" },
  { ...nodeScript, entry: "src/server/worker.node.ts", outfile: "evaluationWorker.js" },
  { ...webWorker, entry: "src/server/main.browser.ts", outfile: "server.browser.js" },
  { ...webWorker, entry: "src/server/worker.browser.ts", outfile: "evaluationWorker.browser.js" },
  { ...nodeScript, entry: "src/cli/launch.ts", outfile: "cli.js" },
  // A script rather than a module: the engine takes code compiled ahead for scripts only. See src/cli/program.ts.
  {
    ...node,
    format: "cjs",
    banner: { js: "(function (require) { const module = { exports: {} };" },
    footer: { js: "return module.exports; })" },
    entry: "src/cli/main.ts",
    outfile: "cliProgram.cjs",
  },
  { ...webview, entry: "webview/graph/main.ts", outfile: "webview/graph.js" },
  { ...webview, entry: "webview/receptiveField/main.ts", outfile: "webview/receptiveField.js" },
  { ...webview, entry: "webview/inference/main.ts", outfile: "webview/inference.js" },
  { ...webview, entry: "webview/inference/worker.ts", outfile: "webview/inferenceWorker.js" },
];

/** Files that the webviews fetch at run time, so that they are not parsed before they are needed. */
const assets = [
  ["node_modules/elkjs/lib/elk-worker.min.js", "webview/elk-worker.min.js"],
  [
    "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm",
    "webview/ort-wasm-simd-threaded.asyncify.wasm",
  ],
];

mkdirSync(path.join(dist, "webview"), { recursive: true });
// What Node runs here is CommonJS; the package's own files are modules.
writeFileSync(path.join(dist, "package.json"), '{ "type": "commonjs" }\n');
const results = await Promise.allSettled(
  bundles.map(async ({ entry, outfile, ...options }) => {
    const result = await build({
      ...options,
      entryPoints: [entry],
      outfile: path.join(dist, outfile),
      metafile: true,
    });
    return result.metafile;
  }),
);
for (const [from, to] of assets) copyFileSync(path.join(rootFolder, from), path.join(dist, to));

if (results.some(({ status }) => status === "rejected")) {
  // esbuild has said why.
  process.exitCode = 1;
} else {
  const metafiles = results.flatMap(({ value }) => value);
  removeStale(metafiles.flatMap(({ outputs }) => Object.keys(outputs).map((file) => path.resolve(rootFolder, file))));
  await compileAhead();
  // What the licence notices are made from.
  const inputs = new Set([
    ...metafiles.flatMap((metafile) => Object.keys(metafile.inputs)),
    ...assets.map(([from]) => from),
  ]);
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(path.join(cacheFolder, "bundled.json"), JSON.stringify([...inputs].sort()));
}

/** What an earlier build left must not be packed. Done at the end: a running server keeps its files until then. */
function removeStale(outputs) {
  const wanted = new Set([path.join(dist, "package.json"), ...outputs, ...assets.map(([, to]) => path.join(dist, to))]);
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.has(file)) rmSync(file);
  }
}

/** Leaves the code of what the command line mostly runs beside it, for this version of Node. Without it, it starts slower. */
async function compileAhead() {
  const program = path.join(dist, "cliProgram.cjs");
  // Nothing but ASCII: the engine keeps and reads such a text in half the space, and bytes are characters.
  const text = readFileSync(program, "utf8").replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  writeFileSync(program, `${text}\n// ${createHash("sha256").update(text).digest("hex").slice(0, 16)}\n`);
  const outfile = path.join(cacheFolder, "compileAhead.mjs");
  await build({ ...node, format: "esm", entryPoints: ["src/cli/compileAhead.ts"], outfile, sourcemap: false });
  const python = readdirSync(path.join(rootFolder, "examples/pytorch"))
    .filter((name) => name.endsWith(".py"))
    .map((name) => `examples/pytorch/${name}`);
  const examples = ["examples/caffe/residual.prototxt", "examples/darknet/tiny-detector.cfg", ...python];
  const run = spawnSync(process.execPath, [outfile, dist, ...examples], { cwd: rootFolder, stdio: "inherit" });
  if (run.status !== 0) process.exitCode = 1;
}
