import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("element-by-element operators", () => {
  it("broadcast", () => {
    assert.equal(shapesOf("Add", "1x64x56x56 1x64x56x56"), "1x64x56x56");
    assert.equal(shapesOf("Mul", "Nx64xHxW Nx64x1x1"), "Nx64xHxW");
    assert.equal(shapesOf("Sub", "3x1 4"), "3x4");
    assert.equal(shapesOf("Div", "2x3", { scalar: 2 }), "2x3");
    assert.equal(shapesOf("Max", "2x3 2x3 2x3"), "2x3");
  });

  it("name both sides where sizes differ", () => {
    const wrong = runOperator("Add", "1x64x56x56 1x256x56x56");
    assert.deepEqual(wrong.problems, ["add-shape: 1x64x56x56 and 1x256x56x56 do not go together: 64 against 256"]);
    assert.match(faultOf("Less", "2 3"), /^add-shape/);
  });

  it("report nothing where a symbolic size may be 1", () => {
    assert.equal(shapesOf("Add", "1xH 1x5"), "1x5");
  });
});
