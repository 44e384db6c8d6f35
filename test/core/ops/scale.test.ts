import assert from "node:assert/strict";
import { runOperator } from "../../support/operator.ts";

describe("scale", () => {
  it("has a factor and an offset per channel", () => {
    const { shapes, parameters } = runOperator("Scale", "1x64x8x8", { hasBias: true });
    assert.deepEqual([shapes, parameters], ["1x64x8x8", "weight 64, bias 64"]);
    assert.equal(runOperator("Scale", "1x64x8x8", { axisCount: -1 }).parameters, "weight 64x8x8");
  });
});
