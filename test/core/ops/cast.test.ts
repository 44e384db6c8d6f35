import assert from "node:assert/strict";
import { shapesOf } from "../../support/operator.ts";

describe("cast", () => {
  it("changes the element type only", () => {
    assert.equal(shapesOf("Cast", "Nx3:float32", { dtype: "int64" }), "Nx3");
  });
});
