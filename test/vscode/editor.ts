// What suites share: opening files, and waiting for what comes when the analysis has finished.
import * as vscode from "vscode";
import type { ConvLensApi } from "../../src/extension/extension.ts";

/** Opens a file of the test's workspace and shows it. */
export async function open(path: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("no workspace is open");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  return await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
}

/** What `activate` gives. */
export async function api(): Promise<ConvLensApi> {
  const extension = vscode.extensions.getExtension<ConvLensApi>("convlens.convlens");
  if (extension === undefined) throw new Error("the extension is not there");
  return await extension.activate();
}

/** Asks again and again until there is an answer; throws after a while, with what was asked for last. */
export async function eventually<T>(
  what: string,
  look: () => PromiseLike<T | null | undefined | false> | T | null | undefined | false,
  milliseconds = 20_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  let problem = "";
  while (Date.now() < end) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
    } catch (error) {
      problem = `: ${error instanceof Error ? error.message : error}`;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come within ${milliseconds} ms${problem}`);
}

/** The position of a text in a document, some characters into it. */
export function positionOf(document: vscode.TextDocument, text: string, into = 0): vscode.Position {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`${text} is not in ${document.fileName}`);
  return document.positionAt(at + into);
}

/** The text of our hover at a position; undefined while there is none. */
export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string | undefined> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((content) => (typeof content === "string" ? content : content.value)),
  );
  return texts.length > 0 ? texts.join("\n") : undefined;
}

/** Our diagnostics of a document. */
export function diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "convlens");
}

/** A diagnostic's code without the link that it carries. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
