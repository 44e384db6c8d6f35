import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("adaptive pooling", () => {
  it("gives the stated size, whatever arrives", () => {
    assert.equal(shapesOf("AdaptiveAveragePool", "1x512xHxW", { outputSize: [7, 7] }), "1x512x7x7");
    assert.equal(shapesOf("AdaptiveMaxPool", "512x9x11", { outputSize: [1], spatialRank: 2 }), "512x1x1");
    assert.equal(shapesOf("AdaptiveAveragePool", "1x8x9x11", { outputSize: [null, 5] }), "1x8x9x5");
  });

  it("shows the windows where they are even", () => {
    assert.deepEqual(runOperator("AdaptiveAveragePool", "1x8x28x28", { outputSize: [7, 7] }).formula, ["28/4 = 7"]);
  });

  it("names what does not fit", () => {
    assert.match(faultOf("AdaptiveAveragePool", "8x9", { outputSize: [1, 1] }), /^pool-rank/);
    assert.match(faultOf("AdaptiveAveragePool", "1x8x9x9", { outputSize: [1, 1, 1], spatialRank: 2 }), /^axis-count/);
    assert.match(faultOf("AdaptiveMaxPool", "1x8x9x9", { outputSize: [-1, 1] }), /^pool-output/);
    assert.match(faultOf("AdaptiveMaxPool", "1x8x0x9", { outputSize: [1, 1] }), /^pool-empty/);
  });
});
