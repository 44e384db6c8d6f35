import assert from "node:assert/strict";
import { modelOf, shapeOfCall } from "../../../support/pythonModel.ts";

const cases: readonly (readonly [string, string, ...string[]])[] = [
  ["x.view(x.size(0), -1)", "2x12", "2x3x4"],
  ["x.view(N, -1) if (N := x.shape[0]) else x", "Nx12", "Nx3x4"],
  ["x.reshape(-1, 4)", "6x4", "2x3x4"],
  ["x.flatten(1)", "2x12", "2x3x4"],
  ["x.permute(0, 2, 1)", "2x4x3", "2x3x4"],
  ["x.transpose(1, 2).contiguous().view(2, -1)", "2x12", "2x3x4"],
  ["x.mean([2, 3], keepdim=True)", "1x8x1x1", "1x8x4x4"],
  ["x.max(dim=1)[0]", "2x4", "2x3x4"],
  ["x.max(dim=1).values", "2x4", "2x3x4"],
  ["torch.cat((x, x1), dim=1)", "1x5x4", "1x2x4", "1x3x4"],
  ["torch.stack([x, x], dim=0)", "2x1x2", "1x2"],
  ["torch.chunk(x, 2, dim=1)[1]", "1x2x3", "1x4x3"],
  ["x.split([1, 3], dim=1)", "1x1, 1x3", "1x4"],
  ["x[:, 0]", "2x4", "2x3x4"],
  ["x[..., ::2, None]", "2x3x2x1", "2x3x4"],
  ["x[:, [0, 2]]", "2x2x4", "2x3x4"],
  ["x[:, -1, 1:]", "2x3", "2x3x4"],
  ["2 * x + torch.ones(4)", "2x4", "2x4"],
  ["x @ x1", "2x5", "2x3", "3x5"],
  ["torch.einsum('bij,bjk->bik', x, x1)", "2x3x5", "2x3x4", "2x4x5"],
  ["F.interpolate(x, scale_factor=2)", "1x3x8x10", "1x3x4x5"],
  ["F.pad(x, (1, 1, 2, 0))", "1x3x6x7", "1x3x4x5"],
  ["F.adaptive_avg_pool2d(x, (None, 1))", "1x3x4x1", "1x3x4x5"],
  ["F.softmax(x, dim=-1)", "2x3", "2x3"],
  ["F.one_hot(x, num_classes=7)", "2x7", "2:int64"],
  ["torch.zeros(2, int(torch.linspace(1, 5, 3).sum()))", "2x9", "1"],
  ["torch.arange(end=len(x), dtype=x.dtype)[:, None]", "7x1", "7x2"],
  ["torch.arange(1, end=6, step=2)", "3", "7x2"],
  ["torch.zeros(nn.LayerNorm(4).normalized_shape + nn.RMSNorm([2, 3]).normalized_shape)", "4x2x3", "1"],
  ["torch.utils.checkpoint.checkpoint(lambda y: y.flatten(), x)", "6", "2x3"],
  ["x.unfold(1, 3, 1)", "1x4x3", "1x6"],
  ["x.masked_fill(x > 0, 0.0)", "2x3", "2x3"],
  ["x.sum(axis=1, keepdims=True)", "2x1x4", "2x3x4"],
  ["torch.cat([x, x], axis=1)", "2x6", "2x3"],
  ["torch.mean(x, axis=[0, 2])", "3", "2x3x4"],
  ["torch.max(x, axis=0)[0]", "3", "2x3"],
  ["nn.BatchNorm2d(1, affine=False, track_running_stats=False)(x)", "2x3x4x4", "2x3x4x4"],
  ["F.interpolate(x, scale_factor=0.5, mode='area')", "1x2x0x3", "1x2x1x6"],
  ["torch.inner(x, x1)", "5x2", "5x3", "2x3"],
  ["torch.addbmm(x, x1, x2)", "2x5", "2x5", "3x2x4", "3x4x5"],
  ["torch.std_mean(x, dim=1)", "2, 2", "2x3"],
  ["torch.cummax(x, dim=0)", "2x3, 2x3", "2x3"],
  ["x.kthvalue(2, dim=1, keepdim=True)", "2x1, 2x1", "2x3"],
  ["x[0, :, torch.tensor([0, 1])]", "4x2x6", "3x4x5x6"],
  ["x[:, 0, :, torch.tensor([0, 1])]", "3x5x2", "3x4x5x6"],
  ["x[torch.tensor([0, 1]), 0, :, torch.tensor([0, 1])]", "2x5", "3x4x5x6"],
  ["x.permute(dims=(0, 2, 1))", "2x4x3", "2x3x4"],
  ["x.view(size=(6, 4))", "6x4", "2x3x4"],
  ["x.expand(size=(5, 3))", "5x3", "1x3"],
  ["torch.split(tensor=x, split_size_or_sections=2, dim=1)", "2x2, 2x1", "2x3"],
];

