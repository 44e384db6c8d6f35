import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("split", () => {
  it("cuts an axis by size, sizes, chunks or parts", () => {
    assert.equal(shapesOf("Split", "1x9", { axis: 1, size: 4 }), "1x4 1x4 1x1");
    assert.equal(shapesOf("Split", "1x9", { axis: 1, sizes: [2, 7] }), "1x2 1x7");
    assert.equal(shapesOf("Split", "1x9", { axis: 1, chunks: 4 }), "1x3 1x3 1x3");
    assert.equal(shapesOf("Split", "1x9", { axis: 1, parts: 4 }), "1x3 1x2 1x2 1x2");
    assert.equal(shapesOf("Split", "3x5", { axis: 0, size: 1, dropAxis: true }), "5 5 5");
    assert.equal(shapesOf("Split", "Nx8", { axis: 1, size: 4 }), "Nx4 Nx4");
    assert.equal(shapesOf("Split", "1xH", { axis: 1, chunks: 2 }), "1x? 1x?");
  });

  it("names what does not fit", () => {
    assert.equal(
      faultOf("Split", "1x9", { axis: 1, sizes: [2, 6] }),
      "split-sizes: the pieces have to add up to 9, they are 8 together @sizes",
    );
    assert.match(faultOf("Split", "1x9", { axis: 2, size: 1 }), /^axis-range/);
    assert.match(faultOf("Split", "1x9", { axis: 1, chunks: 0 }), /^split-size/);
  });
});
