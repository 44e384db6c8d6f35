import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("softmax", () => {
  it("keeps the shape", () => {
    assert.equal(shapesOf("Softmax", "Nx1000", { axis: 1 }), "Nx1000");
    assert.equal(shapesOf("LogSoftmax", "Nx10"), "Nx10");
  });

  it("names an axis that is not there", () => {
    assert.equal(faultOf("Softmax", "1x10", { axis: 2 }), "axis-range: axis 2 is out of range for 2 dimensions @axis");
  });
});
