import assert from "node:assert/strict";
import { unknownDim } from "../../../src/core/ir/dim.ts";
import { message } from "../../../src/core/messages/index.ts";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("shuffles", () => {
  it("move channels into space and back", () => {
    assert.equal(shapesOf("PixelShuffle", "Nx12xHxW", { factor: 2 }), "Nx3x2*Hx2*W");
    assert.equal(shapesOf("PixelUnshuffle", "1x3x8x6", { factor: 2 }), "1x12x4x3");
    assert.equal(shapesOf("ChannelShuffle", "1x12x4x4", { groups: 3 }), "1x12x4x4");
  });

  it("leave open what a factor that is not known makes", () => {
    const factor = unknownDim(message("dimDividedByZero"));
    assert.equal(shapesOf("PixelShuffle", "1x12x4x4", { factor }), "1x?x?x?");
    assert.equal(shapesOf("PixelUnshuffle", "1xCxHxW", { factor }), "1x?x?x?");
  });

  it("name what does not divide", () => {
    assert.match(
      faultOf("PixelShuffle", "1x10x4x4", { factor: 2 }),
      /^shuffle-channels: 10 channels are not divisible by 4/,
    );
    assert.match(faultOf("PixelUnshuffle", "1x3x7x6", { factor: 2 }), /^shuffle-size/);
    assert.match(faultOf("ChannelShuffle", "1x10x4x4", { groups: 3 }), /^shuffle-channels/);
    assert.match(faultOf("PixelShuffle", "4x4", { factor: 2 }), /^shuffle-rank/);
  });
});
