import assert from "node:assert/strict";
import { runOperator, shapesOf } from "../../support/operator.ts";

const lstm = { cell: "lstm", hiddenSize: 5, layers: 2, bidirectional: true, batchFirst: false, projection: 0 };

describe("recurrent layers over each other", () => {
  it("give each step's features and the last states, as torch does", () => {
    assert.equal(shapesOf("RecurrentStack", "7x3x4", lstm), "7x3x10 4x3x5 4x3x5");
    assert.equal(shapesOf("RecurrentStack", "3x7x4", { ...lstm, cell: "gru", batchFirst: true }), "3x7x10 4x3x5");
    assert.equal(shapesOf("RecurrentStack", "7x4", { ...lstm, bidirectional: false }), "7x5 2x5 2x5");
    assert.equal(shapesOf("RecurrentStack", "7x3x4", { ...lstm, projection: 2 }), "7x3x4 4x3x2 4x3x5");
    assert.equal(shapesOf("RecurrentStack", "TxNx4", lstm), "TxNx10 4xNx5 4xNx5");
  });

  it("multiply every step by the matrices of each direction and layer", () => {
    // 20 rows of gates: first 4 features and 5 of the state, then 10 and 5.
    assert.equal(runOperator("RecurrentStack", "7x3x4", lstm).macs, String(7 * 3 * 2 * 20 * (9 + 15)));
    const projected = { ...lstm, layers: 1, bidirectional: false, projection: 2 };
    assert.equal(runOperator("RecurrentStack", "7x3x4", projected).macs, String(7 * 3 * (20 * (4 + 2) + 2 * 5)));
  });
});
