import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ask, hasBridge, screenshot } from "../bridge.ts";
import { api, closeAll, codeOf, diagnosticsOf, eventually, hoverAt, open, positionOf } from "../editor.ts";

for (const { file, call, shape, hint } of [
  { file: "examples/pytorch/lenet5.py", call: "self.conv1(x)", shape: /1×6×28×28/, hint: "→ 1×6×14×14" },
  { file: "examples/caffe/lenet.prototxt", call: '"Convolution"', shape: /1×20×24×24/, hint: "→ 1×20×24×24" },
]) {
  describe(`language features in ${file}`, () => {
    let document: vscode.TextDocument;

    before(async () => {
      document = (await open(file)).document;
      await eventually("the network", async () => ((await api()).network(document.uri)?.models.length ?? 0) > 0);
    });
    after(closeAll);

    it("hovers a layer with its shape and counts", async () => {
      const text = await eventually("a hover", () => hoverAt(document, positionOf(document, call, 6)));
      assert.match(text, shape);
      assert.match(text, /MACs/);
      await showHover(positionOf(document, call, 6));
      await screenshot(file.endsWith(".py") ? "hover" : "hover-caffe");
    });

    it("hints at output shapes", async () => {
      const everything = new vscode.Range(0, 0, document.lineCount, 0);
      const hints = await eventually("hints", async () => {
        const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
          "vscode.executeInlayHintProvider",
          document.uri,
          everything,
        );
        return found.length > 0 && found;
      });
      const labels = hints.map(({ label }) =>
        typeof label === "string" ? label : label.map(({ value }) => value).join(""),
      );
      assert.ok(labels.includes(hint), labels.join("\n"));
    });

    it("puts a lens on the model, with commands that exist", async () => {
      const lenses = await eventually("lenses", async () => {
        const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          "vscode.executeCodeLensProvider",
          document.uri,
          100,
        );
        return found.some(({ command }) => command?.command.startsWith("convlens.")) && found;
      });
      const commands = new Set(await vscode.commands.getCommands(true));
      for (const { command } of lenses) {
        if (command?.command) assert.ok(commands.has(command.command), command.command);
      }
    });

    it("says in the status bar which model and input are shown", async function () {
      if (!hasBridge()) return this.skip();
      const text = await eventually("the status bar item", async () => {
        const items = (await ask("text", { selector: "#convlens\\.convlens\\.convlens\\.model" })) as string[];
        return items.find((item) => /\dx\d/.test(item));
      });
      assert.match(text, /LeNet/);
    });
  });
}

describe("a .cfg file that begins with [net]", () => {
  after(closeAll);

  it("gets its own language and its network", async () => {
    const { document } = await open("examples/darknet/tiny-detector.cfg");
    await eventually("the language", async () => {
      const { languageId } = await vscode.workspace.openTextDocument(document.uri);
      return languageId === "darknet-cfg";
    });
    const { network } = await api();
    const found = await eventually("the network", () => network(document.uri));
    assert.equal(found.framework, "darknet");
    await screenshot("darknet");
  });
});

describe("diagnostics", () => {
  after(closeAll);

  it("stand on the argument and are mended by their quick fix", async () => {
    const { document } = await open("examples/pytorch/mistakes.py");
    const wrong = await eventually("the channel mismatch", () =>
      diagnosticsOf(document).find((found) => codeOf(found) === "conv-channels"),
    );
    assert.equal(document.getText(wrong.range), "1");
    const { activeTextEditor } = vscode.window;
    if (activeTextEditor) activeTextEditor.selection = new vscode.Selection(wrong.range.start, wrong.range.start);
    await vscode.commands.executeCommand("editor.action.marker.next");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await screenshot("diagnostics");
    const before = diagnosticsOf(document).length;
    const fix = await eventually("the quick fix", async () => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        wrong.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      return actions.find(({ edit, title }) => edit !== undefined && /3/.test(title));
    });
    assert.ok(fix.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /nn\.Conv2d\(3, 32, 3, padding=1\)/);
    await eventually("fewer diagnostics", () => diagnosticsOf(document).length < before);
  });

  it("go on while the text is edited, behind an endless loop too", async () => {
    const editor = await open("examples/pytorch/lenet5.py");
    const { document } = editor;
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "while True:\n    pass\n\n"));
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 3, 0)));
    await editor.edit((edit) => edit.replace(wordRange(document, "16 * 5 * 5"), "16 * 5 * 6"));
    const wrong = await eventually("the mismatch", () =>
      diagnosticsOf(document).find(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
    );
    assert.match(wrong.message, /400/);
  });

  it("say nothing about a Python file without a network", async () => {
    const document = await vscode.workspace.openTextDocument({
      language: "python",
      content: "import os\nx = os.sep\n",
    });
    await vscode.window.showTextDocument(document);
    await new Promise((resolve) => setTimeout(resolve, 800));
    assert.deepEqual(diagnosticsOf(document), []);
    assert.equal(await hoverAt(document, new vscode.Position(1, 1)), undefined);
  });

  it("serve the cells of a notebook", async () => {
    const source = "from torch import nn\n\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(4, 8, 3))\n";
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, source, "python");
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(0);
    const wrong = await eventually("the mismatch", () =>
      diagnosticsOf(document).find((found) => codeOf(found) === "conv-channels"),
    );
    assert.equal(document.getText(wrong.range), "4");
  });

  it("leave old versions in a diff alone", async function () {
    const file = (await open("examples/pytorch/mistakes.py")).document.uri;
    const old = file.with({ scheme: "git", query: JSON.stringify({ path: file.fsPath, ref: "HEAD" }) });
    const git = vscode.extensions.getExtension("vscode.git");
    if (git === undefined) return this.skip();
    await git.activate();
    const document = await eventually("git's text", () => vscode.workspace.openTextDocument(old));
    await vscode.window.showTextDocument(document);
    await eventually("the network", async () => ((await api()).network(old)?.errors ?? 0) > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(diagnosticsOf(document), []);
  });

  it("serve an untitled text", async () => {
    const content =
      "from torch import nn\n\nmodel = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(4, 8, 3))\n";
    const document = await vscode.workspace.openTextDocument({ language: "python", content });
    await vscode.window.showTextDocument(document);
    const wrong = await eventually("the mismatch", () =>
      diagnosticsOf(document).find((found) => codeOf(found) === "conv-channels"),
    );
    assert.equal(document.getText(wrong.range), "4");
  });
});

/** Opens the hover as a user's keyboard would. */
async function showHover(position: vscode.Position): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor) editor.selection = new vscode.Selection(position, position);
  await vscode.commands.executeCommand("editor.action.showHover");
  await new Promise((resolve) => setTimeout(resolve, 1000));
}

function wordRange(document: vscode.TextDocument, text: string): vscode.Range {
  return new vscode.Range(positionOf(document, text), positionOf(document, text, text.length));
}
