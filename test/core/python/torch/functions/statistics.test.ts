import assert from "node:assert/strict";
// Diagonals, statistics and writes as torch documents them: an index has as many axes as the tensor and is no larger beside
// the axis that it picks along; what is written in place keeps the shape.
import { testCalls } from "../../../../support/callTable.ts";
import { modelOf } from "../../../../support/pythonModel.ts";

testCalls("diagonals, statistics, writes", [
  ["torch.quantile(x, 0.5)", "scalar", "2x3"],
  ["torch.quantile(x, 0.5, dim=1, keepdim=True)", "2x1", "2x3"],
  ["torch.quantile(x, torch.tensor([0.1, 0.9]), dim=1)", "2x2", "2x3"],
  ["torch.diag_embed(x)", "2x3x3", "2x3"],
  ["torch.diag_embed(x, offset=1, dim1=0, dim2=2)", "4x2x4", "2x3"],
  ["torch.diagonal(x, 0, 1, 2)", "2x3", "2x3x3"],
  ["torch.diagonal(x, 0, 1, 1)", /^axis-repeated/, "2x3x3"],
  ["torch.diagonal(x, dim1=1, dim2=3)", /^axis-range/, "2x3x3"],
  ["x.diagonal(dim1=-2, dim2=-1)", "2x3", "2x3x4"],
  ["torch.diagflat(x)", "6x6", "2x3"],
  ["torch.diag(x)", /^diagonal-rank/, "2x3x4"],
  ["torch.tril_indices(3, 4)", "2x6", "1"],
  ["torch.triu_indices(3, 4, 1)", "2x6", "1"],
  ["x[torch.triu_indices(3, 3, 1)[0]]", "3x3", "3x3"],
  ["x.view(torch.int32)", "2x4", "2x4"],
  ["x.view(torch.int8)", "2x16", "2x4"],
  ["x.view(torch.int64)", "2x2", "2x4"],
  ["x.view(torch.int64)", /^view-bytes/, "2x3"],
  ["torch.bucketize(x, torch.tensor([1., 2.]))", "2x3", "2x3"],
  ["torch.searchsorted(x1, x)", "2x3", "2x3", "4"],
  ["torch.searchsorted(x1, x)", /^search-shape/, "2x3", "3x4"],
  ["torch.isin(x, x1)", "2x3", "2x3", "4"],
  ["torch.count_nonzero(x, dim=1)", "2", "2x3"],
  ["torch.aminmax(x, dim=1).max", "2", "2x3"],
  ["torch.histc(x, 10)", "10", "2x3"],
  ["torch.trapz(x)", "2", "2x3"],
  ["torch.cumulative_trapezoid(x)", "2x2", "2x3"],
  ["torch.cov(x)", "2x2", "2x3"],
  ["x.corrcoef()", "2x2", "2x3"],
  ["F.pdist(x)", "10", "5x3"],
  ["torch.gradient(x)[0]", "2x3", "2x3"],
  ["torch.take(x, x1)", "4x5", "2x3", "4x5:int64"],
  ["torch.dist(x, x1)", "scalar", "2x3", "3"],
  ["torch.gather(x, 1, x1)", "2x5", "2x3", "2x5:int64"],
  ["torch.gather(x, 1, x1)", /^index-shape/, "2x3", "3x5:int64"],
  ["torch.gather(x, 1, x1)", /^index-shape/, "2x3", "2:int64"],
  ["torch.take_along_dim(x, x1, dim=1)", "2x5", "2x3", "1x5:int64"],
  ["torch.take_along_dim(x, x1)", "5", "2x3", "1x5:int64"],
  ["x.index_select(1, x1)", "2x5", "2x3", "5:int64"],
  ["x.index_select(1, x1)", /^index-rank/, "2x3", "5x1:int64"],
  ["x.index_select(1, torch.tensor(1))", "2x1", "2x3"],
  ["x.scatter(1, x1, 1.0)", "2x3", "2x3", "2x1:int64"],
  ["x.scatter_(1, x1, 1.0)", "2x3", "2x3", "2x1:int64"],
  ["x.scatter_add(0, x1, x2)", "2x3", "2x3", "5x3:int64", "5x3"],
  ["x.scatter_add(0, x1, x2)", /^index-shape/, "2x3", "5x3:int64", "4x3"],
  ["x.scatter_reduce(0, x1, x2, 'sum')", "2x3", "2x3", "5x3:int64", "5x3"],
  ["x.index_add(0, x1, x2)", "2x3", "2x3", "5:int64", "5x3"],
  ["x.index_add_(0, x1, x2)", /^index-shape/, "2x3", "5:int64", "4x3"],
  ["x.index_put((x1,), x2)", "2x3", "2x3", "5:int64", "5x3"],
  ["torch.select_scatter(x, x1, 0, 1)", "2x3", "2x3", "3"],
  ["torch.slice_scatter(x, x1, 1, 1, 3)", "2x3", "2x3", "2x2"],
  ["torch.as_strided(x, (2, 2), (1, 2))", "2x2", "2x3"],
  ["torch.as_strided(x, (2, 4), (3, 1))", "2x4", "2x3"],
  ["torch.normal(0, 1, size=(2, 3)) * x", "2x3", "3"],
  ["torch.normal(0., 1., (2, 3)) * x", "2x3", "3"],
  ["torch.randint_like(x, 10)", "3", "3"],
  ["torch.multinomial(x, 5)", /^topk-range/, "3"],
  ["x.add_(x1)", /^in-place-shape/, "3", "2x3"],
  ["x.masked_fill_(x1 > 0, 0.)", /^in-place-shape/, "3", "2x3"],
  ["x.copy_(x1)", /^in-place-shape/, "2x3", "2x4"],
  ["x.copy_(x1)", /^in-place-shape/, "2x3", "1x2x3"],
  ["x.copy_(x1)", "2x3", "2x3", "3"],
  ["x.copy_(x1)", "2x3", "2x3", "2x1"],
  ["x.equal(x1)", "?", "3", "2x3"],
  ["torch.fft.rfft(x, dim=3)", /^axis-range/, "2x3"],
]);

