import * as vscode from "vscode";
import { type BaseLanguageClient, type LanguageClientOptions, vsdiag } from "vscode-languageclient";
import type {
  ClientRequests,
  InitializationOptions,
  NetworkParams,
  ServerNotifications,
  ServerRequests,
} from "../protocol/languageServer.ts";
import { serverCommands } from "../protocol/languageServer.ts";
import { cellMiddleware, diagnosticsInCell } from "./notebooks/cellMiddleware.ts";
import type { NotebookCells } from "./notebooks/notebookCells.ts";

export type Client = BaseLanguageClient;

export type CreateClient = (
  context: vscode.ExtensionContext,
  options: LanguageClientOptions,
) => Client | Promise<Client>;

/** No scheme is named: untitled texts, virtual workspaces and notebook cells are served like files. */
const documentSelector = [{ language: "python" }, { language: "prototxt" }, { language: "darknet-cfg" }];

/** A definition file is text that somebody wrote: larger ones are data, and are not sent to the server. */
const largestFile = 8 * 1024 * 1024;

export function clientOptions(output: vscode.LogOutputChannel, cells: NotebookCells): LanguageClientOptions {
  const commands = Object.values(serverCommands);
  const initializationOptions: InitializationOptions = { commands, notifications: true, readFile: true };
  return {
    documentSelector,
    initializationOptions,
    outputChannel: output,
    markdown: { isTrusted: { enabledCommands: commands } },
    middleware: {
      ...cellMiddleware(cells),
      provideDiagnostics: async (document, previous, token, next) => {
        if (isHistory(document)) return { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] };
        const report = await next(document, previous, token);
        if (report?.kind !== vsdiag.DocumentDiagnosticReportKind.full) return report;
        return {
          ...report,
          items: diagnosticsInCell(cells, "uri" in document ? document.uri : document, report.items),
        };
      },
      handleDiagnostics: (uri, diagnostics, next) =>
        next(uri, isHistory(uri) ? [] : diagnosticsInCell(cells, uri, diagnostics)),
    },
  };
}

/** An old version, as the diff view shows it: its faults are no news. */
function isHistory(document: vscode.TextDocument | vscode.Uri): boolean {
  const uri = "uri" in document ? document.uri : document;
  return uri.scheme === "git";
}

/** Asks the server; the types of the question and its answer belong to the method. */
export function request<Method extends keyof ServerRequests>(
  client: Client,
  method: Method,
  params: ServerRequests[Method]["params"],
): Promise<ServerRequests[Method]["result"]> {
  return client.sendRequest<ServerRequests[Method]["result"]>(method, params);
}

/**
 * The server reads a document anew. Its version stays, so it is closed and opened. Whoever opens a document asks about it:
 * the editor, which has opened nothing, is told to ask.
 */
export async function reopen(client: Client, document: vscode.TextDocument): Promise<void> {
  const { code2ProtocolConverter: converter } = client;
  await client.sendNotification("textDocument/didClose", converter.asCloseTextDocumentParams(document));
  await client.sendNotification("textDocument/didOpen", converter.asOpenTextDocumentParams(document));
  client.getFeature("textDocument/diagnostic")?.getProvider(document)?.onDidChangeDiagnosticsEmitter.fire();
  client.getFeature("textDocument/inlayHint")?.getProvider(document)?.onDidChangeInlayHints.fire();
}

/** Answers what the server asks, and passes its announcements on. */
export function connect(client: Client, onNetwork: (params: NetworkParams) => void): vscode.Disposable {
  const network: keyof ServerNotifications = "convlens/network";
  const file: keyof ClientRequests = "convlens/readFile";
  return vscode.Disposable.from(
    client.onNotification(network, onNetwork),
    client.onRequest(file, async ({ uri }: ClientRequests["convlens/readFile"]["params"]) => ({
      text: await readText(vscode.Uri.parse(uri)),
    })),
  );
}

/** The text of an imported file, through the editor's own file system: null where there is none. */
async function readText(uri: vscode.Uri): Promise<string | null> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > largestFile) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
