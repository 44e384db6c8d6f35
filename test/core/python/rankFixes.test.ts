import assert from "node:assert/strict";
import { factsOf, imports } from "../../support/pythonModel.ts";

describe("a layer for another number of axes", () => {
  for (const [layers, fixed] of [
    ["nn.Conv3d(1, 8, 3), nn.BatchNorm2d(8)", "nn.Conv3d(1, 8, 3), nn.BatchNorm3d(8)"],
    ["nn.Conv3d(4, 8, 3), nn.InstanceNorm2d(8)", "nn.Conv3d(4, 8, 3), nn.InstanceNorm3d(8)"],
    ["nn.Conv3d(1, 8, 3), torch.nn.MaxPool2d(2)", "nn.Conv3d(1, 8, 3), torch.nn.MaxPool3d(2)"],
    ["nn.Conv3d(1, 8, 3), nn.AdaptiveMaxPool2d(2)", "nn.Conv3d(1, 8, 3), nn.AdaptiveMaxPool3d(2)"],
    // Each axis has its size, the number of features is no place of a map.
    ["nn.Conv3d(1, 8, 3), nn.MaxPool2d((2, 2))", null],
    ["nn.Conv3d(1, 8, 3), nn.MaxPool2d(kernel_size=[2, 2])", null],
    ["nn.Linear(4, 8), nn.BatchNorm2d(8)", null],
    ["nn.Linear(4, 8), nn.ReLU(), nn.BatchNorm3d(8)", null],
    ["nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)", null],
  ] as const)
    it(`${fixed === null ? "has no fix" : "has a fix"}: ${layers}`, () => {
      const source = (inside: string): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(${inside})

    def forward(self, x):
        return self.layers(x)
`;
      const text = imports + source(layers);
      const found = factsOf(source(layers)).models.flatMap(({ diagnostics }) =>
        diagnostics.flatMap(({ code, fixes }) => (code.endsWith("-rank") ? fixes : [])),
      );
      const mended = found.map(({ edits }) =>
        edits.reduce((all, { at, text: put }) => all.slice(0, at.start) + put + all.slice(at.end), text),
      );
      assert.deepEqual(mended, fixed === null ? [] : [imports + source(fixed)]);
    });

  it("has none where another one that is made there is right", () => {
    const { models } = factsOf(`
class Block(nn.Module):
    def __init__(self, conv):
        super().__init__()
        self.conv, self.norm = conv, nn.BatchNorm2d(8)
    def forward(self, x):
        return self.norm(self.conv(x))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = Block(nn.Conv2d(3, 8, 3)), Block(nn.Conv3d(1, 8, 3))
    def forward(self, x, y):
        return self.a(x), self.b(y)
`);
    assert.deepEqual(
      models.flatMap(({ diagnostics }) => diagnostics.map(({ code, fixes }) => [code, fixes.length])),
      [["batchnorm-rank", 0]],
    );
  });
});
