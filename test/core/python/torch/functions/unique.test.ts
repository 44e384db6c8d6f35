// Distinct elements as torch documents them: sorted, slices by the first elements that differ. How many there are is not
// known where values are not; where each went has the size of what was given.
import assert from "node:assert/strict";
import { torchModules } from "../../../../../src/core/python/torch/index.ts";
import { testCalls } from "../../../../support/callTable.ts";
import { run } from "../../eval/support.ts";

testCalls("distinct elements", [
  ["torch.unique(x)", "?", "2x3"],
  ["torch.unique(x, dim=1)", "2x?", "2x3"],
  ["torch.unique(x, return_inverse=True)[1]", "2x3", "2x3"],
  ["torch.unique(x.view(-1, 2), return_inverse=True, dim=0)[1]", "12", "2x3x4"],
  ["x.unique(dim=-1, return_inverse=True, return_counts=True)[1]", "3", "2x3"],
  ["x.unique(dim=1, return_counts=True)[1]", "?", "2x3"],
  ["torch.unique_consecutive(x, dim=0, return_inverse=True)[1]", "2", "2x3"],
  ["torch.unique(x, dim=2)", /^axis-range/, "2x3"],
]);

describe("distinct elements that are known", () => {
  const printed = (expression: string): readonly string[] =>
    run(`import torch\nt = torch.tensor([[3, 1], [0, 2], [3, 1], [0, 1]])\nprint(${expression})`, torchModules).printed;
  for (const [expression, text] of [
    ["torch.unique(t).tolist()", "[0, 1, 2, 3]"],
    ["torch.unique(t, dim=0).tolist()", "[[0, 1], [0, 2], [3, 1]]"],
    ["torch.unique(t, dim=0, return_inverse=True)[1].tolist()", "[2, 1, 2, 0]"],
    ["torch.unique(t, dim=0, return_counts=True)[1].tolist()", "[1, 1, 2]"],
    ["torch.unique(t, dim=1).tolist()", "[[1, 3], [2, 0], [1, 3], [1, 0]]"],
    ["torch.unique(torch.tensor([[[1, 2], [1, 2]]]), dim=1).tolist()", "[[[1, 2]]]"],
    ["t.unique_consecutive(dim=0).tolist()", "[[3, 1], [0, 2], [3, 1], [0, 1]]"],
  ] as const)
    it(expression, () => assert.deepEqual(printed(expression), [text]));
});
