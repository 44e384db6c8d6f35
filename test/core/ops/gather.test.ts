import assert from "node:assert/strict";
import { shapeOf } from "../../../src/core/ir/index.ts";
import { operators } from "../../../src/core/ops/index.ts";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("index selection", () => {
  it("replaces the axis by those of the indices", () => {
    assert.equal(shapesOf("IndexSelect", "2x10x3 5:int64", { axis: 1 }), "2x5x3");
    assert.equal(shapesOf("IndexSelect", "2x10", { axis: 1, indexShape: [4, 6] }), "2x4x6");
    assert.match(faultOf("IndexSelect", "2x10 5:int64", { axis: 2 }), /^axis-range/);
  });

  it("by tensors has the shape that the front-end states", () => {
    assert.equal(shapesOf("Index", "2x10 5:int64", { shape: [5, 10] }), "5x10");
  });

  it("keeps the axes that no tensor goes along", () => {
    const types = [shapeOf(2, 10, 6), shapeOf(4)].map((shape) => ({ shape, dtype: null }));
    const rule = operators.get("Index")?.window({ shape: [2, 4, 6], axes: [1], at: 1 }, types);
    assert.deepEqual(rule, { perInput: [{ axes: [{ from: 0 }, { from: null }, { from: 2 }] }, "data"] });
    assert.equal(operators.get("Index")?.window({ shape: [2, 4, 6] }, types), "opaque");
  });
});
