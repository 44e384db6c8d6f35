import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

// As numpy 1.26 and torch 2.13 answer.
describe("what is an array and what a tensor", () => {
  for (const [expression, answer] of [
    ["isinstance(a, torch.Tensor)", "False"],
    ["isinstance(a, np.ndarray)", "True"],
    ["isinstance(t, torch.Tensor)", "True"],
    ["isinstance(t, np.ndarray)", "False"],
    ["issubclass(type(a), torch.Tensor)", "False"],
    ["type(a) is np.ndarray, type(t) is torch.Tensor", "(True, True)"],
    ["type(a) == type(t)", "False"],
    ["torch.is_tensor(a), torch.is_tensor(t)", "(False, True)"],
    ["isinstance(torch.from_numpy(a), torch.Tensor)", "True"],
    ["isinstance(torch.tensor(a), np.ndarray)", "False"],
    ["isinstance(t.numpy(), np.ndarray), isinstance(t.numpy(), torch.Tensor)", "(True, False)"],
    ["isinstance(a + 1, np.ndarray), isinstance(a + t, torch.Tensor)", "(True, True)"],
    ["isinstance(a[0], np.ndarray), isinstance(a.T, torch.Tensor)", "(True, False)"],
    ["isinstance(a, (list, tuple, np.ndarray))", "True"],
    ["a.dtype", "dtype('float64')"],
    ["str(a.dtype)", "'float64'"],
    ["t.dtype", "torch.float32"],
    ["a.dtype.kind, np.arange(3).dtype.kind, (np.arange(3) > 1).dtype.kind", "('f', 'i', 'b')"],
    [
      "a.dtype == np.float64, a.dtype == float, a.dtype == 'float64', a.dtype == np.float32",
      "(True, True, True, False)",
    ],
    ["a.dtype == torch.float64, a.dtype != torch.float64", "(False, True)"],
    ["a.astype(np.float32).dtype.itemsize, a.astype(int).dtype.name", "(4, 'int64')"],
    ["torch.from_numpy(a.astype(np.float32)).dtype, torch.from_numpy(a).dtype", "(torch.float32, torch.float64)"],
    ["np.zeros(3, dtype=np.int32).dtype.kind, np.zeros(3, np.uint8).dtype.kind", "('i', 'u')"],
    ["np.zeros(3, dtype='float32').dtype == np.dtype('float32')", "True"],
    ["np.float32(0.5) + 1, int(np.int64(3)), np.bool_(0)", "(1.5, 3, False)"],
    ["np.array([1, 2]).dtype in (np.int32, np.int64)", "True"],
    ["a.size, a.ndim, isinstance(a.shape, tuple)", "(12, 2, True)"],
    ["'maybe' if issubclass(a.dtype.type, np.bool_ | np.number) else 'maybe'", "'maybe'"],
  ] as const)
    it(`${expression} is ${answer}`, () => {
      const source = `
import numpy as np

class M(nn.Module):
    def __init__(self):
        super().__init__()
        a = np.zeros((3, 4))
        t = torch.zeros(3, 4)
        self.said = repr((${expression}))

    def forward(self, x):
        assert self.said == ${JSON.stringify(answer)}, self.said
        return x
`;
      const { outputs, problems } = modelOf(source, { inputs: ["1x3"] });
      assert.deepEqual([outputs, problems], ["output 1x3", []]);
    });
});
