import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

// Shapes as numpy 1.26 gives them.
describe("arrays of numpy", () => {
  for (const [expression, shape] of [
    ["np.zeros((2, 3, 4)).transpose(2, 0, 1)", "4x2x3"],
    ["np.zeros((2, 3)).transpose()", "3x2"],
    ["np.zeros((2, 3)).transpose((1, 0))", "3x2"],
    ["np.zeros((2, 3, 4)).T", "4x3x2"],
    ["np.arange(6).repeat(2)", "12"],
    ["np.arange(6).reshape(2, 3).repeat(2, 1)", "2x6"],
    ["np.expand_dims(np.linspace(0, 3, 4), axis=0).repeat(5, 0)", "5x4"],
    ["np.arange(4)[:, None].repeat(3, axis=1)", "4x3"],
    ["(1 - 2 * np.ones((2, 3))).repeat(2, 1)", "2x6"],
    ["np.repeat([[1, 2]], 3, axis=0)", "3x2"],
    ["np.meshgrid(np.arange(3), np.arange(4))[0].repeat(2, 0)", "8x3"],
    ["np.transpose(np.ones((2, 3, 4)), (1, 0, 2)).repeat(2, 2)", "3x2x8"],
    ["np.arange(6).reshape(2, -1).max(axis=0)", "3"],
    ["np.arange(6).reshape(2, -1).min(1, keepdims=True)", "2x1"],
    ["np.arange(6).max()", "scalar"],
    ["np.ones((2, 3)).cumsum()", "6"],
    ["np.zeros(np.ones((2, 3)).size)", "6"],
    ["torch.ones(2, 3).numpy().repeat(2, 1)", "2x6"],
    ["np.zeros(((np.atleast_1d(3) - 1) * (1, 2, 3)).tolist())", "2x4x6"],
    ["np.zeros(((1, 2, 3) * np.atleast_1d(3) // [1, 2, 1]).tolist())", "3x3x9"],
    ["np.ones((2, 3))[(1, 1)] * np.ones(4)[[1, 2]]", "2"],
    ["np.ones((2, 3)).dot(np.ones((3, 4)))", "2x4"],
    ["np.ones((2, 3)).dot(np.ones(3))", "2"],
    ["np.ones(3).dot(np.ones(3))", "scalar"],
    ["np.dot(np.ones(3), np.ones((5, 3, 4)))", "5x4"],
    ["np.dot(np.ones((2, 3)), np.ones((5, 3, 4)))", "2x5x4"],
    ["np.dot(np.ones((6, 2, 3)), np.ones((3, 4)))", "6x2x4"],
    ["np.dot(np.ones((2, 3)), 2.0)", "2x3"],
    // A tensor again.
    ["torch.from_numpy(np.ones((2, 3))).repeat(2, 1)", "4x3"],
    ["(torch.ones(2, 3) * np.ones((2, 3))).repeat(2, 1)", "4x3"],
    ["(np.ones((2, 3)) * torch.ones(2, 3)).repeat(2, 1)", "4x3"],
  ] as const)
    it(`know that ${expression} is ${shape}`, () => {
      const source = `
import numpy as np

class M(nn.Module):
    def forward(self, x):
        return torch.as_tensor(${expression})
`;
      const { outputs, problems } = modelOf(source, { inputs: ["1x3"] });
      assert.deepEqual([outputs, problems], [`output ${shape}`, []]);
    });

  it("are told from what is none", () => {
    const source = `
import numpy as np

class M(nn.Module):
    def forward(self, x):
        if isinstance(np.ones(3), np.ndarray) and not isinstance(x, np.ndarray):
            return x.sum(1)
        return x
`;
    assert.equal(modelOf(source, { inputs: ["1x3"] }).outputs, "output 1");
  });

  it("are no dict or list for torch.jit and typing", () => {
    const source = `
from typing import Dict, List

class M(nn.Module):
    def forward(self, x):
        if torch.jit.isinstance(x, Dict[str, torch.Tensor]) or isinstance(x, List):
            return x[0]
        return x.sum(1) if isinstance([x], List) and isinstance({}, Dict) else x
`;
    assert.equal(modelOf(source, { inputs: ["1x3"] }).outputs, "output 1");
  });
});
