// The pictures of the README, from its own examples: node .ci/screenshots.mjs copies them into media/.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ask, hasBridge, screenshot } from "../bridge.ts";
import { api, closeAll, diagnosticsOf, eventually, open, positionOf } from "../editor.ts";

describe("pictures", () => {
  before(async function () {
    if (!hasBridge()) this.skip();
    await closeAll();
    await ask("size", { width: 1280, height: 800 });
    await vscode.commands.executeCommand("notifications.clearAll");
  });
  afterEach(closeAll);
  after(async () => {
    if (hasBridge()) await ask("size", { width: 1440, height: 900 });
  });

  /** Opens an example without the side bar, at a place. */
  async function show(file: string, text: string, into: number): Promise<vscode.TextEditor> {
    const editor = await open(file);
    await eventually("the network", async () => ((await api()).network(editor.document.uri)?.models.length ?? 0) > 0);
    const position = positionOf(editor.document, text, into);
    editor.selection = new vscode.Selection(position, position);
    editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
    return editor;
  }

  const settle = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it("the editor with a hover and the graph", async () => {
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
    const { document } = await show("examples/pytorch/residual.py", "self.conv2(", 6);
    await vscode.commands.executeCommand("convlens.showGraph", { uri: document.uri.toString() });
    await eventually("the graph", async () => {
      const report = await (await api()).report("graph");
      return report.view === "graph" && report.visibleNodes > 0;
    });
    await show("examples/pytorch/residual.py", "self.conv2(", 6);
    await vscode.commands.executeCommand("editor.action.showHover");
    await settle(1500);
    await screenshot("readme-editor");
  });

  it("mistakes with their quick fix", async () => {
    const { document } = await show("examples/pytorch/mistakes.py", "nn.Conv2d(64, 64, 3, padding=1)\n", 11);
    await eventually("the diagnostics", () => diagnosticsOf(document).length >= 4);
    await settle(1500);
    await vscode.commands.executeCommand("editor.action.quickFix");
    await settle(1500);
    await screenshot("readme-diagnostics");
    await ask("key", { key: "Escape" });
  });

  it("a receptive field", async () => {
    const { document } = await show("examples/pytorch/residual.py", "self.conv2(", 6);
    await vscode.commands.executeCommand("convlens.showReceptiveField", { uri: document.uri.toString() });
    await eventually("the field", async () => {
      const report = await (await api()).report("receptiveField");
      return report.view === "receptiveField" && report.layer !== null && report.text !== "";
    });
    await settle(800);
    await screenshot("readme-receptive-field");
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
  });

  it("test inference", async function () {
    this.timeout(120_000);
    // High enough for the table of layers.
    await ask("size", { width: 1280, height: 1250 });
    await show("examples/pytorch/lenet5.py", "self.conv2(", 6);
    const { startInference, report } = await api();
    await startInference("auto");
    const done = await eventually(
      "the end of the run",
      async () => {
        const found = await report("inference");
        return found.view === "inference" && found.state !== "idle" && found.state !== "running" && found;
      },
      100_000,
    );
    assert.equal(done.state, "done", done.text);
    await settle(1000);
    await screenshot("readme-inference");
  });
});
