import assert from "node:assert/strict";
import { faultOf, runOperator } from "../../support/operator.ts";

describe("layer normalisation", () => {
  it("works over the last axes", () => {
    const { shapes, parameters } = runOperator("LayerNorm", "Nx196x768", { normalizedShape: [768] });
    assert.deepEqual([shapes, parameters], ["Nx196x768", "weight 768, bias 768"]);
    assert.equal(runOperator("RmsNorm", "1x8x64", { normalizedShape: [8, 64] }).parameters, "weight 8x64");
  });

  it("names both sides", () => {
    assert.equal(
      faultOf("LayerNorm", "1x196x384", { normalizedShape: [768] }),
      "layernorm-shape: expected 768 as the last dimensions, got 1x196x384 @normalizedShape → 384",
    );
    assert.match(faultOf("LayerNorm", "8", { normalizedShape: [2, 8] }), /^layernorm-shape/);
  });
});
