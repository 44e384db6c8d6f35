import {
  type CompletionItem,
  CompletionItemKind,
  type DocumentHighlight,
  DocumentHighlightKind,
  type FoldingRange,
  type InitializeParams,
  InsertTextFormat,
  type Location,
  type LocationLink,
  LSPErrorCodes,
  type Range,
  RegistrationRequest,
  ResponseError,
  type ServerCapabilities,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { type Completion, completionsAt } from "../core/ide/completion.ts";
import { definitionAt } from "../core/ide/definition.ts";
import { formattingEdits } from "../core/ide/formatting.ts";
import { type DefinitionLanguage, languageOf } from "../core/ide/languages.ts";
import { referencesAt } from "../core/ide/references.ts";
import { renameAt, renamePlaceAt } from "../core/ide/rename.ts";
import type { Message } from "../core/ir/index.ts";
import type { OpenDocument } from "./documents.ts";
import type { Session } from "./session.ts";

/**
 * Answers what an editor asks about names in a declarative format. It takes the text alone, which is read in milliseconds,
 * so that it is answered here and of the present text; nothing waits for an analysis.
 */
export function registerLanguageFeatures(session: Session): void {
  const { connection } = session;

  /** The document and its language; null where it is Python or closed. */
  function definitionText(uri: string): { document: OpenDocument; language: DefinitionLanguage; text: string } | null {
    const document = session.documents.get(uri);
    if (document === undefined) return null;
    const text = document.text.getText();
    const name = uri.slice(uri.lastIndexOf("/") + 1);
    const language = document.language === "python" ? null : languageOf(document.language, name, text);
    return language && { document, language, text };
  }

  connection.onDefinition(({ textDocument: { uri }, position }): LocationLink[] | Location[] | null => {
    const asked = definitionText(uri);
    if (asked === null) return null;
    const { document, language, text } = asked;
    const definition = definitionAt(language, text, document.text.offsetAt(position));
    if (definition === null) return null;
    if (!session.client.linksDefinitions)
      return definition.targets.map(({ at }) => ({ uri, range: rangeOf(document, at) }));
    return definition.targets.map(({ at, within }) => ({
      originSelectionRange: rangeOf(document, definition.from),
      targetUri: uri,
      targetRange: rangeOf(document, within),
      targetSelectionRange: rangeOf(document, at),
    }));
  });

  connection.onReferences(({ textDocument: { uri }, position, context }): Location[] | null => {
    const asked = definitionText(uri);
    if (asked === null) return null;
    const { document, language, text } = asked;
    return referencesAt(language, text, document.text.offsetAt(position))
      .filter(({ role }) => context.includeDeclaration || role === "use")
      .map(({ at }) => ({ uri, range: rangeOf(document, at) }));
  });

  connection.onDocumentHighlight(({ textDocument: { uri }, position }): DocumentHighlight[] | null => {
    const asked = definitionText(uri);
    if (asked === null) return null;
    const { document, language, text } = asked;
    return referencesAt(language, text, document.text.offsetAt(position)).map(({ at, role }) => ({
      range: rangeOf(document, at),
      kind: role === "use" ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
    }));
  });

  connection.onCompletion(({ textDocument: { uri }, position }): CompletionItem[] | null => {
    const asked = definitionText(uri);
    if (asked === null) return null;
    const { document, language, text } = asked;
    const found = completionsAt(language, text, document.text.offsetAt(position), session.render);
    if (found === null) return null;
    const range = rangeOf(document, found.at);
    return found.items.map((item, index) => completionItem(item, index, range, session.client.snippets));
  });

  connection.onPrepareRename(({ textDocument: { uri }, position }): Range | ResponseError | null => {
    const asked = definitionText(uri);
    if (asked === null) return null;
    const { document, language, text } = asked;
    const place = renamePlaceAt(language, text, document.text.offsetAt(position));
    return place.kind === "name" ? rangeOf(document, place.at) : refusal(place.reason);
  });

  connection.onRenameRequest(({ textDocument: { uri }, position, newName }): WorkspaceEdit | ResponseError | null => {
    const asked = definitionText(uri);
    if (asked === null) return null;
    const { document, language, text } = asked;
    const renamed = renameAt(language, text, document.text.offsetAt(position), newName);
    if (renamed.kind === "refused") return refusal(renamed.reason);
    const edits = renamed.edits.map((edit) => ({ range: rangeOf(document, edit.at), newText: edit.text }));
    if (!session.client.versionedEdits) return { changes: { [uri]: edits } };
    return { documentChanges: [{ textDocument: { uri, version: document.text.version }, edits }] };
  });

  connection.onDocumentFormatting(({ textDocument: { uri }, options }): TextEdit[] | null => {
    const asked = definitionText(uri);
    if (asked === null) return null;
    const { document, language, text } = asked;
    const indent = options.insertSpaces ? " ".repeat(Math.min(Math.max(1, options.tabSize), 16)) : "\t";
    return formattingEdits(language, text, indent).map((edit) => ({
      range: rangeOf(document, edit.at),
      newText: edit.text,
    }));
  });

  connection.onFoldingRanges(({ textDocument: { uri } }): FoldingRange[] | null => {
    const asked = definitionText(uri);
    if (asked === null) return null;
    const { document, language, text } = asked;
    return language
      .folds(text)
      .map((span) => rangeOf(document, span))
      .filter(({ start, end }) => start.line < end.line)
      .map(({ start, end }) => ({ startLine: start.line, endLine: end.line }));
  });

  const refusal = (reason: Message): ResponseError =>
    new ResponseError(LSPErrorCodes.RequestFailed, session.render(reason));
}

const completionKinds: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  type: CompletionItemKind.Class,
  field: CompletionItemKind.Field,
  value: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Variable,
  section: CompletionItemKind.Class,
};

