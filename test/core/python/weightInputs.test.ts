import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

/** A model by the shape of a weight of its own and by what forward does with it. */
const model = (weight: string, body: string, layers = "nn.Identity()") =>
  modelOf(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = ${layers}
        self.weight = nn.Parameter(torch.zeros(${weight}))

    def forward(self, x):
        return ${body}
`);

describe("the input of a model that computes with weights of its own", () => {
  const cases: readonly (readonly [weight: string, body: string, input: string, output: string])[] = [
    ["20, 7", "torch.mm(x, self.weight)", "x 1x20", "output 1x7"],
    ["20, 7", "x @ self.weight", "x 1x20", "output 1x7"],
    ["7, 20", "F.linear(x, self.weight)", "x 1x20", "output 1x7"],
    ["8, 5, 3, 3", "F.conv2d(x, self.weight, padding=1)", "x 1x5x224x224", "output 1x8x224x224"],
    ["8, 2, 3", "F.conv1d(x, self.weight, groups=4)", "x 1x8x128", "output 1x8x126"],
  ];
  for (const [weight, body, input, output] of cases)
    it(body, () => {
      const { inputs, outputs, problems } = model(weight, body);
      assert.deepEqual([inputs, outputs, problems], [input, output, []]);
    });

  it("has the size that arrives at them", () => {
    const convolutions = "nn.Sequential(nn.Conv2d(4, 32, 8, 4), nn.Conv2d(32, 64, 4, 2), nn.Conv2d(64, 64, 3))";
    for (const [weight, body] of [
      ["10, 3136", "F.linear(self.layers(x).flatten(1), self.weight)"],
      ["3136, 10", "self.layers(x).flatten(1) @ self.weight"],
    ] as const) {
      const { inputs, outputs, problems } = model(weight, body, convolutions);
      assert.deepEqual([inputs, outputs, problems], ["x 1x4x84x84", "output 1x10", []]);
    }
  });
});

describe("an axis that a squeeze names", () => {
  it("has size 1 in the input that is taken", () => {
    const layers = "nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.MaxPool2d(16), nn.Conv2d(8, 8, 2))";
    const { inputs, outputs, problems } = model("1", "self.layers(x).squeeze(2).permute(2, 0, 1)", layers);
    assert.deepEqual([inputs, outputs, problems], ["x 1x1x32x32", "output 1x1x8", []]);
  });

  it("leaves the number of axes open where its size is not known to be 1", () => {
    const { outputs, problems } = modelOf(`
# convlens: input=1x1xHxW
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)

    def forward(self, x):
        return self.conv(x).squeeze(2).permute(2, 0, 1)
`);
    assert.deepEqual([outputs, problems], ["output ?", []]);
  });
});

describe("the size of a video", () => {
  it("is one at which nothing goes wrong", () => {
    const { inputs, problems } = model(
      "1, 25088, 8",
      "self.layers(x).flatten(2).transpose(1, 2) + self.weight",
      "nn.Conv3d(3, 8, (2, 4, 4), (2, 4, 4))",
    );
    assert.deepEqual([inputs, problems], ["x 1x3x16x224x224", []]);
  });
});

describe("weights that are read from a file", () => {
  it("have the shapes of the parameters that they are given to", () => {
    const { outputs, parameters, problems } = modelOf(`
import numpy as np
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)
        weights = np.load("weights.npy", allow_pickle=True)[()]
        for name, parameter in self.named_parameters():
            parameter.data = torch.FloatTensor(weights[name])

    def forward(self, x):
        return self.layer(x)
`);
    assert.deepEqual([outputs, parameters, problems], ["output 1x3", "15", []]);
  });
});
