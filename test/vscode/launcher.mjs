#!/usr/bin/env node
// Stands in for a desktop VS Code where there is none: takes its arguments, opens the same VS Code served by
// code-server in a headless Chromium, and ends with the exit code of the tests.
// Arguments it knows: a folder, --extensionDevelopmentPath=, --extensionTestsPath=, --extensionDevelopmentKind=web,
// --extensions-dir, --user-data-dir, --install-extension. The others are for a desktop and are left out.
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { ensureCodeServer } from "../../.ci/codeServer.mjs";
import { installExtension, startCodeServer } from "../../.ci/runCodeServer.mjs";
import { ensureChromium } from "../../.ci/systemPackages.mjs";
import { startBridge } from "./bridge.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    "extensions-dir": { type: "string" },
    "user-data-dir": { type: "string" },
    "install-extension": { type: "string" },
    extensionDevelopmentPath: { type: "string" },
    extensionTestsPath: { type: "string" },
    extensionDevelopmentKind: { type: "string" },
  },
});

const home = mkdtempSync(path.join(os.tmpdir(), "convlens-vscode-"));
const extensions = path.resolve(values["extensions-dir"] ?? path.join(home, "extensions"));
const server = { ...ensureCodeServer(process.env.CONVLENS_CODE_SERVER), home, extensions };
mkdirSync(extensions, { recursive: true });

let code = 1;
try {
  if (values["install-extension"]) {
    installExtension({ ...server, file: path.resolve(values["install-extension"]) });
    code = 0;
  } else {
    code = await runTests();
  }
} catch (error) {
  console.error(error);
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(code);

async function runTests() {
  const bridge = await startBridge();
  writeSettings(bridge.address);
  const { port, process: serving } = await startCodeServer({
    ...server,
    password: null,
    environment: { CONVLENS_BRIDGE: bridge.address },
  });
  const browser = await chromium.launchPersistentContext(path.join(home, "chromium"), {
    executablePath: ensureChromium(),
    headless: true,
    viewport: { width: 1440, height: 900 },
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--enable-unsafe-webgpu",
    ],
  });
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    bridge.attach(page);
    const exitCode = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
    await page.exposeFunction("codeAutomationLog", (kind, args) => printLog(kind, args));
    page.on("console", (message) => printLog("page", [message.text()]));
    await page.addInitScript(turnOnTestDriver);
    await page.goto(workbenchAddress(port));
    return await exitCode;
  } finally {
    await Promise.race([browser.close(), new Promise((resolve) => setTimeout(resolve, 5000))]);
    serving.kill();
    bridge.close();
  }
}

/**
 * Runs in the page before its own scripts. Without the smoke-test driver the payload's test entries are silently
 * ignored; older versions of code-server hand no such option on to VS Code, so the page's configuration is changed.
 */
function turnOnTestDriver() {
  const { getAttribute } = Element.prototype;
  Element.prototype.getAttribute = function (name) {
    const value = getAttribute.call(this, name);
    if (value === null || this.id !== "vscode-workbench-web-configuration" || name !== "data-settings") return value;
    const settings = JSON.parse(value);
    settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
    return JSON.stringify(settings);
  };
}

function workbenchAddress(port) {
  const remote = (file) => `vscode-remote://127.0.0.1:${port}${path.resolve(file)}`;
  const payload = [
    ["skipWelcome", "true"],
    ["extensionDevelopmentPath", remote(values.extensionDevelopmentPath)],
    ["extensionTestsPath", remote(values.extensionTestsPath)],
  ];
  const query = new URLSearchParams({
    folder: path.resolve(positionals[0] ?? home),
    payload: JSON.stringify(payload),
  });
  return `http://127.0.0.1:${port}/?${query}`;
}

/** The caller's user settings, and what only this stand-in needs: where the extension runs, and the bridge. */
function writeSettings(bridge) {
  const folder = path.join(home, "user", "User");
  const given = values["user-data-dir"] ? path.join(values["user-data-dir"], "User", "settings.json") : null;
  const settings = given ? JSON.parse(readFileSync(given, "utf8")) : {};
  // A web worker host has no environment variables: the address goes there as a setting.
  settings["convlensTest.bridge"] = bridge;
  if (values.extensionDevelopmentKind === "web") settings["remote.extensionKind"] = { "convlens.convlens": ["web"] };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings));
}

/** The workbench is talkative: what it says goes into a file where the caller named one. */
function printLog(kind, args) {
  const list = Array.isArray(args) ? args : [args];
  const line = list.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" ");
  if (process.env.CONVLENS_WORKBENCH_LOG) appendFileSync(process.env.CONVLENS_WORKBENCH_LOG, `[${kind}] ${line}\n`);
  else console.log(line);
}
