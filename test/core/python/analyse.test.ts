import assert from "node:assert/strict";
import { emptyMemory } from "../../../src/core/ir/facts.ts";
import { formatShape } from "../../../src/core/ir/shape.ts";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf, modelOf } from "../../support/pythonModel.ts";

const lenet = (features: string, head = "") => `${head}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(${features}, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))
`;

describe("the input of a model", () => {
  it("is what a directive says", () => {
    const model = modelOf(lenet("16 * 4 * 4", "# convlens: input=1x1x28x28"));
    assert.deepEqual([model.inputs, model.origin, model.problems], ["x 1x1x28x28", "directive", []]);
  });

  it("is what a call in the file shows", () => {
    const model = modelOf(`${lenet("16 * 4 * 4")}
if __name__ == "__main__":
    model = Net()
    print(model(torch.randn(4, 1, 28, 28)).shape)
`);
    assert.deepEqual([model.inputs, model.origin, model.outputs], ["x 4x1x28x28", "main", "output 4x10"]);
  });

  it("follows from the layers", () => {
    const model = modelOf(lenet("16 * 5 * 5"));
    assert.deepEqual([model.inputs, model.origin, model.problems], ["x 1x1x32x32", "layers", []]);
    const [input] = factsOf(lenet("16 * 5 * 5")).models[0]?.inputs ?? [];
    assert.equal(input && render(input.explanation), "32×32 so that fc1 fits; 32..35 fit");
  });

  it("are one position of a code where a generator unfolds it", () => {
    const generator = (first: string): string =>
      modelOf(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.ConvTranspose2d(100, 64, ${first}), nn.ReLU(), nn.ConvTranspose2d(64, 3, 4, 2, 1))
    def forward(self, x): return self.main(x)
`).inputs;
    assert.equal(generator("4, 1, 0"), "x 1x100x1x1");
    assert.equal(generator("4, 2, 1"), "x 1x100x224x224");
  });

  it("is what the model's configuration states, where it fits", () => {
    const net = (size: string) => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.default_cfg = dict(input_size=${size}, num_classes=10)
        self.conv = nn.Conv2d(3, 8, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        return self.pool(self.conv(x))

class User(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = Net()

    def forward(self, x):
        return self.backbone(x)
`;
    const model = modelOf(net("(3, 96, 64)"));
    assert.deepEqual([model.inputs, model.origin, model.problems], ["x 1x3x96x64", "file", []]);
    assert.equal(modelOf(net("(3, 96, 64)"), { model: "User()" }).inputs, "x 1x3x96x64");
    // It is kept by a model that is made for other images.
    assert.equal(modelOf(net("(1, 96, 64)")).inputs, "x 1x3x96x64");
    assert.equal(modelOf(net("(1, 2, 2)")).inputs, "x 1x3x224x224");
    assert.equal(modelOf(net("None")).inputs, "x 1x3x224x224");
  });

  it("stays while a number is being typed, so that the mistake is reported", () => {
    const before = factsOf(lenet("16 * 5 * 5"));
    const after = modelOf(lenet("16 * 6 * 6"), { memory: before.memory });
    assert.equal(after.inputs, "x 1x1x32x32");
    assert.deepEqual(after.problems, ["linear-features: expected 576 input features, got 400"]);
    assert.equal(modelOf(lenet("16 * 6 * 6"), { memory: emptyMemory }).inputs, "x 1x1x36x36");
  });

  it("is a row for layers that take features, and tokens for an embedding", () => {
    const row = "class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.f = ";
    const forward = "\n\n    def forward(self, x):\n        return self.f(x)\n";
    assert.equal(modelOf(`${row}nn.Linear(20, 3)${forward}`).inputs, "x 1x20");
    assert.equal(modelOf(`${row}nn.Embedding(20, 3)${forward}`).outputs, "output 1x16x3");
    const users = "\n        self.g = nn.Linear(6, 1)\n\n    def forward(self, user, item):\n";
    const scores = `${row}nn.Embedding(20, 3)${users}        return self.g(torch.cat([self.f(user), self.f(item)], 1))\n`;
    assert.equal(modelOf(scores).outputs, "output 1x1");
    assert.deepEqual(modelOf(scores).problems, []);
    assert.equal(modelOf(`${row}nn.Sequential(nn.Flatten(), nn.Linear(784, 3))${forward}`).inputs, "x 1x1x28x28");
    assert.equal(modelOf(`${row}nn.Conv1d(2, 3, 3)${forward}`).inputs, "x 1x2x128");
    assert.equal(modelOf(`${row}nn.Conv3d(2, 3, 3)${forward}`).inputs, "x 1x2x16x112x112");
  });

  it("goes to parameters in order, by name, and as a list", () => {
    const source =
      "class M(nn.Module):\n    def forward(self, left, right=None, many: list[torch.Tensor] = ()):\n        return [left, right, *many]\n";
    assert.equal(modelOf(source, { inputs: ["1x2", "1x3"] }).outputs, "output_0 1x2, output_1 1x3");
    const told =
      'class M(nn.Module):\n    def forward(self, scores):\n        """\n        scores : list\n            of the discriminator\n        """\n        return scores.new_ones(scores.shape)\n';
    assert.deepEqual([modelOf(told).outputs, modelOf(told).problems], ["output 1x3x224x224", []]);
    const named = modelOf(source, { inputs: ["1x2", "many=3x4", "many=5"] });
    assert.equal(named.outputs, "output_0 1x2, output_1 3x4, output_2 5");
  });
});

