import assert from "node:assert/strict";
import { modelOf, shapeOfCall } from "../../../support/pythonModel.ts";

describe("tensors as they were made before torch.tensor", () => {
  it("have sizes or elements", () => {
    assert.equal(shapeOfCall("x + torch.Tensor(2, 3)", "2x3"), "2x3");
    assert.equal(shapeOfCall("torch.FloatTensor([[1, 2], [3, 4], [5, 6]])", "1"), "3x2");
    assert.equal(shapeOfCall("torch.Tensor(x.size()).zero_()", "4x5"), "4x5");
    assert.equal(shapeOfCall("x.view(int(torch.LongTensor([2, 6])[0]), -1)", "3x4"), "2x6");
  });

  it("of an element type keep it", () =>
    assert.equal(shapeOfCall("torch.LongTensor(3).dtype == torch.int64 and x", "2"), "2"));

  it("may be what a method of the class is called on, and nothing else", () => {
    assert.equal(shapeOfCall("torch.Tensor.mean(x, 1)", "2x3"), "2");
    const { problems } = modelOf(`
class M(nn.Module):
    def forward(self, x):
        return torch.Tensor.float(None)
`);
    assert.match(
      problems.join(),
      /TypeError: descriptor 'float' for 'Tensor' objects doesn't apply to a 'NoneType' object/,
    );
  });
});

describe("arithmetic with a factor before the last operand", () => {
  for (const expression of [
    "torch.add(x, 2, torch.ones(3, 1))",
    "torch.sub(x, 0.5, torch.ones(1, 4))",
    "x.add_(0.1, torch.ones(4))",
    "x.addcmul_(0.5, torch.ones(3, 4), torch.ones(4))",
    "torch.addcdiv(x, 1, torch.ones(3, 4), torch.ones(4))",
  ])
    it(`still is ${expression}`, () => assert.equal(shapeOfCall(expression, "3x4"), "3x4"));

  it("is so with a tensor only", () =>
    assert.match(
      modelOf("class M(nn.Module):\n    def forward(self, x):\n        return torch.add(x, x, 2)\n").problems.join(),
      /TypeError: add\(\) takes 2 positional arguments but 3 were given/,
    ));
});

describe("convolutions of one's own", () => {
  it("have the tensors of the class that they derive from", () => {
    const source = (transposed: string) => `
from torch.nn.modules.conv import _ConvNd
from torch.nn.modules.utils import _pair

class Own(_ConvNd):
    def __init__(self, inputs, outputs, kernel):
        super().__init__(inputs, outputs, _pair(kernel), _pair(1), _pair(0), _pair(1), ${transposed}, _pair(0), 1, True, "zeros")
        self.middle = self.kernel_size[0] // 2

    def forward(self, x):
        convolve = F.conv_transpose2d if self.transposed else F.conv2d
        return convolve(x, self.weight, self.bias, self.stride, self.middle)

net = Own(3, 8, 5)
`;
    const [own, back] = ["False", "True"].map((transposed) => modelOf(source(transposed), { inputs: ["1x3x9x9"] }));
    assert.deepEqual([own?.state, own?.outputs, own?.problems], [["weight 8x3x5x5", "bias 8"], "output 1x8x9x9", []]);
    assert.deepEqual([back?.state, back?.outputs], [["weight 3x8x5x5", "bias 8"], "output 1x8x9x9"]);
  });
});

describe("ports of synchronized batch norm", () => {
  it("have the tensors of the class that they derive from", () => {
    const model = modelOf(`
from torch.nn.modules.batchnorm import _BatchNorm

class Synchronized(_BatchNorm):
    def __init__(self, num_features):
        super().__init__(num_features, eps=1e-5, momentum=0.1, affine=True)

    def forward(self, input):
        return F.batch_norm(input, self.running_mean, self.running_var, self.weight, self.bias, self.training)

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = Synchronized(3)
        self.norm.weight.data.fill_(1)

    def forward(self, x):
        return self.norm(x)
`);
    assert.deepEqual([model.parameters, model.outputs, model.problems], ["6", "output 1x3x224x224", []]);
  });
});

describe("what is not known", () => {
  it("does not become a vector of unknown numbers", () => {
    assert.equal(shapeOfCall("torch.tensor([open('x').boxes, open('x').boxes])", "1"), "?");
    assert.equal(shapeOfCall("torch.tensor([open('x').width, 3])", "1"), "2");
  });

  it("may hold the parameters that a module seems to lack", () => {
    const model = modelOf(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = torch.load("net.pt")
        self.kind = next(self.parameters()).dtype

    def forward(self, x):
        return self.body(x)
`);
    assert.deepEqual(model.problems, []);
  });
});

describe("an empty array of numpy", () => {
  it("stands for rows of an unknown shape", () => {
    assert.equal(shapeOfCall('x + __import__("numpy").array(())[:, 2].sum()', "3"), "?");
  });
});
