import assert from "node:assert/strict";
import { runOperator, shapesOf } from "../../support/operator.ts";

describe("global pooling", () => {
  it("leaves one position per channel, or none", () => {
    assert.equal(shapesOf("GlobalAveragePool", "Nx2048xHxW"), "Nx2048x1x1");
    assert.equal(shapesOf("GlobalMaxPool", "1x8x4x5x6", { keepDims: false }), "1x8");
    assert.equal(runOperator("GlobalAveragePool", "1x8x4x4").parameters, "");
  });
});
