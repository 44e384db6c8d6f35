import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

// As numpy 2.4 answers.
describe("numbers and orders of numpy", () => {
  for (const [expression, answer] of [
    ["np.argsort([3, 1, 2]).tolist()", "[1, 2, 0]"],
    ["np.array([3, 1, 2]).argsort().tolist()", "[1, 2, 0]"],
    ["np.argsort([[3, 1, 2], [1, 3, 2]]).tolist()", "[[1, 2, 0], [0, 2, 1]]"],
    ["np.argsort([[3, 1, 2], [1, 3, 2]], axis=0).tolist()", "[[1, 0, 0], [0, 1, 1]]"],
    ["np.argsort([[3, 1, 2], [4, 6, 5]], axis=None).tolist()", "[1, 2, 0, 3, 5, 4]"],
    ["np.argsort([3., float('nan'), 1]).tolist()", "[2, 0, 1]"],
    ["np.argsort([1, 1, 0], kind='stable').tolist()", "[2, 0, 1]"],
    ["np.argsort([1, 1, 0]).shape", "(3,)"],
    ["np.argsort(3).tolist()", "[0]"],
    ["np.argsort(-np.array([4, 6, 5]))[:2].tolist()", "[1, 2]"],
    ["np.sort([3, 1, 1]).tolist(), a.sort(), a.tolist()", "([1, 1, 3], None, [1, 2, 3])"],
    ["np.zeros(np.array([2, 3])).shape, np.ones(np.array(3)).shape", "((2, 3), (3,))"],
    ["(np.float32(2) + [1, 2]).tolist(), ((1, 2) - np.sqrt(4)).tolist()", "([3.0, 4.0], [-1.0, 0.0])"],
    ["([1, 2] / np.float64(2)).tolist(), (np.mean([2]) ** [1, 2]).tolist()", "([0.5, 1.0], [2.0, 4.0])"],
    ["np.float32([1, 2]).tolist(), np.float32([1, 2]).dtype.name", "([1.0, 2.0], 'float32')"],
    ["np.int64(2) * [1], [0] * np.prod([2, 2])", "([1, 1], [0, 0, 0, 0])"],
    ["tried(lambda: np.float32(2) * [1])", "\"can't multiply sequence by non-int of type 'float'\""],
    ["tried(lambda: [1] * 2.0)", "\"can't multiply sequence by non-int of type 'float'\""],
  ] as const)
    it(`${expression} is ${answer}`, () => {
      const source = `
import numpy as np

def tried(function):
    try:
        return function()
    except TypeError as error:
        return str(error)

class M(nn.Module):
    def __init__(self):
        super().__init__()
        a = np.array([3, 1, 2])
        self.said = repr((${expression}))

    def forward(self, x):
        assert self.said == ${JSON.stringify(answer)}, self.said
        return x
`;
      const { outputs, problems } = modelOf(source, { inputs: ["1x3"] });
      assert.deepEqual([outputs, problems], ["output 1x3", []]);
    });
});
