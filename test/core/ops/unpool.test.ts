import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("unpooling", () => {
  it("undoes a pool", () => {
    assert.equal(shapesOf("MaxUnpool", "1x8x4x4 1x8x4x4:int64", { kernelSize: [2, 2] }), "1x8x8x8");
    assert.equal(shapesOf("MaxUnpool", "1x8x4x4 -", { kernelSize: [2, 2], outputSize: [9, 7] }), "1x8x9x7");
    assert.match(faultOf("MaxUnpool", "1x8x4x4 -", { kernelSize: [2, 2], outputSize: [12, 8] }), /^unpool-size/);
    assert.match(faultOf("MaxUnpool", "8x4 -", { kernelSize: [2, 2] }), /^pool-rank/);
  });
});
