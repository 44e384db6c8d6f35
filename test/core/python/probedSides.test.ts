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
