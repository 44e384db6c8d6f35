import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const answers = (source: string) => {
  const { inputs, outputs, problems } = modelOf(source);
  return { inputs, outputs, problems };
};

describe("the input of a model of linear layers that computes with it first", () => {
  it("has as many features as make what the layers take: an encoding of positions", () => {
    const source = `
class Field(nn.Module):
    def __init__(self, octaves=10, views=4, width=256):
        super().__init__()
        self.octaves, self.views = octaves, views
        self.points = nn.Linear(3 + 6 * octaves, width)
        self.rgb = nn.Linear(width + 3 + 6 * views, 3)

    def encode(self, x, octaves):
        waves = [f(x * 2.0 ** i) for i in range(octaves) for f in (torch.sin, torch.cos)]
        return torch.cat([x, *waves], -1)

    def forward(self, points, directions):
        h = F.relu(self.points(self.encode(points, self.octaves)))
        return self.rgb(torch.cat([h, self.encode(directions, self.views)], -1))
`;
    assert.deepEqual(answers(source), { inputs: "points 1x3, directions 1x3", outputs: "output 1x3", problems: [] });
  });

  it("has as many as a mask that it is multiplied with", () => {
    const source = `
class Coupling(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mask", torch.tensor([0.0, 1.0, 0.0, 1.0]))
        self.scale = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 4))

    def forward(self, x):
        kept = x * self.mask
        s = self.scale(kept) * (1 - self.mask)
        return kept + (1 - self.mask) * x * s.exp(), s.sum(1)
`;
    assert.deepEqual(answers(source), {
      inputs: "x 1x4",
      outputs: "output_0 1x4, output_1 1",
      problems: [],
    });
  });
});

describe("a fault between layers", () => {
  it("is told where the model takes only some sizes, and it is there at each of them", () => {
    const reader = (features: number) => `
class Reader(nn.Module):
    def __init__(self, given):
        super().__init__()
        self.rnn = nn.LSTM(given, 32, bidirectional=True)
        self.fc = nn.Linear(64, 37)

    def forward(self, x):
        return self.fc(self.rnn(x)[0])

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 64, 3, padding=1), nn.MaxPool2d((32, 4)))
        self.read = Reader(${features})

    def forward(self, x):
        y = self.conv(x)
        assert y.size(2) == 1, "the height has to be 1"
        return self.read(y.squeeze(2).permute(2, 0, 1))
`;
    assert.deepEqual(modelOf(reader(64), { model: "Net()" }).problems, []);
    assert.deepEqual(modelOf(reader(48), { model: "Net()" }).problems, [
      "recurrent-features: expected 48 input features, got 64",
    ]);
  });
});

describe("a row of pixels", () => {
  const net = (layer: string): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = ${layer}
        self.fc = nn.Linear(3 * 8 * 8, 2)
    def forward(self, x):
        return self.fc(torch.flatten(self.first(x), 1))
`;
  for (const [layer, shape] of [
    ["nn.ReLU()", "x 1x3x8x8"],
    ["nn.MaxPool2d(2)", "x 1x3x16x16"],
    ["nn.Sequential(nn.ReflectionPad2d(1), nn.ReLU())", "x 1x3x6x6"],
  ] as const)
    it(`is of an image of ${shape} behind ${layer}`, () => {
      const { inputs, problems } = modelOf(net(layer));
      assert.deepEqual([inputs, problems], [shape, []]);
    });
});
