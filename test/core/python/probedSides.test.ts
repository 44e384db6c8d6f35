import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

/** Loops over the rows of an image, so that no symbol says what arrives at the linear layer. */
const framed = (features: string, each: string): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(3)
        self.fc = nn.Linear(${features}, 10)

    def forward(self, x):
        x = self.conv(x)
        frames = []
        for t in range(x.shape[2]):
            frames.append(${each})
        return self.fc(torch.stack(frames, 1)).mean(1)
`;

const found = (source: string) => {
  const { inputs, problems } = modelOf(source);
  return { inputs, problems: problems.map((text) => text.replace(/ at .*/, "")) };
};

describe("sizes where symbols are lost on the way to a linear layer", () => {
  it("are those at which it gets its features, as a side grows", () => {
    assert.deepEqual(found(framed("4 * 40", "x[:, :, t].flatten(1)")), { inputs: "x 1x1x40x40", problems: [] });
  });

  it("are those at which it gets its features, as the square of a side grows", () => {
    assert.deepEqual(found(framed("4 * 30 * 30", "x.flatten(1)")), { inputs: "x 1x1x30x30", problems: [] });
  });

  it("are no excuse where other sizes make no difference", () => {
    const { problems } = found(framed("32", "self.pool(x).flatten(1)"));
    assert.equal(problems.length, 1);
    assert.match(problems.join(), /expected 32 input features, got 36/);
  });

  it("are in doubt where none fits", () => {
    assert.deepEqual(found(framed("4 * 40 + 1", "x[:, :, t].flatten(1)")).problems, []);
  });
});

/** A table of 225 positions for patches of 16, in whose way symbols get lost or not. */
const patched = (path: string, position = "torch.zeros(1, 225, 8)"): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, 8, 16, 16)
        self.position = nn.Parameter(${position})

    def forward(self, x):
        x = self.patch(x)
${path}
        return x + self.position
`;
const unrolled = `
        side = int((x.shape[2] * x.shape[3]) ** 0.5)
        x = x.flatten(2).reshape(1, 8, side, side).flatten(2).transpose(1, 2)
`;

describe("sizes that contradict what is added to the image", () => {
  it("are looked for, also where one position would go with any number of them", () => {
    assert.deepEqual(found(patched(unrolled)), { inputs: "x 1x3x240x240", problems: [] });
  });

  it("are looked for with a class token in front", () => {
    const path = `${unrolled}        x = torch.cat([x[:, :1], x], 1)\n`;
    assert.deepEqual(found(patched(path, "torch.zeros(1, 226, 8)")), { inputs: "x 1x3x240x240", problems: [] });
  });

  it("are looked for among those that divide into windows", () => {
    const path = "        x = x.view(1, 8, x.shape[2] // 5, 5, x.shape[3] // 5, 5)\n";
    assert.equal(found(patched(path, "torch.zeros(1)")).inputs, "x 1x3x320x320");
  });

  it("are one for each axis where the table is no square", () => {
    const source = patched("        x = x + self.position", "torch.zeros(8, 9, 10)").replace(
      "return x + self.position",
      "return x",
    );
    const { inputs, outputs, origin, problems } = modelOf(source);
    assert.deepEqual([inputs, outputs, origin, problems], ["x 1x3x144x160", "output 1x8x9x10", "layers", []]);
  });

  it("stay open where none fits, and no shape is told that only holds for a wrong one", () => {
    const { inputs, outputs, problems } = modelOf(patched(unrolled, "torch.zeros(1, 227, 8)"));
    assert.deepEqual([inputs, outputs, problems], ["x 1x3xHxW", "output 1x227x8", []]);
  });
});
