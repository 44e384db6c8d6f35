import * as vscode from "vscode";
import type { NetworkParams } from "../../protocol/languageServer.ts";

type Select = (uri: string, model: string | null) => Promise<unknown>;

/** Offers the file's models and an expression of the user's own; null goes back to what the file itself says. */
export async function chooseModel(network: NetworkParams, select: Select): Promise<void> {
  const models = network.models.map(({ name, expression, constructible }) => ({
    label: expression === network.selected ? `$(check) ${name}` : name,
    description: constructible ? expression : vscode.l10n.t("needs arguments"),
    choice: async (): Promise<string | null | undefined> => (constructible ? expression : typeExpression(expression)),
  }));
  const own = {
    label: `$(edit) ${vscode.l10n.t("Type an expression…")}`,
    description: vscode.l10n.t("such as Net(num_classes=10)"),
    choice: () => typeExpression(network.selected ?? ""),
  };
  const automatic = {
    label: `$(discard) ${vscode.l10n.t("What the file says")}`,
    description: "",
    choice: async () => null,
  };
  const separator = {
    label: "",
    description: "",
    kind: vscode.QuickPickItemKind.Separator,
    choice: async () => undefined,
  };
  const picked = await vscode.window.showQuickPick([...models, separator, own, automatic], {
    title: vscode.l10n.t("Model to Show"),
    matchOnDescription: true,
  });
  const model = await picked?.choice();
  if (model !== undefined) await select(network.uri, model);
}

function typeExpression(value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Model to Show"),
    value,
    // Between the brackets, where arguments go; dots stand for those that are not given.
    ...(value.endsWith(")")
      ? { valueSelection: [value.length - (value.endsWith("(...)") ? 4 : 1), value.length - 1] }
      : {}),
    prompt: vscode.l10n.t("An expression in the file's own language. It is read, not executed."),
    validateInput: (text) => (text.trim() === "" ? vscode.l10n.t("Type an expression") : undefined),
  });
}
