import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("matrix products", () => {
  it("multiply the last two axes and broadcast the others", () => {
    const { shapes, macs } = runOperator("MatMul", "8x12x196x64 8x12x64x196");
    assert.deepEqual([shapes, macs], ["8x12x196x196", String(8 * 12 * 196 * 196 * 64)]);
    assert.equal(shapesOf("MatMul", "NxLx64 64x32"), "NxLx32");
    assert.equal(shapesOf("MatMul", "3 3x4"), "4");
    assert.equal(shapesOf("MatMul", "2x3 3"), "2");
    assert.equal(shapesOf("MatMul", "3 3"), "scalar");
    assert.equal(shapesOf("Gemm", "2x3 4x3 4", { transposeB: true }), "2x4");
    assert.equal(runOperator("Gemm", "2x3 4x3 4", { transposeB: true }).macs, "24");
  });

  it("name both sides", () => {
    assert.equal(
      faultOf("MatMul", "2x3 4x5"),
      "matmul-shape: 2x3 and 4x5 cannot be multiplied: 3 columns against 4 rows",
    );
    assert.match(faultOf("MatMul", "2x2x3 3x3x4"), /batch dimensions differ/);
    assert.match(faultOf("MatMul", "2x3 3x4", { ranks: [3] }), /wrong number of dimensions/);
    assert.match(faultOf("MatMul", "1x2x3 2x3x4", { strictBatch: true }), /batch dimensions differ/);
    assert.match(faultOf("Gemm", "2x3 4x5"), /^matmul-shape/);
    assert.match(faultOf("Gemm", "2x3 3x4 5"), /^add-shape/);
  });
});
