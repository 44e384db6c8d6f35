// Which VS Code the tests run in: a desktop one where there is one, else code-server behind our launcher.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from "@vscode/test-electron";
import { ensureCodeServer } from "../../.ci/codeServer.mjs";
import { rootFolder } from "../../.ci/folders.mjs";
import { ensureChromium } from "../../.ci/systemPackages.mjs";

/**
 * The executable to start, installed where needed. CONVLENS_VSCODE may name one, or say `code-server`.
 * On Linux without a display only code-server can run.
 */
export async function findVSCode() {
  const wish = process.env.CONVLENS_VSCODE;
  if (wish && wish !== "code-server") return { executable: wish, desktop: true };
  const canStandIn = process.platform === "linux" && process.arch === "x64";
  const hasDisplay = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!wish && hasDisplay) {
    try {
      return { executable: await downloadAndUnzipVSCode({ version: "stable", timeout: 15_000 }), desktop: true };
    } catch (error) {
      if (!canStandIn) throw error;
      console.log(`VS Code could not be downloaded (${error.message}); using code-server`);
    }
  }
  if (!canStandIn) {
    console.error("The VS Code tests need a desktop VS Code on this system: set CONVLENS_VSCODE to its executable.");
    process.exit(2);
  }
  ensureChromium();
  ensureCodeServer(process.env.CONVLENS_CODE_SERVER);
  return { executable: path.join(rootFolder, "test/vscode/launcher.mjs"), desktop: false };
}

/** Installs a packed extension into a folder of extensions, through the command that users have. */
export async function installInto({ executable, desktop, extensions, file }) {
  const [command, ...args] = desktop
    ? resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true })
    : [executable];
  const run = spawnSync(command, [...args, `--extensions-dir=${extensions}`, `--install-extension=${file}`], {
    encoding: "utf8",
    shell: desktop && process.platform === "win32",
  });
  if (run.status !== 0) throw new Error(`the packed extension could not be installed:\n${run.stdout}${run.stderr}`);
}
