import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("pooling", () => {
  const pool = { kernelSize: [3, 3], stride: [2, 2] };

  it("works out size and formula", () => {
    const { shapes, formula, macs, parameters } = runOperator("MaxPool", "1x64x112x112", { ...pool, padding: [1, 1] });
    assert.equal(shapes, "1x64x56x56");
    assert.deepEqual(formula, ["⌊(112 + 2·1 − 3)/2⌋ + 1 = 56"]);
    assert.deepEqual([macs, parameters], ["0", ""]);
  });

  it("strides by its kernel unless told otherwise", () => {
    assert.equal(shapesOf("AveragePool", "1x8xHxW", { kernelSize: [2, 2] }), "1x8xH//2xW//2");
  });

  it("drops a last window that would start beyond the input, as torch does, always or only with padding, as Caffe does", () => {
    const size = (input: string, more: object) =>
      shapesOf("MaxPool", input, { kernelSize: [1], stride: [3], ceilMode: true, ...more });
    assert.equal(size("1x1x5", {}), "1x1x2");
    assert.equal(size("1x1x5", { dropLastWindow: "whenPadded" }), "1x1x3");
    const caffe = { kernelSize: [2], stride: [2], padding: [1], ceilMode: true, dropLastWindow: "whenPadded" };
    assert.equal(shapesOf("MaxPool", "1x1x3", caffe), "1x1x2");
    assert.equal(shapesOf("MaxPool", "1x1x3", { ...caffe, dropLastWindow: "never" }), "1x1x3");
    assert.deepEqual(runOperator("MaxPool", "1x1x3", caffe).formula, ["⌈(3 + 2·1 − 2)/2⌉ + 1 − 1 = 2"]);
  });

  it("keeps symbolic sizes in ceil mode where the last window starts inside for every size", () => {
    assert.equal(shapesOf("MaxPool", "1x8xHxW", { ...pool, ceilMode: true }), "1x8xH//2xW//2");
    const padded = { kernelSize: [3, 3], stride: [2, 2], padding: [1, 1], ceilMode: true };
    assert.equal(shapesOf("MaxPool", "1x8xHxW", padded), "1x8xH//2 + 1xW//2 + 1");
    assert.equal(shapesOf("MaxPool", "1x8xHxW", { ...padded, kernelSize: [2, 2] }), "1x8x?x?");
  });

  it("gives the indices of maxima as a second output", () => {
    assert.equal(shapesOf("MaxPool", "1x8x6x6", { ...pool, returnIndices: true }), "1x8x2x2 1x8x2x2");
  });

  it("names what does not fit", () => {
    assert.equal(faultOf("MaxPool", "8x6", pool), "pool-rank: expected a 4-dimensional input, got 2 dimensions");
    assert.equal(
      faultOf("MaxPool", "1x8x2x6", pool),
      "pool-kernel-too-large: a kernel that spans 3 is larger than the padded input, 2 @kernelSize",
    );
    assert.equal(
      faultOf("AveragePool", "1x8x6x6", { ...pool, padding: [2, 0] }),
      "pool-padding: a padding of 2 is more than half of the kernel, 3 @padding",
    );
    assert.equal(shapesOf("AveragePool", "1x8x6x6", { ...pool, padding: [2, 2], paddingLimit: "kernel" }), "1x8x4x4");
    assert.match(faultOf("MaxPool", "1x8x6x6", { ...pool, stride: [0, 2] }), /^window-range/);
  });
});
