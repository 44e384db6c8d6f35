import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("batch normalisation", () => {
  it("keeps the shape and has two learnable vectors and two statistics", () => {
    const { shapes, parameters, macs } = runOperator("BatchNorm", "Nx64xHxW", { channels: 64, ranks: [4] });
    assert.deepEqual([shapes, macs], ["Nx64xHxW", "0"]);
    assert.equal(parameters, "weight 64, bias 64, runningMean 64, runningVariance 64");
    assert.equal(runOperator("BatchNorm", "1x8x4x4", { affine: false }).parameters, "runningMean 8, runningVariance 8");
  });

  it("names what does not fit", () => {
    assert.equal(
      faultOf("BatchNorm", "1x3x8x8", { channels: 64 }),
      "batchnorm-channels: expected 64 channels, got 3 @channels → 3",
    );
    assert.equal(
      faultOf("BatchNorm", "1x64", { channels: 64, ranks: [4] }),
      "batchnorm-rank: expected an input of 4 dimensions, got 2",
    );
    assert.equal(shapesOf("BatchNorm", "1x64", { channels: 64, ranks: [2, 3] }), "1x64");
  });
});
