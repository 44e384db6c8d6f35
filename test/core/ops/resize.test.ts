import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("resizing", () => {
  it("goes to a size or by a scale", () => {
    assert.equal(shapesOf("Resize", "1x3x7x9", { mode: "nearest", scale: [2] }), "1x3x14x18");
    assert.equal(shapesOf("Resize", "1x3x7x9", { mode: "linear", scale: [1.5, 0.5] }), "1x3x10x4");
    assert.equal(shapesOf("Resize", "1x3xHxW", { mode: "linear", size: [224, 224] }), "1x3x224x224");
    assert.equal(shapesOf("Resize", "1x3xHxW", { mode: "nearest", scale: [0.5] }), "1x3xH//2xW//2");
    assert.deepEqual(runOperator("Resize", "1x3x7x7", { mode: "nearest", scale: [1.5] }).formula, ["⌊7·1.5⌋ = 10"]);
  });

  it("names what does not fit", () => {
    assert.match(faultOf("Resize", "3x7", { mode: "nearest", scale: [2] }), /^resize-rank/);
    assert.match(
      faultOf("Resize", "1x3x7x7", { mode: "nearest", size: [1, 2, 3] }),
      /^resize-size: expected 1 or 2 sizes, got 3/,
    );
    assert.match(faultOf("Resize", "1x3x7x7", { mode: "nearest", scale: [0.1] }), /^resize-size/);
  });
});
