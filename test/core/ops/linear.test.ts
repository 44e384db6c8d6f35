import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";

describe("fully connected layer", () => {
  const classifier = { inFeatures: 400, outFeatures: 120 };

  it("works along the last axis", () => {
    const { shapes, parameters, macs } = runOperator("Linear", "1x400", classifier);
    assert.deepEqual([shapes, parameters, macs], ["1x120", "weight 120x400, bias 120", "48000"]);
    assert.equal(shapesOf("Linear", "Nx49x400", classifier), "Nx49x120");
    assert.equal(runOperator("Linear", "7x49x400", classifier).macs, String(7 * 49 * 400 * 120));
    assert.equal(runOperator("Linear", "1x400", { ...classifier, hasBias: false }).parameters, "weight 120x400");
  });

  it("takes all axes from one on together, as Caffe does", () => {
    const { shapes, parameters, formula } = runOperator("Linear", "1x50x4x4", { outFeatures: 500, flattenFrom: 1 });
    assert.deepEqual([shapes, parameters], ["1x500", "weight 500x800, bias 500"]);
    assert.deepEqual(formula, ["50·4·4 = 800"]);
  });

  it("takes its sizes from a weight input", () => {
    assert.equal(shapesOf("Linear", "1x8 16x8 16"), "1x16");
    assert.equal(shapesOf("Linear", "3x8 8"), "3");
    assert.equal(faultOf("Linear", "1x9 16x8"), "linear-features: expected 8 input features, got 9 @inFeatures → 9");
  });

  it("names both sides, and a flatten that was forgotten", () => {
    const wrong = runOperator("Linear", "1x256", classifier);
    assert.deepEqual(wrong.problems, ["linear-features: expected 400 input features, got 256 @inFeatures → 256"]);
    assert.equal(wrong.shapes, "1x120");
    assert.match(faultOf("Linear", "1x16x5x5", classifier), /got 5 on the last axis \(a flatten of 16x5x5 gives 400\)/);
    assert.match(faultOf("Linear", "scalar", classifier), /^linear-features: expected 400 features, got a scalar/);
  });
});
