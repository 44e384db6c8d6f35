import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeResult,
  MessageType,
  ShowMessageNotification,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { message, render } from "../core/messages/index.ts";
import type { ClientRequests } from "../protocol/languageServer.ts";
import { createAnnouncer } from "./announcer.ts";
import { type ClientProfile, clientProfile } from "./client.ts";
import type { DocumentationBase } from "./convert.ts";
import { changeDocument, finished, type OpenDocument, openDocument } from "./documents.ts";
import type { EvaluationSettings, ToEvaluation } from "./evaluation.ts";
import { createEvaluator, type EvaluatorOptions, type StartThread } from "./evaluator.ts";
import { pushDiagnostics, registerFeatures } from "./features.ts";
import { languageCapabilities, registerDynamicFeatures, registerLanguageFeatures } from "./languageFeatures.ts";
import { createScheduler } from "./scheduler.ts";
import type { Session } from "./session.ts";
import { readSettings } from "./settings.ts";
import { registerViewRequests } from "./viewRequests.ts";

export interface ServerOptions {
  readonly start: StartThread;
  readonly documentation: DocumentationBase;
  readonly version: string;
  readonly limits?: EvaluatorOptions["limits"];
}

/** A definition file is written by hand; what is longer is data. In UTF-16 units. */
const longestText = 4 * 1024 * 1024;

const patienceForSettings = 2_000;

