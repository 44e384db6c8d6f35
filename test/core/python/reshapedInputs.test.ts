import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

describe("an input that forward gives a shape first", () => {
  for (const [title, layers, forward, expected] of [
    [
      "has the elements of the shape that forward gives it",
      "self.conv = nn.Conv2d(1, 8, 5)\n        self.fc = nn.Linear(8 * 24 * 24, 3)",
      "return self.fc(self.conv(x.view(-1, 1, 28, 28)).flatten(1))",
      { inputs: "x 1x1x28x28", outputs: "output 1x3", problems: [] },
    ],
    [
      "has those elements without the axes of 1 where it is used so",
      "self.conv = nn.Conv2d(1, 8, (6, 8))",
      "return self.conv((x / 2).view(x.size(0), 1, 24, 8)).squeeze(3).mean(2) + x.permute(0, 2, 1)[:, :, -1]",
      { inputs: "x 1x24x8", outputs: "output 1x8", problems: [] },
    ],
    [
      "is no shape where forward leaves it open",
      "self.conv = nn.Conv2d(1, 8, 5)",
      "return self.conv(x.view(-1, 1, 28, x.size(-1)))",
      { inputs: "x 1x1x224x224", outputs: "output 8x8x24x220", problems: [] },
    ],
  ] as const)
    it(title, () => {
      const source = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${layers}

    def forward(self, x):
        ${forward}
`;
      const { inputs, outputs, problems } = modelOf(source);
      assert.deepEqual({ inputs, outputs, problems }, expected);
    });
});
