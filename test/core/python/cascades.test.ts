import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

describe("faults of one kind at one place", () => {
  it("are told of by the first of them", () => {
    const { problems } = modelOf(
      `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        channels = 8
        for _ in range(20):
            self.layers.append(nn.Conv2d(channels, 8, 3, padding=1))
            channels += 8

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
`,
      { inputs: ["1x8x4x4"] },
    );
    assert.deepEqual(problems, [
      "conv-channels: expected 16 input channels, got 8",
      "conv-channels: expected 24 input channels, got 8",
    ]);
  });
});

describe("the input of a model", () => {
  it("has the features that it is split into", () => {
    const source = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(63, 4)

    def forward(self, x):
        points, views = torch.split(x, [63, 27], dim=-1)
        return torch.cat([self.fc(points), views], -1)
`;
    const { inputs, outputs, problems } = modelOf(source);
    assert.deepEqual([inputs, outputs, problems], ["x 1x90", "output 1x31", []]);
  });
});

describe("torch.func.functional_call", () => {
  for (const call of [
    "torch.func.functional_call(self.fc, params, (x,))",
    "functional_call(self.fc, (params, {}), x, kwargs={}, strict=True)",
    "stateless(self.fc, params, x)",
  ])
    it(`gives what the module gives: ${call}`, () => {
      const source = `
from torch.func import functional_call
from torch.nn.utils.stateless import functional_call as stateless

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        params = {name: value * 0.5 for name, value in self.fc.named_parameters()}
        return ${call}
`;
      const { outputs, problems, parameters } = modelOf(source, { inputs: ["2x4"] });
      assert.deepEqual([outputs, problems, parameters], ["output 2x3", [], "15"]);
    });
});

describe("a fault inside an expression", () => {
  it("comes before those of the expression around it", () => {
    const source = `
class Gate(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, width, 1), nn.Sigmoid())
    def forward(self, x):
        return x * self.layers(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 48, 3)
        self.gate = Gate(40)
    def forward(self, x):
        return self.gate(self.conv(x))
`;
    assert.deepEqual(modelOf(source, { model: "Net()" }).problems, [
      "conv-channels: expected 40 input channels, got 48",
    ]);
  });
});
