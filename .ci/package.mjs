// Packs the extension, everything bundled: node .ci/package.mjs
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rootFolder } from "./folders.mjs";

/** Builds for production and packs; gives the .vsix file. */
export async function packExtension() {
  const { name, version } = JSON.parse(readFileSync(path.join(rootFolder, "package.json"), "utf8"));
  const file = path.join(rootFolder, `${name}-${version}.vsix`);
  run("esbuild.mjs", ["--production"]);
  run("node_modules/@vscode/vsce/vsce", [
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--out",
    file,
  ]);
  return file;
}

function run(script, args) {
  const done = spawnSync(process.execPath, [path.join(rootFolder, script), ...args], {
    cwd: rootFolder,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (done.status !== 0) throw new Error(`${script} failed`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await packExtension();
