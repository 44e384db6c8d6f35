import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("transpose", () => {
  it("puts axes in another order", () => {
    assert.equal(shapesOf("Transpose", "Nx3xHxW", { permutation: [0, 2, 3, 1] }), "NxHxWx3");
    assert.equal(shapesOf("Transpose", "2x3x4", { permutation: [-1, 0, 1] }), "4x2x3");
    assert.equal(shapesOf("Transpose", "2x3x4", { swap: [1, -1] }), "2x4x3");
    assert.equal(shapesOf("Transpose", "2x3", {}), "3x2");
    assert.equal(shapesOf("Transpose", "2x3", { swap: [0, 0] }), "2x3");
  });

  it("names what does not fit", () => {
    assert.match(
      faultOf("Transpose", "2x3", { permutation: [0, 1, 2] }),
      /^permutation: expected an order of 2 axes, got 3/,
    );
    assert.match(faultOf("Transpose", "2x3", { permutation: [0, 0] }), /^axis-repeated/);
    assert.match(faultOf("Transpose", "2x3", { swap: [0, 2] }), /^axis-range/);
  });
});
