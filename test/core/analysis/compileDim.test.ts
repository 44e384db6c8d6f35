import assert from "node:assert/strict";
import { dimCompiler } from "../../../src/core/analysis/compileDim.ts";
import { type Dim, variable } from "../../../src/core/ir/dim.ts";
import { addDims, floorDivide, multiplyDims } from "../../../src/core/ir/dimArithmetic.ts";

describe("sizes as functions", () => {
  it("are evaluated once for each part that they share", () => {
    const next = (dim: Dim): Dim => addDims(floorDivide(dim, 2), floorDivide(addDims(dim, 1), 3));
    let dim: Dim = multiplyDims(variable("H"), 5);
    const expected = (height: number): number => {
      let size = height * 5;
      for (let step = 0; step < 5; step++) size = Math.floor(size / 2) + Math.floor((size + 1) / 3);
      return size;
    };
    for (let step = 0; step < 5; step++) dim = next(dim);
    const size = dimCompiler(["H"])(dim);
    for (const height of [7, 224, 3000, 224]) assert.equal(size([height]), expected(height));
  });

  it("are not known where a name or a part is not", () => {
    const compile = dimCompiler(["H", "W"]);
    assert.equal(compile(addDims(variable("H"), variable("W")))([3, 4]), 7);
    assert.ok(Number.isNaN(compile(addDims(variable("H"), variable("K")))([3, 4])));
  });
});
