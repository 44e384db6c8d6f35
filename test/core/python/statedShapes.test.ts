import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

const model = (header: string, layer: string, head = "") =>
  modelOf(`${head}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = ${layer}

${header
  .split("\n")
  .map((line) => `    ${line}`)
  .join("\n")}
        return self.layer(x)
`);

const conv = "nn.Conv2d(3, 8, 3)";

describe("the input of a model, as its forward states it", () => {
  it("is read from jaxtyping annotations", () => {
    const head = "from jaxtyping import Float, Int\nfrom torch import Tensor\n";
    const images = model('def forward(self, x: Float[Tensor, "batch 3 64 48"]):', conv, head);
    assert.deepEqual([images.inputs, images.origin, images.problems], ["x 1x3x64x48", "file", []]);
    const tokens = model('def forward(self, x: Int[Tensor, "b 77"]):', "nn.Embedding(100, 8)", head);
    assert.deepEqual([tokens.inputs, tokens.outputs], ["x 1x77", "output 1x77x8"]);
  });

  it("keeps sizes that are only named, but for what a layer demands", () => {
    const head = "from jaxtyping import Float\nfrom torch import Tensor\n";
    const sequence = model('def forward(self, x: Float[Tensor, "b t d"]):', "nn.Linear(16, 4)", head);
    assert.deepEqual([sequence.inputs, sequence.outputs], ["x 1xtx16", "output 1xtx4"]);
  });

  it("is read from docstrings", () => {
    for (const text of [
      "x (torch.Tensor): images of shape (B, 3, 40, 50)",
      "x: Tensor, [B, 3, 40, 50]",
      "Args:\n            x: (batch, 3, 40, 50) images",
      "Input: (N, 3, 40, 50)",
      "x: B x 3 x 40 x 50",
    ]) {
      const images = model(`def forward(self, x):\n    """${text}"""`, conv);
      assert.deepEqual([images.inputs, images.origin], ["x 1x3x40x50", "file"], text);
    }
  });

  it("is read from a comment at the head, not from one further down", () => {
    assert.equal(model("def forward(self, x):  # x: (B, 3, 20, 30)", conv).inputs, "x 1x3x20x30");
    const later = model("def forward(self, x):\n    x = x * 2\n    # x: (B, 3, 20, 30)", conv);
    assert.equal(later.inputs, "x 1x3x224x224");
  });

  it("is what the layers say where the statement does not fit or states no size", () => {
    const wrong = model('def forward(self, x):\n    """x: (B, 1, 28, 28)"""', conv);
    assert.deepEqual([wrong.inputs, wrong.problems], ["x 1x3x224x224", []]);
    const named = model('def forward(self, x):\n    """x: tensor of shape (B, C, H, W)"""', conv);
    assert.equal(named.inputs, "x 1x3x224x224");
    const prose = model('def forward(self, x):\n    """x (Tensor, optional): the input (see below)"""', conv);
    assert.equal(prose.inputs, "x 1x3x224x224");
  });
});
