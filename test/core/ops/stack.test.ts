import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("stack", () => {
  it("puts in an axis", () => {
    assert.equal(shapesOf("Stack", "2x3 2x3", { axis: 1 }), "2x2x3");
    assert.equal(shapesOf("Stack", "NxC NxC NxC", { axis: -1 }), "NxCx3");
  });

  it("names what does not fit", () => {
    assert.match(faultOf("Stack", "2x3 2x4"), /^stack-shape/);
    assert.match(faultOf("Stack", "2x3 2x3", { axis: 3 }), /^axis-range/);
  });
});
