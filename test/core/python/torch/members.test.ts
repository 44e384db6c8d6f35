import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

const inits = (...lines: readonly string[]): string =>
  [
    "class M(nn.Module):",
    "    def __init__(self):",
    ...["super().__init__()", ...lines].map((line) => `        ${line}`),
  ]
    .concat("    def forward(self, x):", "        return self.body(x)", "")
    .join("\n");

describe("what layers have beside forward", () => {
  it("recurrent layers flatten their parameters and list them", () => {
    const model = modelOf(
      inits(
        "lstm = nn.LSTM(4, 3, num_layers=2)",
        "lstm.flatten_parameters()",
        "self.body = nn.Linear(5, len(lstm.all_weights) * len(lstm.all_weights[0]))",
        "assert lstm.mode == 'LSTM' and nn.RNN(1, 1).mode == 'RNN_TANH'",
        "assert lstm._flat_weights_names[4] == 'weight_ih_l1'",
      ),
      { inputs: ["2x5"] },
    );
    assert.deepEqual([model.outputs, model.problems], ["output 2x8", []]);
  });

  it("embeddings are made from their weights", () => {
    const model = modelOf(
      inits(
        "self.body = nn.Embedding.from_pretrained(torch.zeros(7, 3), padding_idx=0)",
        "assert not self.body.weight.requires_grad",
      ),
      { inputs: ["2x5:int64"] },
    );
    assert.deepEqual([model.outputs, model.state, model.problems], ["output 2x5x3", ["body.weight 7x3"], []]);
  });

  it("dicts of parameters are copied with what they hold", () => {
    const model = modelOf(
      inits(
        "first = nn.ParameterDict({'a': torch.zeros(4), 'b': torch.zeros(2)})",
        "second = first.copy()",
        "second['c'] = torch.zeros(3)",
        "self.body = nn.Linear(5, 10 * len(first) + len(second))",
      ),
      { inputs: ["2x5"] },
    );
    assert.deepEqual([model.outputs, model.problems], ["output 2x23", []]);
  });

  it("batch norms become synchronized ones, wherever they are", () => {
    const model = modelOf(
      inits(
        "net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Sequential(nn.BatchNorm2d(4, affine=False)))",
        "self.body = nn.SyncBatchNorm.convert_sync_batchnorm(net)",
        "self.body[1][0].reset_running_stats()",
      ),
      { inputs: ["1x3x2x2"] },
    );
    assert.deepEqual(model.layers, ["body.0 Conv2d 1x4x2x2", "body.1.0 SyncBatchNorm 1x4x2x2"]);
    assert.deepEqual(model.problems, []);
  });

  it("convolutions run with other weights", () => {
    const source = `
class Standardized(nn.Conv2d):
    def forward(self, x):
        assert self.output_padding == (0, 0)
        return self._conv_forward(x, self.weight - self.weight.mean(), self.bias)

class Wrapped(nn.Conv2d):
    def forward(self, x):
        return F.conv2d(F.pad(x, self._reversed_padding_repeated_twice, mode="circular"), self.weight, self.bias)

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Standardized(3, 4, 3, stride=2, padding=(1, 0))
        self.b = Standardized(4, 4, 3, padding=(2, 1), padding_mode="reflect")
        self.c = Wrapped(4, 5, (3, 4), padding="same")

    def forward(self, x):
        return self.c(self.b(self.a(x)))
`;
    const model = modelOf(source, { inputs: ["1x3x16x17"] });
    assert.deepEqual([model.outputs, model.problems], ["output 1x5x10x8", []]);
  });

  it("functions for autograd are objects like others", () => {
    const source = `
class Kept(torch.autograd.Function):
    def __init__(self, size):
        super(Kept, self).__init__()
        self.size = size

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(5, Kept(3).size)

    def forward(self, x):
        return self.body(x)
`;
    assert.deepEqual(modelOf(source, { inputs: ["2x5"] }).problems, []);
  });

  it("functions for autograd are not called as they once were", () => {
    const source = `
class Double(torch.autograd.Function):
    def forward(self, x):
        return x * 2

class M(nn.Module):
    def forward(self, x):
        return Double()(x)
`;
    const { problems } = modelOf(source, { inputs: ["2x5"] });
    assert.match(
      problems.join(),
      /RuntimeError: Legacy autograd function with non-static forward method is deprecated/,
    );
  });

  it("functions for autograd take no context where it is set up afterwards", () => {
    const source = `
class Scaled(torch.autograd.Function):
    @staticmethod
    def forward(x, by=2):
        return torch.cat([x] * by, 1)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0])

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output, None

class M(nn.Module):
    def forward(self, x):
        return Scaled.apply(x, 3) + Scaled.apply(Scaled.apply(x))[:, :15]
`;
    const { outputs, problems } = modelOf(source, { inputs: ["2x5"] });
    assert.deepEqual([outputs, problems], ["output 2x15", []]);
  });

  it("numbers have nothing to index", () => {
    const problem = modelOf("class M(nn.Module):\n    def forward(self, x):\n        return x.mean().data[0]\n", {
      inputs: ["2x5"],
    }).problems.join();
    assert.match(problem, /one number, with nothing in it to index: \.item\(\) gives it/);
  });

  it("arrays have triangles, copies and fillings", () => {
    const source = `
import numpy as np

class M(nn.Module):
    def __init__(self):
        super().__init__()
        lower, upper = np.tril(np.ones((3, 4)), k=1), np.triu(np.arange(12).reshape(3, 4))
        copied = upper.copy()
        copied.fill(2)
        self.sizes = int(lower.sum()), int(upper.sum()), int(copied.sum())

    def forward(self, x):
        return x.new_zeros(self.sizes)
`;
    // 2 + 3 + 4 ones; (0 + 1 + 2 + 3) + (5 + 6 + 7) + (10 + 11); 12 twos.
    assert.equal(modelOf(source, { inputs: ["1"] }).outputs, "output 9x45x24");
  });

  it("rows of unit matrices encode classes", () => {
    const source = `
import numpy as np

class M(nn.Module):
    def forward(self, x):
        encoded = torch.FloatTensor([np.eye(7)[[1, 2]], np.eye(7)[[3, 4]]])
        ones = int(np.eye(2, 4, k=1).sum() + np.identity(3).sum())
        return torch.cat([encoded] * ones, 1) @ x
`;
    assert.equal(modelOf(source, { inputs: ["7x3"] }).outputs, "output 2x10x3");
  });

  it("positions of numbers other than 0 choose channels", () => {
    const source = `
import numpy as np

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.indexes = torch.ones(4)
        self.indexes[1] = 0
        self.places = np.argwhere(np.array([[0, 1, 1], [1, 0, 0]])).sum(0)

    def forward(self, x):
        chosen = np.squeeze(np.argwhere(self.indexes.cpu().numpy()))
        return x[:, chosen].repeat(1, int(self.places[0]), int(self.places[1]))
`;
    assert.equal(modelOf(source, { inputs: ["2x4x5"] }).outputs, "output 2x3x15");
  });

  it("arrays and lists of numbers are joined", () => {
    const source = `
import random
import numpy as np

class M(nn.Module):
    def __init__(self):
        super().__init__()
        grid = np.zeros((4, 4))
        grid[random.randint(0, 3), 0] = 1
        self.state = np.concatenate((grid[1:3].flatten(), [1, 0.5, 0.5]), 0)

    def forward(self, x):
        return x + torch.from_numpy(self.state)
`;
    assert.equal(modelOf(source, { inputs: ["2x11"] }).outputs, "output 2x11");
  });

  it("losses have bases that programs derive their own from", () => {
    const source = `
from torch.nn.modules.loss import _Loss, _WeightedLoss

class M(_WeightedLoss):
    def __init__(self):
        super().__init__(torch.ones(4), size_average=False)
        self.inner = nn.CrossEntropyLoss()

    def forward(self, x):
        assert self.reduction == "sum" and isinstance(self.inner, _WeightedLoss)
        assert isinstance(nn.MSELoss(), _Loss) and not isinstance(nn.MSELoss(), _WeightedLoss)
        return x * self.weight
`;
    const { outputs, problems } = modelOf(source, { inputs: ["3x1"] });
    assert.deepEqual([outputs, problems], ["output 3x4", []]);
  });

  it("element types are of their own class, not of devices'", () => {
    const source = `
import numpy as np
class M(nn.Module):
    def forward(self, x):
        np.random.seed(seed=1)
        if isinstance(x.dtype, torch.dtype) and not isinstance(x.device, torch.dtype):
            x = x.broadcast_to(2, 3, 4)
        return torch.broadcast_to(x, (5, 2, 3, 4))
`;
    const { outputs, problems } = modelOf(source, { inputs: ["3x1"] });
    assert.deepEqual([outputs, problems], ["output 5x2x3x4", []]);
  });

  it("functions tell their defaults", () => {
    const source = `
def grid(*tensors, indexing=None):
    pass

class M(nn.Module):
    def forward(self, x):
        if torch.meshgrid.__kwdefaults__ is not None and "indexing" in torch.meshgrid.__kwdefaults__:
            x = x.view(-1)
        assert "indexing" in grid.__kwdefaults__ and (lambda x: x).__kwdefaults__ is None
        return x.reshape(6)
`;
    assert.deepEqual(modelOf(source, { inputs: ["2x3"] }).problems, []);
  });
});