describe("runs of equal elements", () => {
  it("are counted where the elements are known, and one element is one whatever it is", () => {
    const computed = (expression: string, expected: string): string => `
import numpy as np

class M(nn.Module):
    def forward(self, x):
        runs = ${expression}
        return x.flatten()[: 3 if runs == ${expected} else 5]
`;
    for (const [expression, expected] of [
      ["torch.unique_consecutive(torch.tensor([8, 8, 4, 4, 4, 8])).tolist()", "[8, 4, 8]"],
      ["torch.unique_consecutive(torch.tensor([8, 8, 4]), return_counts=True)[1].tolist()", "[2, 1]"],
      ["torch.tensor([8, 8, 4]).unique_consecutive(return_inverse=True)[1].tolist()", "[0, 0, 1]"],
      ["np.cumprod([1, 2, 3]).tolist()", "[1, 2, 6]"],
    ] as const)
      assert.equal(modelOf(computed(expression, expected), { inputs: ["1x3x8x8"] }).outputs, "output 3", expression);
  });

  it("group the crops that are of one size", () => {
    const source = `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, inputs):
        if not isinstance(inputs, list):
            inputs = [inputs]
        sizes = torch.tensor([x.shape[-1] for x in inputs])
        ends = torch.cumsum(torch.unique_consecutive(sizes, return_counts=True)[1], 0)
        start = 0
        for end in ends:
            out = self.conv(torch.cat(inputs[start:end]))
            start = end
        return out
`;
    assert.equal(modelOf(source, { inputs: ["2x3x8x8"] }).outputs, "output 2x4x6x6");
    assert.equal(modelOf(source).outputs, "output 1x4x222x222");
  });
});
