import assert from "node:assert/strict";
import { factsOf } from "../../support/pythonModel.ts";

const offered = (source: string): readonly string[] =>
  factsOf(source, {
    files: { "file:///w/zoo/models.py": zoo, "file:///w/zoo/other.py": zoo, "file:///w/zoo/__init__.py": "" },
  }).offers.map(({ name, kind }) => `${kind} ${name}`);

const zoo = `
import functools
from torch import nn
class Net(nn.Module):
    def forward(self, x): return x
def registered(fn):
    @functools.wraps(fn)
    def wrapper(*args): return fn(*args)
    return wrapper
@registered
def make() -> Net:
    return Net()
def size():
    return 3
`;

describe("the models of a file", () => {
  it("are made by factories that call those of other files", () => {
    assert.deepEqual(
      offered("from zoo.models import make, size\ndef mine(): return make()\ndef number(): return size()"),
      ["factory mine"],
    );
  });

  it("may be moved or set to a mode before they are given out", () => {
    assert.deepEqual(
      offered(`
class Net(nn.Module):
    def forward(self, x): return x
def evaluated():
    net = Net()
    return net.eval()
def moved(): return Net().to("cpu").half()
def text(): return str(Net())
`),
      ["class Net", "factory evaluated", "factory moved"],
    );
  });

  it("may be unpacked from what a function gives with them", () => {
    const source =
      "class Net(nn.Module):\n    def forward(self, x): return x\ndef made(): return Net(), 224\nnet, size = made()";
    assert.deepEqual(offered(source), ["class Net", "instance net"]);
  });

  it("are checked where a script makes them with their defaults, and those last that hold nothing", () => {
    const source = (body: string) => `
class Swish(nn.Module):
    def forward(self, x): return x * x.sigmoid()
class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, width, 3), Swish(), nn.Conv2d(4, 4, 3))
    def forward(self, x): return self.layers(x)
def test():
    ${body}
`;
    const checked = (body: string) => {
      const { models } = factsOf(source(body), { allModels: true });
      return models.map(({ offer, diagnostics }) => `${offer.name} ${diagnostics.map(({ code }) => code)}`);
    };
    assert.deepEqual(checked("print(Net()(torch.zeros(1, 3, 8, 8)).shape)"), ["Net conv-channels"]);
    assert.deepEqual(checked("print(Net(4)(torch.zeros(1, 3, 8, 8)).shape)"), ["Net conv-channels"]);
  });

  it("are what functions annotated as giving modules give", () => {
    assert.deepEqual(offered("def build() -> nn.Module:\n    return helper()\ndef other() -> int:\n    return 3"), [
      "factory build",
    ]);
  });

  it("are not built where a method is left to derived classes", () => {
    const { offers, diagnostics } = factsOf(`
from abc import ABC, abstractmethod
class Base(nn.Module, ABC):
    @abstractmethod
    def forward(self, x): ...
class Net(Base):
    def forward(self, x): return x
`);
    assert.deepEqual(
      offers.map(({ name, constructible }) => [name, constructible]),
      [
        ["Base", false],
        ["Net", true],
      ],
    );
    assert.deepEqual(diagnostics, []);
  });

  it("are cut out of others by node names", () => {
    assert.deepEqual(
      offered(`
from torchvision.models.feature_extraction import create_feature_extractor
def features(): return create_feature_extractor(None, ["layer1"])
`),
      ["factory features"],
    );
  });

  it("are calls of classes of other files that could not be made", () => {
    const wide = `
from torch import nn
class Wide(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        if width % heads:
            raise ValueError("width is no multiple of heads")
        self.layer = nn.Linear(width, width)
    def forward(self, x): return self.layer(x)
class Tracked(nn.Module):
    def __init__(self):
        super().__init__()
        raise RuntimeError("tracker is not installed, please run: pip install tracker")
`;
    const told = (source: string) => {
      const { offers, diagnostics } = factsOf(source, { files: { "file:///w/wide.py": wide } });
      return [
        offers.map(({ name, expression }) => `${name}: ${expression}`),
        diagnostics.map(({ severity, message: said }) => `${severity} ${said.args["exception"]}`),
      ];
    };
    assert.deepEqual(told("from wide import Wide\nmodel = Wide(\n    width=8,\n    heads=3,\n)"), [
      ["model: Wide(width=8, heads=3)"],
      ["error ValueError: width is no multiple of heads"],
    ]);
    assert.deepEqual(told("from wide import Tracked\nmodel = Tracked()"), [
      ["model: Tracked()"],
      ["hint RuntimeError: tracker is not installed, please run: pip install tracker"],
    ]);
    assert.deepEqual(
      told("from wide import Wide\ntry:\n    model = Wide(8, 3)\nexcept ValueError:\n    model = None"),
      [[], []],
    );
  });
});

describe("the model that is shown", () => {
  const module = (name: string, body = "", base = "nn.Module"): string => `
class ${name}(${base}):
    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)${body === "" ? "" : `\n        ${body}`}
    def forward(self, x):
        return self.conv(x)
`;
  for (const [title, source, shown] of [
    ["the first of classes side by side", module("A") + module("B"), "A()"],
    [
      "what is made of others rather than these",
      module("TNet") +
        module("Encoder", "self.t = TNet()") +
        module("PointNet", "self.e = Encoder()") +
        module("Other"),
      "PointNet()",
    ],
    [
      "what is made of others by functions",
      `${module("Block")}\ndef stack(n):\n    return nn.Sequential(*[Block() for _ in range(n)])\n${module("Net", "self.s = stack(2)")}`,
      "Net()",
    ],
    ["what others are derived from", module("Plain") + module("Wide", "self.more = nn.ReLU()", "Plain"), "Plain()"],
    [
      "the first class where each is made of the other",
      module("A", "self.b = None if width else B()") + module("B", "self.a = A()"),
      "A()",
    ],
    [
      "a part, where the whole refuses its defaults",
      `${module("Act").replace("__init__", "other")}${module("Block")}${module("Net", "self.s = [Block(), Act()][width['at']]").replace("width=8", "width=None")}`,
      "Block()",
    ],
    ["the whole, broken as it is", module("Block") + module("Net", "self.s = Block(); self.t = Blok()"), "Net()"],
    [
      "what a factory makes",
      `${module("A") + module("B", "self.a = A()")}\ndef small():\n    return A(4)\n`,
      "small()",
    ],
    ["the instance of the module", `${module("A") + module("B", "self.a = A()")}\nnet = A()\n`, "net"],
  ] as const)
    it(`is ${title}`, () => assert.equal(factsOf(source).models[0]?.offer.expression, shown));
});
