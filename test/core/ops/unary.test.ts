import assert from "node:assert/strict";
import { shapesOf } from "../../support/operator.ts";

describe("functions of one element", () => {
  it("keep the shape; tests give truth values", () => {
    assert.equal(shapesOf("Unary", "Nx3", { function: "clamp", minimum: 0, maximum: 6 }), "Nx3");
    assert.equal(shapesOf("Unary", "scalar", { function: "isNan" }), "scalar");
  });
});
