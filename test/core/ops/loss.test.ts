import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("loss and accuracy", () => {
  it("are one number; further outputs follow the definition", () => {
    assert.equal(shapesOf("Loss", "64x10 64", { targets: "labels" }), "scalar");
    assert.equal(
      shapesOf("Loss", "Nx10xHxW NxHxW", { targets: "labels", furtherOutputs: ["likePredictions"] }),
      "scalar Nx10xHxW",
    );
    assert.equal(
      shapesOf("Accuracy", "4x11x9x9 4x1x9x9", { targets: "labels", furtherOutputs: ["perClass"] }),
      "scalar 11",
    );
  });

  it("compare the number of targets, along whichever axis the classes lie", () => {
    assert.equal(faultOf("Loss", "64x10 32", { targets: "labels" }), "loss-targets: expected 64 targets, got 32");
    assert.equal(faultOf("Loss", "8x4 8x5", { targets: "elements" }), "loss-targets: expected 32 targets, got 40");
    assert.equal(shapesOf("Loss", "8x6x10 8x6", { targets: "labels", axis: -1 }), "scalar");
    assert.equal(shapesOf("Loss", "8x4 3x3"), "scalar");
  });
});
