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

  it("are taken as they were made, though forward writes into the lists that it is given", () => {
    const source = `
class Paths(nn.Module):
    def __init__(self):
        super().__init__()
        self.stems = nn.ModuleList([nn.Conv2d(3, 8, 3), nn.Conv2d(1, 4, 3)])
        self.fuse = nn.Identity()

    def forward(self, x):
        for index, stem in enumerate(self.stems):
            x[index] = stem(x[index])
        return torch.cat(self.fuse(x), 1)

if __name__ == "__main__":
    net = Paths()
    y = net([torch.randn(1, 3, 8, 8), torch.randn(1, 1, 8, 8)])
`;
    const { diagnostics, models } = factsOf(source);
    assert.deepEqual([...diagnostics, ...models.flatMap((model) => model.diagnostics)], []);
    const { network } = models[0] ?? assert.fail();
    assert.deepEqual(
      [...network.inputs, ...network.outputs].map(({ value }) => {
        const type = network.values[value]?.type;
        return type?.shape.rank === "known" ? type.shape.dims.join("x") : "?";
      }),
      ["1x3x8x8", "1x1x8x8", "1x12x6x6"],
    );
  });

  it("of the layers of a chain, one after another, are calls of the chain", () => {
    const source = `
net = nn.Sequential(nn.Sequential(nn.LazyConv2d(8, 3), nn.ReLU()), nn.Flatten(), nn.LazyLinear(5))
x = torch.randn(2, 1, 20, 24)
for layer in net:
    x = layer(x)
`;
    const { diagnostics, models } = factsOf(source);
    assert.deepEqual([...diagnostics, ...models.flatMap((model) => model.diagnostics)], []);
    assert.match(JSON.stringify(models[0]?.inputs[0]?.type.shape), /\[2,1,20,24\]/);
  });

  it("of a part of a model, its loss say, are none of the model", () => {
    const source = `
class Trained(nn.Module):
    def __init__(self):
        super().__init__()
        self.loss = nn.CrossEntropyLoss()
        self.fc = nn.Linear(8, 3)

    def forward(self, x):
        return self.fc(x)

    def step(self, x, y):
        return self.loss(self.forward(x), y)

net = Trained()
net.step(torch.randn(4, 8), torch.zeros(4, dtype=torch.long))
`;
    const { models } = factsOf(source);
    assert.deepEqual(
      models.flatMap(({ diagnostics }) => diagnostics),
      [],
    );
    assert.match(JSON.stringify(models[0]?.inputs[0]?.type.shape), /\[1,8\]/);
  });
});
