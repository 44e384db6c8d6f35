import * as vscode from "vscode";
import type { NetworkParams, ShownInput } from "../protocol/languageServer.ts";
import type { ShownNetworks } from "./shownNetworks.ts";

/** Says which model and input are shown for the active editor; a click offers what can be done about it. */
export function createStatusBar(networks: ShownNetworks): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("convlens.model", vscode.StatusBarAlignment.Right, 90);
  item.name = vscode.l10n.t("ConvLens model");
  item.command = "convlens.showActions";
  const refresh = () => {
    const network = networks.active;
    if (network === null) {
      item.hide();
      return;
    }
    item.text = `$(symbol-structure) ${statusText(network)}`;
    item.tooltip = tooltip(network);
    item.accessibilityInformation = { label: vscode.l10n.t("ConvLens: {0}", statusText(network)), role: "button" };
    item.show();
  };
  refresh();
  return vscode.Disposable.from(item, networks.onDidChange(refresh));
}

/** `Net 1x3x224x224`, `LeNet (phase TRAIN) 64x1x28x28`, cut where a long expression would take the bar for itself. */
function statusText({ selected, inputs, variants }: NetworkParams): string {
  const model = selected ?? vscode.l10n.t("no model");
  const short = model.length > 32 ? `${model.slice(0, 31)}…` : model;
  const name = variants === null ? short : `${short} (${variants.shown.text})`;
  const [first, ...others] = inputs;
  if (first === undefined) return name;
  return `${name} ${first.shape}${others.length > 0 ? ` +${others.length}` : ""}`;
}

function tooltip({ selected, inputs, totals, errors, warnings }: NetworkParams): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${vscode.l10n.t("Model")}** `);
  text.appendText(selected ?? vscode.l10n.t("no model"));
  for (const input of inputs) {
    text.appendMarkdown(`\n\n**${vscode.l10n.t("Input")}** `);
    text.appendText(inputLine(input));
  }
  if (totals) {
    text.appendMarkdown("\n\n");
    text.appendText(vscode.l10n.t("{0} parameters, {1} MACs", totals.parameters, totals.macs));
  }
  if (errors + warnings > 0) {
    text.appendMarkdown("\n\n");
    text.appendText(vscode.l10n.t("{0} errors, {1} warnings", errors, warnings));
  }
  return text;
}

function inputLine({ name, shape, explanation }: ShownInput): string {
  const named = name === "" ? shape : `${name}: ${shape}`;
  return explanation === "" ? named : `${named} (${explanation})`;
}
