import assert from "node:assert/strict";
import * as vscode from "vscode";
import { hasBridge, screenshot } from "../bridge.ts";
import { api, closeAll, codeOf, diagnosticsOf, eventually, hoverAt, positionOf } from "../editor.ts";

const cells = [
  "import torch\nfrom torch import nn\nwidth = 32",
  "class Block(nn.Module):\n    def __init__(self, c):\n        super().__init__()\n        self.conv = nn.Conv2d(c, c, 3, padding=1)\n\n    def forward(self, x):\n        return self.conv(x)",
  "%matplotlib inline\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.stem = nn.Conv2d(3, width, 7, stride=2, padding=3)\n        self.block = Block(width)\n        self.fc = nn.Linear(64, 10)\n\n    def forward(self, x):\n        x = self.block(self.stem(x))\n        return self.fc(x.mean((2, 3)))",
  "net = Net()\nnet(torch.randn(1, 3, 64, 64)).shape",
];

describe("notebooks", () => {
  let documents: readonly vscode.TextDocument[] = [];
  const cell = (index: number): vscode.TextDocument => {
    const document = documents[index];
    assert.ok(document);
    return document;
  };
  const hints = async (document: vscode.TextDocument): Promise<string> => {
    const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      "vscode.executeInlayHintProvider",
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    return found.map(({ position, label }) => `${position.line + 1} ${label}`).join("; ");
  };
  const shows = (index: number, wanted: string) =>
    eventually(`hints ${wanted}`, async () => (await hints(cell(index))) === wanted);

  before(async () => {
    await closeAll();
    const given = cells.map((text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python"));
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData(given));
    await vscode.window.showNotebookDocument(notebook);
    documents = notebook.getCells().map(({ document }) => document);
  });
  after(closeAll);

  it("read the cells as one program: hints and a hover in the cell that a layer stands in", async () => {
    await shows(1, "7 → 1×32×32×32");
    await shows(2, "10 → 1×32×32×32; 11 → 1×10");
    const hover = await hoverAt(cell(1), positionOf(cell(1), "self.conv(x)", 6));
    assert.match(hover ?? "", /block\.conv/);
  });

  it("report a fault in its own cell and nothing about lines for IPython; the fix writes there", async () => {
    const found = await eventually("the fault", () => {
      const all = documents.map((document) => diagnosticsOf(document));
      return all.flat().length > 0 && all;
    });
    assert.deepEqual(
      found.map((each) => each.map((one) => `${codeOf(one)} ${one.range.start.line}`)),
      [[], [], ["linear-features 6"], []],
    );
    if (hasBridge()) await screenshot("notebook");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      cell(2).uri,
      found[2]?.[0]?.range,
    );
    const fix = actions.find(({ edit }) => edit !== undefined);
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(cell(2).getText(), /nn\.Linear\(32, 10\)/);
    await eventually("no fault", () => documents.every((document) => diagnosticsOf(document).length === 0));
  });

  it("follow an edit of another cell", async () => {
    const edit = new vscode.WorkspaceEdit();
    const at = positionOf(cell(0), "32");
    edit.replace(cell(0).uri, new vscode.Range(at, at.translate(0, 2)), "48");
    await vscode.workspace.applyEdit(edit);
    await shows(1, "7 → 1×48×32×32");
    await eventually("the fault", () => diagnosticsOf(cell(2)).length === 1);
    assert.ok((await api()).network(cell(2).uri));
  });
});
