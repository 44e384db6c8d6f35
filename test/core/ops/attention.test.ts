import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("attention", () => {
  it("gives a value for each query", () => {
    const { shapes, macs } = runOperator("Attention", "1x12x197x64 1x12x197x64 1x12x197x64");
    assert.equal(shapes, "1x12x197x64");
    assert.equal(macs, String(2 * 12 * 197 * 197 * 64));
    assert.equal(shapesOf("Attention", "Nx8xLx64 Nx8xSx64 Nx8xSx32"), "Nx8xLx32");
  });

  it("names sizes that do not go together", () => {
    assert.match(faultOf("Attention", "1x4x8 1x4x9 1x4x8"), /^attention-shape: query 1x4x8, key 1x4x9/);
    assert.match(faultOf("Attention", "1x4x8 1x5x8 1x4x8"), /^attention-shape/);
  });
});
