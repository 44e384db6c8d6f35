// An editor at the other end of the language server, as VS Code behaves: it pulls diagnostics after each change and asks
// for hints again when it is told to.
import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createProtocolConnection } from "vscode-languageserver-protocol/node";
import { rootFolder } from "../../.ci/folders.mjs";

const preload = path.join(rootFolder, "bench/cpu.cjs");

const capabilities = {
  textDocument: { hover: { contentFormat: ["markdown"] }, inlayHint: {}, diagnostic: {}, publishDiagnostics: {} },
  workspace: { inlayHint: { refreshSupport: true }, diagnostics: { refreshSupport: true } },
};

export class BenchClient {
  #process;
  #connection;
  #uri = "";
  #version = 0;
  #onRefresh = () => {};
  #asked = 0;
  #settled = 0;
  #answers = new Map();
  #exit = null;
  times = [];
  /** Error messages of the server's log. */
  faults = [];

  static async start(root, settings) {
    const client = new BenchClient();
    const server = path.join(root, "dist/server.js");
    client.#process = spawn(process.execPath, ["--require", preload, server, "--stdio"], {
      stdio: ["pipe", "pipe", "inherit", "ipc"],
      env: { ...process.env, CONVLENS_BENCH: "ask", NODE_COMPILE_CACHE: "" },
    });
    client.#process.on("message", ({ id, ...used }) => {
      client.#answers.get(id)?.(used);
      client.#answers.delete(id);
    });
    client.#process.on("exit", (code, signal) => {
      client.#exit = signal ?? code;
    });
    const connection = createProtocolConnection(client.#process.stdout, client.#process.stdin);
    client.#connection = connection;
    connection.onRequest("workspace/inlayHint/refresh", () => {
      client.#onRefresh();
      return null;
    });
    connection.onRequest("workspace/diagnostic/refresh", () => null);
    connection.onNotification("window/logMessage", ({ type, message }) => {
      if (type === 1) client.faults.push(message);
      const [, scope, version, time] = /^(shown|all) of .* version (\d+): ([\d.]+) ms$/.exec(message) ?? [];
      if (scope === "shown") client.times.push(Number(time));
      if (scope === "all") client.#settled = Number(version);
    });
    connection.listen();
    const initializationOptions = { settings };
    await connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities,
      initializationOptions,
    });
    await connection.sendNotification("initialized", {});
    return client;
  }

  /** Milliseconds of processor time of all threads of the server since it began. */
  async cpu() {
    return (await this.#used()).milliseconds;
  }

  /** Bytes of memory that the server's process holds, with all its threads. */
  async memory() {
    return (await this.#used()).bytes;
  }

  #used() {
    const id = ++this.#asked;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#process.send(id);
    });
  }

  /** How the process ended; null: it runs. */
  get exit() {
    return this.#exit;
  }

  request(method, params) {
    return this.#connection.sendRequest(method, params);
  }

  notify(method, params) {
    return this.#connection.sendNotification(method, params);
  }

  /** `model` null: what the file itself says. */
  async open(uri, text, model, languageId = "python") {
    this.#uri = uri;
    this.#version = 1;
    const textDocument = { uri, languageId, version: 1, text };
    await this.#connection.sendNotification("textDocument/didOpen", { textDocument });
    if (model !== null) await this.#connection.sendRequest("convlens/select", { uri, model });
    return this.answers(await this.#pull());
  }

  /** Replaces a piece of one line; resolves with fresh hints and diagnostics. */
  async edit(line, start, end, text) {
    this.#version++;
    const refreshed = new Promise((resolve) => {
      this.#onRefresh = resolve;
    });
    const range = { start: { line, character: start }, end: { line, character: end } };
    await this.#connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: this.#uri, version: this.#version },
      contentChanges: [{ range, text }],
    });
    const diagnostics = await this.#pull();
    await refreshed;
    return this.answers(diagnostics);
  }

  /** Waits until the server has looked at the file's other models too, or gives up on it. */
  async quiet() {
    for (let waited = 0; this.#settled < this.#version && waited < 10_000; waited += 100) await pause(100);
    await pause(200);
  }

  async #pull() {
    const report = await this.#connection.sendRequest("textDocument/diagnostic", { textDocument: { uri: this.#uri } });
    return report.items;
  }

  async answers(diagnostics) {
    const range = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };
    const params = { textDocument: { uri: this.#uri }, range };
    return { diagnostics, hints: await this.#connection.sendRequest("textDocument/inlayHint", params) };
  }

  async stop() {
    await this.#connection.sendRequest("shutdown");
    await this.#connection.sendNotification("exit");
    this.#connection.dispose();
  }
}
