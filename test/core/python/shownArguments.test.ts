import assert from "node:assert/strict";
import { factsOf, modelOf } from "../../support/pythonModel.ts";

const model = (parameters: string, body: string): string => `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, ${parameters}):
        return ${body}
`;

const shown = (parameters: string, body: string, ...calls: readonly string[]) => {
  const { inputs, outputs, problems } = modelOf(`${model(parameters, body)}\n${calls.join("\n")}\n`);
  return { inputs, outputs, problems };
};

describe("a call of the model in its file", () => {
  it("gives tensors in the containers that it gives them in", () => {
    const states = "(torch.zeros(1, 3, 4, 4), {'mask': torch.ones(1, 8, 4, 4), 'steps': [2, None]})";
    assert.deepEqual(shown("pair", "self.conv(pair[0]) * pair[1]['mask'] * pair[1]['steps'][0]", `M()(${states})`), {
      inputs: "pair_0 1x3x4x4, pair_1 1x8x4x4",
      outputs: "output 1x8x4x4",
      problems: [],
    });
  });

  it("gives what it gives to the model through what runs it on several devices", () => {
    const wrapped = "net = nn.DataParallel(M().cuda(), device_ids=[0])\n    net(torch.zeros(2, 3, 5, 7))";
    const source = `${model("x", "self.conv(x)")}\nif __name__ == "__main__":\n    ${wrapped}\n`;
    const { layers, inputs } = modelOf(source);
    assert.deepEqual([layers, inputs], [["conv Conv2d 2x8x5x7"], "x 2x3x5x7"]);
  });

  it("gives what is no tensor as it is", () => {
    assert.deepEqual(
      shown(
        "x, times, y, flip",
        "torch.cat([self.conv(x)] * times + [y], 1) if flip else x",
        "M()(torch.zeros(1, 3, 4, 4), 2, torch.zeros(1, 8, 4, 4), flip=True)",
      ),
      { inputs: "x 1x3x4x4, y 1x8x4x4", outputs: "output 1x24x4x4", problems: [] },
    );
  });

  it("begins with what is no tensor", () => {
    assert.deepEqual(
      shown("mode, x", "self.conv(x) if mode == 'conv' else None", "M()('conv', torch.zeros(1, 3, 4, 4))"),
      {
        inputs: "x 1x3x4x4",
        outputs: "output 1x8x4x4",
        problems: [],
      },
    );
  });

  it("names tensors whose shapes are not known", () => {
    assert.deepEqual(
      shown(
        "size, x, y",
        "self.conv(x) + y",
        "M()(**{'x': open('x').read(), 'y': torch.zeros(1, 8, 4, 4), 'size': 3})",
      ),
      { inputs: "x ?, y 1x8x4x4", outputs: "output ?", problems: [] },
    );
  });

  it("is an earlier one where nothing is known of what the last one gives", () => {
    const calls = [
      "net = M()",
      "net(torch.zeros(1, 3, 16, 16))",
      "from PIL import Image",
      "net(Image.open('cat.png'))",
    ];
    assert.equal(shown("x", "self.conv(x)", ...calls).inputs, "x 1x3x16x16");
    assert.equal(shown("x", "self.conv(x)", `def main():\n    ${calls.join("\n    ")}\nmain()`).inputs, "x 1x3x16x16");
  });

  it("runs before the file takes the model apart", () => {
    const taken = `${model("x", "self.conv(x)")}\nm = M()\nm(torch.zeros(1, 3, 4, 4))\nm.conv = None\n`;
    const severities = factsOf(taken).models.flatMap(({ diagnostics }) => diagnostics.map(({ severity }) => severity));
    assert.deepEqual(severities, ["hint"]);
  });

  it("is not needed where forward hands its arguments on", () => {
    assert.deepEqual(shown("*args, **options", "self.conv(*args)"), {
      inputs: "input 1x3x224x224",
      outputs: "output 1x8x224x224",
      problems: [],
    });
  });

  it("is needed for an error where forward takes anything and works only with what it is mixed into", () => {
    const facts = factsOf(model("*args", "self.mixed_in(*args)"));
    assert.deepEqual(
      facts.models.flatMap(({ diagnostics }) => diagnostics.map(({ code, severity }) => `${severity} ${code}`)),
      ["hint python-raise"],
    );
  });
});

describe("the input that the first layers take", () => {
  const inputs = (...layers: readonly string[]): string =>
    modelOf(
      `class M(nn.Sequential):\n    def __init__(self):\n        super().__init__(${layers.join(", ")})\n\nm = M()\n`,
    ).inputs;

  it("has the axes of the layer after a group norm", () =>
    assert.equal(inputs("nn.GroupNorm(1, 2)", "nn.ReLU()", "nn.Conv3d(2, 4, 3)"), "input 1x2x16x112x112"));

  it("has the axes of an instance norm", () =>
    assert.equal(inputs("nn.InstanceNorm3d(2)", "nn.ReLU()"), "input 1x2x16x112x112"));
});

describe("the input of an embedding", () => {
  it("is a row of tokens, reshaped or not", () => {
    for (const tokens of ["x", "x.view(1, -1)", "x.flatten()"])
      assert.equal(
        modelOf(`
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 8)

    def forward(self, x):
        return self.embed(${tokens})

M()
`).inputs,
        "x 1x16",
        tokens,
      );
  });
});

describe("the input of a recurrent layer", () => {
  const recurrent = (layer: string, output: string) =>
    modelOf(`
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.rnn = ${layer}

    def forward(self, x):
        return ${output}

M()
`);

  for (const [layer, output, inputs] of [
    ["nn.LSTM(28, 20, batch_first=True)", "self.rnn(x)[0][:, -1]", "x 1x16x28"],
    ["nn.GRU(28, 20, 2, bidirectional=True)", "self.rnn(x)[0][-1]", "x 16x1x28"],
    ["nn.LSTM(28, 20)", "self.rnn(x.permute(1, 0, 2))[0]", "x 1x16x28"],
    ["nn.RNN(8 * 32, 20, batch_first=True)", "self.rnn(self.conv(x).permute(0, 3, 1, 2).flatten(2))[0]", "x 1x1x32x32"],
  ] as const)
    it(`is a batch of sequences: ${output} of ${layer}`, () => {
      const found = recurrent(layer, output);
      assert.deepEqual([found.inputs, found.problems], [inputs, []]);
    });

  it("is refused where it is an image", () => {
    assert.match(recurrent("nn.LSTM(28, 20)", "self.rnn(self.conv(x))[0]").problems.join(), /2 or 3 dimensions, not 4/);
  });
});
