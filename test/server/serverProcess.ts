import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import {
  type CodeAction,
  type CodeLens,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type DocumentSymbol,
  type Hover,
  type InitializeParams,
  type InlayHint,
  type ProtocolConnection,
  type Range,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";

const folder = path.resolve(".cache/tests/server");
export const serverFile = path.join(folder, "dist/server.js");
let built: Promise<unknown> | null = null;

/** Bundles the server once a run, as the product does. */
export function buildServer(): Promise<unknown> {
  const entry = (name: string, outfile: string) => ({ in: `src/server/${name}`, out: outfile });
  built ??= build({
    entryPoints: [entry("main.node.ts", "dist/server"), entry("worker.node.ts", "dist/evaluationWorker")],
    outdir: folder,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "bundleUrl" },
  }).then(() => writeFileSync(path.join(folder, "dist/package.json"), '{ "type": "commonjs" }'));
  return built;
}

/** What an editor that can do everything announces. */
export const fullCapabilities: InitializeParams["capabilities"] = {
  textDocument: {
    hover: { contentFormat: ["markdown", "plaintext"] },
    inlayHint: {},
    codeLens: {},
    diagnostic: { relatedDocumentSupport: true },
    publishDiagnostics: { relatedInformation: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor.rewrite"] } } },
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true },
  },
};

/** What the plainest editor announces. */
export const plainCapabilities: InitializeParams["capabilities"] = {
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
};

export interface SessionOptions {
  readonly capabilities?: InitializeParams["capabilities"];
  readonly initializationOptions?: unknown;
  readonly root?: string;
  /** The section `convlens`, for clients with a configuration. */
  readonly settings?: unknown;
  /** Files that only the client can read. */
  readonly files?: Readonly<Record<string, string>>;
}

/** An editor at the other end of `node server.js --stdio`. */
export class EditorSession {
  readonly connection: ProtocolConnection;
  readonly refreshes: string[] = [];
  readonly networks: { uri: string; version: number; models: unknown[]; selected: string | null }[] = [];
  readonly pushed: { uri: string; version?: number; diagnostics: Diagnostic[] }[] = [];
  readonly logged: string[] = [];
  readonly said: string[] = [];
  readonly reads: string[] = [];
  readonly watched: string[] = [];
  /** The capabilities that the server announced. */
  announced: Readonly<Record<string, unknown>> = {};
  settings: unknown;
  readonly #process: ChildProcess;
  readonly #documents = new Map<string, TextDocument>();
  readonly #listeners = new Set<() => void>();

  constructor(options: SessionOptions) {
    this.settings = options.settings ?? null;
    this.#process = spawn(process.execPath, [serverFile, "--stdio"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const { stdin, stdout } = this.#process;
    assert(stdin && stdout);
    this.connection = createProtocolConnection(stdout, stdin);
    const note = <T>(list: T[], item: T): void => {
      list.push(item);
      for (const listener of [...this.#listeners]) listener();
    };
    for (const kind of ["inlayHint", "codeLens", "diagnostic"])
      this.connection.onRequest(`workspace/${kind}/refresh`, () => {
        note(this.refreshes, kind);
        return null;
      });
    this.connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) =>
      items.map(() => this.settings),
    );
    this.connection.onRequest(
      "client/registerCapability",
      ({ registrations }: { registrations: { method: string; registerOptions?: unknown }[] }) => {
        for (const { method } of registrations) note(this.watched, method);
        return null;
      },
    );
    this.connection.onRequest("convlens/readFile", ({ uri }: { uri: string }) => {
      note(this.reads, uri);
      return { text: options.files?.[uri] ?? null };
    });
    this.connection.onNotification("convlens/network", (params) => note(this.networks, params));
    this.connection.onNotification("textDocument/publishDiagnostics", (params) => note(this.pushed, params));
    this.connection.onNotification("window/logMessage", ({ message }: { message: string }) =>
      note(this.logged, message),
    );
    this.connection.onNotification("window/showMessage", ({ message }: { message: string }) =>
      note(this.said, message),
    );
    this.connection.listen();
  }

  static async start(options: SessionOptions = {}): Promise<EditorSession> {
    await buildServer();
    const session = new EditorSession(options);
    const root = options.root ?? null;
    const answer = await session.connection.sendRequest<{ capabilities: typeof session.announced }>("initialize", {
      processId: process.pid,
      rootUri: root,
      workspaceFolders: root === null ? null : [{ uri: root, name: "root" }],
      capabilities: options.capabilities ?? fullCapabilities,
      initializationOptions: options.initializationOptions,
    });
    session.announced = answer.capabilities;
    await session.connection.sendNotification("initialized", {});
    return session;
  }

