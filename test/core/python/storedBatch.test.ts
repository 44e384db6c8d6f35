import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const source = (kept: string): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.to_style = nn.Linear(4, 8)
        ${kept}

    def forward(self, x):
        style = self.to_style(self.noise.flatten(1)).view(-1)
        x = self.conv(x)
        maps = x.view(1, x.size(0) * x.size(1), *x.shape[2:])
        return F.batch_norm(maps, None, None, style, style, True).view(x.shape)
`;

describe("a batch that a model keeps", () => {
  it("is the batch of its input, where one sample does not go with it", () => {
    const { inputs, problems, outputs } = modelOf(source("self.noise = torch.randn(16, 4, 1, 1)"));
    assert.deepEqual(problems, []);
    assert.match(inputs, /^x 16x3x/);
    assert.match(outputs, /^output 16x8x/);
  });

  it("leaves a fault that no batch mends", () =>
    assert.match(modelOf(source("self.noise = torch.randn(16, 5, 1, 1)")).problems.join(), /^linear-features/));

  it("is not asked where nothing is wrong", () =>
    assert.match(modelOf(source("self.noise = torch.randn(1, 4)")).inputs, /^x 1x3x/));
});
