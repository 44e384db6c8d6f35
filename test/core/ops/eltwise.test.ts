import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("eltwise", () => {
  it("does not broadcast", () => {
    assert.equal(shapesOf("Eltwise", "1x8x4x4 1x8x4x4", { operation: "sum", coefficients: [1, -1] }), "1x8x4x4");
    assert.match(faultOf("Eltwise", "1x8x4x4 1x8x1x1", { operation: "sum" }), /^add-shape/);
  });
});
