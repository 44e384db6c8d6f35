import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("reshape", () => {
  it("works out the open size", () => {
    assert.equal(shapesOf("Reshape", "1x16x5x5", { shape: [-1, 400] }), "1x400");
    assert.equal(shapesOf("Reshape", "Nx16x5x5", { shape: [-1, 400] }), "Nx400");
    assert.equal(shapesOf("Reshape", "Nx8xHxW", { shape: [2, -1] }), "2x4*H*N*W");
    assert.equal(shapesOf("Reshape", "2x3x4", { shape: [0, -1], zeroCopies: true }), "2x12");
    assert.deepEqual(runOperator("Reshape", "1x16x5x5", { shape: [1, -1] }).formula, ["1·16·5·5 = 400"]);
    assert.equal(shapesOf("Unflatten", "2x12", { axis: 1, sizes: [3, -1] }), "2x3x4");
  });

  it("names both sides where the elements do not fit", () => {
    assert.equal(
      faultOf("Reshape", "1x16x5x5", { shape: [1, 256] }),
      "reshape-elements: 1x16x5x5 has 400 elements, 1x256 has 256 @shape",
    );
    const open = runOperator("Reshape", "1x16x5x5", { shape: [-1, 256] });
    assert.deepEqual(open.problems, [
      "reshape-elements: 1x16x5x5 cannot be given the shape -1x256: 400 elements are not divisible by 256 @shape",
    ]);
    assert.equal(open.shapes, "?x256");
    assert.match(faultOf("Unflatten", "2x12", { axis: 2, sizes: [3, 4] }), /^axis-range/);
  });

  it("says nothing where it depends on the input size", () => {
    assert.equal(shapesOf("Reshape", "1x16xHxW", { shape: [-1, 256] }), "?x256");
  });
});
