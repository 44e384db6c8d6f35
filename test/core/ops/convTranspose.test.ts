import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("transposed convolution", () => {
  const up = { inChannels: 64, outChannels: 32, kernelSize: [2, 2], stride: [2, 2] };

  it("knows no size where the shape of the weight is not known", () => {
    const { shapes, problems } = runOperator("ConvTranspose", "1x3x32x32 ?", { spatialRank: 2, stride: [2, 2] });
    assert.deepEqual([shapes, problems], ["1x?x?x?", []]);
  });

  it("works out size, parameters, multiplications and formula", () => {
    const { shapes, parameters, macs, formula } = runOperator("ConvTranspose", "1x64x28x28", up);
    assert.equal(shapes, "1x32x56x56");
    assert.equal(parameters, "weight 64x32x2x2, bias 32");
    assert.equal(macs, String(64 * 28 * 28 * 32 * 4));
    assert.deepEqual(formula, ["(28 − 1)·2 + 2 = 56"]);
  });

  it("knows output padding, dilation, a wanted size and symbolic sizes", () => {
    const attrs = { outChannels: 4, kernelSize: [3, 3], stride: [2, 2], padding: [1, 1] };
    assert.equal(shapesOf("ConvTranspose", "1x4x9x9", attrs), "1x4x17x17");
    assert.equal(shapesOf("ConvTranspose", "1x4x9x9", { ...attrs, outputPadding: [1, 0] }), "1x4x18x17");
    assert.equal(shapesOf("ConvTranspose", "1x4x9x9", { ...attrs, outputSize: [18, 17] }), "1x4x18x17");
    assert.equal(shapesOf("ConvTranspose", "1x4x9x9", { ...attrs, dilation: [2, 2] }), "1x4x19x19");
    assert.equal(shapesOf("ConvTranspose", "Nx64xHxW", up), "Nx32x2*Hx2*W");
  });

  it("names what does not fit", () => {
    const fault = (input: string, more: object) => faultOf("ConvTranspose", input, { ...up, ...more });
    assert.equal(fault("1x3x8x8", {}), "conv-channels: expected 64 input channels, got 3 @inChannels → 3");
    assert.equal(
      fault("1x64x8x8", { groups: 3, outChannels: 33 }),
      "conv-groups: 64 input channels are not divisible by 3 groups @groups → 1",
    );
    assert.match(fault("1x64x8x8", { outputPadding: [2, 0] }).slice(0, 60), /conv-output-padding/);
    assert.match(fault("1x64x9x9", { outputSize: [17, 18] }), /^conv-output-size: an output of 17/);
    assert.match(fault("64x8", {}), /^conv-rank/);
    assert.match(fault("1x64x1x9", { padding: [2, 0] }), /^conv-output-empty/);
  });
});
