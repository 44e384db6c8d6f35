// Runs the suites inside a real VS Code: node test/vscode/run.mjs folder|vsix|web|killed [--grep TEXT]
//   folder  the extension as it is built in this folder
//   vsix    the packed extension, installed
//   web     this folder's extension in the web worker host, as on vscode.dev
//   killed  a test that kills its extension host: passes when such a run is found out
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { cacheFolder, rootFolder } from "../../.ci/folders.mjs";
import { packExtension } from "../../.ci/package.mjs";
import { findVSCode, installInto } from "./vscode.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: "string", default: "" }, results: { type: "string" } },
});
const mode = positionals[0];
if (!["folder", "vsix", "web", "killed"].includes(mode)) {
  console.error("usage: node test/vscode/run.mjs folder|vsix|web|killed [--grep TEXT] [--results FILE]");
  process.exit(2);
}

const folder = path.join(cacheFolder, "vscode", mode);
const log = path.join(folder, "workbench.log");
const results = path.resolve(values.results ?? process.env.CONVLENS_TEST_RESULTS ?? path.join(folder, "results.json"));
rmSync(folder, { recursive: true, force: true });
rmSync(results, { force: true });
const workspace = path.join(folder, "workspace");
cpSync(path.join(rootFolder, "test/vscode/workspace"), workspace, { recursive: true });
if (existsSync(path.join(rootFolder, "examples"))) {
  cpSync(path.join(rootFolder, "examples"), path.join(workspace, "examples"), { recursive: true });
}
commitWorkspace();
const tests = await bundleTests();

const { executable, desktop } = await findVSCode();
const extensions = path.join(folder, "extensions");
const userData = path.join(folder, "user");
mkdirSync(path.join(userData, "User"), { recursive: true });
writeFileSync(
  path.join(userData, "User", "settings.json"),
  JSON.stringify({
    "workbench.colorTheme": "Default Dark Modern",
    "editor.minimap.enabled": false,
    "chat.disableAIFeatures": true,
    "files.autoSave": "off",
    "git.blame.statusBarItem.enabled": false,
    "git.decorations.enabled": false,
    "scm.countBadge": "off",
    "scm.diffDecorations": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
  }),
);
let developed = rootFolder;
if (mode === "vsix") {
  await installInto({ executable, desktop, extensions, file: await packExtension() });
  developed = testExtension();
}

const code = await runTests({
  vscodeExecutablePath: executable,
  extensionDevelopmentPath: developed,
  extensionTestsPath: tests,
  launchArgs: [
    workspace,
    `--extensions-dir=${extensions}`,
    `--user-data-dir=${userData}`,
    "--disable-workspace-trust",
    "--skip-welcome",
    ...(mode === "web" ? ["--extensionDevelopmentKind=web"] : []),
  ],
  extensionTestsEnv: { CONVLENS_TEST_RESULTS: results, CONVLENS_TEST_MODE: mode, CONVLENS_WORKBENCH_LOG: log },
}).catch((error) => {
  console.error(String(error?.message ?? error));
  return 1;
});
process.exit(mode === "killed" ? verdictOfKilled() : verdict(code));

function verdictOfKilled() {
  const title = "a killed extension host fails the run";
  const found = verdict(code) !== 0 && !existsSync(results);
  writeFileSync(
    results,
    JSON.stringify({ passed: found ? 1 : 0, failed: found ? 0 : 1, skipped: 0, tests: [{ state: "passed", title }] }),
  );
  return found ? 0 : 1;
}

/** 0 only when the tests themselves reported at their end: a killed extension host ends with 0 too. */
function verdict(exitCode) {
  if (!existsSync(results)) {
    if (mode !== "killed" && existsSync(log))
      console.error(readFileSync(log, "utf8").split("\n").slice(-40).join("\n"));
    console.error("The extension host ended before the tests reported.");
    return 1;
  }
  const { passed, failed, skipped, tests } = JSON.parse(readFileSync(results, "utf8"));
  for (const { state, title, milliseconds, error } of tests) {
    console.log(`  ${state.padEnd(7)} ${title} (${milliseconds} ms)`);
    if (error) console.log(error.replace(/^/gm, "          "));
  }
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return exitCode === 0 && failed === 0 && passed > 0 ? 0 : 1;
}

/** Makes the workspace a repository of its own, so that there is an old version to look at. */
function commitWorkspace() {
  const author = ["-c", "user.name=ConvLens", "-c", "user.email=tests@example.invalid", "-c", "commit.gpgsign=false"];
  for (const args of [
    ["init", "-q"],
    ["add", "."],
    [...author, "commit", "-q", "-m", "Begin"],
  ]) {
    spawnSync("git", args, { cwd: workspace, stdio: ["ignore", "inherit", "inherit"] });
  }
}

/** One file inside the extension's folder, from where the web worker host can load it too. */
async function bundleTests() {
  const web = mode === "web";
  const suites = path.join("test/vscode/suite", web || mode === "killed" ? mode : "");
  const imports = readdirSync(path.join(rootFolder, suites))
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `await import(${JSON.stringify(`./${path.posix.join(suites, name)}`)});`);
  const outfile = path.join(folder, "host", "tests.cjs");
  await build({
    stdin: {
      contents: `import { runSuites } from "./test/vscode/host.ts";
        export const run = () => runSuites(async () => { ${imports.join("\n")} }, ${JSON.stringify(values.grep)});`,
      resolveDir: rootFolder,
    },
    outfile,
    bundle: true,
    format: "cjs",
    platform: web ? "browser" : "node",
    target: "es2022",
    external: ["vscode", "node:*"],
    alias: web ? { "node:assert/strict": "./test/vscode/webAssert.ts" } : {},
    // mocha's browser build would take the bundle's own `module.exports` for its own.
    define: { module: "undefined", exports: "undefined" },
    sourcemap: "inline",
    absWorkingDir: rootFolder,
    logLevel: "warning",
  });
  return outfile;
}

/** The extension under test is installed; the development host wants one of its own, with nothing in it. */
function testExtension() {
  const host = path.join(folder, "host");
  const manifest = { name: "convlens-tests", publisher: "convlens", version: "0.0.0", engines: { vscode: "*" } };
  writeFileSync(path.join(host, "package.json"), JSON.stringify(manifest));
  return host;
}
