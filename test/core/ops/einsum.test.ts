import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("einsum", () => {
  it("multiplies and sums by the names of axes", () => {
    assert.equal(shapesOf("Einsum", "3x6x5 3x5x1", { equation: "bij,bjk->bik" }), "3x6x1");
    assert.equal(shapesOf("Einsum", "6x5 5x2", { equation: "ij,jk" }), "6x2");
    assert.equal(shapesOf("Einsum", "4x4", { equation: "ii" }), "scalar");
  });

  it("spreads the axes that are not named", () => {
    assert.equal(shapesOf("Einsum", "Nx2x3x4 4x5", { equation: "...ij, jk -> ...ik" }), "Nx2x3x5");
    assert.equal(shapesOf("Einsum", "1x2x3 4x3x2", { equation: "...ij,...jk->...ik" }), "4x2x2");
  });

  it("names the axis whose sizes differ", () => {
    assert.match(faultOf("Einsum", "2x4x2 3x4", { equation: "bnd,de->bne" }), /^einsum-sizes/);
    assert.match(faultOf("Einsum", "7x6", { equation: "ii" }), /^einsum-sizes/);
    assert.match(faultOf("Einsum", "7x6", { equation: "ijk->k" }), /^einsum-equation/);
  });

  it("stays unknown with the input", () => {
    assert.equal(shapesOf("Einsum", "? 3x4", { equation: "ij,jk->ik" }), "?");
  });
});
