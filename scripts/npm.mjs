// Runs npm without a shell, and installs the dependencies when the lockfile has changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder, rootFolder } from "./folders.mjs";

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
 * Installs what the lockfile says when it has changed since the last install.
 * `without` names packages whose absence does no harm here, so that `npm start` need not download 300 MB.
 */
export function installDependencies() {
  const stamp = path.join(rootFolder, "node_modules", ".convlens-lockfile");
  const lockfile = readFileSync(path.join(rootFolder, "package-lock.json"));
  const hash = createHash("sha256").update(lockfile).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.log("Installing the dependencies that package-lock.json names");
  const code = runNpm(["ci", "--no-audit", "--no-fund"]);
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stamp, hash);
}
