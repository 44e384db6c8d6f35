import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ViewName, ViewReport } from "../../../src/protocol/views.ts";
import { ask, hasBridge, screenshot } from "../bridge.ts";
import { api, closeAll, eventually, open, positionOf } from "../editor.ts";

type ReportOf<Name extends ViewName> = Extract<ViewReport, { view: Name }>;

/** What a view says of itself once it satisfies a condition. */
async function report<Name extends ViewName>(
  view: Name,
  what: string,
  accepted: (report: ReportOf<Name>) => boolean,
  milliseconds?: number,
): Promise<ReportOf<Name>> {
  const { report: ask } = await api();
  let last: ViewReport | undefined;
  const isIt = (found: ViewReport): found is ReportOf<Name> => found.view === view;
  try {
    return await eventually(
      what,
      async () => {
        last = await ask(view);
        return isIt(last) && accepted(last) ? last : null;
      },
      milliseconds,
    );
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}; the view said ${JSON.stringify(last)}`);
  }
}

function place(editor: vscode.TextEditor, text: string, into: number): void {
  const position = positionOf(editor.document, text, into);
  editor.selection = new vscode.Selection(position, position);
}

describe("views", () => {
  let editor: vscode.TextEditor;

  beforeEach(async () => {
    editor = await open("examples/caffe/lenet.prototxt");
    const { uri } = editor.document;
    await eventually("the network", async () => ((await api()).network(uri)?.models.length ?? 0) > 0);
  });
  after(closeAll);

  it("draw the graph, and the cursor selects in it", async () => {
    await vscode.commands.executeCommand("convlens.showGraph", { uri: editor.document.uri.toString() });
    await report("graph", "the drawn graph", ({ visibleNodes }) => visibleNodes >= 8);
    place(editor, '"conv2"', 2);
    const shown = await report("graph", "the selection", ({ selected }) => selected === "conv2");
    assert.equal(shown.uri, editor.document.uri.toString());
    await screenshot("graph");
  });

  it("lead from a box of the graph to its source", async function () {
    if (!hasBridge()) return this.skip();
    await vscode.commands.executeCommand("convlens.showGraph", { uri: editor.document.uri.toString() });
    place(editor, '"conv1"', 2);
    await report("graph", "the selection", ({ selected }) => selected === "conv1");
    await ask("click", { frame: "svg.graph", selector: '.item[data-key="pool1"] .body' });
    const line = positionOf(editor.document, 'name: "pool1"').line;
    await eventually("the source", () => {
      const { activeTextEditor } = vscode.window;
      return (
        activeTextEditor?.document === editor.document &&
        activeTextEditor.selection.contains(new vscode.Position(line, 2))
      );
    });
  });

  it("draw the graph anew when the text changes", async () => {
    const { uri, version } = editor.document;
    await vscode.commands.executeCommand("convlens.showGraph", { uri: uri.toString() });
    const before = await report("graph", "the drawn graph", ({ visibleNodes }) => visibleNodes > 0);
    const layer = 'layer { name: "more" type: "ReLU" bottom: "conv1" top: "more" }\n';
    await editor.edit((edit) => edit.insert(editor.document.positionAt(editor.document.getText().length), layer));
    assert.ok(editor.document.version > version);
    await report("graph", "the new layer", ({ visibleNodes }) => visibleNodes > before.visibleNodes);
    await vscode.commands.executeCommand("undo");
  });

  it("show the receptive field of the layer at the cursor", async () => {
    await vscode.commands.executeCommand("convlens.showReceptiveField", { uri: editor.document.uri.toString() });
    place(editor, '"conv2"', 2);
    // 5 + (2 - 1) + (5 - 1)·2 = 14: the field of LeNet's second convolution.
    await report("receptiveField", "conv2", ({ layer, text }) => layer === "conv2" && /\b14\b/.test(text));
    place(editor, '"pool1"', 2);
    await report("receptiveField", "pool1", ({ layer, text }) => layer === "pool1" && /\b6\b/.test(text));
    await screenshot("receptive-field");
  });

  it("follow the colour theme", async function () {
    if (!hasBridge()) return this.skip();
    const settings = vscode.workspace.getConfiguration("workbench");
    await vscode.commands.executeCommand("convlens.showGraph", { uri: editor.document.uri.toString() });
    await vscode.commands.executeCommand("convlens.showReceptiveField", { uri: editor.document.uri.toString() });
    place(editor, '"conv2"', 2);
    await report("graph", "the selection", ({ selected }) => selected === "conv2");
    const colours = new Set<unknown>();
    for (const theme of ["Default Light Modern", "Default High Contrast", "Default Dark Modern"]) {
      await settings.update("colorTheme", theme, vscode.ConfigurationTarget.Global);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await screenshot(`theme-${theme.toLowerCase().replaceAll(" ", "-")}`);
      colours.add(await ask("style", { frame: "svg", selector: "html", property: "--vscode-editor-background" }));
    }
    assert.equal(colours.size, 3, [...colours].join(", "));
  });

  for (const backend of ["wasm", "webgpu"] as const) {
    it(`run the network on ${backend} and check every layer`, async function () {
      this.timeout(120_000);
      const { startInference } = await api();
      await startInference(backend);
      const done = await report(
        "inference",
        "the end of the run",
        ({ state, backend: ran }) => state === "failed" || (state === "done" && ran === backend),
        100_000,
      );
      assert.equal(done.state, "done", done.text);
      assert.ok(done.checkedLayers >= 7, `${done.checkedLayers} layers checked`);
      assert.equal(done.mismatches, 0);
      await screenshot(`inference-${backend}`);
    });
  }
});
