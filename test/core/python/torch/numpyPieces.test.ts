import assert from "node:assert/strict";
import { torchModules } from "../../../../src/core/python/torch/index.ts";
import { run } from "../eval/support.ts";

// Values as numpy 1.26 gives them.
describe("pieces and polynomials of numpy", () => {
  for (const [expression, text] of [
    ["[a.tolist() for a in np.split(np.arange(6), 3)]", "[[0, 1], [2, 3], [4, 5]]"],
    ["[a.tolist() for a in np.split(np.arange(6), np.cumsum(np.array([1, 2])))]", "[[0], [1, 2], [3, 4, 5]]"],
    ["[a.shape for a in np.split(np.ones((2, 6)), 3, axis=-1)]", "[(2, 2), (2, 2), (2, 2)]"],
    ["[a.tolist() for a in np.array_split(np.arange(7), 3)]", "[[0, 1, 2], [3, 4], [5, 6]]"],
    ["[a.shape for a in np.hsplit(np.ones((4, 6)), 2)]", "[(4, 3), (4, 3)]"],
    ["[a.shape for a in np.vsplit(np.ones((4, 6)), 2)]", "[(2, 6), (2, 6)]"],
    ["np.delete(np.arange(5), [1, -1]).tolist()", "[0, 2, 3]"],
    ["np.delete(np.ones((3, 4)), 0, axis=1).shape", "(3, 3)"],
    ["np.diff([1, 4, 9, 16]).tolist(), np.diff([1, 4, 9, 16], n=2).tolist()", "[3, 5, 7] [2, 2]"],
    [
      "np.diff([1, 4, 9], prepend=0, append=[9]).tolist(), np.diff(np.ones((2, 3)), prepend=1.5).shape",
      "[1, 3, 5, 0] (2, 3)",
    ],
    ["np.diff([True, False, False]).tolist(), np.diff(np.ones((2, 3)), axis=0).shape", "[True, False] (1, 3)"],
    [
      "np.matmul([[1, 2], [3, 4]], [[1], [1]]).shape, np.matmul(np.ones((5, 2, 3)), np.ones((3, 4))).shape",
      "(2, 1) (5, 2, 4)",
    ],
    ["np.einsum('m,d->md', np.arange(4), np.ones(3)).shape", "(4, 3)"],
    ["np.outer([1, 2], [3, 4]).tolist()", "[[3, 4], [6, 8]]"],
    ["np.convolve([1, 2, 1], [1, 1]).tolist()", "[1, 3, 3, 1]"],
    ["np.convolve([1, 2, 1], [1, 1], 'same').tolist()", "[1, 3, 3]"],
    ["np.convolve([1, 2, 1], [1, 1], 'valid').tolist()", "[3, 3]"],
    ["(np.poly1d((0.5, 0.5)) ** 2).coeffs.tolist()", "[0.25, 0.5, 0.25]"],
    ["(np.poly1d([1, 1]) * np.poly1d([1, -1]) + 1).c.tolist()", "[1, 0, 0]"],
    ["np.poly1d([1, 2, 3])(2), np.poly1d([0, 0, 4, 5]).order", "11 1"],
    ["np.poly1d([2, 3], True).c.tolist()", "[1.0, -5.0, 6.0]"],
    ["np.polyval([1, 0, 1], 3)", "10"],
  ] as const)
    it(expression, () => {
      const { printed, failures } = run(`import numpy as np\nprint(${expression})`, torchModules);
      assert.deepEqual([printed, failures], [[text], []]);
    });

  it("are no pieces where they would not be equal", () => {
    const { failures } = run("import numpy as np\nnp.split(np.arange(7), 3)", torchModules);
    assert.deepEqual(failures, ["ValueError: array split does not result in an equal division"]);
  });
});
