import assert from "node:assert/strict";
import { runOperator } from "../../support/operator.ts";

describe("L2 normalisation", () => {
  it("keeps the shape and has one scale or one a channel", () => {
    const { shapes, parameters } = runOperator("L2Normalize", "1x512x38x38", {
      acrossSpatial: false,
      channelShared: false,
    });
    assert.deepEqual([shapes, parameters], ["1x512x38x38", "weight 512"]);
    assert.equal(runOperator("L2Normalize", "1x512x38x38").parameters, "weight 1");
  });
});
