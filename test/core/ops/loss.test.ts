import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("losses", () => {
  it("give a number", () => {
    assert.equal(shapesOf("Loss", "64x10 64", { targets: "labels" }), "scalar");
    assert.equal(shapesOf("Accuracy", "64x10 64", { targets: "labels", furtherOutputs: ["perClass"] }), "scalar 10");
    assert.equal(faultOf("Loss", "64x10 32", { targets: "labels" }), "loss-targets: expected 64 targets, got 32");
  });
});
