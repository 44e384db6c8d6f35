import assert from "node:assert/strict";
import { shapeOfCall } from "../../../support/pythonModel.ts";

// python_arg_parser.cpp: arithmetic takes Python's numbers for tensors, other functions do not.
describe("numbers in the place of tensors", () => {
  for (const [call, got] of [
    ["x / torch.sqrt(64)", "the int 64"],
    ["torch.clamp(0.0, x, 1.0)", "the float 0.0"],
    ["F.relu(3)", "the int 3"],
  ] as const)
    it(`are refused: ${call}`, () =>
      assert.equal(shapeOfCall(call, "x=2x3"), `tensor-expected: expected a tensor, got ${got}`));

  for (const [call, shape] of [
    ["torch.add(x, 1)", "2x3"],
    ["torch.mul(2, x)", "2x3"],
    ["x / torch.sqrt(torch.tensor(64.0))", "2x3"],
  ] as const)
    it(`are taken: ${call}`, () => assert.equal(shapeOfCall(call, "x=2x3"), shape));

  it("are taken by numpy, with lists", () => {
    const call = "x.view(*__import__('numpy').reshape([3, 2], (2,)).tolist())";
    assert.doesNotMatch(shapeOfCall(call, "x=2x3"), /tensor-expected/);
  });
});
