import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/browser";
import type { Client } from "./client.ts";

/**
 * The server as a web worker, where there are no processes. Its script is handed over as a blob: an extension that lies
 * on a remote may start a worker from nothing else. The server's own worker for evaluation is named in its first line,
 * since a blob has no neighbours.
 */
export async function createClient(context: vscode.ExtensionContext, options: LanguageClientOptions): Promise<Client> {
  const script = (name: string) =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, "dist", name));
  const [server, evaluation] = await Promise.all([script("server.browser.js"), script("evaluationWorker.browser.js")]);
  const firstLine = `self.convlensEvaluationWorker = ${JSON.stringify(blobUrl(evaluation))};\n`;
  return new LanguageClient("convlens", "ConvLens", new Worker(blobUrl(firstLine, server)), options);
}

function blobUrl(...parts: readonly (string | Uint8Array)[]): string {
  return URL.createObjectURL(new Blob(parts as BlobPart[], { type: "text/javascript" }));
}
