import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const convolutions = (parameters: string, features: number): string => `
class Net(nn.Module):
    def __init__(self${parameters}):
        super().__init__()
        self.convs = nn.Sequential(nn.Conv2d(4, 16, 5, 2), nn.Conv2d(16, 32, 5, 2), nn.Conv2d(32, 32, 5, 2))
        self.head = nn.Linear(${features}, 6)

    def forward(self, x):
        return self.head(self.convs(x).flatten(1))
`;

const transformer = (positions: string, parameters = "img_size=224"): string => `
class Net(nn.Module):
    def __init__(self, ${parameters}, patch=16, dim=8):
        super().__init__()
        self.patches = nn.Conv2d(3, dim, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, dim))
        self.positions = nn.Parameter(torch.zeros(1, ${positions}, dim))

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1)
        return x + self.positions
`;

describe("sizes that a constructor names", () => {
  it("are taken where they fit", () =>
    assert.equal(modelOf(convolutions(", h=84, w=84", 32 * 7 * 7)).inputs, "x 1x4x84x84"));

  it("are not taken where they do not", () =>
    assert.equal(modelOf(convolutions(", h=64, w=64", 32 * 7 * 7)).inputs, "x 1x4x77x77"));

  it("tell a table that lacks a position from an image that is no square", () => {
    const { inputs, problems } = modelOf(transformer("(img_size // patch) ** 2"));
    assert.equal(inputs, "x 1x3x224x224");
    assert.deepEqual(problems, ["add-shape: 1x197x8 and 1x196x8 do not go together: 197 against 196"]);
  });

  it("may be given where the model is made", () => {
    const made = "\nnet = Net(image_size=256, patch=32)\n";
    const { inputs, problems } = modelOf(transformer("(image_size // patch) ** 2", "image_size") + made);
    assert.equal(inputs, "x 1x3x256x256");
    assert.deepEqual(problems, ["add-shape: 1x65x8 and 1x64x8 do not go together: 65 against 64"]);
  });

  it("leave images alone that are no squares", () => {
    const { inputs, problems } = modelOf(transformer("16 * 8 + 1", "scale=1"));
    assert.equal(inputs, "x 1x3x128x256");
    assert.deepEqual(problems, []);
  });
});
