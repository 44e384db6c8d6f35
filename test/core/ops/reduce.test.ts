import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("reductions", () => {
  it("drop axes or keep them with size 1", () => {
    assert.equal(shapesOf("Reduce", "Nx8xHxW", { function: "mean", axes: [2, 3] }), "Nx8");
    assert.equal(shapesOf("Reduce", "Nx8xHxW", { function: "mean", axes: [-1, -2], keepDims: true }), "Nx8x1x1");
    assert.equal(shapesOf("Reduce", "2x3", { function: "sum" }), "scalar");
    assert.equal(shapesOf("Reduce", "2x3", { function: "max", axes: [1], returnIndices: true }), "2 2");
    assert.equal(shapesOf("ArgMax", "2x3", { axis: 1 }), "2");
    assert.equal(shapesOf("ArgMin", "2x3"), "scalar");
  });

  it("name what does not fit", () => {
    assert.match(faultOf("Reduce", "2x3", { function: "sum", axes: [2] }), /^axis-range/);
    assert.match(faultOf("Reduce", "2x3", { function: "sum", axes: [1, -1] }), /^axis-repeated/);
    assert.match(faultOf("ArgMax", "2x3", { axis: 2 }), /^axis-range/);
  });
});
