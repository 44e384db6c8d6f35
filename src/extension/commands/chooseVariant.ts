import * as vscode from "vscode";
import type { NetworkParams, Variant } from "../../protocol/languageServer.ts";

type Select = (uri: string, variant: Variant | null) => Promise<unknown>;

/** Offers the networks that the file's text makes, such as Caffe's phases and stages; null goes back to the file's own. */
export async function chooseVariant({ uri, variants }: NetworkParams, select: Select): Promise<void> {
  if (variants === null) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("This file makes one network only: none of its layers depends on a phase or stage."),
    );
    return;
  }
  const offered = variants.offered.map(({ text, ...variant }, index) => ({
    label: index === 0 ? `$(check) ${text}` : text,
    variant,
  }));
  const automatic = { label: `$(discard) ${vscode.l10n.t("What the file says")}`, variant: null };
  const separator = { label: "", kind: vscode.QuickPickItemKind.Separator, variant: null };
  const picked = await vscode.window.showQuickPick([...offered, separator, automatic], {
    title: vscode.l10n.t("Phase and Stage to Show"),
  });
  if (picked) await select(uri, picked.variant);
}
