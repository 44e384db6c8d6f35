import * as vscode from "vscode";
import { pythonOfCell } from "./pythonOfCell.ts";

/** What the server has been told about a cell: the texts of all cells of its notebook. */
interface SentCell {
  readonly text: string;
  /** In order. */
  readonly parts: readonly Part[];
  /** The cell itself. */
  readonly own: Part;
}

/** Where a cell's text lies: its first offset, its first line, the line after its last. */
interface Part {
  readonly uri: vscode.Uri;
  readonly start: number;
  readonly line: number;
  readonly endLine: number;
}

/** The other cells are told after a pause in typing. */
const delay = 500;

const schemeOfCells = "vscode-notebook-cell";

/**
 * The cells of a notebook are one program when they are run in order. So the server gets all of them under each cell's own
 * URI, and what it answers about that cell's lines is moved back to the cell.
 */
export class NotebookCells implements vscode.Disposable {
  readonly #sent = new Map<string, SentCell>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #subscription: vscode.Disposable;
  readonly #reopen: (document: vscode.TextDocument) => void;

  /** `reopen` tells the server that a cell has another text though nobody has edited it: another cell has changed. */
  constructor(reopen: (document: vscode.TextDocument) => void) {
    this.#reopen = reopen;
    this.#subscription = vscode.Disposable.from(
      // Cells may be opened before the notebook that says what comes before them.
      vscode.workspace.onDidOpenNotebookDocument((notebook) => this.#touch(notebook)),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => this.#touch(notebook)),
    );
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#subscription.dispose();
  }

  /** The document as the server is to read it: itself, unless it is a cell. */
  opened(document: vscode.TextDocument): vscode.TextDocument {
    const cell = sentCellOf(document);
    if (cell === null) return document;
    this.#sent.set(document.uri.toString(), cell);
    return Object.create(document, { getText: { value: () => cell.text } });
  }

  /** The change as the server is to hear of it. */
  changed(event: vscode.TextDocumentChangeEvent): vscode.TextDocumentChangeEvent {
    const before = this.#sent.get(event.document.uri.toString());
    if (before === undefined) return event;
    const document = this.opened(event.document);
    return { ...event, document, contentChanges: [difference(before.text, document.getText())] };
  }

  closed(document: vscode.TextDocument): void {
    this.#sent.delete(document.uri.toString());
  }

  /** Lines of the earlier cells; null for what is no cell. */
  linesBefore(uri: vscode.Uri): number | null {
    return this.#sent.get(uri.toString())?.own.line ?? null;
  }

  /** Whether a line of the server's is one of the cell's own. */
  holds(uri: vscode.Uri, line: number): boolean {
    const own = this.#sent.get(uri.toString())?.own;
    return own === undefined || (own.line <= line && line < own.endLine);
  }

  /** Where a line of the server's lies: in the document itself or in another cell. */
  placeOfLine(uri: vscode.Uri, line: number): { readonly uri: vscode.Uri; readonly line: number } {
    const part = this.#partAt(uri, (each) => each.line <= line);
    return part === undefined ? { uri, line } : { uri: part.uri, line: line - part.line };
  }

  /** The server's offset of a place in a document. */
  offsetOf(document: vscode.TextDocument, position: vscode.Position): number {
    return document.offsetAt(position) + (this.#sent.get(document.uri.toString())?.own.start ?? 0);
  }

  /** Where an offset of the server's lies: in the document itself or in another cell. */
  placeOf(uri: vscode.Uri, offset: number): { readonly uri: vscode.Uri; readonly offset: number } {
    const part = this.#partAt(uri, ({ start }) => start <= offset);
    return part === undefined ? { uri, offset } : { uri: part.uri, offset: offset - part.start };
  }

  #partAt(uri: vscode.Uri, begins: (part: Part) => boolean): Part | undefined {
    return this.#sent.get(uri.toString())?.parts.filter(begins).at(-1);
  }

  #touch(notebook: vscode.NotebookDocument): void {
    const name = notebook.uri.toString();
    clearTimeout(this.#timers.get(name));
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      for (const { document } of notebook.getCells()) {
        const cell = sentCellOf(document);
        if (cell !== null && cell.text !== this.#sent.get(document.uri.toString())?.text)
          this.#reopen(this.opened(document));
      }
    }, delay);
    this.#timers.set(name, timer);
  }
}

function sentCellOf(document: vscode.TextDocument): SentCell | null {
  if (document.uri.scheme !== schemeOfCells || document.languageId !== "python") return null;
  const parts: Part[] = [];
  let text = "";
  let line = 0;
  for (const cell of notebookOf(document)?.getCells() ?? []) {
    if (cell.kind !== vscode.NotebookCellKind.Code || cell.document.languageId !== "python") continue;
    const source = pythonOfCell(cell.document.getText());
    const endLine = line + source.split(lineEnd).length;
    parts.push({ uri: cell.document.uri, start: text.length, line, endLine });
    text += `${source}\n`;
    line = endLine;
  }
  const own = parts.find(({ uri }) => uri.toString() === document.uri.toString());
  return own === undefined ? null : { text, parts, own };
}

const notebookOf = (document: vscode.TextDocument): vscode.NotebookDocument | undefined =>
  vscode.workspace.notebookDocuments.find((notebook) => notebook.getCells().some((cell) => cell.document === document));

/** LSP's line ends. */
const lineEnd = /\r\n|\r|\n/;

/** One change that makes the new text of the old one: what both begin and end with stays. */
function difference(before: string, after: string): vscode.TextDocumentContentChangeEvent {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const position = (offset: number): vscode.Position => {
    const lines = before.slice(0, offset).split(lineEnd);
    return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
  };
  return {
    range: new vscode.Range(position(start), position(before.length - end)),
    rangeOffset: start,
    rangeLength: before.length - end - start,
    text: after.slice(start, after.length - end),
  };
}
