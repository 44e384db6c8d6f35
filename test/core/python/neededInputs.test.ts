import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const masked = (parameters: string, body: string) => `
class Masked(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(8, 4, 3, padding=1)

    def forward(self, ${parameters}):
        ${body}
        return self.conv(x)
`;

const problemsAndInputs = (source: string) => {
  const { inputs, outputs, problems } = modelOf(source);
  return { inputs, outputs, problems };
};

describe("an input that may be left out", () => {
  it("is taken to be given where forward asks something of it: how long each sample is", () => {
    const body = `places = torch.arange(x.size(2), dtype=lengths.dtype)
        mask = places.expand(lengths.size(0), x.size(2)) >= lengths.unsqueeze(1)
        x = x.masked_fill(mask.unsqueeze(1), 0)`;
    assert.deepEqual(problemsAndInputs(masked("x, lengths=None", body)), {
      inputs: "x 1x8x128, lengths 1",
      outputs: "output 1x4x128",
      problems: [],
    });
  });

  it("is taken to be given where forward asserts that it is, the others being left out", () => {
    const source = masked("x, other=None, x_lens=None, scale=2", "assert x_lens is not None and other is None");
    assert.deepEqual(problemsAndInputs(source), {
      inputs: "x 1x8x128, x_lens 1",
      outputs: "output 1x4x128",
      problems: [],
    });
  });

  it("of which nothing more is said is open", () => {
    assert.deepEqual(problemsAndInputs(masked("x, scale=None", "x = x * scale.view(1, 8, 1)")), {
      inputs: "x 1x8x128, scale ?",
      outputs: "output 1x4x128",
      problems: [],
    });
  });

  it("is left out where forward does without it, or fails with it too", () => {
    assert.equal(modelOf(masked("x, lengths=None", "pass")).inputs, "x 1x8x128");
    const { inputs, problems } = modelOf(masked("x, lengths=None", "assert self.conv.bias is None"));
    assert.equal(inputs, "x 1x8x128");
    assert.match(problems.join(), /AssertionError/);
  });
});

describe("a class that holds nothing", () => {
  it("is shown only where no model of the file needs arguments", () => {
    const decoder = "class Decoder(nn.Module):\n    def forward(self, x):\n        return x.argmax(-1)\n";
    const net = `
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.conv(x)
`;
    assert.match(modelOf(decoder + net).layers.join(), /^conv Conv2d/);
    assert.match(modelOf(decoder).layers.join(), /argmax/i);
  });
});
