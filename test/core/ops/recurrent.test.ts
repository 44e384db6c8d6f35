import assert from "node:assert/strict";
import { runOperator } from "../../support/operator.ts";

describe("recurrent layers", () => {
  it("give the hidden state of each step", () => {
    const { shapes, parameters, macs } = runOperator("Recurrent", "16x8x100", { cell: "lstm", hiddenSize: 32 });
    assert.equal(shapes, "16x8x32");
    assert.equal(parameters, "inputWeight 128x100, bias 128, hiddenWeight 128x32");
    assert.equal(macs, String(16 * 8 * (128 * 100 + 128 * 32)));
  });
});