describe("numpy where models choose their sizes", () => {
  const size = (expression: string): string =>
    modelOf(`import numpy as np\n${inits(`self.body = nn.Linear(2, ${expression})`)}`, { inputs: ["1x2"] }).outputs;

  for (const [expression, expected] of [
    ["int(np.atleast_1d(3)[0])", "3"],
    ["np.atleast_1d([4, 5]).shape[0]", "2"],
    ["np.atleast_2d([4, 5, 6]).shape[1]", "3"],
    ["int(np.clip(9, 1, 7))", "7"],
    ["int(np.clip(np.array([9, 3]), None, 5)[0])", "5"],
    ["np.swapaxes(np.zeros((2, 3)), 0, 1).shape[0]", "3"],
    ["3 if np.all(np.atleast_1d(1) == 1) else 5", "3"],
    ["3 if np.all(np.atleast_1d((1, 2)) == 1) else 5", "5"],
    ["3 if np.any(np.array([0, 2])) and not np.any([0, 0]) else 5", "3"],
    ["np.tile(np.zeros((2, 3)), (1, 2)).shape[1]", "6"],
  ] as const)
    it(`${expression} is ${expected}`, () => assert.equal(size(expression), `output 1x${expected}`));

  for (const [expression, expected] of [
    ["x.new(2, 3)", "2x3"],
    ["x.new(x.size())", "1x2"],
    ["x.new([1, 2, 3])", "3"],
    ["x.new()", "0"],
  ] as const)
    it(`${expression} has the shape ${expected}`, () => {
      const source = `class M(nn.Module):\n    def forward(self, x):\n        return ${expression}.zero_()\n`;
      assert.equal(modelOf(source, { inputs: ["1x2"] }).outputs, `output ${expected}`);
    });
});
