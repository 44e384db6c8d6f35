import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import type { NotebookCells } from "./notebookCells.ts";

/** Moves questions about a cell to where the server has it, and answers back. What is no cell passes as it is. */
export function cellMiddleware(cells: NotebookCells): Middleware {
  const linesBefore = ({ uri }: vscode.TextDocument): number | null => cells.linesBefore(uri);
  return {
    didOpen: (document, next) => next(cells.opened(document)),
    didChange: (event, next) => next(cells.changed(event)),
    didClose(document, next) {
      cells.closed(document);
      return next(document);
    },
    async provideHover(document, position, token, next) {
      const lines = linesBefore(document);
      const found = await next(document, position.translate(lines ?? 0), token);
      return found?.range === undefined || lines === null
        ? found
        : new vscode.Hover(found.contents, moved(found.range, -lines));
    },
    async provideInlayHints(document, range, token, next) {
      const lines = linesBefore(document);
      const hints = await next(document, moved(range, lines ?? 0), token);
      if (lines === null) return hints;
      return hints?.flatMap((hint) => {
        if (!cells.holds(document.uri, hint.position.line)) return [];
        hint.position = hint.position.translate(-lines);
        return [hint];
      });
    },
    async provideCodeLenses(document, token, next) {
      const lines = linesBefore(document);
      const lenses = await next(document, token);
      if (lines === null) return lenses;
      return lenses?.flatMap((lens) => {
        if (!cells.holds(document.uri, lens.range.start.line)) return [];
        lens.range = moved(lens.range, -lines);
        return [lens];
      });
    },
    async provideDocumentSymbols(document, token, next) {
      const lines = linesBefore(document);
      const symbols = await next(document, token);
      if (lines === null) return symbols;
      // The server has symbols within symbols; a flat list is for clients that know no others.
      const tree = symbols?.filter((symbol) => "selectionRange" in symbol);
      const own = tree?.filter(({ selectionRange }) => cells.holds(document.uri, selectionRange.start.line));
      return own?.map((symbol) => movedSymbol(symbol, -lines));
    },
    async provideCodeActions(document, range, context, token, next) {
      const lines = linesBefore(document);
      if (lines === null) return next(document, range, context, token);
      const diagnostics = context.diagnostics.map((each) => withRange(each, moved(each.range, lines)));
      const actions = await next(document, moved(range, lines), { ...context, diagnostics }, token);
      for (const action of actions ?? []) {
        if (!("edit" in action) || action.edit === undefined) continue;
        action.edit = editInCells(cells, action.edit);
        action.diagnostics = action.diagnostics?.map((each) => withRange(each, moved(each.range, -lines))) ?? [];
      }
      return actions;
    },
  };
}

/** Those that lie in the cell itself. */
export function diagnosticsInCell(
  cells: NotebookCells,
  uri: vscode.Uri,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.Diagnostic[] {
  const lines = cells.linesBefore(uri);
  if (lines === null) return [...diagnostics];
  return diagnostics.flatMap((diagnostic) => {
    if (!cells.holds(uri, diagnostic.range.start.line)) return [];
    const own = withRange(diagnostic, moved(diagnostic.range, -lines));
    own.relatedInformation = (diagnostic.relatedInformation ?? []).map(({ location, message }) => {
      const place = cells.placeOfLine(location.uri, location.range.start.line);
      const range = moved(location.range, place.line - location.range.start.line);
      return new vscode.DiagnosticRelatedInformation(new vscode.Location(place.uri, range), message);
    });
    return [own];
  });
}

const moved = (range: vscode.Range, lines: number): vscode.Range =>
  new vscode.Range(
    Math.max(0, range.start.line + lines),
    range.start.character,
    Math.max(0, range.end.line + lines),
    range.end.character,
  );

/** The client's own diagnostics carry more than VS Code's: a copy keeps it. */
const withRange = <One extends vscode.Diagnostic>(diagnostic: One, range: vscode.Range): One =>
  Object.assign(Object.create(Object.getPrototypeOf(diagnostic)), diagnostic, { range });

function movedSymbol(symbol: vscode.DocumentSymbol, lines: number): vscode.DocumentSymbol {
  symbol.children = symbol.children.map((child) => movedSymbol(child, lines));
  symbol.selectionRange = moved(symbol.selectionRange, lines);
  symbol.range = moved(symbol.range, lines);
  return symbol;
}

function editInCells(cells: NotebookCells, edit: vscode.WorkspaceEdit): vscode.WorkspaceEdit {
  const result = new vscode.WorkspaceEdit();
  for (const [uri, edits] of edit.entries())
    for (const { range, newText } of edits) {
      const place = cells.placeOfLine(uri, range.start.line);
      result.replace(place.uri, moved(range, place.line - range.start.line), newText);
    }
  return result;
}
