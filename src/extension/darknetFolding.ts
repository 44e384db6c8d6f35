import type * as vscode from "vscode";

/** Sections have no end of their own, which is what folding by a language's configuration would need. */
export const foldSections = (
  languages: Pick<typeof vscode.languages, "registerFoldingRangeProvider">,
): vscode.Disposable =>
  languages.registerFoldingRangeProvider({ language: "darknet-cfg" }, { provideFoldingRanges: sectionsOf });

/** From the line of the brackets to the last option; comments and empty lines before the next section are not its own. */
export function sectionsOf(document: Pick<vscode.TextDocument, "lineCount" | "lineAt">): vscode.FoldingRange[] {
  const ranges: vscode.FoldingRange[] = [];
  let start = -1;
  let end = -1;
  const close = (): void => {
    if (start >= 0 && end > start) ranges.push({ start, end });
  };
  for (let line = 0; line < document.lineCount; line++) {
    const first = document.lineAt(line).text.trimStart().charAt(0);
    if (first === "[") {
      close();
      start = line;
      end = line;
    } else if (first !== "" && first !== "#" && first !== ";") end = line;
  }
  close();
  return ranges;
}
