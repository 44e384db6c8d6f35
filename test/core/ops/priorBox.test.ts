import assert from "node:assert/strict";
import { runOperator, shapesOf } from "../../support/operator.ts";

const attributes = {
  minSizes: [60],
  maxSizes: [111],
  ratios: [2, 3],
  flip: true,
  clip: false,
  variances: [0.1],
  step: [0, 0],
  image: [0, 0],
  offset: 0.5,
};

describe("prior boxes", () => {
  it("are one of each size, one between them, and two of each ratio", () => {
    const { shapes, formula } = runOperator("PriorBox", "1x1024x19x19 1x3x300x300", attributes);
    assert.deepEqual([shapes, formula], ["1x2x8664", ["19·19·6·4 = 8664"]]);
    assert.equal(shapesOf("PriorBox", "1x1024x19x19", { ...attributes, flip: false, maxSizes: [] }), "1x2x4332");
  });

  it("count a ratio once", () => {
    assert.equal(shapesOf("PriorBox", "1x8x1x1", { ...attributes, ratios: [1, 2, 0.5, 2] }), "1x2x16");
  });

  it("follow symbolic sizes", () => {
    assert.equal(shapesOf("PriorBox", "Nx1024xHxW", attributes), "1x2x24*H*W");
    assert.equal(shapesOf("PriorBox", "?", attributes), "?");
  });
});
