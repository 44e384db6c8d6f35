// `npm test`: installs what it needs, builds, and runs every suite. `npm test -- unit server` runs only those.
// A suite counts as failed when it leaves no results, runs no test, or passes its time limit.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { cacheFolder, rootFolder } from "../.ci/folders.mjs";
import { installDependencies } from "../.ci/npm.mjs";
import { ensureChromium } from "../.ci/systemPackages.mjs";
import { suites } from "./suites.mjs";

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`no such suite: ${unknown.join(", ")}; there are ${suites.map((suite) => suite.name).join(", ")}`);
  process.exit(2);
}

const allowedSkips = JSON.parse(readFileSync(path.join(rootFolder, "test/skips.json"), "utf8"));
const resultFolder = path.join(cacheFolder, "results");
mkdirSync(resultFolder, { recursive: true });

const chosen = suites.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const rows = [];
const prepared = await timed("install and build", async () => {
  if (process.platform === "linux" && chosen.some(({ needsBrowser }) => needsBrowser)) ensureChromium();
  installDependencies({ development: true });
  return (await runNode(["esbuild.mjs"], {}, 3)) === 0 ? { passed: 0, failed: 0, skipped: 0 } : failed("no build");
});
if (prepared.failed === 0) {
  for (const suite of chosen) {
    console.log(`\n── ${suite.name}`);
    await timed(suite.name, () => runSuite(suite));
  }
}

console.log("\nminutes  suite");
for (const { name, minutes, result } of rows) {
  const counts = `${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`;
  const why = result.because ? `: ${result.because}` : "";
  console.log(`${minutes.toFixed(1).padStart(7)}  ${name} (${counts})${why}`);
}
const sum = (count) => rows.reduce((total, { result }) => total + result[count], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
process.exitCode = sum("failed") > 0 ? 1 : 0;

async function timed(name, act) {
  const start = Date.now();
  let result;
  try {
    result = await act();
  } catch (error) {
    result = failed(error.message);
  }
  rows.push({ name, minutes: (Date.now() - start) / 60_000, result });
  return result;
}

async function runSuite({ name, minutes, counted, commands }) {
  const file = path.join(resultFolder, `${name.replace(/\W+/g, "-")}.json`);
  rmSync(file, { force: true });
  const end = Date.now() + minutes * 60_000;
  const codes = [];
  for (const command of commands(file)) {
    codes.push(await runNode(command, { CONVLENS_TEST_RESULTS: file }, (end - Date.now()) / 60_000));
  }
  if (codes.includes("late")) return failed(`not done within ${minutes} minutes`);
  if (!counted) {
    const passed = codes.filter((code) => code === 0).length;
    return { passed, failed: codes.length - passed, skipped: 0 };
  }
  if (!existsSync(file)) return failed("it left no results");
  return verdict(JSON.parse(readFileSync(file, "utf8")), codes);
}

/** What a suite's own results come to, once an exit code and skips that nobody allowed have their say. */
function verdict({ passed, failed: failures, skipped, tests = [] }, codes) {
  const counts = { passed, failed: failures, skipped };
  if (passed + failures + skipped === 0) return failed("it ran no test");
  if (failures === 0 && codes.some((code) => code !== 0)) {
    return { ...counts, failed: 1, because: `exit code ${codes.join(", ")} though no test failed` };
  }
  const unexplained = tests.filter(({ state, title }) => state === "skipped" && !Object.hasOwn(allowedSkips, title));
  if (unexplained.length === 0) return counts;
  const because = `skipped without a reason: ${unexplained.map(({ title }) => title).join("; ")}`;
  // At home a test may lack what it needs, and says so; where CI is set everything has to run.
  return { ...counts, failed: failures + (process.env.CI ? unexplained.length : 0), because };
}

function failed(because) {
  return { passed: 0, failed: 1, skipped: 0, because };
}

/** Runs one script to its end or its limit; what it started ends with it. Gives the exit code, or "late". */
function runNode(args, environment, minutes) {
  const group = process.platform !== "win32";
  const child = spawn(process.execPath, args, {
    cwd: rootFolder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "inherit", "inherit"],
    detached: group,
  });
  const end = () => {
    if (group) process.kill(-child.pid, "SIGKILL");
    else spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"]);
  };
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => {
        end();
        resolve("late");
      },
      Math.max(1, minutes * 60_000),
    );
    child.once("exit", (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}