describe("inputs that are guessed", () => {
  const two = (init: string, signature: string, body: string) =>
    modelOf(
      `class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n${init}\n    def forward(self, ${signature}):\n${body}\n`,
    );

  it("cause no errors between each other", () => {
    const decoder = two(
      "        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)\n        self.conv = nn.Conv2d(16, 8, 3)\n",
      "x, skip",
      "        return self.conv(torch.cat([self.up(x), skip], 1))",
    );
    assert.deepEqual(decoder.problems, []);
    assert.equal(decoder.inputs, "x 1x16x224x224, skip ?");
    const timed = two(
      "        self.conv = nn.Conv2d(3, 8, 3, padding=1)\n        self.time = nn.Linear(32, 8)\n",
      "x, t",
      "        return self.conv(x) + self.time(t)[:, :, None, None]",
    );
    assert.deepEqual([timed.problems, timed.inputs], [[], "x 1x3x224x224, t 1x32"]);
  });

  it("are of one size where one demand says so", () => {
    const siamese = two(
      "        self.conv = nn.Conv2d(1, 4, 3)\n        self.fc = nn.Linear(4 * 10 * 10, 2)\n\n    def embed(self, x):\n        return self.fc(torch.flatten(F.max_pool2d(self.conv(x), 2), 1))\n",
      "a, b",
      "        return self.embed(a) - self.embed(b)",
    );
    assert.deepEqual([siamese.problems, siamese.inputs], [[], "a 1x1x22x22, b 1x1x22x22"]);
  });

  it("leave exceptions about their size aside", () => {
    const strict = two(
      "        self.conv = nn.Conv2d(3, 8, 4, stride=4)\n",
      "x",
      "        assert x.shape[2] == 30, 'size'\n        return self.conv(x)",
    );
    assert.deepEqual(strict.problems, []);
  });

  it("do not hide faults that any size shows", () => {
    const wrong = two(
      "        self.a = nn.Conv2d(3, 8, 3)\n        self.b = nn.Conv2d(4, 8, 3)\n",
      "x, y",
      "        return self.b(self.a(x)) + y",
    );
    assert.deepEqual(wrong.problems, ["conv-channels: expected 4 input channels, got 8"]);
  });
});

