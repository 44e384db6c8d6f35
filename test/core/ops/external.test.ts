import assert from "node:assert/strict";
import { shapesOf } from "../../support/operator.ts";

describe("operations that are defined elsewhere", () => {
  it("have the stated shapes", () => {
    assert.equal(shapesOf("External", "1x3x8x8", { name: "custom", outputs: 2, shapes: [[1, 4], null] }), "1x4 ?");
  });
});