/** The language server on one connection. Everything about networks happens in the evaluating thread. */
export function createServer(connection: Connection, options: ServerOptions): void {
  const documents = new Map<string, OpenDocument>();
  const said = new Set<string>();
  /** A client that is gone, or that refuses, is no reason to end. */
  const notify = (sent: Promise<unknown>): void => void sent.catch((error) => connection.console.error(String(error)));
  const log = (level: "error" | "info", text: string): void => {
    if (level === "error") connection.console.error(text);
    else connection.console.log(text);
  };
  const evaluator = createEvaluator({
    start: options.start,
    replay: () => [{ kind: "configure", settings: evaluationSettings() }, ...[...documents.values()].map(textMessage)],
    log,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const scheduler = createScheduler({
    evaluator,
    delay: () => session.settings.analysis.delay,
    readFile,
    onAnalysed: (document, scope) => session.announcer?.analysed(document, scope),
    onLost(document, reason) {
      log("error", `evaluation of ${document.uri} was lost: ${reason}`);
      sayOnce(session.render(message("analysisStopped")));
    },
    log,
  });
  const noClient = clientProfile({ processId: null, rootUri: null, capabilities: {} });
  const session: Session = {
    connection,
    documents,
    evaluator,
    scheduler,
    documentation: options.documentation,
    awaited: new Map(),
    client: noClient,
    settings: readSettings(null),
    announcer: null,
    render: (text) => render(text, session.client.translations),
  };
  let roots: readonly string[] = [];

  function evaluationSettings(): EvaluationSettings {
    const { translations, commands, markdown, readsFiles } = session.client;
    return { ...session.settings, translations, commands, markdown, workspaceRoots: roots, pendingFiles: readsFiles };
  }

  async function readFile(uri: string): Promise<string | null> {
    const open = documents.get(uri);
    if (open !== undefined) return open.text.getText();
    const method = "convlens/readFile" satisfies keyof ClientRequests;
    return (await connection.sendRequest<ClientRequests[typeof method]["result"]>(method, { uri })).text;
  }

  /** What concerns the user is said once; the log has every occurrence. */
  function sayOnce(text: string): void {
    if (said.has(text)) return;
    said.add(text);
    // As a notification: the request of the same kind is not every client's.
    notify(connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: text }));
  }

  connection.onInitialize((params): InitializeResult => {
    const client = clientProfile(params);
    session.client = client;
    session.documentation = client.documentation ?? options.documentation;
    session.settings = readSettings(client.settings);
    roots = client.roots;
    session.announcer = createAnnouncer({
      connection,
      client,
      push: (document) => pushDiagnostics(session, document),
      isAwaited: (document) => (session.awaited.get(document) ?? 0) > 0,
    });
    return {
      capabilities: capabilitiesFor(client),
      serverInfo: { name: "ConvLens", ...(options.version === "" ? {} : { version: options.version }) },
    };
  });

  connection.onInitialized(() => {
    if (session.client.hasConfiguration) {
      notify(connection.client.register(DidChangeConfigurationNotification.type, { section: "convlens" }));
      notify(pullSettings().finally(() => scheduler.begin()));
    } else scheduler.begin();
    evaluator.warm();
    notify(registerDynamicFeatures(session));
    if (session.client.watchesFiles) {
      // Any of these may be imported by a definition: which ones is known only after it has been read.
      const watchers = ["**/*.py", "**/*.prototxt", "**/*.cfg"].map((globPattern) => ({ globPattern }));
      notify(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
    if (session.client.hasFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        roots = [...roots.filter((root) => !gone.has(root)), ...added.map(({ uri }) => uri)];
        settingsChanged();
      });
    }
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    if (session.client.hasConfiguration) {
      notify(pullSettings());
      return;
    }
    // Clients send the section itself or an object that holds it.
    const holder: unknown = settings;
    const isHolder = typeof holder === "object" && holder !== null && "convlens" in holder;
    session.settings = readSettings(isHolder ? holder.convlens : holder);
    settingsChanged();
  });

  /** A client that announces a configuration and then has none is given the defaults. */
  async function pullSettings(): Promise<void> {
    const late = new Promise<null>((resolve) => setTimeout(resolve, patienceForSettings, null));
    const asked = connection.workspace.getConfiguration("convlens").catch(() => null);
    const settings = readSettings(await Promise.race([asked, late]));
    if (JSON.stringify(settings) === JSON.stringify(session.settings)) return;
    session.settings = settings;
    settingsChanged();
  }

  function settingsChanged(): void {
    evaluator.tell({ kind: "configure", settings: evaluationSettings() });
    for (const document of documents.values()) scheduler.touch(document, { delayed: false });
  }

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    if (text.length > longestText) {
      log("info", `${uri} is not analysed: it is longer than any definition`);
      return;
    }
    const document = openDocument(uri, languageId, version, text);
    documents.set(uri, document);
    evaluator.tell(textMessage(document));
    scheduler.touch(document, { delayed: false });
    touchDependents(uri);
  });

  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return;
    changeDocument(document, textDocument.version, contentChanges);
    evaluator.tell(textMessage(document));
    scheduler.touch(document);
    touchDependents(document.uri);
  });

  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const document = documents.get(uri);
    if (document === undefined) return;
    documents.delete(uri);
    scheduler.close(document);
    session.announcer?.forget(document);
    session.awaited.delete(document);
    evaluator.tell({ kind: "close", uri });
    if (!session.client.pullsDiagnostics) notify(connection.sendDiagnostics({ uri, diagnostics: [] }));
    touchDependents(uri);
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    // A file that comes or goes changes what its folder lists.
    const uris = changes.flatMap(({ uri, type }) =>
      type === FileChangeType.Changed ? [uri] : [uri, uri.slice(0, uri.lastIndexOf("/") + 1)],
    );
    evaluator.tell({ kind: "changedOnDisk", uris });
    for (const uri of uris) touchDependents(uri);
  });

  function touchDependents(uri: string): void {
    for (const document of documents.values()) {
      const dependencies = finished(document).flatMap(({ facts }) => facts.dependencies);
      if (document.uri !== uri && dependencies.includes(uri)) scheduler.touch(document);
    }
  }

  registerFeatures(session);
  registerLanguageFeatures(session);
  registerViewRequests(session);
  connection.onShutdown(() => evaluator.dispose());
  connection.listen();
}

const textMessage = ({ uri, text, language }: OpenDocument): ToEvaluation => ({
  kind: "text",
  uri,
  version: text.version,
  text: text.getText(),
  language,
});

const capabilitiesFor = (client: ClientProfile): InitializeResult["capabilities"] => ({
  positionEncoding: "utf-16",
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  hoverProvider: true,
  inlayHintProvider: { resolveProvider: false },
  codeLensProvider: { resolveProvider: false },
  documentSymbolProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
  ...(client.pullsDiagnostics
    ? { diagnosticProvider: { identifier: "convlens", interFileDependencies: true, workspaceDiagnostics: false } }
    : {}),
  ...languageCapabilities(client.dynamicFeatures),
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
});
