import assert from "node:assert/strict";
import { totalsOf } from "../../../src/core/analysis/cost.ts";
import { factsOf } from "../../support/pythonModel.ts";

describe("models of one file", () => {
  it("are each made of what the file has left, whatever another one changes", () => {
    const source = `
widths = [[3, 4], [4, 8]]

class Net(nn.Module):
    def __init__(self, factor):
        super().__init__()
        layers = []
        for pair in widths:
            layers.append(nn.Conv2d(pair[0], pair[1] * factor, 1, bias=False))
            pair[0] = pair[1] * factor
            widths[-1][0] = pair[0]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)

def small():
    return Net(1)

def wide():
    return Net(2)
`;
    const { models, diagnostics } = factsOf(source, { allModels: true });
    assert.deepEqual([...diagnostics, ...models.flatMap((model) => model.diagnostics)], []);
    assert.deepEqual(
      models.map(({ offer, network }) => [offer.expression, totalsOf(network).parameters]),
      [
        ["small()", 3 * 4 + 4 * 8],
        ["wide()", 3 * 8 + 8 * 16],
      ],
    );
  });

  it("find the modules that were imported meanwhile in the table of them", () => {
    const source = `
import sys
import widths

class Net(nn.Module):
    def __init__(self, factor):
        super().__init__()
        sys.modules["made"] = sys
        self.layer = nn.Conv2d(3, widths.width * factor, 1, bias=False)
        assert sys.modules["widths"].width == 4 and "made" in sys.modules

    def forward(self, x):
        return self.layer(x)

def small():
    return Net(1)

def wide():
    return Net(2)
`;
    const files = { "file:///w/widths.py": "width = 4\n" };
    const { models, diagnostics } = factsOf(source, { allModels: true, files });
    assert.deepEqual([...diagnostics, ...models.flatMap((model) => model.diagnostics)], []);
    assert.deepEqual(
      models.map(({ network }) => totalsOf(network).parameters),
      [12, 24],
    );
  });
});
