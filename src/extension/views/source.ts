import * as vscode from "vscode";
import type { RevealMessage } from "../../protocol/views.ts";

/** Shows a place of the source in an editor: the one that has the file open, else the first column. */
export async function revealSource({ uri, version, range }: RevealMessage): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(range.file));
  // Offsets of an older text would select anything.
  if (range.file === uri && document.version !== version) return;
  const selection = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = open?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(document, { viewColumn, selection });
}

/** Where the cursor of a document is, if an editor shows it. */
export function cursorOf(uri: string): { readonly version: number; readonly offset: number } | null {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  const editor = editors.find((candidate) => candidate?.document.uri.toString() === uri);
  if (editor === undefined) return null;
  return { version: editor.document.version, offset: editor.document.offsetAt(editor.selection.active) };
}
