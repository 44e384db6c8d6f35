import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  type InlayHint,
  InlayHintKind,
  type Range,
  type SymbolInformation,
  SymbolKind,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { CodeLens as Lens, LensAction } from "../core/ide/codeLens.ts";
import type { DocumentSymbol as CoreSymbol } from "../core/ide/symbols.ts";
import type { Severity } from "../core/ir/index.ts";
import { type CommandArgument, type ServerCommand, serverCommands } from "../protocol/languageServer.ts";
import type { ClientProfile } from "./client.ts";
import { finished, type OpenDocument, oncePerState } from "./documents.ts";
import type { LocatedDiagnostic, LocatedEdit, LocatedFix, Location } from "./evaluation.ts";

/** Where the pages about diagnostics are; null: nowhere. A code follows. */
export type DocumentationBase = string | null;

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const commandOf: Readonly<Record<LensAction, ServerCommand>> = serverCommands;

/** A diagnostic of a finished analysis with the range where it is now. */
export interface PlacedDiagnostic {
  readonly diagnostic: LocatedDiagnostic;
  readonly version: number;
  readonly range: Range;
}

/** A range of an analysed text in the present one; null when an edit has cut into it. */
export function presentRange(document: OpenDocument, start: number, end: number, version: number): Range | null {
  const range = document.log.rangeToPresent(start, end, version);
  return range && { start: document.text.positionAt(range[0]), end: document.text.positionAt(range[1]) };
}

/** Hints of all finished analyses, moved along with the edits since; where two stand at one place the first is taken. */
export const inlayHints = oncePerState((document): readonly InlayHint[] => {
  const hints = new Map<number, InlayHint>();
  for (const { version, facts } of finished(document)) {
    for (const { offset, label, tooltip } of facts.hints) {
      const at = document.log.toPresent(offset, version);
      if (at === null || hints.has(at)) continue;
      const position = document.text.positionAt(at);
      hints.set(at, { position, label, tooltip, kind: InlayHintKind.Type, paddingLeft: true });
    }
  }
  return [...hints.values()];
});

/** Diagnostics of all finished analyses, each once. */
export const placedDiagnostics = oncePerState((document): readonly PlacedDiagnostic[] => {
  const placed = new Map<string, PlacedDiagnostic>();
  for (const { version, facts } of finished(document)) {
    for (const diagnostic of facts.diagnostics) {
      const range = presentRange(document, diagnostic.start, diagnostic.end, version);
      if (range === null) continue;
      const key = JSON.stringify([diagnostic.code, range, diagnostic.message]);
      if (!placed.has(key)) placed.set(key, { diagnostic, version, range });
    }
  }
  return [...placed.values()];
});

export function diagnosticOf(
  { diagnostic, version, range }: PlacedDiagnostic,
  document: OpenDocument,
  client: ClientProfile,
  documentation: DocumentationBase,
): Diagnostic {
  const { code, severity, message, related } = diagnostic;
  const information = related.flatMap(({ message: text, at }) => {
    const location = lspLocation(at, document, version);
    return location === null ? [] : [{ message: text, location }];
  });
  return {
    range,
    severity: severities[severity],
    source: "convlens",
    code,
    message,
    ...(documentation === null ? {} : { codeDescription: { href: `${documentation}${encodeURIComponent(code)}.md` } }),
    ...(client.relatedInformation && information.length > 0 ? { relatedInformation: information } : {}),
  };
}

function lspLocation(at: Location, document: OpenDocument, version: number): { uri: string; range: Range } | null {
  if (at.kind === "other") return { uri: at.uri, range: { start: at.start, end: at.end } };
  const range = presentRange(document, at.start, at.end, version);
  return range && { uri: document.uri, range };
}

/** Null when the text has changed where an edit would go. */
export function workspaceEdit(
  edits: readonly LocatedEdit[],
  document: OpenDocument,
  version: number,
  client: ClientProfile,
): WorkspaceEdit | null {
  const byFile = new Map<string, TextEdit[]>();
  for (const { at, text } of edits) {
    const location = lspLocation(at, document, version);
    if (location === null) return null;
    byFile.set(location.uri, [...(byFile.get(location.uri) ?? []), { range: location.range, newText: text }]);
  }
  if (!client.versionedEdits) return { changes: Object.fromEntries(byFile) };
  return {
    documentChanges: [...byFile].map(([uri, list]) => ({
      textDocument: { uri, version: uri === document.uri ? document.text.version : null },
      edits: list,
    })),
  };
}

