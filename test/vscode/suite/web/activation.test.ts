import assert from "node:assert/strict";
import * as vscode from "vscode";
import { screenshot } from "../../bridge.ts";

describe("activation", () => {
  it("starts for a Python file", async () => {
    const extension = vscode.extensions.getExtension("convlens.convlens");
    assert.ok(extension, "the extension is not there");
    const [file] = await vscode.workspace.findFiles("*.py");
    assert.ok(file);
    await vscode.window.showTextDocument(file);
    await extension.activate();
    assert.ok(extension.isActive);
    await screenshot("web-activation");
  });
});
