import type { InitializeParams } from "vscode-languageserver";

/** What the client at the other end can do, and what it asked for. */
export interface ClientProfile {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesHints: boolean;
  readonly refreshesLenses: boolean;
  readonly hasConfiguration: boolean;
  readonly watchesFiles: boolean;
  readonly hasFolders: boolean;
  readonly markdown: boolean;
  readonly versionedEdits: boolean;
  readonly symbolTrees: boolean;
  readonly literalActions: boolean;
  readonly relatedInformation: boolean;
  readonly linksDefinitions: boolean;
  readonly snippets: boolean;
  /** Features of `textDocument` that can be announced after `initialize`, for some documents only. */
  readonly dynamicFeatures: ReadonlySet<string>;
  readonly commands: readonly string[];
  readonly notifications: boolean;
  readonly readsFiles: boolean;
  readonly translations: Readonly<Record<string, string>>;
  /** Where the pages about diagnostics are; null: not stated. */
  readonly documentation: string | null;
  /** Settings sent along, where the client has no `workspace/configuration`. */
  readonly settings: unknown;
  readonly roots: readonly string[];
}

/** Reads `initialize`. Initialization options of another shape than ours are taken as absent. */
export function clientProfile(params: InitializeParams): ClientProfile {
  const { textDocument, workspace } = params.capabilities;
  const options = record(params.initializationOptions);
  const translations = Object.entries(record(options["translations"])).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const commands = options["commands"];
  const hoverFormats = textDocument?.hover?.contentFormat;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    hasConfiguration: workspace?.configuration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    hasFolders: workspace?.workspaceFolders === true,
    markdown: hoverFormats === undefined ? false : hoverFormats.includes("markdown"),
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    symbolTrees: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    literalActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true || supportsRelated(textDocument),
    linksDefinitions: textDocument?.definition?.linkSupport === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    dynamicFeatures: new Set(
      Object.entries(record(textDocument)).flatMap(([feature, support]) =>
        record(support)["dynamicRegistration"] === true ? [feature] : [],
      ),
    ),
    commands: Array.isArray(commands) ? commands.filter((command) => typeof command === "string") : [],
    notifications: options["notifications"] === true,
    readsFiles: options["readFile"] === true,
    translations: Object.fromEntries(translations),
    documentation: typeof options["documentation"] === "string" ? options["documentation"] : null,
    settings: options["settings"],
    roots: rootsOf(params),
  };
}

/** The pull form of diagnostics announces related information on its own. */
function supportsRelated(textDocument: InitializeParams["capabilities"]["textDocument"]): boolean {
  return record(textDocument?.diagnostic)["relatedInformation"] === true;
}

function rootsOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : [];
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
