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
});
