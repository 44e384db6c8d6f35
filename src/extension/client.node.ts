import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, TransportKind } from "vscode-languageclient/node";
import type { Client } from "./client.ts";

/** The server as a child process: what it evaluates can then never stall another extension. */
export function createClient(context: vscode.ExtensionContext, options: LanguageClientOptions): Client {
  const module = vscode.Uri.joinPath(context.extensionUri, "dist", "server.js").fsPath;
  return new LanguageClient(
    "convlens",
    "ConvLens",
    { module, transport: TransportKind.ipc, options: { execArgv: ["--expose-gc"] } },
    options,
  );
}
