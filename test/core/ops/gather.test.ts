import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("index selection", () => {
  it("replaces the axis by those of the indices", () => {
    assert.equal(shapesOf("IndexSelect", "2x10x3 5:int64", { axis: 1 }), "2x5x3");
    assert.equal(shapesOf("IndexSelect", "2x10", { axis: 1, indexShape: [4, 6] }), "2x4x6");
    assert.match(faultOf("IndexSelect", "2x10 5:int64", { axis: 2 }), /^axis-range/);
  });

  it("by tensors has the shape that the front-end states", () => {
    assert.equal(shapesOf("Index", "2x10 5:int64", { shape: [5, 10] }), "5x10");
  });
});
