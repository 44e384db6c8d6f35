import assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, eventually, open } from "../editor.ts";

describe("activation", () => {
  it("starts for a Python file", async () => {
    await open("blocks.py");
    const extension = vscode.extensions.getExtension("convlens.convlens");
    assert.ok(extension, "the extension is not there");
    await eventually("the activation", () => extension.isActive);
    await api();
  });
});
