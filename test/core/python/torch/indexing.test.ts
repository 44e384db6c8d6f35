// Indexing as torch's documentation and TensorIndexing.h have it: masks use up as many axes as they have, a truth value
// makes one, positions are broadcast together, a slice takes what there is.
import assert from "node:assert/strict";
import { testCalls } from "../../../support/callTable.ts";
import { modelOf } from "../../../support/pythonModel.ts";

testCalls("masks and positions", [
  ["x[True]", "1x2x3", "2x3"],
  ["x[False]", "0x2x3", "2x3"],
  ["x[None, True]", "1x1x2x3", "2x3"],
  ["x[None, :, True, [0, 1]]", "1x5x2", "5x3"],
  ["x[[True, False, True]]", "2x4", "3x4"],
  ["x[:, (0, 1)]", "5x2", "5x3"],
  ["x[x > 0]", "?", "3x4"],
  ["x[(x > 0).any(1)]", "?x4", "3x4"],
  ["x[x1]", "?x6", "5x6", "5:bool"],
  ["x[x1]", /^index-mask: a mask of shape 4 does not go with 5/, "5x6", "4:bool"],
  ["x[x1]", /^index-mask: .* 5x7 .* 5x6/, "5x6", "5x7:bool"],
  ["x[x1, x2]", "4x3", "5x6", "4x1:int64", "3:int64"],
  ["x[x1, x2]", /^index-shape: 3 and 2/, "5x6", "3:int64", "2:int64"],
  ["x[x1]", /^index-type: .* not float32/, "5x6", "3:float32"],
  ["x[x.nonzero(as_tuple=True)]", "?", "3x4"],
  ["x.nonzero()", "?x2", "3x4"],
]);

testCalls("slices of sizes that are not known", [
  ["x[:, :100]", "2x?x3", "2xLx3"],
  ["x[:, -100:]", "2x?x3", "2xLx3"],
  ["x[:, :1]", "2x1x3", "2xLx3"],
  ["x[:, -1:]", "2x1x3", "2xLx3"],
  ["x[:, 1:-1]", "2xL - 2x3", "2xLx3"],
  ["torch.zeros(1, 512, 3)[:, :x.shape[1]]", "1xLx3", "2xLx3"],
  ["x[:100]", "5x3", "5x3"],
  ["x[::-1]", /step must be greater than zero/, "5x3"],
]);

testCalls("means of whatever arrives", [
  ["nn.AdaptiveAvgPool3d(1)(x)", "1x1x1", "2x3x4"],
  ["nn.AdaptiveAvgPool2d(1)(x)", "1x2x3x1x1", "1x2x3x4x5"],
  ["F.adaptive_avg_pool2d(x, 1)", "1x1", "3x4"],
  ["nn.AdaptiveAvgPool2d((1, 1))(x)", /^pool-rank/, "3x4"],
  ["nn.AdaptiveAvgPool3d(1)(x)", /^pool-rank/, "3x4"],
  ["nn.AdaptiveAvgPool2d(2)(x)", /^pool-rank/, "3x4"],
  ["nn.AdaptiveAvgPool1d(1)(x)", /^pool-rank/, "2x3x4x5"],
  ["x.t()", "3x2", "2x3"],
  ["x.t()", /^transpose-rank/, "2x3x4"],
]);

testCalls("what is no index", [
  ["x[0.5]", /IndexError: only integers, slices .* \(got float\)/, "5x3"],
  ["x[:, : x.size]", /TypeError: slice indices must be integers/, "5x3"],
  ["x[: 4 / 2]", /TypeError: slice indices must be integers/, "5x3"],
  ["x[::0]", /ValueError: slice step cannot be zero/, "5x3"],
]);

// TensorIndexing.h: leading axes of size 1 are dropped from what is written, the rest is expanded.
describe("writing into a tensor", () => {
  for (const [write, expected] of [
    ["table[0, :, 0::2] = torch.zeros(6, 4)", []],
    ["table[0] = torch.zeros(1, 1, 6, 8)", []],
    ["table[:, 2] = torch.zeros(8)", []],
    ["table[0, 0, 0] = torch.tensor(1.0)", []],
    [
      "table[0, :, 0::2] = torch.zeros(6, 8)",
      ["in-place-shape: a result of shape 6x8 cannot be written into a tensor of shape 6x4"],
    ],
    [
      "table[0] = torch.zeros(2, 6, 8)",
      ["in-place-shape: a result of shape 2x6x8 cannot be written into a tensor of shape 6x8"],
    ],
    [
      "table[0, :] = torch.zeros(6, 1, 8)",
      ["in-place-shape: a result of shape 6x1x8 cannot be written into a tensor of shape 6x8"],
    ],
  ] as const)
    it(write, () => {
      const source = `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        table = torch.zeros(1, 6, 8)
        ${write}
        self.register_buffer("table", table)

    def forward(self, x):
        return x + self.table
`;
      assert.deepEqual(modelOf(source, { model: "M()", inputs: ["1x6x8"] }).problems, expected);
    });
});