/** Fixes of a diagnostic, as far as the text is still there that they change. */
function quickFixes(
  placed: PlacedDiagnostic,
  fixes: readonly LocatedFix[],
  document: OpenDocument,
  client: ClientProfile,
  documentation: DocumentationBase,
): readonly CodeAction[] {
  return fixes.flatMap(({ title, edits }) => {
    const edit = workspaceEdit(edits, document, placed.version, client);
    if (edit === null) return [];
    const diagnostics = [diagnosticOf(placed, document, client, documentation)];
    // What was found by trying is one of several things that may be meant.
    const isPreferred = fixes.length === 1 && placed.diagnostic.fixes.length > 0;
    return [{ title, kind: CodeActionKind.QuickFix, diagnostics, edit, isPreferred }];
  });
}

export function codeActions(
  document: OpenDocument,
  range: Range,
  client: ClientProfile,
  documentation: DocumentationBase,
  fixesOf: (placed: PlacedDiagnostic) => readonly LocatedFix[],
): readonly CodeAction[] {
  const actions = new Map<string, CodeAction>();
  const add = (action: CodeAction): void => {
    const key = JSON.stringify([action.title, action.edit]);
    if (!actions.has(key)) actions.set(key, action);
  };
  for (const placed of placedDiagnostics(document)) {
    if (!touches(placed.range, range)) continue;
    for (const action of quickFixes(placed, fixesOf(placed), document, client, documentation)) add(action);
  }
  for (const { version, facts } of finished(document)) {
    for (const { title, start, end, edits } of facts.rewrites) {
      const at = presentRange(document, start, end, version);
      const edit = at && touches(at, range) ? workspaceEdit(edits, document, version, client) : null;
      if (edit !== null) add({ title, kind: CodeActionKind.RefactorRewrite, edit });
    }
  }
  return [...actions.values()];
}

const isBefore = (a: Range["start"], b: Range["start"]): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

export const touches = (a: Range, b: Range): boolean => !isBefore(a.end, b.start) && !isBefore(b.end, a.start);

export const isWithin = (position: Range["start"], range: Range): boolean =>
  !isBefore(position, range.start) && !isBefore(range.end, position);

/** Lenses whose command the client does not have are shown as text: their command is empty. */
export function codeLenses(document: OpenDocument, client: ClientProfile): readonly CodeLens[] {
  return finished(document).flatMap(({ version, facts }) =>
    facts.lenses.flatMap((lens) => {
      const range = presentRange(document, lens.start, lens.end, version);
      if (range === null) return [];
      const command = commandOf[lens.action];
      const isKnown = client.commands.includes(command);
      return [
        {
          range,
          command: { title: lens.title, command: isKnown ? command : "", arguments: [lensArgument(document, lens)] },
        },
      ];
    }),
  );
}

const lensArgument = ({ uri }: OpenDocument, { model }: Lens): CommandArgument =>
  model === null ? { uri } : { uri, model };

export function documentSymbols(document: OpenDocument): readonly DocumentSymbol[] {
  const { shown } = document;
  return (shown?.facts.symbols ?? []).flatMap((symbol) => symbolOf(document, symbol, shown?.version ?? 0));
}

function symbolOf(document: OpenDocument, symbol: CoreSymbol, version: number): DocumentSymbol[] {
  const range = presentRange(document, symbol.start, symbol.end, version);
  if (range === null) return [];
  const name = presentRange(document, symbol.nameStart, symbol.nameEnd, version);
  return [
    {
      name: symbol.name,
      detail: symbol.detail,
      kind: symbol.kind === "network" ? SymbolKind.Module : SymbolKind.Object,
      range,
      selectionRange: name ?? { start: range.start, end: range.start },
      children: symbol.children.flatMap((child) => symbolOf(document, child, version)),
    },
  ];
}

/** For clients without trees: every symbol by itself, naming what it is in. */
export function flatSymbols(symbols: readonly DocumentSymbol[], uri: string, containerName = ""): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children }) => [
    { name, kind, location: { uri, range }, ...(containerName === "" ? {} : { containerName }) },
    ...flatSymbols(children ?? [], uri, name),
  ]);
}
