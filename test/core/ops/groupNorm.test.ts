import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("group normalisation", () => {
  it("keeps the shape; scale and shift by default for groups, not for instances", () => {
    assert.equal(runOperator("GroupNorm", "Nx32xHxW", { groups: 8, channels: 32 }).parameters, "weight 32, bias 32");
    assert.equal(runOperator("InstanceNorm", "Nx32xHxW", { channels: 32, spatialRank: 2 }).parameters, "");
    assert.equal(shapesOf("InstanceNorm", "32x8x8", { channels: 32, spatialRank: 2 }), "32x8x8");
  });

  it("names what does not fit", () => {
    assert.equal(
      faultOf("GroupNorm", "1x16x8x8", { groups: 8, channels: 32 }),
      "norm-channels: expected 32 channels, got 16 @channels → 16",
    );
    assert.equal(
      faultOf("GroupNorm", "1x30x8x8", { groups: 8, channels: 30 }),
      "groupnorm-groups: 30 channels are not divisible by 8 groups @groups",
    );
    assert.match(faultOf("InstanceNorm", "1x3", { spatialRank: 2 }), /^norm-rank/);
  });
});
