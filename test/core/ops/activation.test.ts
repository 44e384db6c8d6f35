import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("activation", () => {
  it("keeps shape and element type", () => {
    assert.equal(shapesOf("Activation", "Nx64xHxW", { function: "relu" }), "Nx64xHxW");
  });

  it("has one slope or one a channel as prelu", () => {
    assert.equal(runOperator("Activation", "1x64x8x8", { function: "prelu", slopes: 64 }).parameters, "weight 64");
    assert.equal(shapesOf("Activation", "1x64x8x8", { function: "prelu" }), "1x64x8x8");
    assert.equal(
      faultOf("Activation", "1x3x8x8", { function: "prelu", slopes: 64 }),
      "prelu-channels: expected 64 channels, got 3 @slopes → 3",
    );
  });
});
