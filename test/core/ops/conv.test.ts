import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("convolution", () => {
  const alexNet = { inChannels: 3, outChannels: 64, kernelSize: [11, 11], stride: [4, 4], padding: [2, 2] };

  it("works out size, parameters, multiplications and formula", () => {
    const { shapes, parameters, macs, formula, problems } = runOperator("Conv", "1x3x224x224", alexNet);
    assert.equal(shapes, "1x64x55x55");
    assert.equal(parameters, "weight 64x3x11x11, bias 64");
    assert.equal(macs, String(64 * 3 * 11 * 11 * 55 * 55));
    assert.deepEqual(formula, ["⌊(224 + 2·2 − 11)/4⌋ + 1 = 55"]);
    assert.deepEqual(problems, []);
  });

  it("keeps symbolic sizes", () => {
    const { shapes, formula } = runOperator("Conv", "Nx3xHxW", {
      outChannels: 8,
      kernelSize: [3, 3],
      stride: [2, 2],
      padding: [1, 1],
    });
    assert.equal(shapes, "Nx8x(H - 1)//2 + 1x(W - 1)//2 + 1");
    assert.deepEqual(formula, [
      "H: ⌊(H + 2·1 − 3)/2⌋ + 1 = (H - 1)//2 + 1",
      "W: ⌊(W + 2·1 − 3)/2⌋ + 1 = (W - 1)//2 + 1",
    ]);
  });

  it("knows one and three axes, dilation and groups, and an input without a batch", () => {
    assert.equal(shapesOf("Conv", "2x8x100", { outChannels: 4, kernelSize: [3], dilation: [4] }), "2x4x92");
    assert.equal(
      shapesOf("Conv", "1x3x16x112x112", {
        outChannels: 64,
        kernelSize: [3, 7, 7],
        stride: [1, 2, 2],
        padding: [1, 3, 3],
      }),
      "1x64x16x56x56",
    );
    assert.equal(shapesOf("Conv", "3x32x32", { outChannels: 8, kernelSize: [3, 3] }), "8x30x30");
    const depthwise = runOperator("Conv", "1x32x8x8", {
      inChannels: 32,
      outChannels: 32,
      groups: 32,
      kernelSize: [3, 3],
      padding: [1],
      hasBias: false,
    });
    assert.equal(depthwise.parameters, "weight 32x1x3x3");
    assert.equal(depthwise.macs, String(32 * 9 * 64));
  });

  it("knows no size where the shape of the weight is not known", () => {
    const { shapes, problems } = runOperator("Conv", "1x3x32x32 ?", { spatialRank: 2, stride: [2, 2] });
    assert.deepEqual([shapes, problems], ["1x?x?x?", []]);
  });

  it("pads as much as named paddings say", () => {
    const conv = (padding: string, stride: number) =>
      shapesOf("Conv", "1x3x7x8", { outChannels: 1, kernelSize: [4, 3], padding, stride: [stride, stride] });
    assert.equal(conv("same", 1), "1x1x7x8");
    assert.equal(conv("valid", 1), "1x1x4x6");
    assert.equal(conv("sameUpper", 2), "1x1x4x4");
    assert.equal(conv("sameLower", 3), "1x1x3x3");
    assert.equal(
      shapesOf("Conv", "1x3x7x7", {
        outChannels: 1,
        kernelSize: [3, 3],
        padding: [
          [0, 1],
          [2, 0],
        ],
      }),
      "1x1x6x7",
    );
  });

  it("takes its sizes from a weight input", () => {
    const { shapes, parameters, macs } = runOperator("Conv", "1x8x10x10 16x4x3x3 16", { groups: 2 });
    assert.equal(shapes, "1x16x8x8");
    assert.equal(parameters, "");
    assert.equal(macs, String(16 * 4 * 9 * 64));
    assert.equal(
      faultOf("Conv", "1x6x10x10 16x4x3x3", { groups: 2 }),
      "conv-channels: expected 8 input channels, got 6 @inChannels → 6",
    );
  });

  it("names what does not fit, and goes on with the output channels", () => {
    const wrong = runOperator("Conv", "1x3x8x8", { inChannels: 1, outChannels: 4, kernelSize: [3, 3] });
    assert.deepEqual(wrong.problems, ["conv-channels: expected 1 input channels, got 3 @inChannels → 3"]);
    assert.equal(wrong.shapes, "1x4x6x6");
    const conv = (input: string, more: object) =>
      faultOf("Conv", input, { inChannels: 4, outChannels: 8, kernelSize: [3, 3], ...more });
    assert.equal(
      conv("1x12x8x8", { groups: 3, inChannels: 12 }),
      "conv-groups: 8 output channels are not divisible by 3 groups @groups → 2",
    );
    assert.equal(
      conv("1x4x2x8", {}),
      "conv-kernel-too-large: a kernel that spans 3 is larger than the padded input, 2 @kernelSize",
    );
    assert.equal(conv("4x8", {}), "conv-rank: expected a 4-dimensional input, got 2 dimensions");
    assert.equal(conv("1x0x8x8", {}), "conv-channels: expected 4 input channels, got 0 @inChannels");
    assert.equal(conv("1x4x8x8", { outChannels: 0 }), "window-range: expected at least 1, got 0 @outChannels");
    assert.equal(conv("1x4x8x8", { stride: [0, 1] }), "window-range: expected at least 1, got 0 @stride");
    assert.equal(conv("1x4x8x8", { padding: [-1, 0] }), "window-range: expected at least 0, got -1 @padding");
    assert.equal(
      conv("1x4x8x8", { padding: "same", stride: [2, 2] }),
      'conv-same-stride: a "same" padding needs stride 1 @padding',
    );
    assert.equal(conv("1x4x8x8", { dilation: [1, 1, 1] }), "axis-count: expected 1 or 2 entries, got 3 @dilation");
  });
});
