import * as vscode from "vscode";
import type { CursorPlace, RevealMessage } from "../../protocol/views.ts";
import type { NotebookCells } from "../notebooks/notebookCells.ts";

/** Shows a place of the source in an editor: the one that has the file open, else the first column. */
export async function revealSource({ uri, version, range }: RevealMessage, cells: NotebookCells): Promise<void> {
  const place = cells.placeOf(vscode.Uri.parse(range.file), range.start);
  const document = await vscode.workspace.openTextDocument(place.uri);
  // Offsets of an older text would select anything.
  if (place.uri.toString() === uri && document.version !== version) return;
  const end = place.offset + range.end - range.start;
  const selection = new vscode.Range(document.positionAt(place.offset), document.positionAt(end));
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = open?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(document, { viewColumn, selection });
}

/** Where the cursor of a document is, if an editor shows it. */
export function cursorOf(
  uri: string,
  cells: NotebookCells,
): { readonly version: number; readonly place: CursorPlace } | null {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  const editor = editors.find((candidate) => candidate?.document.uri.toString() === uri);
  if (editor === undefined) return null;
  return { version: editor.document.version, place: cursorPlace(editor, cells) };
}

/** Where the cursor of an editor is, in the server's offsets. */
export function cursorPlace({ document, selection }: vscode.TextEditor, cells: NotebookCells): CursorPlace {
  const { range } = document.lineAt(selection.active.line);
  return {
    offset: cells.offsetOf(document, selection.active),
    line: { start: cells.offsetOf(document, range.start), end: cells.offsetOf(document, range.end) },
  };
}
