import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("slice and select", () => {
  it("take ranges with Python's clamping", () => {
    const slice = (starts: number[], ends: (number | null)[], steps = [1]) =>
      shapesOf("Slice", "2x10", { axes: [1], starts, ends, steps });
    assert.equal(slice([2], [5]), "2x3");
    assert.equal(slice([-3], [null]), "2x3");
    assert.equal(slice([0], [-1]), "2x9");
    assert.equal(slice([5], [100]), "2x5");
    assert.equal(slice([7], [3]), "2x0");
    assert.equal(slice([1], [null], [3]), "2x3");
    assert.equal(shapesOf("Slice", "1xH", { axes: [1], starts: [1], ends: [null] }), "1xH - 1");
    assert.equal(shapesOf("Slice", "1xH", { axes: [1], starts: [0], ends: [-2] }), "1xH - 2");
  });

  it("take one position", () => {
    assert.equal(shapesOf("Select", "2x3x4", { axis: 1, index: -1 }), "2x4");
    assert.equal(
      faultOf("Select", "2x3x4", { axis: 1, index: 3 }),
      "index-range: index 3 is out of range for size 3 @index",
    );
    assert.match(faultOf("Select", "2x3", { axis: 2, index: 0 }), /^axis-range/);
  });

  it("refuse what lies outside where they are strict", () => {
    assert.match(
      faultOf("Slice", "2x10", { axes: [1], starts: [8], ends: [12], strict: true }),
      /^slice-range: 8 to 12 is not inside of 0 to 10 @ends/,
    );
    assert.match(faultOf("Slice", "2x10", { axes: [2], starts: [0], ends: [1] }), /^axis-range/);
  });
});
