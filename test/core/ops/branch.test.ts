import assert from "node:assert/strict";
import { runOperator, shapesOf } from "../../support/operator.ts";

describe("branches of an unknown condition", () => {
  it("have the shape that both sides agree on", () => {
    assert.equal(shapesOf("Branch", "Nx8x4x4 Nx8x2x4", { shape: [1, 8, 4, 4] }), "1x8x4x4");
    assert.equal(shapesOf("Branch", "Nx8 ?", { shape: null }), "?");
  });

  it("cost nothing", () => {
    const { parameters, macs } = runOperator("Branch", "1x8 1x8", { shape: [1, 8] });
    assert.deepEqual([parameters, macs], ["", "0"]);
  });
});
