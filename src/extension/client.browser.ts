import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/browser";
import type { Client } from "./client.ts";

/** The server as a web worker, where there are no processes. */
export function createClient(context: vscode.ExtensionContext, options: LanguageClientOptions): Client {
  const script = vscode.Uri.joinPath(context.extensionUri, "dist", "server.browser.js");
  return new LanguageClient("convlens", "ConvLens", new Worker(script.toString(true)), options);
}
