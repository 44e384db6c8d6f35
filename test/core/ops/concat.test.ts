import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("concatenation", () => {
  it("adds up the sizes of the axis", () => {
    const { shapes, formula } = runOperator("Concat", "1x64x28x28 1x128x28x28 1x32x28x28");
    assert.equal(shapes, "1x224x28x28");
    assert.deepEqual(formula, ["64 + 128 + 32 = 224"]);
    assert.equal(shapesOf("Concat", "Nx8xHxW Nx8xHxW", { axis: -3 }), "Nx16xHxW");
    assert.equal(shapesOf("Concat", "0 2x3", { axis: 0 }), "2x3");
    assert.equal(shapesOf("Concat", "1x8x4x4 ?"), "1x?x4x4");
  });

  it("names both sides where another axis differs", () => {
    assert.equal(
      faultOf("Concat", "1x8x4x4 1x8x5x4"),
      "concat-shape: 1x8x5x4 cannot be joined to 1x8x4x4 along axis 1: axis 2 differs",
    );
    assert.match(faultOf("Concat", "1x8x4 1x8x4x4"), /number of dimensions differs/);
    assert.match(faultOf("Concat", "1x8 1x8", { axis: 2 }), /axis 2 is out of range/);
  });
});
