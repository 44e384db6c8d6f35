import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

const run = (init: string, forward: string, shape = "1x4"): ReturnType<typeof modelOf> => {
  const indent = (text: string) =>
    text
      .split("\n")
      .map((line) => `        ${line}`)
      .join("\n");
  const source = `class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n${indent(init)}\n\n    def forward(self, x):\n${indent(forward)}\n`;
  return modelOf(source, { inputs: [shape] });
};

describe("nn.Module", () => {
  it("names parameters and buffers in the order of state_dict", () => {
    const { state } = run(
      "self.norm = nn.BatchNorm1d(4)\nself.scale = nn.Parameter(torch.ones(4))\nself.register_buffer('table', torch.zeros(2, 3))\nself.fc = nn.Linear(4, 2, bias=False)",
      "return self.fc(self.norm(x) * self.scale)",
    );
    assert.deepEqual(state, [
      "scale 4",
      "table 2x3",
      "norm.weight 4",
      "norm.bias 4",
      "norm.running_mean 4",
      "norm.running_var 4",
      "norm.num_batches_tracked scalar",
      "fc.weight 2x4",
    ]);
  });

  it("moves a name that is assigned anew to the end, and forgets what is deleted", () => {
    const { state } = run(
      "self.a = nn.Linear(4, 4, bias=False)\nself.b = nn.Linear(4, 4, bias=False)\ndel self.a\nself.a = nn.Linear(4, 4, bias=False)\nself.c = nn.Identity()\nself.c = None",
      "return self.a(self.b(x))",
    );
    assert.deepEqual(state, ["b.weight 4x4", "a.weight 4x4"]);
  });

  it("is built by its own constructor where a plain class is mixed in before it", () => {
    const { layers, problems } = modelOf(
      [
        "class Base(nn.Module):",
        "    def __init__(self, width):",
        "        super().__init__()",
        "        self.fc = nn.Linear(4, width)",
        "class Twice:",
        "    def forward(self, x): return self.fc(x) * 2",
        "class M(Twice, Base):",
        "    def __init__(self):",
        "        super().__init__(width=3)",
      ].join("\n"),
      { inputs: ["1x4"] },
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(layers, ["fc Linear 1x3", "mul mul 1x3"]);
  });

  it("is given tokens where what it looks up in a table is reshaped before", () => {
    const { inputs, outputs } = modelOf(
      [
        "class M(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        "        self.table = nn.Embedding(10, 4)",
        "    def forward(self, ids): return self.table(ids.view(-1, ids.size(-1)))",
      ].join("\n"),
    );
    assert.deepEqual([inputs, outputs], ["ids 1x16", "output 1x16x4"]);
  });

  it("is given tokens where it begins with a table and takes apart what is no row of them", () => {
    const { inputs, outputs, problems } = modelOf(
      [
        "class M(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        "        self.drop = nn.Dropout(0.1)",
        "        self.table = nn.Embedding(10, 4)",
        "        self.head = nn.Linear(4, 10)",
        "    def forward(self, ids, targets=None):",
        "        batch, time = ids.size()",
        "        assert time <= 64",
        "        return self.head(self.table(ids))",
      ].join("\n"),
    );
    assert.deepEqual([inputs, outputs, problems], ["ids 1x16", "output 1x16x10", []]);
  });

  it("reports heads that cannot share the features of attention, where they are given, once", () => {
    const { problems } = run("self.mix = nn.MultiheadAttention(10, 4)", "return self.mix(x, x, x)[0]", "5x1x10");
    assert.deepEqual(problems, ["attention-heads: 10 features are not divisible by 4 heads"]);
  });

  it("calls a shared module under its first name and counts it once", () => {
    const model = run("self.a = nn.Linear(4, 4)\nself.b = self.a", "return self.b(self.a(x))");
    assert.deepEqual(model.layers, ["a Linear 1x4", "a Linear 1x4"]);
    assert.equal(model.parameters, "20");
  });

  it("runs hooks around forward", () => {
    const model = run(
      "self.fc = nn.Linear(4, 3)\nself.fc.register_forward_hook(lambda module, args, output: output.unsqueeze(0))",
      "return self.fc(x)",
    );
    assert.equal(model.outputs, "output 1x1x3");
  });

  it("says which attribute is missing", () => {
    const model = run("self.fc = nn.Linear(4, 3)", "return self.fd(x)");
    assert.deepEqual(model.problems, [
      "python-raise: AttributeError: 'M' object has no attribute 'fd' is raised when the model is built or run",
    ]);
  });

  it("refuses a module before super().__init__()", () => {
    const source =
      "class M(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(4, 3)\n\n    def forward(self, x):\n        return self.fc(x)\n";
    assert.throws(() => modelOf(source), /cannot assign module before Module.__init__\(\) call/);
  });

  it("ends on a module that contains itself", () => {
    const model = run(
      "self.body = nn.Sequential(nn.ReLU())\nself.body.add_module('again', self.body)",
      "return self.body(x)",
    );
    assert.ok(model.layers.length > 0);
  });

  it("is in eval mode unless asked", () => {
    const source =
      "class M(nn.Module):\n    def forward(self, x):\n        return x.flatten() if self.training else x\n";
    assert.equal(modelOf(source, { inputs: ["2x3"] }).outputs, "output 2x3");
    assert.equal(modelOf(source, { inputs: ["2x3"], phase: "TRAIN" }).outputs, "output 6");
  });
});

describe("torch.nn.utils", () => {
  it("replaces a weight by its direction and norm", () => {
    const model = run("self.fc = nn.utils.weight_norm(nn.Linear(4, 3))", "return self.fc(x)");
    assert.deepEqual(model.state, ["fc.bias 3", "fc.weight_g 3x1", "fc.weight_v 3x4"]);
    assert.equal(model.outputs, "output 1x3");
  });

  it("keeps the power iteration of a spectral norm in buffers", () => {
    const model = run("self.fc = nn.utils.spectral_norm(nn.Linear(4, 3))", "return self.fc(x)");
    assert.deepEqual(model.state, ["fc.bias 3", "fc.weight_orig 3x4", "fc.weight_u 3", "fc.weight_v 4"]);
  });

  it("moves what is parametrized below the module", () => {
    const model = run("self.fc = nn.utils.parametrizations.weight_norm(nn.Linear(4, 3))", "return self.fc(x)");
    assert.deepEqual(model.state, [
      "fc.bias 3",
      "fc.parametrizations.weight.original0 3x1",
      "fc.parametrizations.weight.original1 3x4",
    ]);
  });
});

describe("containers", () => {
  it("slices, indexes and appends to a Sequential", () => {
    const model = run(
      "net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))\nnet.append(nn.Tanh())\nself.head = net[:2]\nself.tail = net[-2]",
      "return self.tail(self.head(x))",
    );
    assert.deepEqual(model.layers, ["head.0 Linear 1x8", "head.1 ReLU 1x8", "tail Linear 1x2"]);
  });

  it("names the members of dicts by their keys", () => {
    const model = run(
      "self.parts = nn.ModuleDict({'left': nn.Linear(4, 2), 'right': nn.Linear(4, 3)})",
      "return torch.cat([part(x) for part in self.parts.values()], 1)",
    );
    assert.deepEqual(model.layers, ["parts.left Linear 1x2", "parts.right Linear 1x3", "cat cat 1x5"]);
  });

  it("keeps names of an OrderedDict", () => {
    const model = run(
      "from collections import OrderedDict\nself.net = nn.Sequential(OrderedDict([('fc', nn.Linear(4, 2)), ('act', nn.ReLU())]))",
      "return self.net(x)",
    );
    assert.deepEqual(model.layers, ["net.fc Linear 1x2", "net.act ReLU 1x2"]);
  });

  it("makes lazy layers when they run", () => {
    const model = run("self.fc = nn.LazyLinear(3)", "return self.fc(x)");
    assert.equal(model.parameters, "15");
    assert.deepEqual(model.state, ["fc.weight 3x4", "fc.bias 3"]);
  });

  it("miss what a constructor without super().__init__() does not make", () => {
    const source = `
class Head(nn.Sequential):
    def __init__(self, channels):
        pass

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = Head(8)

    def forward(self, x):
        return self.head(x)
`;
    const missed =
      "AttributeError: 'Head' object has no attribute '_backward_hooks' is raised when the model is built or run: the constructor does not call super().__init__() first";
    assert.deepEqual(modelOf(source, { model: "Net()", inputs: ["1x8"] }).problems, [`python-raise: ${missed}`]);
  });
});
