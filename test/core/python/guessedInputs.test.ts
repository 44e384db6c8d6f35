import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const answers = (source: string) => {
  const { inputs, outputs, problems } = modelOf(source);
  return { inputs, outputs, problems };
};

const net = (layers: string, forward: string, parameters = "x") => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${layers}

    def forward(self, ${parameters}):
        ${forward}
`;

describe("an input that nobody states", () => {
  it("is not small because each of its positions is looked up by itself", () => {
    const codes = "codes = self.encode(x).permute(0, 2, 3, 1)\n        rows = codes.reshape(-1, 64)";
    const nearest = "nearest = (rows @ self.table.weight.t()).argmax(1)";
    const source = net(
      "self.encode = nn.Conv2d(3, 64, 4, 4)\n        self.table = nn.Embedding(512, 64)",
      `${codes}\n        ${nearest}\n        return self.table(nearest).view(codes.shape)`,
    );
    assert.deepEqual(answers(source), { inputs: "x 1x3x224x224", outputs: "output 1x56x56x64", problems: [] });
  });

  it("is one number a sample where it is the step of a diffusion", () => {
    const source = net(
      "self.conv = nn.Conv2d(3, 8, 3, padding=1)\n        self.steps = nn.Linear(16, 8)",
      `waves = t[:, None] * torch.exp(torch.arange(8) * -0.5)[None, :]
        t = self.steps(torch.cat((waves.sin(), waves.cos()), -1))
        return self.conv(x) + t[(...,) + (None,) * 2]`,
      "x, t",
    );
    assert.deepEqual(answers(source), {
      inputs: "x 1x3x224x224, t 1",
      outputs: "output 1x8x224x224",
      problems: [],
    });
  });

  it("is like its counterpart", () => {
    const source = net(
      "self.conv = nn.Conv2d(3, 8, 3)\n        self.register_buffer('mean', torch.zeros(1, 3, 1, 1))",
      "return F.l1_loss(self.conv(input - self.mean), self.conv(target - self.mean))",
      "input, target",
    );
    assert.equal(answers(source).inputs, "input 1x3x224x224, target 1x3x224x224");
  });

  it("is a picture where it is taken apart before the first layer, whatever a convolution inside takes", () => {
    const source = `
from einops.layers.torch import Rearrange, Reduce
model = nn.Sequential(
    Rearrange("b c (h p1) (w p2) -> b (h w) (p1 p2 c)", p1=16, p2=16),
    nn.Linear(16 * 16 * 3, 32),
    nn.Conv1d(64, 64, 1),
    Reduce("b n c -> b c", "mean"),
)
`;
    assert.deepEqual(answers(source), { inputs: "input 1x3x128x128", outputs: "output 1x32", problems: [] });
  });

  it("has the channels that a linear layer takes of its positions, or of points", () => {
    const tokens = net(
      "self.fc = nn.Linear(48, 4)\n        self.conv = nn.Conv2d(4, 4, 1)",
      `assert x.dim() == 4
        y = self.fc(x.flatten(2).transpose(1, 2)).transpose(1, 2)
        return self.conv(y.reshape(x.size(0), 4, x.size(2), x.size(3)))`,
    );
    assert.deepEqual(answers(tokens), { inputs: "x 1x48x224x224", outputs: "output 1x4x224x224", problems: [] });
    const points = net(
      "self.conv = nn.Conv2d(3, 8, 1)",
      `batch, _, count = x.shape
        pairs = x[:, :, :, None] - x[:, :, None, :16]
        return self.conv(pairs).amax((2, 3))`,
    );
    assert.deepEqual(answers(points), { inputs: "x 1x3x128", outputs: "output 1x8", problems: [] });
  });

  it("has a side that people use where the usual one is too small", () => {
    const source = net(
      "self.convs = nn.Sequential(*[nn.Conv2d(3, 3, 3, 2) for _ in range(7)], nn.Conv2d(3, 3, 2))",
      "return self.convs(x)",
    );
    assert.deepEqual(answers(source), { inputs: "x 1x3x384x384", outputs: "output 1x3x1x1", problems: [] });
  });
});

describe("two branches that are as far apart at every size", () => {
  it("are a fault", () => {
    const source = net("self.conv = nn.Conv2d(3, 3, 9, padding=3)", "return self.conv(x) + x");
    assert.deepEqual(answers(source).problems, [
      "add-shape: 1x3x222x222 and 1x3x224x224 do not go together: 222 against 224",
    ]);
  });
});
