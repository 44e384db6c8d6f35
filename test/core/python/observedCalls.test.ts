import assert from "node:assert/strict";
import { factsOf } from "../../support/pythonModel.ts";

describe("calls of a model in a script", () => {
  it("of one place are run for each shape that they are given", () => {
    const source = `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(x)

act = M()
for n in (2, 3):
    y = act(torch.randn(1, n, 10))
    assert y.shape == (1, n, 10), y.shape
    nn.Conv1d(n, 4, 3)(y)
`;
    const { diagnostics, models } = factsOf(source);
    assert.deepEqual([...diagnostics, ...models.flatMap((model) => model.diagnostics)], []);
    assert.match(JSON.stringify(models[0]?.inputs[0]?.type.shape), /\[1,3,10\]/);
  });
});
