import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("pooling of regions", () => {
  it("gives a map for each region", () => {
    assert.equal(shapesOf("RoiPool", "1x512x38x50 300x5", { outputSize: [7, 7] }), "300x512x7x7");
    const sensitive = { outputSize: [7, 7], outputChannels: 21 };
    assert.equal(shapesOf("RoiPool", "1x1029x38x50 300x5", sensitive), "300x21x7x7");
    assert.match(faultOf("RoiPool", "1x1000x38x50 300x5", sensitive), /^roi-channels/);
  });
});
