import assert from "node:assert/strict";
import { modelNameOf } from "../../../src/core/formats/modelName.ts";

describe("the name of a network without one", () => {
  it("is that of its file", () => {
    assert.equal(modelNameOf("file:///nets/yolo%20v3.tiny.cfg"), "yolo v3.tiny");
    assert.equal(modelNameOf("untitled:Untitled-1"), "Untitled-1");
    assert.equal(modelNameOf("file:///nets/100%.cfg"), "100%");
  });
});
