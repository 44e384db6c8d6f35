import assert from "node:assert/strict";
import { Float, List, Tuple } from "../../../../src/core/python/eval/value.ts";
import { formKey } from "../../../../src/core/python/torch/layerForm.ts";

describe("the form that layers share", () => {
  it("tells arguments apart that Python tells apart", () => {
    const keys = [
      [1, 2],
      [12],
      [1, "2"],
      [new Float(1), 2],
      [new Tuple([1, 2])],
      [true, 2],
      [null, 2],
      ["1,2"],
      ["1", "2"],
    ];
    const texts = keys.map((args) => formKey(args));
    assert.equal(new Set(texts).size, keys.length);
    assert.ok(texts.every((text) => text !== null));
  });
  it("is none where an argument may change", () => {
    assert.equal(formKey([new List([1, 2])]), null);
    assert.equal(formKey([new Tuple([new List([])])]), null);
  });
});
