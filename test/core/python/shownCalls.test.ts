import assert from "node:assert/strict";
import { modelOf } from "../../support/pythonModel.ts";

/** Models of one class, each for images of its own size, and a block that tries them. */
const tried = (models: readonly string[], body = "") => `
class Net(nn.Module):
    def __init__(self, width, size=32):
        super().__init__()
        self.size = size
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.conv(x)

def small():
    return Net(4)

def medium():
    return Net(6)

def large():
    return Net(8, size=64)

def huge():
    return Net(16, size=128)

def _test():
    for make in [${models.join(", ")}]:
        net = make()
        y = net(torch.randn(2, 3, net.size, net.size))
        assert y.shape[1] == net.conv.out_channels
${body}
if __name__ == "__main__":
    _test()
    torch.zeros(2, 3) @ torch.zeros(4, 5)
`;

describe("a block that tries models of one class", () => {
  it("shows each what one built like it is given", () => {
    const source = tried(["small", "large", "huge"]);
    for (const [model, inputs] of Object.entries({
      "small()": "x 2x3x32x32",
      "large()": "x 2x3x64x64",
      "huge()": "x 2x3x128x128",
    }))
      assert.equal(modelOf(source, { model }).inputs, inputs);
  });

  it("is followed, where one is asked for, until it has shown what that one takes", () => {
    const problems = (model?: string) =>
      modelOf(tried(["small", "huge"]), model === undefined ? {} : { model }).problems;
    assert.match(problems().join(), /matmul/);
    assert.deepEqual(problems("small()"), []);
  });

  it("is followed no further once models of its class have taken the same", () => {
    const source = tried(["small", "medium", "lambda: Net(3)", "large"]);
    assert.equal(modelOf(source, { model: "Net(5)" }).inputs, "x 2x3x32x32");
    assert.deepEqual(modelOf(source, { model: "Net(5)" }).problems, []);
  });

  it("counts as a whole for a name that it gives itself", () => {
    const source = tried(["small", "large"]);
    assert.equal(modelOf(source, { model: "Net" }).inputs, "x 2x3x64x64");
  });

  it("says nothing certain of one built for other sizes, though its weights are the same", () => {
    const source = `
class Net(nn.Module):
    def __init__(self, size=(32, 32)):
        super().__init__()
        self.size = size
        self.conv = nn.Conv2d(3, 4, 3, stride=2, padding=1)
    def forward(self, x):
        return F.interpolate(self.conv(x), size=self.size) + x[:, :1]

def net(size=(32, 32)):
    return Net(size)

if __name__ == "__main__":
    other = net(size=(32, 64))
    other.eval()
    other(torch.randn(1, 3, 32, 64))
`;
    assert.deepEqual(modelOf(source, { model: "net()" }).problems, []);
    assert.equal(modelOf(source, { model: "net((32, 64))" }).inputs, "x 1x3x32x64");
  });
});
