import assert from "node:assert/strict";
import { runOperator } from "../../support/operator.ts";

describe("normalisation by the Euclidean norm", () => {
  it("learns one scale, or one for each channel", () => {
    const { shapes, parameters } = runOperator("L2Normalize", "1x512x38x38", { channelShared: false });
    assert.deepEqual([shapes, parameters], ["1x512x38x38", "weight 512"]);
    assert.equal(runOperator("L2Normalize", "1x512x38x38").parameters, "weight 1");
  });
});
