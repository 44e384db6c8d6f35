import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const told = (init: string, forward: string): readonly [string, readonly string[]] => {
  const source = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${init}
        self.fc = nn.Linear(64, 10)
    def forward(self, x):
        ${forward}
`;
  const { inputs, problems } = modelOf(source);
  return [inputs, problems];
};

const said = (axis: number): string =>
  `linear-axis: fc takes the last axis (axis ${axis}); the input was supposed so that this has 64 elements. The map has 64 channels too: if those are meant, move them to the end`;

describe("a layer of features behind a convolution", () => {
  const conv = (kind: string): string => `self.conv = nn.${kind}(12, 64, 3, padding=1)`;
  for (const [title, init, forward, ...expected] of [
    [
      "takes the length of a signal",
      conv("Conv1d"),
      "return self.fc(torch.relu(self.conv(x)))",
      "x 1x12x64",
      [said(2)],
    ],
    ["takes the width of a map", conv("Conv2d"), "return self.fc(self.conv(x))", "x 1x12x64x64", [said(3)]],
    [
      "takes the channels moved to the end",
      conv("Conv1d"),
      "return self.fc(self.conv(x).transpose(1, 2))",
      "x 1x12x128",
      [],
    ],
    [
      "takes a length that is no number of channels",
      conv("Conv1d").replace("64", "32"),
      "return self.fc(self.conv(x))",
      "x 1x12x64",
      [],
    ],
    ["takes what is flattened", conv("Conv2d"), "return self.fc(self.conv(x).mean((2, 3)))", "x 1x12x224x224", []],
  ] as const)
    it(title, () => assert.deepEqual(told(init, forward), expected));
});
