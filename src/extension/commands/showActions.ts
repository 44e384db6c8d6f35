import * as vscode from "vscode";

/** What the status bar item offers. */
export async function showActions(hasVariants: boolean): Promise<void> {
  const action = (icon: string, label: string, command: string) => ({ label: `$(${icon}) ${label}`, command });
  const picked = await vscode.window.showQuickPick(
    [
      action("edit", vscode.l10n.t("Change the input shape"), "convlens.changeInput"),
      action("list-selection", vscode.l10n.t("Choose another model"), "convlens.chooseModel"),
      ...(hasVariants ? [action("versions", vscode.l10n.t("Choose phase and stage"), "convlens.chooseVariant")] : []),
      action("type-hierarchy", vscode.l10n.t("Show the graph"), "convlens.showGraph"),
      action("screen-full", vscode.l10n.t("Show the receptive field"), "convlens.showReceptiveField"),
      action("play", vscode.l10n.t("Test inference"), "convlens.testInference"),
      action("output", vscode.l10n.t("Show the log"), "convlens.showOutput"),
    ],
    { title: vscode.l10n.t("ConvLens") },
  );
  if (picked) await vscode.commands.executeCommand(picked.command);
}
