import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("local response normalisation", () => {
  it("keeps the shape", () => {
    assert.equal(shapesOf("LocalResponseNorm", "Nx96xHxW", { size: 5 }), "Nx96xHxW");
    assert.match(faultOf("LocalResponseNorm", "1x96", { size: 5 }), /^lrn-rank/);
  });
});
