import assert from "node:assert/strict";
import { modelOf, netOf } from "../../support/pythonModel.ts";

const answers = (source: string) => {
  const { inputs, outputs, problems } = modelOf(source);
  return { inputs, outputs, problems };
};

describe("an input that nobody states", () => {
  it("is not small because each of its positions is looked up by itself", () => {
    const codes = "codes = self.encode(x).permute(0, 2, 3, 1)\n        rows = codes.reshape(-1, 64)";
    const nearest = "nearest = (rows @ self.table.weight.t()).argmax(1)";
    const source = netOf(
      "self.encode = nn.Conv2d(3, 64, 4, 4)\n        self.table = nn.Embedding(512, 64)",
      `${codes}\n        ${nearest}\n        return self.table(nearest).view(codes.shape)`,
    );
    assert.deepEqual(answers(source), { inputs: "x 1x3x224x224", outputs: "output 1x56x56x64", problems: [] });
  });

  it("is one number a sample where it is the step of a diffusion", () => {
    const source = netOf(
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
    const source = netOf(
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
    const tokens = netOf(
      "self.fc = nn.Linear(48, 4)\n        self.conv = nn.Conv2d(4, 4, 1)",
      `assert x.dim() == 4
        y = self.fc(x.flatten(2).transpose(1, 2)).transpose(1, 2)
        return self.conv(y.reshape(x.size(0), 4, x.size(2), x.size(3)))`,
    );
    assert.deepEqual(answers(tokens), { inputs: "x 1x48x224x224", outputs: "output 1x4x224x224", problems: [] });
    const points = netOf(
      "self.conv = nn.Conv2d(3, 8, 1)",
      `batch, _, count = x.shape
        pairs = x[:, :, :, None] - x[:, :, None, :16]
        return self.conv(pairs).amax((2, 3))`,
    );
    assert.deepEqual(answers(points), { inputs: "x 1x3x128", outputs: "output 1x8", problems: [] });
  });

  it("has a side that people use where the usual one is too small", () => {
    const source = netOf(
      "self.convs = nn.Sequential(*[nn.Conv2d(3, 3, 3, 2) for _ in range(7)], nn.Conv2d(3, 3, 2))",
      "return self.convs(x)",
    );
    assert.deepEqual(answers(source), { inputs: "x 1x3x384x384", outputs: "output 1x3x1x1", problems: [] });
  });
});

describe("two branches that are as far apart at every size", () => {
  it("are a fault", () => {
    const source = netOf("self.conv = nn.Conv2d(3, 3, 9, padding=3)", "return self.conv(x) + x");
    assert.deepEqual(answers(source).problems, [
      "add-shape: 1x3x222x222 and 1x3x224x224 do not go together: 222 against 224",
    ]);
  });
});

describe("a layer that is given a map", () => {
  it("is told of the flatten that is missing, where that is as many features as it takes", () => {
    const source = netOf(
      "self.conv = nn.Conv2d(1, 8, 3)\n        self.fc = nn.Linear(8 * 26 * 26, 10)",
      "x = self.conv(x)\n        x.view(x.size(0), -1)\n        return self.fc(x)",
    );
    assert.deepEqual(answers(source), {
      inputs: "x 1x1x28x28",
      outputs: "output 1x8x26x10",
      problems: [
        "linear-features: expected 5408 input features, got 26 on the last axis (a flatten of 8x26x26 gives 5408)",
      ],
    });
  });

  it("may well take its last axis", () => {
    const source = netOf(
      "self.conv = nn.Conv2d(1, 8, 3, padding=1)\n        self.fc = nn.Linear(257, 10)",
      "return self.fc(self.conv(x))",
    );
    assert.deepEqual(answers(source), { inputs: "x 1x1x257x257", outputs: "output 1x8x257x10", problems: [] });
  });
});

describe("a row of tokens", () => {
  it("is as long as a Linear that takes all of it demands", () => {
    const layers = "self.table = nn.Embedding(100, 32)\n        self.fc = nn.Linear(32 * 50, 4)";
    assert.deepEqual(answers(netOf(layers, "return self.fc(self.table(x).flatten(1))")), {
      inputs: "x 1x50",
      outputs: "output 1x4",
      problems: [],
    });
  });

  it("is as long as a table of positions", () => {
    const layers = "self.table = nn.Embedding(100, 32)\n        self.positions = nn.Parameter(torch.zeros(1, 128, 32))";
    assert.deepEqual(answers(netOf(layers, "return self.table(x) + self.positions")), {
      inputs: "x 1x128",
      outputs: "output 1x128x32",
      problems: [],
    });
  });

  it("that fits no layer is of the usual length", () => {
    const layers = "self.table = nn.Embedding(100, 32)\n        self.fc = nn.Linear(50, 4)";
    assert.deepEqual(answers(netOf(layers, "return self.fc(self.table(x).flatten(1))")), {
      inputs: "x 1x16",
      outputs: "output 1x4",
      problems: ["linear-features: expected 50 input features, got 512"],
    });
  });
});

describe("the usual size, where no layer asks for another", () => {
  it("has few frames, however large the rows and columns have to be", () => {
    const layers = `layers = [nn.MaxPool3d(3, stride=2, padding=1) for _ in range(4)]
        self.body = nn.Sequential(nn.Conv3d(3, 8, 7, stride=(1, 2, 2), padding=3), *layers)
        self.pool = nn.AvgPool3d((1, 4, 4), stride=1)
        self.fc = nn.Linear(8, 5)`;
    assert.deepEqual(answers(netOf(layers, "return self.fc(self.pool(self.body(x)).flatten(1))")), {
      inputs: "x 1x3x16x112x112",
      outputs: "output 1x5",
      problems: [],
    });
  });

  it("is as long as a signal has to be for all layers", () => {
    const layers = "self.body = nn.Sequential(*[nn.Conv1d(2, 2, 8, 4) for _ in range(6)])";
    const trimmed =
      "short = self.body[0](x)\n        short[..., : short.size(2) - x.size(2)]\n        return self.body(x)";
    assert.deepEqual(answers(netOf(layers, trimmed)), { inputs: "x 1x2x9556", outputs: "output 1x2x1", problems: [] });
  });
});

describe("two branches, one of which is half as large", () => {
  it("are a fault", () => {
    const layers = "self.down = nn.Conv2d(3, 8, 3, stride=2, padding=1)\n        self.skip = nn.Conv2d(3, 8, 1)";
    assert.deepEqual(answers(netOf(layers, "return self.down(x) + self.skip(x)")).problems, [
      "add-shape: 1x8x112x112 and 1x8x224x224 do not go together: 112 against 224",
    ]);
  });
});

describe("channels", () => {
  it("that differ in what is joined are told of once", () => {
    const layers =
      "self.a = nn.Conv2d(3, 16, 1)\n        self.b = nn.Conv2d(3, 24, 1)\n        self.c = nn.Conv2d(40, 8, 1)";
    const { problems } = answers(netOf(layers, "return self.c(torch.cat([self.a(x), self.b(x)], dim=2))"));
    assert.deepEqual(
      problems.map((text) => text.split(":")[0]),
      ["concat-shape"],
    );
  });

  it("that are on the last axis are said to be there", () => {
    const layers = "self.table = nn.Embedding(100, 32)\n        self.conv = nn.Conv1d(32, 64, 3)";
    assert.deepEqual(answers(netOf(layers, "return self.conv(self.table(x))")).problems, [
      "conv-channels: expected 32 input channels, got 16: the 32 are on the last axis",
    ]);
  });

  for (const [title, layers, parameters, forward, expected] of [
    [
      "is sound without channels where forward makes their axis",
      "self.conv = nn.Conv1d(1, 8, 10, 5)",
      "wave",
      "return self.conv(wave.unsqueeze(1))",
      { inputs: "wave 1x16000", outputs: "output 1x8x3199", problems: [] },
    ],
    [
      "is a spectrogram without channels where forward makes their axis",
      "self.conv = nn.Conv2d(1, 8, 3)\n        self.fc = nn.Linear(8 * 30 * 30, 2)",
      "x",
      "return self.fc(self.conv(x[:, None]).flatten(1))",
      { inputs: "x 1x32x32", outputs: "output 1x2", problems: [] },
    ],
    [
      "has its share of the channels of images that meet before the first layer",
      "self.conv = nn.Conv2d(6, 8, 3)",
      "img1, img2",
      "return self.conv(torch.cat([img1, img2], dim=1))",
      { inputs: "img1 1x3x224x224, img2 1x3x224x224", outputs: "output 1x8x222x222", problems: [] },
    ],
    [
      "is as wide as the twin that it is subtracted from",
      "self.conv = nn.Conv2d(6, 8, 3)",
      "img1, img2",
      "return self.conv(img1 - img2)",
      { inputs: "img1 1x6x224x224, img2 1x6x224x224", outputs: "output 1x8x222x222", problems: [] },
    ],
    [
      "is as long a row as what it is joined with leaves",
      "self.conv = nn.Conv2d(3, 8, 3)\n        self.fc = nn.Linear(12, 2)",
      "x, action",
      "return self.fc(torch.cat([self.conv(x).mean((2, 3)), action], 1))",
      { inputs: "x 1x3x224x224, action 1x4", outputs: "output 1x2", problems: [] },
    ],
    [
      "is that row where another layer refuses it",
      "self.conv = nn.Conv2d(3, 8, 3)\n        self.a, self.b = nn.Linear(12, 2), nn.Linear(8, 2)",
      "x, action",
      "y = torch.cat([self.conv(x).mean((2, 3)), action], 1)\n        return self.a(y) + self.b(y)",
      {
        inputs: "x 1x3x224x224, action 1x4",
        outputs: "output 1x2",
        problems: ["linear-features: expected 8 input features, got 12"],
      },
    ],
    [
      "is no row where it is joined with a map",
      "self.conv = nn.Conv2d(3, 8, 3)\n        self.more = nn.Conv2d(12, 8, 3)",
      "x, skip",
      "return self.more(torch.cat([self.conv(x), skip], 1))",
      { inputs: "x 1x3x224x224, skip ?", outputs: "output 1x8x220x220", problems: [] },
    ],
  ] as const)
    it(title, () => assert.deepEqual(answers(netOf(layers, forward, parameters)), expected));
});
