// `npm start [-- FILE]`: installs what it needs, builds, packs, and opens VS Code with the packed extension and
// examples/. In a profile of its own: nobody's settings or extensions are touched. Runs until Ctrl-C.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureCodeServer } from "./codeServer.mjs";
import { cacheFolder, rootFolder } from "./folders.mjs";
import { installDependencies } from "./npm.mjs";
import { packExtension } from "./package.mjs";
import { installExtension, startCodeServer } from "./runCodeServer.mjs";
import { missingSystemPackages } from "./systemPackages.mjs";

const folder = path.join(rootFolder, "examples");
const home = path.join(cacheFolder, "start");
const extensions = path.join(home, "extensions");
const file = fileToOpen(process.argv[2]);
const desktop = findDesktop();
const canServe = process.platform === "linux" && process.arch === "x64";

if (desktop === null && !canServe) {
  console.error("Visual Studio Code was not found. Install it with its `code` command, then run `npm start` again.");
  process.exit(missingSystemPackages);
}
try {
  // First: what is missing is said before anything is built.
  const codeServer = desktop === null ? ensureCodeServer() : null;
  installDependencies({ development: false });
  const vsix = await packExtension();
  if (codeServer) await serve(codeServer, vsix);
  else openDesktop(vsix);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** The file named on the command line, as the caller's own folder sees it: npm has moved to ours. */
function fileToOpen(name) {
  if (name === undefined) return path.join(folder, "pytorch", "lenet5.py");
  const found = path.resolve(process.env.INIT_CWD ?? process.cwd(), name);
  if (existsSync(found) && statSync(found).isFile()) return found;
  console.error(`There is no file ${found}.`);
  process.exit(2);
}

/** The `code` command, where a window can be opened; null elsewhere. */
function findDesktop() {
  const isLinux = process.platform === "linux";
  const { DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME, CONVLENS_VSCODE } = process.env;
  if (CONVLENS_VSCODE === "code-server") return null;
  if (isLinux && !DISPLAY && !WAYLAND_DISPLAY && !WSL_DISTRO_NAME) return null;
  const names = process.platform === "win32" ? ["code.cmd"] : ["code"];
  const onPath = (process.env.PATH ?? "")
    .split(path.delimiter)
    .flatMap((each) => names.map((name) => path.join(each, name)));
  const places = [
    CONVLENS_VSCODE,
    ...onPath,
    "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code",
    path.join(process.env.LOCALAPPDATA ?? "", "Programs", "Microsoft VS Code", "bin", "code.cmd"),
    path.join(process.env.ProgramFiles ?? "", "Microsoft VS Code", "bin", "code.cmd"),
  ];
  return places.find((place) => place && path.isAbsolute(place) && existsSync(place)) ?? null;
}

function openDesktop(vsix) {
  const profile = [`--extensions-dir=${extensions}`, `--user-data-dir=${path.join(home, "desktop")}`];
  // Windows runs a .cmd file through its shell only, which takes the arguments as one text.
  const shell = process.platform === "win32";
  const quote = (text) => (shell ? `"${text}"` : text);
  const install = [...profile, `--install-extension=${vsix}`, "--force"];
  const done = spawnSync(quote(desktop), install.map(quote), { shell, stdio: ["ignore", "inherit", "inherit"] });
  if (done.status !== 0) throw new Error("VS Code did not install the extension.");
  console.log("Opening VS Code with ConvLens; Ctrl-C or closing its window ends it.");
  const open = [...profile, "--disable-workspace-trust", "--skip-welcome", "--new-window", "--wait", folder, file];
  const code = spawn(quote(desktop), open.map(quote), { shell, stdio: ["ignore", "inherit", "inherit"] });
  code.once("exit", (status) => process.exit(status ?? 0));
}

async function serve(codeServer, vsix) {
  const server = { ...codeServer, home, extensions };
  mkdirSync(extensions, { recursive: true });
  writeSettings(path.join(home, "user", "User"));
  installAfresh({ ...server, file: vsix });
  const password = randomBytes(9).toString("base64url");
  const { port, process: child } = await startCodeServer({ ...server, password });
  const query = new URLSearchParams({
    folder,
    payload: JSON.stringify([["openFile", `vscode-remote://127.0.0.1:${port}${file}`]]),
  });
  console.log(`\nVS Code with ConvLens: http://127.0.0.1:${port}/?${query}`);
  console.log(`Password: ${password}`);
  console.log("Only this machine can reach it. Ctrl-C ends it.");
  child.once("exit", (code) => process.exit(code ?? 0));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill());
}

/** An installation that was killed can leave the folder so that nothing installs into it: it is made anew then. */
function installAfresh(server) {
  try {
    installExtension(server);
  } catch {
    rmSync(server.extensions, { recursive: true, force: true });
    mkdirSync(server.extensions, { recursive: true });
    installExtension(server);
  }
}

/** The first look only: what the user changes later stays. */
function writeSettings(where) {
  const settings = path.join(where, "settings.json");
  if (existsSync(settings)) return;
  mkdirSync(where, { recursive: true });
  const first = {
    "chat.disableAIFeatures": true,
    "git.openRepositoryInParentFolders": "never",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
  };
  writeFileSync(settings, JSON.stringify(first, null, 2));
}
