import assert from "node:assert/strict";
import { faultOf, shapesOf } from "../../support/operator.ts";

describe("where", () => {
  it("broadcasts its three inputs", () => {
    assert.equal(shapesOf("Where", "2x1:bool 3 scalar"), "2x3");
    assert.match(faultOf("Where", "2:bool 3 3"), /^add-shape/);
  });
});