describe("torch functions", () => {
  for (const [expression, expected, ...inputs] of cases)
    it(`${expression} gives ${expected}`, () => assert.equal(shapeOfCall(expression, ...inputs), expected));

  it("recovers the grid of patches from their coordinates", () => {
    const model = modelOf(
      `class M(nn.Module):
    def forward(self, x):
        rows, columns = x.shape[2] // 16, x.shape[3] // 16
        grid = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        places = torch.stack([axis.flatten() for axis in grid], dim=-1).unsqueeze(0).flip(dims=(-1,))
        width, height = [int(places[..., axis].max().item()) + 1 for axis in (0, 1)]
        return F.unfold(x, 16, stride=16).reshape(1, -1, height, width)
`,
      { inputs: ["1x3x1024x768"] },
    );
    assert.equal(model.outputs, "output 1x768x64x48");
  });

  it("refuses views that would copy", () => {
    assert.match(shapeOfCall("x.transpose(1, 2).view(2, -1)", "2x3x4"), /^view-strides/);
  });

  it("refuses sizes that do not go together", () => {
    assert.match(shapeOfCall("x.view(5, -1)", "2x3x4"), /^reshape-elements/);
    assert.match(shapeOfCall("torch.cat([x, x1], 0)", "2x3", "2x4"), /^concat-shape/);
    assert.match(shapeOfCall("x + x1", "2x3", "2x4"), /^add-shape/);
    assert.match(shapeOfCall("x[0, 0, 0]", "2x3"), /^index-rank/);
  });

  it("refuses options that do not go together", () => {
    assert.match(shapeOfCall("F.interpolate(x, scale_factor=2, align_corners=True)", "1x3x8x8"), /^resize-options/);
    assert.match(shapeOfCall("F.group_norm(x, 2)", "1x3x8x8"), /^groupnorm-groups/);
    assert.match(shapeOfCall("F.conv2d(x, x1, x2)", "1x3x8x8", "4x3x1x1", "5"), /^conv-bias/);
    assert.match(shapeOfCall("x.kthvalue(4, dim=1)", "2x3"), /^topk-range/);
    assert.match(shapeOfCall("F.max_pool2d(x, 3, padding=2, dilation=2)", "1x3x9x9"), /^pool-padding/);
    const wrapped = "nn.Conv1d(1, 1, 3, padding=4, padding_mode='circular')(x)";
    assert.match(shapeOfCall(wrapped, "1x1x3"), /^pad-size/);
    assert.equal(shapeOfCall(wrapped.replace("4", "3"), "1x1x3"), "1x1x7");
    assert.match(shapeOfCall("torch.diff(x, dim=2)", "2x3"), /^axis-range/);
    assert.match(shapeOfCall("torch.atan2(x, x1)", "2x3", "2x4"), /^add-shape/);
  });

  it("refuses names of arguments that torch does not have", () => {
    assert.match(shapeOfCall("x.mean(dim=1, keep_dim=True)", "2x3"), /^python-raise: TypeError: .*'keep_dim'/);
    assert.match(shapeOfCall("F.relu(x, in_place=True)", "2x3"), /^python-raise: TypeError: .*'in_place'/);
  });

  it("does not know what is not modelled, and says nothing wrong about it", () => {
    assert.equal(shapeOfCall("torch.some_new_function(x)", "2x3"), "?");
    assert.equal(shapeOfCall("x.some_new_method(3)", "2x3"), "?");
  });
});
