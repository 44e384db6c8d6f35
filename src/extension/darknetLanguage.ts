import type * as vscode from "vscode";

const language = "darknet-cfg";

/** Languages that VS Code gives a `.cfg` by itself; what a user has chosen is left alone. */
const guessed: ReadonlySet<string> = new Set(["properties", "ini", "plaintext"]);

/** Comments before the first section may be so many lines long. */
const mostLines = 1000;

/** What this needs of VS Code. */
export interface Editor {
  readonly workspace: Pick<
    typeof vscode.workspace,
    "textDocuments" | "onDidOpenTextDocument" | "onDidCloseTextDocument"
  >;
  readonly languages: Pick<typeof vscode.languages, "setTextDocumentLanguage">;
}

/**
 * `.cfg` is anybody's ending, so that no language claims it: a file that begins with [net] or [network] is given Darknet's
 * when it is opened. A language that is chosen after that stays.
 */
export function nameDarknetFiles({ workspace, languages }: Editor): vscode.Disposable {
  const named = new Set<string>();
  const name = (document: vscode.TextDocument): void => {
    const uri = document.uri.toString();
    if (named.has(uri) || !guessed.has(document.languageId) || !isDarknet(document)) return;
    named.add(uri);
    void languages.setTextDocumentLanguage(document, language);
  };
  const opened = workspace.onDidOpenTextDocument(name);
  // A change of language closes a document for listeners only.
  const closed = workspace.onDidCloseTextDocument((document) => {
    if (document.isClosed) named.delete(document.uri.toString());
  });
  for (const document of workspace.textDocuments) name(document);
  return { dispose: () => [opened, closed].forEach((listener) => void listener.dispose()) };
}

function isDarknet(document: vscode.TextDocument): boolean {
  if (!/\.cfg$/i.test(document.uri.path)) return false;
  for (let line = 0; line < Math.min(document.lineCount, mostLines); line++) {
    const text = document.lineAt(line).text.trim();
    if (text !== "" && !/^[#;]/.test(text)) return /^\[\s*net(work)?\s*\]/.test(text);
  }
  return false;
}