function completionItem(
  { label, kind, detail, documentation, text, caret }: Completion,
  index: number,
  range: Range,
  snippets: boolean,
): CompletionItem {
  const escaped = (part: string): string => part.replace(/[\\$}]/g, "\\$&");
  const isSnippet = snippets && caret !== null;
  const newText = isSnippet ? `${escaped(text.slice(0, caret))}$0${escaped(text.slice(caret))}` : text;
  return {
    label,
    kind: completionKinds[kind],
    ...(detail === null ? {} : { detail }),
    ...(documentation === null ? {} : { documentation }),
    // Editors sort by this text: the order of the list is kept.
    sortText: String(index).padStart(5, "0"),
    // What is replaced ends in a quote or bracket where the name does.
    filterText: label,
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range, newText },
  };
}

const rangeOf = ({ text }: OpenDocument, { start, end }: { readonly start: number; readonly end: number }): Range => ({
  start: text.positionAt(start),
  end: text.positionAt(end),
});

type TextDocumentCapabilities = NonNullable<InitializeParams["capabilities"]["textDocument"]>;

/** By the name that the client announces the feature with. */
const features = {
  definition: { provider: "definitionProvider", options: {} },
  references: { provider: "referencesProvider", options: {} },
  foldingRange: { provider: "foldingRangeProvider", options: {} },
  formatting: { provider: "documentFormattingProvider", options: {} },
  rename: { provider: "renameProvider", options: { prepareProvider: true } },
  completion: { provider: "completionProvider", options: { triggerCharacters: ['"', "[", "="] } },
  documentHighlight: { provider: "documentHighlightProvider", options: {} },
} as const satisfies Partial<
  Record<keyof TextDocumentCapabilities, { readonly provider: keyof ServerCapabilities; readonly options: object }>
>;

const documentSelector = [{ language: "prototxt" }, { language: "darknet-cfg" }, { pattern: "**/*.prototxt" }];

/**
 * What is announced at once, to clients that cannot be told later. The others are told for these formats only: an editor
 * would otherwise ask for a formatter of Python, which is somebody else's work.
 */
export const languageCapabilities = (dynamic: ReadonlySet<string>): ServerCapabilities =>
  Object.fromEntries(
    Object.entries(features)
      .filter(([feature]) => !dynamic.has(feature))
      .map(([, { provider, options }]) => [provider, options]),
  );

export async function registerDynamicFeatures({ connection, client }: Session): Promise<void> {
  const registrations = Object.entries(features)
    .filter(([feature]) => client.dynamicFeatures.has(feature))
    .map(([feature, { options }]) => ({
      id: `convlens.${feature}`,
      method: `textDocument/${feature}`,
      registerOptions: { documentSelector, ...options },
    }));
  if (registrations.length > 0) await connection.sendRequest(RegistrationRequest.type, { registrations });
}
