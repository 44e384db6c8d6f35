// Parts that a module has under an unknown condition only. What the rows say follows from torch.nn.Module: `None` is kept
// beside the attributes, a module in `_modules`; a container's members are its `_modules` in order.
import assert from "node:assert/strict";
import { countsOf, coverageOf, gapsOf } from "../../../../src/core/analysis/cost.ts";
import { lostKnowledge } from "../../../../src/core/analysis/lostKnowledge.ts";
import { layerRows } from "../../../../src/core/analysis/rows.ts";
import { formatShape } from "../../../../src/core/ir/shape.ts";
import { factsOf, modelOf } from "../../../support/pythonModel.ts";

const indented = (text: string): string =>
  text
    .trim()
    .split("\n")
    .map((line) => `        ${line}`)
    .join("\n");

function facts(made: string, forward: string) {
  const found = factsOf(`
from elsewhere import flag, build
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 1, bias=False)
${indented(made)}

    def forward(self, x):
        x = self.a(x)
${indented(forward)}
`);
  const [model] = found.models;
  assert.ok(model);
  return { ...model, all: found.diagnostics };
}

/** Parameters, the parts that may lack, the rows by name, the output. `a` has 24 parameters. */
function told(made: string, forward: string): string {
  const { network } = facts(made, forward);
  const rows = layerRows(network);
  const sum = `${gapsOf(network).parameters ? "≥ " : ""}${countsOf(network).parameters}`;
  const parts = (network.unknownParts ?? []).map(({ name }) => name).join(" ");
  const output = network.values[network.outputs[0]?.value ?? -1]?.type.shape;
  return `${sum}; ${parts}; ${rows.map(({ name }) => name).join(" ")}; ${output ? formatShape(output) : "none"}`;
}

const cases: readonly (readonly [title: string, made: string, forward: string, expected: string])[] = [
  [
    "a layer of one side",
    "if flag:\n    self.proj = nn.Conv2d(8, 8, 1)",
    "if flag:\n    x = self.proj(x)\nreturn x",
    "≥ 24; proj; a proj branch; 1x8x224x224",
  ],
  [
    "the same, used in any case",
    "if flag:\n    self.proj = nn.Conv2d(8, 16, 1)",
    "return self.proj(x)",
    "≥ 24; proj; a proj; 1x16x224x224",
  ],
  [
    "a layer or None",
    "if flag:\n    self.proj = nn.Conv2d(8, 8, 1)\nelse:\n    self.proj = None",
    "if self.proj is not None:\n    x = self.proj(x)\nreturn x",
    "≥ 24; proj; a proj branch; 1x8x224x224",
  ],
  [
    "a layer that is there only where it is asked for",
    "if flag:\n    self.proj = nn.Conv2d(8, 8, 1)",
    "if hasattr(self, 'proj'):\n    x = self.proj(x)\nreturn x",
    "≥ 24; proj; a proj branch; 1x8x224x224",
  ],
  [
    "a conditional expression",
    "self.proj = nn.Conv2d(8, 8, 1) if flag else None",
    "return x",
    "≥ 24; proj; a; 1x8x224x224",
  ],
  ["an early return", "if flag:\n    return\nself.b = nn.Linear(2, 2)", "return x", "≥ 24; b; a; 1x8x224x224"],
  [
    "a block with layers in it",
    "if flag:\n    self.b = nn.Sequential(nn.Conv2d(8, 8, 1), nn.ReLU())",
    "if flag:\n    x = self.b(x)\nreturn x",
    "≥ 24; b; a b.0 b.1 branch; 1x8x224x224",
  ],
  [
    "the same object on a sure path too",
    "c = nn.Conv2d(8, 8, 1)\nif flag:\n    self.b = c\nself.c = c",
    "return self.c(x)",
    "≥ 96; b; a b; 1x8x224x224",
  ],
  ["a layer without parameters", "if flag:\n    self.act = nn.ReLU()", "return x", "24; ; a; 1x8x224x224"],
  [
    "a layer on both sides",
    "if flag:\n    self.b = nn.Linear(2, 2)\nelse:\n    self.b = nn.Identity()",
    "return x",
    "≥ 24; b; a; 1x8x224x224",
  ],
  [
    "a layer on both sides, by its name",
    "if flag:\n    self.b = nn.Sequential(nn.Conv2d(8, 8, 1))\nelse:\n    self.b = nn.Identity()",
    "return self.b(x)",
    "≥ 24; b; a b.0 b branch; 1x8x224x224",
  ],
  [
    "a layer that is replaced afterwards",
    "if flag:\n    self.b = nn.Linear(2, 2)\nself.b = nn.Linear(3, 3)",
    "return x",
    "36; ; a; 1x8x224x224",
  ],
  [
    "a layer that may have been deleted",
    "self.b = nn.Linear(2, 2)\nif flag:\n    del self.b",
    "return x",
    "≥ 24; b; a; 1x8x224x224",
  ],
  [
    "a parameter",
    "if flag:\n    self.w = nn.Parameter(torch.ones(8, 1, 1))",
    "if flag:\n    x = x * self.w\nreturn x",
    "≥ 24; w; a mul branch; 1x8x224x224",
  ],
  ["a buffer", "if flag:\n    self.register_buffer('w', torch.ones(8, 1, 1))", "return x", "24; ; a; 1x8x224x224"],
  [
    "a member of a list",
    "self.b = nn.ModuleList([nn.Conv2d(8, 8, 1)])\nif flag:\n    self.b.append(nn.Conv2d(8, 16, 1))",
    "for b in self.b:\n    x = b(x)\nreturn x",
    "≥ 96; b.1; a b; ?",
  ],
  [
    "a member of a sequence",
    "self.b = nn.Sequential(nn.ReLU())\nif flag:\n    self.b.append(nn.Conv2d(8, 16, 1))",
    "return self.b(x)",
    "≥ 24; b.1; a b.call; ?",
  ],
  [
    "an entry of a dict",
    "self.b = nn.ModuleDict()\nif flag:\n    self.b['k'] = nn.Conv2d(8, 16, 1)",
    "if 'k' in self.b:\n    x = self.b['k'](x)\nreturn x",
    "≥ 24; b.k; a b.k branch; 1x?x224x224",
  ],
  ["a layer that is not known", "self.b = build(8)", "return self.b(x)", "≥ 24; b; a b; ?"],
  ["an unknown number", "self.b = flag", "return x * self.b", "24; ; a; ?"],
];

