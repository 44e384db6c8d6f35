import assert from "node:assert/strict";
import { shapeOf } from "../../../src/core/ir/index.ts";
import { operators } from "../../../src/core/ops/index.ts";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("unpooling", () => {
  it("undoes a pool", () => {
    assert.equal(shapesOf("MaxUnpool", "1x8x4x4 1x8x4x4:int64", { kernelSize: [2, 2] }), "1x8x8x8");
    assert.equal(shapesOf("MaxUnpool", "1x8x4x4 -", { kernelSize: [2, 2], outputSize: [9, 7] }), "1x8x9x7");
    assert.match(faultOf("MaxUnpool", "1x8x4x4 -", { kernelSize: [2, 2], outputSize: [12, 8] }), /^unpool-size/);
    const forks = { kernelSize: [2, 2], anyOutputSize: true };
    assert.equal(shapesOf("MaxUnpool", "1x8x4x4 -", { ...forks, outputSize: [40, 7] }), "1x8x40x7");
    assert.match(faultOf("MaxUnpool", "8x4 -", { kernelSize: [2, 2] }), /^pool-rank/);
  });

  it("spreads a unit over its window, except to a map of another width, where its number is another place", () => {
    const windowFor = (outputSize: readonly number[]) =>
      operators
        .get("MaxUnpool")
        ?.window({ kernelSize: [2, 2], anyOutputSize: true, outputSize }, [
          { shape: shapeOf(1, 8, 4, 4), dtype: null },
          null,
        ]);
    assert.ok(Array.isArray(windowFor([7, 9])));
    assert.ok(Array.isArray(windowFor([40, 8])));
    assert.equal(windowFor([8, 10]), "data");
  });
});
