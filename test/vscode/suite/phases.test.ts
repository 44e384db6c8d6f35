import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ask, hasBridge, screenshot } from "../bridge.ts";
import { api, closeAll, eventually, hoverAt, open, positionOf } from "../editor.ts";

describe("phases and stages of a prototxt", () => {
  let document: vscode.TextDocument;
  const shown = async () => (await api()).network(document.uri)?.variants?.shown.text;
  const lens = async (): Promise<string | undefined> => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
      20,
    );
    return lenses.find(({ command }) => command?.command === "convlens.chooseVariant")?.command?.title;
  };
  const hints = async (): Promise<string[]> => {
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      "vscode.executeInlayHintProvider",
      document.uri,
      range,
    );
    return found.map(({ position, label }) => `${position.line + 1} ${label}`);
  };
  const graph = async () => {
    const report = await (await api()).report("graph");
    return report.view === "graph" ? report.visibleNodes : 0;
  };
  /** Presses the lens and takes an entry of the list, as a user would. */
  const choose = async (text: string, picture: string | null = null): Promise<void> => {
    const asked = vscode.commands.executeCommand("convlens.chooseVariant", { uri: document.uri.toString() });
    const input = ".quick-input-widget .quick-input-box input";
    await eventually("the list", async () => ((await ask("count", { selector: input })) as number) > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (picture !== null) await screenshot(picture);
    await ask("type", { text });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await ask("key", { key: "Enter" });
    await asked;
  };

  before(async function () {
    if (!hasBridge()) this.skip();
    document = (await open("train_test.prototxt")).document;
    await eventually("the network", shown);
  });
  after(closeAll);

  it("are those that the file says at first", async () => {
    assert.equal(await eventually("the lens", lens), "phase TEST");
    assert.deepEqual(await eventually("hints", hints), ["10 → 1×1×28×28", "17 → 1×20×24×24"]);
  });

  it("are chosen from the lens; hovers, hints, graph and status bar follow", async () => {
    await vscode.commands.executeCommand("convlens.showGraph", { uri: document.uri.toString() });
    const before = await eventually("the graph", graph);
    await open("train_test.prototxt");
    await choose("phase TRAIN", "choose-phase");
    await eventually("the phase", async () => (await shown()) === "phase TRAIN");
    assert.equal(await eventually("the lens", lens), "phase TRAIN");
    await eventually(
      "the hints",
      async () => String(await hints()) === "3 → 64×1×28×28,17 → 64×20×24×24,24 → 64×20×24×24",
    );
    const text = await eventually("a hover", () => hoverAt(document, positionOf(document, '"Dropout"', 3)));
    assert.match(text, /drop1[\s\S]*64×20×24×24/);
    await eventually("the dropout in the graph", async () => (await graph()) > before);
    const items = (await ask("text", { selector: "#convlens\\.convlens\\.convlens\\.model" })) as string[];
    assert.ok(
      items.some((item) => /TrainTest \(phase TRAIN\) 64x1x28x28/.test(item)),
      items.join("\n"),
    );
    // The editor draws lenses anew a moment later.
    await eventually("the drawn lens", async () => {
      const drawn = (await ask("text", { selector: ".codelens-decoration" })) as string[];
      return drawn.some((text) => text.includes("phase TRAIN"));
    });
    await screenshot("phase-train");
  });

  it("show a stage, and run in a test inference", async function () {
    this.timeout(120_000);
    await choose("stage deploy");
    await eventually("the stage", async () => (await shown()) === "phase TEST, stage deploy");
    const { startInference, report } = await api();
    await startInference("wasm");
    const done = await eventually(
      "the end of the run",
      async () => {
        const found = await report("inference");
        return found.view === "inference" && (found.state === "done" || found.state === "failed") && found;
      },
      100_000,
    );
    assert.equal(done.state, "done", done.text);
    // Convolution and softmax: the layers of this stage that compute something.
    assert.equal(done.checkedLayers, 2, done.text);
    assert.equal(done.mismatches, 0);
  });

  it("are remembered when the server starts anew, until the file's own are chosen", async () => {
    await vscode.commands.executeCommand("convlens.restartServer");
    await open("train_test.prototxt");
    await eventually("the stage", async () => (await shown()) === "phase TEST, stage deploy");
    await choose("What the file says");
    await eventually("the file's own", async () => (await shown()) === "phase TEST");
    await vscode.commands.executeCommand("convlens.restartServer");
    await eventually("the network", shown);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(await shown(), "phase TEST");
  });
});