describe("parts that a module may lack", () => {
  for (const [title, made, forward, expected] of cases) it(title, () => assert.equal(told(made, forward), expected));

  it("say why", () => {
    const { network } = facts("if flag:\n    self.proj = nn.Linear(2, 2)", "return x");
    const rows = layerRows(network);
    assert.deepEqual(
      lostKnowledge(network, rows).map(({ name, because }) => [name, because.key]),
      [["proj", "pythonModuleMissing"]],
    );
    assert.equal(coverageOf(network, rows).unknownParameters, 1);
  });

  it("make no fault of what follows a list of unknown length", () => {
    const layers =
      "self.b = nn.ModuleList()\nif flag:\n    self.b.append(nn.Conv2d(8, 16, 1))\nself.c = nn.Conv2d(8, 8, 1)";
    assert.deepEqual(facts(layers, "for b in self.b:\n    x = b(x)\nreturn self.c(x)").all, []);
  });
});

describe("containers made of what is not known", () => {
  for (const use of [
    "self.parts['b'](x)",
    "self.parts.b(x)",
    "self.mixed['c'](x)",
    "self.mixed.get('c')(x)",
    "self.weights['w'] * x",
    "self.weights.w * x",
    "self.settings.layer(x)",
    "self.parts['c'](x) if 'c' in self.parts else self.mixed.d(x)",
  ])
    it(`may have what is asked for: ${use}`, () => {
      const source = `
from types import SimpleNamespace
from elsewhere import load
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleDict(load())
        self.mixed = nn.ModuleDict({"a": nn.Linear(4, 4), **load()})
        self.weights = nn.ParameterDict(load())
        self.settings = SimpleNamespace(**load())

    def forward(self, x):
        x = self.mixed["a"](x)
        return ${use}
`;
      const { outputs, problems } = modelOf(source, { inputs: ["2x4"] });
      assert.deepEqual([outputs, problems], ["output ?", []]);
    });
});

describe("a side of an unknown condition that may return and else raises", () => {
  it("keeps the layers that it returns from", () => {
    const source = (first: string, second: string): string => `
from somewhere import flag, other

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 4, 3)

    def pick(self, x):
        if flag:
            ${first}
        else:
            ${second}

    def forward(self, x):
        return self.pick(x)
`;
    const mayRaise = "if other:\n                return self.a(x)\n            raise ValueError";
    for (const [first, second] of [
      [mayRaise, "return x"],
      ["return x", mayRaise],
    ] as const) {
      const { outputs, parameters, problems } = modelOf(source(first, second), { inputs: ["1x3x8x8"] });
      assert.deepEqual([outputs, parameters, problems], ["output 1x?x?x?", "112", []]);
    }
  });
});

describe("an input of which nothing is known", () => {
  it("may be of any type of elements", () => {
    const source = `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 1)

    def forward(self, x, batch):
        classes = batch["classes"]
        targets = torch.full((2, 3), 1, dtype=classes.dtype)
        found = torch.zeros(2, 3, 5).scatter_(2, targets.unsqueeze(-1), 1)
        return self.conv(x), found
`;
    const { outputs, problems } = modelOf(source);
    assert.deepEqual([outputs, problems], ["output_0 1x5x224x224, output_1 2x3x5", []]);
  });
});
