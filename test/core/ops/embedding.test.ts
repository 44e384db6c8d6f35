import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("embedding", () => {
  it("gives a vector for each index", () => {
    const { shapes, parameters } = runOperator("Embedding", "NxL:int64", { count: 1000, features: 64 });
    assert.deepEqual([shapes, parameters], ["NxLx64", "weight 1000x64"]);
    assert.equal(shapesOf("Embedding", "3:int64 10x4"), "3x4");
    assert.match(
      faultOf("Embedding", "3:float32", { count: 10, features: 4 }),
      /^embedding-index-type: expected integer indices, got float32/,
    );
  });
});
