import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("flatten", () => {
  it("joins axes", () => {
    const { shapes, formula } = runOperator("Flatten", "1x16x5x5");
    assert.equal(shapes, "1x400");
    assert.deepEqual(formula, ["16·5·5 = 400"]);
    assert.equal(shapesOf("Flatten", "Nx16xHx5"), "Nx80*H");
    assert.equal(shapesOf("Flatten", "2x3x4x5", { startAxis: 0, endAxis: 1 }), "6x4x5");
    assert.equal(shapesOf("Flatten", "scalar", { startAxis: 0 }), "1");
  });

  it("names an axis that is not there", () => {
    assert.equal(faultOf("Flatten", "8"), "axis-range: axis 1 is out of range for 1 dimensions @startAxis");
    assert.match(faultOf("Flatten", "2x3", { startAxis: 1, endAxis: 0 }), /@endAxis$/);
  });
});