  /** Ends the server as LSP says; one that does not end by itself is a failure, and is killed. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    const killer = setTimeout(() => this.#process.kill("SIGKILL"), 5_000);
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    await ended;
    clearTimeout(killer);
    this.connection.dispose();
    assert.equal(this.#process.signalCode, null, "the server ends by itself");
  }

  /** A session for the length of one piece of a test. */
  static async during(options: SessionOptions, act: (session: EditorSession) => Promise<void>): Promise<void> {
    const session = await EditorSession.start(options);
    try {
      await act(session);
    } finally {
      await session.stop();
    }
  }

  open(uri: string, text: string, languageId = uri.endsWith(".py") ? "python" : "prototxt"): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    return this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  close(uri: string): Promise<void> {
    this.#documents.delete(uri);
    return this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }

  document(uri: string): TextDocument {
    const document = this.#documents.get(uri);
    assert(document, `${uri} is open`);
    return document;
  }

  /** Replaces the first occurrence of a text, as typing does; without `find` the whole text is sent. */
  async change(uri: string, find: string | null, put: string): Promise<void> {
    const before = this.document(uri);
    const at = find === null ? 0 : before.getText().indexOf(find);
    assert(at >= 0, `${find} is in the text`);
    const change =
      find === null
        ? { text: put }
        : { range: { start: before.positionAt(at), end: before.positionAt(at + find.length) }, text: put };
    const after = TextDocument.update(before, [change], before.version + 1);
    this.#documents.set(uri, after);
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: after.version },
      contentChanges: [change],
    });
  }

  /** The hover on the first occurrence of a text, as text; null when there is none. */
  async hover(uri: string, on: string): Promise<string | null> {
    const document = this.document(uri);
    const at = document.getText().indexOf(on);
    assert(at >= 0, `${on} is in the text`);
    const hover = await this.connection.sendRequest<Hover | null>("textDocument/hover", {
      textDocument: { uri },
      position: document.positionAt(at + Math.min(1, on.length)),
    });
    if (hover === null) return null;
    assert(typeof hover.contents === "object" && "value" in hover.contents);
    return hover.contents.value;
  }

  /** `LINE: LABEL` of each hint, lines from 1. */
  async hints(uri: string): Promise<string[]> {
    const document = this.document(uri);
    const hints = await this.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: document.positionAt(document.getText().length) },
    });
    return hints.map(({ position, label }) => `${position.line + 1}: ${String(label)}`);
  }

  async lenses(uri: string): Promise<CodeLens[]> {
    return this.connection.sendRequest("textDocument/codeLens", { textDocument: { uri } });
  }

  async pull(uri: string): Promise<Diagnostic[]> {
    const report = await this.connection.sendRequest<DocumentDiagnosticReport>("textDocument/diagnostic", {
      textDocument: { uri },
    });
    assert(report.kind === "full");
    return report.items;
  }

  async symbols(uri: string): Promise<DocumentSymbol[]> {
    return this.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
  }

  actions(uri: string, diagnostic: Diagnostic): Promise<CodeAction[]> {
    return this.actionsAt(uri, diagnostic.range, [diagnostic]);
  }

  async actionsAt(uri: string, range: Range, diagnostics: readonly Diagnostic[] = []): Promise<CodeAction[]> {
    return this.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri },
      range,
      context: { diagnostics },
    });
  }

  /** The text of an open document that an action would leave. */
  applied(uri: string, { edit }: CodeAction): string {
    const document = this.document(uri);
    const versioned = edit?.documentChanges?.find(
      (change) => "textDocument" in change && change.textDocument.uri === uri,
    );
    if (versioned && "textDocument" in versioned) assert.equal(versioned.textDocument.version, document.version);
    const edits = versioned && "edits" in versioned ? versioned.edits : edit?.changes?.[uri];
    return TextDocument.applyEdits(document, (edits ?? []) as TextEdit[]);
  }

  /** Waits until something that the server sends makes the condition true. */
  async until(what: string, condition: () => boolean, milliseconds = 8_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(listener);
        reject(new Error(`waited for ${what}; the log says:\n${this.logged.join("\n")}`));
      }, milliseconds);
      const listener = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }
}

export const fileUri = (file: string): string => pathToFileURL(file).href;
