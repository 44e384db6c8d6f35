import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("expand and tile", () => {
  it("repeat", () => {
    assert.equal(shapesOf("Expand", "1x3", { shape: [4, 3] }), "4x3");
    assert.equal(shapesOf("Expand", "Nx1", { shape: [2, -1, 5] }), "2xNx5");
    assert.equal(shapesOf("Tile", "2x3", { repeats: [2, 1, 3] }), "2x2x9");
    assert.equal(shapesOf("Tile", "2x3", { repeats: [3] }), "2x9");
  });

  it("name what does not fit", () => {
    assert.match(faultOf("Expand", "2x3", { shape: [4, 3] }), /^expand-shape: 2x3 cannot be expanded to 4x3/);
    assert.match(faultOf("Expand", "2x3", { shape: [3] }), /^expand-shape/);
    assert.match(faultOf("Tile", "2x3", { repeats: [3], strict: true }), /^tile-rank/);
  });
});
