import * as vscode from "vscode";
import type { InputEditsResult, NetworkParams, ShownInput } from "../../protocol/languageServer.ts";
import type { NotebookCells } from "../notebooks/notebookCells.ts";

type AskForEdits = (uri: string, model: string | null, inputs: readonly string[]) => Promise<InputEditsResult>;

/** Asks for the shape of an input and writes it into the file as a directive comment: one step to undo. */
export async function changeInput(
  network: NetworkParams,
  cells: NotebookCells,
  askForEdits: AskForEdits,
): Promise<void> {
  const input = await chooseInput(network.inputs);
  if (input === undefined) return;
  const shape = await vscode.window.showInputBox({
    title: vscode.l10n.t("Input Shape of {0}", network.selected ?? ""),
    value: input.shape,
    prompt: vscode.l10n.t("Sizes with x between them, such as 1x3x224x224. A name makes a size symbolic: Nx3xHxW."),
    validateInput: faultOfShape,
  });
  if (shape === undefined) return;
  const others = network.inputs.length > 1;
  const inputs = network.inputs.map((each) => {
    const text = each === input ? shape.trim() : each.shape;
    return others ? `${each.name}=${text}` : text;
  });
  const result = await askForEdits(network.uri, network.selected, inputs.length > 0 ? inputs : [shape.trim()]);
  if (result.kind === "refused") {
    void vscode.window.showWarningMessage(result.reason);
    return;
  }
  await applyEdits(result, cells);
}

/** Says what is wrong with a shape as typed; undefined when it can be read. The server has the last word. */
export function faultOfShape(text: string): string | undefined {
  const shape = text.trim();
  if (shape === "") return vscode.l10n.t("Type the sizes, such as 1x3x224x224");
  const [sizes = ""] = shape.split(":");
  if (sizes === "scalar") return undefined;
  const wrong = sizes.split("x").find((size) => !/^(?:[1-9]\d*|[A-Za-wyz_]\w*)$/.test(size));
  if (wrong === undefined) return undefined;
  return wrong === ""
    ? vscode.l10n.t("A size is missing")
    : vscode.l10n.t("{0} is neither a positive number nor a name", wrong);
}

async function chooseInput(inputs: readonly ShownInput[]): Promise<ShownInput | undefined> {
  const [first, second] = inputs;
  if (first === undefined) return { name: "", shape: "1x3x224x224", origin: "default", explanation: "" };
  if (second === undefined) return first;
  const items = inputs.map((input) => ({
    label: input.name,
    description: input.shape,
    detail: input.explanation,
    input,
  }));
  const placeHolder = vscode.l10n.t("Which input?");
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.input;
}

async function applyEdits(
  { uri, version, edits }: Extract<InputEditsResult, { kind: "edits" }>,
  cells: NotebookCells,
): Promise<void> {
  const target = vscode.Uri.parse(uri);
  const document = await vscode.workspace.openTextDocument(target);
  if (document.version !== version) {
    void vscode.window.showWarningMessage(vscode.l10n.t("The file has changed meanwhile. Change the input again."));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) {
    const { start, end } = range;
    const place = cells.placeOfLine(target, start.line);
    const lastLine = place.line + end.line - start.line;
    edit.replace(place.uri, new vscode.Range(place.line, start.character, lastLine, end.character), newText);
  }
  await vscode.workspace.applyEdit(edit);
}
