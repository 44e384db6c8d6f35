import assert from "node:assert/strict";
import { runOperator, shapesOf } from "../../support/operator.ts";

describe("recurrent layers", () => {
  it("count four gates for an LSTM, with one bias each", () => {
    const { shapes, parameters, macs } = runOperator("Recurrent", "32x1x1920 32x1", { cell: "lstm", hiddenSize: 256 });
    assert.equal(shapes, "32x1x256");
    assert.equal(parameters, "inputWeight 1024x1920, bias 1024, hiddenWeight 1024x256");
    assert.equal(macs, String(32 * (1024 * 1920 + 1024 * 256)));
  });

  it("count an output matrix for a plain cell", () => {
    const { parameters } = runOperator("Recurrent", "TxNx8x2", { cell: "rnn", hiddenSize: 4 });
    assert.equal(parameters, "inputWeight 4x16, bias 4, hiddenWeight 4x4, outputWeight 4x4, outputBias 4");
    assert.equal(shapesOf("Recurrent", "TxNx8x2", { cell: "rnn", hiddenSize: 4 }), "TxNx4");
  });
});
