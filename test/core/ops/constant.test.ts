import assert from "node:assert/strict";
import { shapesOf } from "../../support/operator.ts";

describe("constant", () => {
  it("has the stated shape", () => {
    assert.equal(shapesOf("Constant", "", { shape: [2, 3], value: 0 }), "2x3");
  });
});
