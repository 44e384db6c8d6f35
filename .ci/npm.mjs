// Runs npm without a shell, and installs the dependencies when the lockfile has changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rootFolder } from "./folders.mjs";

/** How to call npm: this Node and npm's own script, so that Windows needs no `npm.cmd` and no shell. */
export function npmCommand() {
  const beside = path.dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    path.join(beside, "node_modules", "npm", "bin", "npm-cli.js"),
    path.join(beside, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    path.join(beside, "..", "share", "nodejs", "npm", "bin", "npm-cli.js"),
  ];
  const script = candidates.find((file) => file?.endsWith(".js") && existsSync(file));
  if (script === undefined) throw new Error("npm was not found: run this through `npm start` or `npm test`");
  return [process.execPath, script];
}

/** Runs npm in the repository and returns its exit code. */
export function runNpm(args, environment = {}) {
  const [node, ...npm] = npmCommand();
  const run = spawnSync(node, [...npm, ...args], {
    cwd: rootFolder,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip", ...environment },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return run.status ?? 1;
}

/**
 * Installs what the lockfile says when it has changed since the last install. Without `development` only what builds
 * and packs the extension: the tests' own packages are five times as large.
 */
export function installDependencies({ development }) {
  const stamp = path.join(rootFolder, "node_modules", ".convlens-lockfile");
  const lockfile = readFileSync(path.join(rootFolder, "package-lock.json"));
  const hash = createHash("sha256").update(lockfile).digest("hex");
  const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (installed === `${hash} all` || (!development && installed === `${hash} build`)) return;
  console.log(
    development
      ? "Downloading the npm packages of package-lock.json (about 250 MB, 900 MB unpacked)"
      : "Downloading the npm packages that build the extension (about 110 MB, 305 MB unpacked)",
  );
  const code = runNpm(["ci", "--no-audit", "--no-fund", "--loglevel=error", ...(development ? [] : ["--omit=dev"])]);
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
  writeFileSync(stamp, `${hash} ${development ? "all" : "build"}`);
}
