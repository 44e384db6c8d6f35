import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ask, hasBridge, screenshot } from "../bridge.ts";
import { api, closeAll, eventually, open } from "../editor.ts";

const inputBox = ".quick-input-widget .quick-input-box input";

/** Types into the open input box or list as a user would, and accepts. */
async function answerWith(text: string): Promise<void> {
  await eventually("the input box", async () => ((await ask("count", { selector: inputBox })) as number) > 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await ask("key", { key: "Control+A" });
  await ask("type", { text });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await ask("key", { key: "Enter" });
}

describe("commands", () => {
  let document: vscode.TextDocument;
  const shown = async () => (await api()).network(document.uri);

  before(async function () {
    if (!hasBridge()) this.skip();
    document = (await open("examples/pytorch/vgg.py")).document;
    await eventually("the network", async () => ((await shown())?.models.length ?? 0) > 0);
  });
  after(closeAll);

  it("change the input by a comment in the file, undone in one step", async () => {
    const before = document.getText();
    const asked = vscode.commands.executeCommand("convlens.changeInput", { uri: document.uri.toString() });
    await answerWith("1x3x64x64");
    await asked;
    await eventually("the new input", async () => (await shown())?.inputs[0]?.shape === "1x3x64x64");
    assert.match(document.getText(), /# convlens:.*input=1x3x64x64/);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), before);
  });

  it("refuse a shape that is none, and say why", async () => {
    const asked = vscode.commands.executeCommand("convlens.changeInput", { uri: document.uri.toString() });
    await answerWith("1x3xx64");
    const said = await eventually("the reason", async () => {
      const texts = (await ask("text", { selector: ".quick-input-widget .quick-input-message" })) as string[];
      return texts.find((text) => /missing/.test(text));
    });
    assert.match(said, /A size is missing/);
    await ask("key", { key: "Escape" });
    await asked;
  });

  it("show another model of the file", async () => {
    const models = (await shown())?.models ?? [];
    const other = models.find(({ expression }) => expression === "vgg16()");
    assert.ok(other, `only ${models.map(({ expression }) => expression).join(", ")}`);
    const asked = vscode.commands.executeCommand("convlens.chooseModel", { uri: document.uri.toString() });
    await eventually("the list", async () => ((await ask("count", { selector: inputBox })) as number) > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await screenshot("choose-model");
    await answerWith(other.name);
    await asked;
    await eventually("the other model", async () => (await shown())?.selected === other.expression);
  });

  it("restart the server, which then knows the document again", async () => {
    await vscode.commands.executeCommand("convlens.restartServer");
    await eventually("the network", async () => ((await shown())?.models.length ?? 0) > 0);
  });
});