describe("the models of a file", () => {
  const two = `
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.conv(x)


class Other(Net):
    def __init__(self):
        super().__init__(4)


def small() -> Net:
    return Net(8)


def wide(width):
    net = Net(width)
    return net


def helper(x):
    return x
`;

  it("are its classes, factories and instances", () => {
    const facts = factsOf(`${two}\nshared = Net(2)\n`);
    assert.deepEqual(
      facts.offers.map(
        ({ kind, name, constructible }) => `${kind} ${name}${constructible ? "" : " (needs arguments)"}`,
      ),
      [
        "class Net (needs arguments)",
        "class Other",
        "factory small",
        "factory wide (needs arguments)",
        "instance shared",
      ],
    );
    assert.equal(facts.models[0]?.offer.name, "shared");
  });

  it("are shown in the order of the contract", () => {
    assert.equal(factsOf(two).models[0]?.offer.name, "small");
    assert.equal(factsOf(`# convlens: model=Net(7)\n${two}`).models[0]?.network.model, "Net(7)");
    assert.equal(factsOf(two, { model: "wide(5)" }).models[0]?.network.model, "wide(5)");
    // A bare name stands for its call.
    assert.equal(factsOf(two, { model: "small" }).models[0]?.network.model, "small()");
    assert.deepEqual(
      factsOf(two, { allModels: true }).models.map(({ offer }) => offer.expression),
      ["small()", "Other()"],
    );
  });

  it("that are not there are said to be missing", () => {
    const facts = factsOf(two, { model: "Net(" });
    assert.deepEqual(
      facts.diagnostics.map(({ code }) => code),
      ["unknown-model"],
    );
  });

  it("are asked of a file that offers none: what they raise is told", () => {
    const facts = factsOf("def make(size):\n    assert size > 0\n    return nn.Linear(size, 1)\n", {
      model: "make(0)",
    });
    assert.deepEqual([facts.framework, facts.diagnostics.map(({ code }) => code)], ["pytorch", ["python-raise"]]);
  });

  it("are none where nothing of a framework is imported", () => {
    const facts = factsOf("x = 1\n");
    assert.deepEqual([facts.framework, facts.offers.length, facts.diagnostics.length], [null, 0, 0]);
  });

  it("are read from imported files of the workspace", () => {
    const block =
      "import torch.nn as nn\n\nclass Block(nn.Module):\n    def __init__(self, width):\n        super().__init__()\n        self.conv = nn.Conv2d(8, width, 3)\n\n    def forward(self, x):\n        return self.conv(x)\n";
    const facts = factsOf("from parts import Block\n\nnet = nn.Sequential(nn.Conv2d(3, 4, 1), Block(5))\n", {
      files: { "file:///w/parts.py": block },
    });
    const [model] = facts.models;
    assert.deepEqual(
      model?.diagnostics.map(({ code, at }) => [code, at?.file, block.slice(at?.start, at?.end)]),
      [["conv-channels", "file:///w/parts.py", "8"]],
    );
    assert.ok(facts.dependencies.includes("file:///w/parts.py"));
  });
});

describe("symbolic inputs", () => {
  it("stay symbolic through a model", () => {
    const model = modelOf(lenet("400", "# convlens: input=Nx1x32x32"));
    assert.equal(model.outputs, "output Nx10");
    const pooled = factsOf("net = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1))\n", { inputs: ["1x3xHxW"] });
    const network = pooled.models[0]?.network;
    const output = network?.values[network.outputs[0]?.value ?? 0];
    assert.equal(output && formatShape(output.type.shape), "1x8x(H - 1)//2 + 1x(W - 1)//2 + 1");
  });
});

describe("blocks of other models", () => {
  const text = `
class Stem(nn.Module):
    def __init__(self, widths=()):
        super().__init__()
        self.conv = nn.Conv2d(3, widths[0], 3)

    def forward(self, x):
        return self.conv(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Stem((4,))

    def forward(self, x):
        return self.stem(x)
`;
  it("are not looked at alone, with defaults that nobody uses", () => {
    const facts = factsOf(text, { allModels: true });
    assert.deepEqual(
      facts.models.map(({ offer, diagnostics }) => `${offer.expression} ${diagnostics.length}`),
      ["Net() 0"],
    );
    assert.deepEqual(facts.diagnostics, []);
  });

  it("are looked at when they are asked for", () => {
    assert.match(
      factsOf(text, { model: "Stem()" })
        .diagnostics.map(({ code }) => code)
        .join(),
      /python-raise/,
    );
  });
});
