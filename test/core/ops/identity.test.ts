import assert from "node:assert/strict";
import { shapesOf } from "../../support/operator.ts";

describe("identity and dropout", () => {
  it("keep the shape", () => {
    assert.equal(shapesOf("Identity", "Nx3xHxW"), "Nx3xHxW");
    assert.equal(shapesOf("Dropout", "Nx4096", { probability: 0.5 }), "Nx4096");
  });
});
