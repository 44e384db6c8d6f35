import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("squeeze and unsqueeze", () => {
  it("drop and put in axes of size 1", () => {
    assert.equal(shapesOf("Squeeze", "1x512x1x1"), "512");
    assert.equal(shapesOf("Squeeze", "Nx512x1x1", { axes: [2, 3] }), "Nx512");
    assert.equal(shapesOf("Squeeze", "2x3", { axes: [0] }), "2x3");
    assert.equal(shapesOf("Unsqueeze", "3xHxW", { axes: [0] }), "1x3xHxW");
    assert.equal(shapesOf("Unsqueeze", "2x3", { axes: [-1, 1] }), "2x1x3x1");
  });

  it("name an axis that is not there", () => {
    assert.match(faultOf("Squeeze", "2x3", { axes: [2] }), /^axis-range/);
    assert.match(faultOf("Unsqueeze", "2x3", { axes: [4] }), /^axis-range: axis 4 is out of range for 3 dimensions/);
  });
});
