import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("roll and flip", () => {
  it("keep the shape", () => {
    assert.equal(shapesOf("Roll", "1xHxWxC", { axes: [1, 2], shifts: [-3, -3] }), "1xHxWxC");
    assert.equal(shapesOf("Flip", "1x3xHxW", { axes: [3] }), "1x3xHxW");
    assert.match(faultOf("Roll", "2x3", { axes: [2], shifts: [1] }), /^axis-range/);
    assert.match(faultOf("Flip", "2x3", { axes: [1, -1] }), /^axis-repeated/);
  });
});
