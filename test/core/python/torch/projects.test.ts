import assert from "node:assert/strict";
import { modelOf, shapeOfCall } from "../../../support/pythonModel.ts";

/** What training scripts and projects use beside layers. */
const cases: readonly (readonly [string, string, ...string[]])[] = [
  ["F.cross_entropy(x, x1)", "scalar", "4x10", "4:int64"],
  ["F.cross_entropy(x, x1, reduction='none')", "4x8x8", "4x10x8x8", "4x8x8:int64"],
  ["F.cross_entropy(x, x1, torch.ones(10), size_average=False, label_smoothing=0.1)", "scalar", "4x10", "4:int64"],
  ["F.smooth_l1_loss(x, x, size_average=False, beta=0.5)", "scalar", "4x10"],
  ["F.mse_loss(x, x1, reduction='none')", "4x3", "4x3", "4x3"],
  ["F.triplet_margin_loss(x, x, x, reduction='none')", "4", "4x128"],
  ["F._Reduction.get_enum('mean') * x", "2", "2"],
  ["torch.sigmoid_(x)", "2x3", "2x3"],
  ["F.leaky_relu_(x, 0.1)", "2x3", "2x3"],
  ["torch.hstack([x, x])", "2x6", "2x3"],
  ["torch.hstack([x, x])", "6", "3"],
  ["torch.vstack([x, x])", "2x3", "3"],
  ["torch.diag(x)", "4x4", "4"],
  ["torch.diag(x, 1)", "2", "3x3"],
  ["torch.zeros(2, *open('x').shape)", "?", "1"],
  ["x.expand(-1, *open('x').shape)", "?", "1x4"],
  ["x.repeat(1, *open('x').shape)", "?", "1x4"],
  ["torch.einsum('ij,jk', *open('x').parts) ", "?", "1"],
  ["torch.clone(x)", "2x3", "2x3"],
  ["x.diagonal(dim1=-2, dim2=-1)", "2x3", "2x3x4"],
  ["torch.multinomial(x, num_samples=1)", "5x1", "5x9"],
  ["torch.view_as_complex(x)", "4x5", "4x5x2"],
  ["torch.view_as_real(torch.fft.rfft2(x))", "1x8x5x2", "1x8x8"],
  ["F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2, output_size=x.shape)", "1x3x7x7", "1x3x7x7"],
  ["torch.from_numpy(np.random.normal(0, 1, (x.shape[0], 100)))", "5x100", "5x3"],
  ["torch.from_numpy(np.random.rand(2, 3)) + torch.zeros(int(np.prod((1, 2, 3))) // 2)", "2x3", "1"],
  ["x.view(-1, int(np.prod(x.shape[1:])))", "2x12", "2x3x4"],
  ["torch.zeros([1] * np.full(3, 2)[0] + [round(np.arange(3)[1] / 2 + 3)])", "1x1x4", "1"],
  ["(w := torch.ones(4)).__setitem__(2, 3.5) or torch.zeros(int(w.sum()))", "6", "1"],
  ["(w := np.zeros((2, 3))).__setitem__((slice(None), 1), [1, 2]) or torch.zeros(int(w.sum()))", "3", "1"],
  ["torch.Tensor(np.expand_dims(np.stack([np.zeros((90, 90))] * 2), 0))", "1x2x90x90", "1"],
  // numpy's documentation: positions by axis, a choice that broadcasts, grids with x first unless "ij" is asked for.
  ["torch.zeros(np.where(np.array([0, 3, 0, 4]))[0].tolist())", "1x3", "1"],
  ["torch.zeros(np.where(np.array([[0, 1], [1, 1]]))[1].tolist())", "1x0x1", "1"],
  ["torch.zeros(np.where(np.array([1, 0]), 5, [2, 3]).tolist())", "5x3", "1"],
  ["torch.from_numpy(np.where(np.random.rand(3, 1) , np.zeros((1, 4)), 0.0))", "3x4", "1"],
  ["torch.from_numpy(np.where(np.random.rand(3, 4))[1])", "?", "1"],
  ["torch.from_numpy(np.meshgrid(np.arange(3), np.arange(4))[0])", "4x3", "1"],
  ["torch.from_numpy(np.meshgrid(np.arange(3), np.arange(4), indexing='ij')[1])", "3x4", "1"],
  ["torch.from_numpy(np.meshgrid(np.arange(3), np.zeros((2, 2)), sparse=True)[1])", "4x1", "1"],
  ["torch.zeros(np.meshgrid(np.arange(3), np.arange(2))[1][1].tolist())", "1x1x1", "1"],
  ["torch.from_numpy(np.meshgrid(np.random.rand(5), np.arange(2))[0])", "2x5", "1"],
  ["torch.spmm(x, x1)", "4x7", "4x5", "5x7"],
  ["torch.sparse.mm(torch.sparse_coo_tensor(torch.zeros(2, 9), torch.ones(9), (4, 5)), x)", "4x7", "5x7"],
  ["torch.sparse_coo_tensor(torch.zeros(2, 9), torch.ones(9), torch.Size([4, 5])).to_dense()", "4x5", "1"],
  ["torch.sparse_coo_tensor(torch.zeros(2, 9), torch.ones(9))", "?", "1"],
  ["torch.sparse.addmm(x, x1, x2)", "4x7", "4x7", "4x5", "5x7"],
  ["torch.sparse.softmax(x, dim=1)", "4x5", "4x5"],
  ["torch.dist(x, x1)", "scalar", "4x5", "5"],
];

describe("torch and numpy beside layers", () => {
  for (const [expression, expected, ...inputs] of cases)
    it(`${expression} gives ${expected}`, () =>
      assert.equal(shapeOfCall(`(np := __import__("numpy")) and 0 or ${expression}`, ...inputs), expected));

  it("gives a tensor back from what changes it in place", () => {
    assert.equal(shapeOfCall("F.relu_(x).view(-1)", "2x3"), "6");
  });
});

describe("modules that run another one", () => {
  it("are that one under the name `module`", () => {
    const model = modelOf(`
net = nn.DataParallel(nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU()))
net.module[0].bias.requires_grad = False
`);
    assert.deepEqual(
      [model.state, model.outputs],
      [["module.0.weight 8x3x3x3", "module.0.bias 8"], "output 1x8x222x222"],
    );
  });

  it("may be script modules", () => {
    const source = `
class M(torch.jit.ScriptModule):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 1)

    @torch.jit.script_method
    def forward(self, x):
        return self.conv(x)
`;
    assert.equal(modelOf(source).outputs, "output 1x4x224x224");
  });
});
