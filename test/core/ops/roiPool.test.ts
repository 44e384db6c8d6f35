import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("pooling of regions", () => {
  it("gives a map of one size for each region", () => {
    assert.equal(shapesOf("RoiPool", "1x512x38x63 128x5", { outputSize: [7, 7] }), "128x512x7x7");
    assert.equal(shapesOf("RoiPool", "1x512xHxW Rx5", { outputSize: [6, 7] }), "Rx512x6x7");
    assert.equal(shapesOf("RoiPool", "1x512x38x63 ?", { outputSize: [7, 7] }), "?");
  });

  it("takes channels by position where it is told to", () => {
    const attributes = { outputSize: [7, 7], outputChannels: 21 };
    const { shapes, formula } = runOperator("RoiPool", "1x1029x14x14 1x5", attributes);
    assert.deepEqual([shapes, formula], ["1x21x7x7", ["21·7·7 = 1029"]]);
    assert.match(
      faultOf("RoiPool", "1x512x14x14 1x5", attributes),
      /^roi-channels: expected 1029 input channels.* got 512/,
    );
  });
});
