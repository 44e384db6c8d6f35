import assert from "node:assert/strict";
import * as vscode from "vscode";
import { screenshot } from "../../bridge.ts";
import { api, closeAll, codeOf, diagnosticsOf, eventually, hoverAt, open, positionOf } from "../../editor.ts";

describe("in the web worker host", () => {
  after(closeAll);

  it("there is no Node", () => assert.equal(typeof (globalThis as { process?: unknown }).process, "undefined"));

  it("a hover shows shapes that come from an imported file", async () => {
    const { document } = await open("imports.py");
    const call = positionOf(document, "self.block(x)", 6);
    const text = await eventually("the hover", async () => {
      const found = await hoverAt(document, call);
      return found && /24/.test(found) && found;
    });
    assert.match(text, /1\s*[×x]\s*24\s*[×x]\s*64\s*[×x]\s*64/);
    await screenshot("web-hover");
  });

  it("a change of the imported file, not saved yet, changes what is shown", async () => {
    const { document } = await open("imports.py");
    const blocks = await open("blocks.py");
    const at = positionOf(blocks.document, "padding=1");
    await blocks.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, "padding=1".length)), "padding=0"));
    await open("imports.py");
    const call = positionOf(document, "self.block(x)", 6);
    await eventually("the new shape", async () => {
      const found = await hoverAt(document, call);
      return found && /1\s*[×x]\s*24\s*[×x]\s*62\s*[×x]\s*62/.test(found);
    });
  });

  it("an edit is answered while an endless loop is evaluated", async () => {
    const loop = "while True:\n    pass\n\n";
    const content = `${loop}from torch import nn\n\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(4, 8, 3))\n`;
    const document = await vscode.workspace.openTextDocument({ language: "python", content });
    const editor = await vscode.window.showTextDocument(document);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 3, 0)));
    const isAnswered = () => diagnosticsOf(document).some((found) => codeOf(found) === "conv-channels");
    await eventually("the mismatch", () => document.lineCount === 4 && isAnswered(), 3000);
  });

  it("a prototxt has its network", async () => {
    const { document } = await open("examples/caffe/lenet.prototxt");
    const { network } = await api();
    const found = await eventually("the network", () => network(document.uri));
    assert.equal(found.framework, "caffe");
  });
});
