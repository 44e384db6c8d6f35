import assert from "node:assert/strict";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf, imports, modelOf } from "../../support/pythonModel.ts";

/** `severity code: text` of everything that is said about all models of a source. */
function said(source: string): readonly string[] {
  const facts = factsOf(source, { allModels: true });
  const all = [...facts.diagnostics, ...facts.models.flatMap(({ diagnostics }) => diagnostics)];
  return all.map(({ severity, code, message }) => `${severity} ${code}: ${render(message)}`);
}

const net = (parameters: string, before: string, forward = "self.conv(x)") => `
class Net(nn.Module):
    def __init__(self${parameters}):
        super().__init__()
        ${before}
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return ${forward}
`;

describe("a class that is built because its arguments have defaults", () => {
  it("may refuse them: a hint says so", () => {
    for (const before of ["assert norm is not None", "self.norm = norm(8)", "self.rate = kwargs['rate']"])
      assert.match(said(net(", norm=None, **kwargs", before)).join(), /^hint python-raise: \w+/, before);
  });

  it("is not at fault where a default stands for what others give", () => {
    for (const before of ["self.a = nn.Conv2d(channels, 8, 3)", "self.a = nn.Conv2d(8, rate, 3)"])
      assert.match(said(net(", channels=None, rate=-1", before)).join(), /^hint argument-(?:type|range): /, before);
    const filter = "self.filter = torch.ones(1, 1, 3, 3).repeat((channels, 1, 1, 1))";
    assert.match(said(net(", channels=None", filter)).join(), /^hint argument-type: [^,]*, got None$/);
    const settings = said(net(", encoder={'type': 'Deformable'}", "self.levels = encoder.levels")).join();
    assert.match(settings, /^hint python-raise: AttributeError: 'dict' object has no attribute 'levels'/);
    const label = net("", "pass", "self.conv(x) + self.conv(y)").replace("(self, x)", "(self, x, y=None)");
    assert.deepEqual([said(label), modelOf(label).inputs], [[], "x 1x3x224x224, y 1x3x224x224"]);
  });

  it("may refuse the type of a guessed input: a hint says so", () => {
    const forward = "self.conv(x) if isinstance(x, list) else self.refuse()";
    const source = `${net("", "pass", forward)}
    def refuse(self):
        raise TypeError("Input type not supported")
`;
    assert.deepEqual(said(source), [
      "hint python-raise: TypeError: Input type not supported is raised when the model is built or run",
    ]);
  });

  it("need not work with settings as another file has them before they are set", () => {
    const own = "from config import cfg\n";
    const files = { "file:///w/config.py": "class C: pass\ncfg = C()\ncfg.norm = None\ncfg.data = ''\n" };
    const severities = (before: string, head: string) =>
      factsOf(`${head}${net("", before)}`, { files, allModels: true }).diagnostics.map(({ severity }) => severity);
    for (const before of ["layer = cfg.norm; self.norm = layer(8)", "assert cfg.data in ('a', 'b')"]) {
      assert.deepEqual(severities(before, own), ["hint"], before);
      const here = `class C: pass\ncfg = C()\ncfg.norm = None\ncfg.data = ''\n`;
      assert.deepEqual(severities(before, here), ["error"], before);
    }
    assert.deepEqual(severities("self.width = cfg.widht", own), ["error"]);
  });

  it("is not at fault for a default in a branch that nobody knows to be taken", () => {
    const source = (condition: string) => `
from somewhere import kind
${net("", `self.own = nn.Linear(None, 8) if ${condition} else nn.Linear(4, 8)`)}
net = Net()
`;
    assert.deepEqual(said(source("kind() == 'own'")), []);
    assert.match(said(source("True")).join(), /^error argument-type: in_features/);
  });

  it("is not at fault where its default makes a size below one", () => {
    const layers = "self.weight = nn.Parameter(torch.zeros(8, 3, 3, 3)); self.groups = 3 * groups";
    const used = said(net(", groups=-1", layers, "F.conv2d(x, self.weight, groups=self.groups)")).join();
    assert.match(used, /^hint [a-z-]+: [^,]*, got -3$/);
    assert.match(said(net("", "pass", "F.conv2d(x, self.conv.weight, groups=0)")).join(), /^error /);
  });

  it("is at fault where an attribute is missing", () => {
    assert.match(said(net(", width=8", "self.width = self.widht")).join(), /^error python-raise: AttributeError/);
  });

  it("is not at fault where the file deletes what it misses, and does not run it", () => {
    const source = `${net("", "self.fc = nn.Linear(8, 2)", "self.fc(self.conv(x).mean([2, 3]))")}
def trunk():
    net = Net()
    del net.fc
    return net

net = trunk()
`;
    const missed = "AttributeError: 'Net' object has no attribute 'fc' is raised when the model is built or run";
    assert.deepEqual([...new Set(said(source))], [`hint python-raise: ${missed}`]);
    assert.ok(said(`${source}\nnet(torch.zeros(1, 3, 8, 8))\n`).includes(`error python-raise: ${missed}`));
  });

  it("is not at fault where it is given what it misses before it is run", () => {
    const given = (name: string, parameters: string): string =>
      `${net("", "pass", "x + self.target")}\n    def ${name}(self${parameters}):\n        self.target = torch.zeros(1)\n`;
    assert.match(said(given("set_target", ", target")).join(), /^hint python-raise: AttributeError/);
    assert.match(said(given("_make", ", target")).join(), /^error python-raise: AttributeError/);
    assert.match(said(given("make", "")).join(), /^error python-raise: AttributeError/);
    const inherited = given("set_target", ", target").replace("return x + self.target", "return x");
    const derived = `${inherited}\nclass Derived(Net):\n    def forward(self, x):\n        return x + self.target\n`;
    const missed = /^(\w+) python-raise: AttributeError: 'Derived'/;
    assert.deepEqual(
      said(derived).map((text) => missed.exec(text)?.[1]),
      ["hint"],
    );
  });

  it("is not at fault where others say what its constructor needs", () => {
    const source = `${net("", "self.make()")}\n    def make(self):\n        raise NotImplementedError\n`;
    assert.match(said(source).join(), /^hint python-raise: NotImplementedError/);
  });

  it("is not at fault where it misses a package", () => {
    const before = "if fast is None: raise ImportError('fast is not installed')";
    const guarded = "try:\n    import fast\nexcept ImportError:\n    fast = None\n";
    assert.deepEqual(said(`${guarded}${net("", before)}`), [
      "hint python-raise: ImportError: fast is not installed is raised when the model is built or run",
    ]);
    assert.match(
      said(`${guarded}${net("", "pass", "fast.run(x) if fast else needs()")}
def needs():
    raise ImportError('fast is not installed')
net = Net()
net(torch.zeros(1, 3, 8, 8))
`).join(),
      /^hint python-raise: ImportError/,
    );
  });

  it("is at fault where it takes no arguments", () => {
    assert.match(said(net("", "assert 1 > 2")).join(), /^error python-raise: AssertionError/);
  });

  it("is at fault where the program itself builds it", () => {
    const { problems } = modelOf(`${net(", norm=None", "self.width = 8", "self.conv(x) + self.nrom")}
print(Net()(torch.zeros(1, 3, 8, 8)))
`);
    assert.match(problems.join(), /AttributeError/);
  });
});

describe("a forward that refuses a guessed input", () => {
  it("is not at fault", () => {
    const refusing = net("", "pass", "self.conv(x) if x.shape[2] % 7 == 3 else self.refuse(x)");
    const source = `${refusing}
    def refuse(self, x):
        raise ValueError("no")
`;
    assert.deepEqual(
      said(source).filter((text) => text.startsWith("error")),
      [],
    );
  });
});

describe("what a call in the file shows", () => {
  it("is no packed sequence, which is no list of tensors", () => {
    const source = `
from torch.nn.utils.rnn import pack_padded_sequence
lstm = nn.LSTM(3, 5)
packed = pack_padded_sequence(torch.randn(11, 3, 3), torch.tensor([11, 7, 5]))
out, state = lstm(packed)
`;
    const { models, diagnostics } = factsOf(source, { allModels: true });
    assert.deepEqual([...diagnostics, ...models.flatMap((model) => model.diagnostics)], []);
  });

  const sized = `
class Net(nn.Module):
    def __init__(self, size=32):
        super().__init__()
        self.fc = nn.Linear(3 * size * size, 10)

    def forward(self, x):
        return self.fc(x.flatten(1))

def large():
    return Net(64)

print(Net()(torch.zeros(2, 3, 32, 32)).shape)
`;
  it("does not count for another model of the class that it does not suit", () => {
    assert.deepEqual(said(sized), []);
    const [, second] = factsOf(sized, { allModels: true }).models;
    assert.deepEqual(second?.inputs[0]?.type.shape, { rank: "known", dims: [1, 3, 64, 64] });
  });

  it("leaves open what is no known tensor, and takes one sample where the batch is not known", () => {
    const { inputs, problems } = modelOf(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)

    def forward(self, image, label):
        return self.conv(image), label

net = Net()
for images, labels in loader():
    net(torch.zeros(len(images), 1, 28, 28), labels)
`);
    assert.deepEqual([inputs, problems], ["image 1x1x28x28, label ?", []]);
  });
});

describe("models with a `train` of their own", () => {
  it("are in eval mode where that is no mode switch", () => {
    const model = modelOf(`
class Layer(nn.Linear):
    def train(self, positive, negative):
        return self(positive) - self(negative)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = Layer(6, 4)
        self.norm = nn.BatchNorm1d(4)

    def forward(self, x):
        assert not self.training and not self.norm.training
        return self.norm(self.layer(x))

print(Net()(torch.zeros(5, 6)))
`);
    assert.deepEqual([model.outputs, model.problems], ["output 5x4", []]);
  });
});

describe("losses", () => {
  it("are no models to show", () => {
    const { offers } = factsOf("criterion = nn.CrossEntropyLoss()\nnet = nn.Linear(3, 4)\n");
    assert.deepEqual(
      offers.map(({ name }) => name),
      ["net"],
    );
  });
});

describe("a guessed input that does not fit", () => {
  it("is a sequence where a row has too few axes", () => {
    const { inputs, problems } = modelOf(`
class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return F.softmax(self.fc(x), dim=2)
`);
    assert.deepEqual([inputs, problems], ["x 1x16x4", []]);
  });

  it("does not hide what no input fits", () => {
    const { problems } = modelOf(`
class Chain(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 8)
        self.second = nn.Linear(9, 2)

    def forward(self, x):
        return self.second(self.first(x))
`);
    assert.deepEqual(problems, ["linear-features: expected 9 input features, got 8"]);
  });

  it("is another usual size where the model says that it takes no other", () => {
    const { inputs, origin, problems } = modelOf(`
class Patches(nn.Module):
    def __init__(self, size=384):
        super().__init__()
        self.size = size
        self.conv = nn.Conv2d(3, 8, 16, 16)

    def forward(self, x):
        if int(x.shape[-1]) != self.size:
            raise ValueError(f"input of {x.shape[-1]} does not match {self.size}")
        return self.conv(x)
`);
    assert.deepEqual([inputs, origin, problems], ["x 1x3x384x384", "layers", []]);
  });
});

describe("a layer that is given the wrong arguments", () => {
  const typed = (layer: string, around = "") => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3)
        ${around}self.second = ${layer}
        self.third = nn.Conv2d(8, 4, 3)

    def forward(self, x):
        x = self.first(x)
        return self.third(x), self.second(x)
`;
  it("is told, and the rest of the model goes on", () => {
    for (const layer of ["nn.Conv2d(8, 16, )", "nn.Conv2d(8, 16, 3, kernel=3)", "nn.Linear()"]) {
      const { outputs, problems } = modelOf(typed(layer));
      assert.equal(outputs, "output_0 1x4x220x220, output_1 ?", layer);
      assert.match(problems.join(), /^python-raise: TypeError: \w+\.__init__\(\) [^,]*$/, layer);
    }
  });

  it("raises where the program handles it", () => {
    const source = typed("nn.Conv2d(8, 16)").replace("self.second =", "try:\n            self.second =");
    const handled = source.replace(
      "self.third =",
      "except TypeError:\n            self.second = nn.Identity()\n        self.third =",
    );
    const { outputs, problems } = modelOf(handled);
    assert.deepEqual([outputs, problems], ["output_0 1x4x220x220, output_1 1x8x222x222", []]);
  });
});

describe("several inputs of guessed ranks", () => {
  const joined = (features: number) => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.image = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1))
        self.text = nn.Linear(5, 8)
        self.head = nn.Linear(${features}, 2)

    def forward(self, image, text):
        x = self.image(image).flatten(2).transpose(1, 2)
        return self.head(torch.cat((x, self.text(text)), dim=1))
`;
  it("are no reason to complain about how they go together", () => assert.deepEqual(modelOf(joined(8)).problems, []));
});

describe("an image of a guessed size", () => {
  const skips = (second: string) => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.second = ${second}
    def forward(self, x):
        return self.first(x) + self.second(x)
`;
  it("does not keep branches together that part at any size", () => {
    const { problems } = modelOf(skips("nn.Conv2d(3, 8, 3, stride=2)"));
    assert.match(problems.join(), /112 against 111/);
  });
  it("may be one that goes together", () => {
    assert.deepEqual(modelOf(skips("nn.Sequential(nn.Conv2d(3, 8, 3), nn.AvgPool2d(100))")).problems, []);
  });
});

describe("an error", () => {
  it("does not hide a name that nothing has", () => {
    const source = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 8, 3), nn.BatchNorm2d(16)
    def forward(self, x):
        return self.hed(self.norm(self.conv(x)))
`;
    const all = said(source).join("\n");
    assert.match(all, /error batchnorm-channels/);
    assert.match(all, /error python-raise: AttributeError: 'Net' object has no attribute 'hed'/);
  });

  it("about a name marks the name, and offers the nearest that there is", () => {
    const marked = (source: string): readonly string[] =>
      factsOf(source).models.flatMap(({ diagnostics }) =>
        diagnostics.map(({ at, fixes }) => {
          const edits = fixes.flatMap((fix) => fix.edits.map(({ text }) => text));
          return `${(imports + source).slice(at?.start, at?.end)} -> ${edits}`;
        }),
      );
    assert.deepEqual(marked(net("", "pass", "self.cnov(x)")), ["cnov -> conv"]);
    assert.deepEqual(marked(net("", "pass", "self.conv(x).to(self.conv.wieght.device)")), ["wieght -> weight"]);
    assert.deepEqual(marked(net("", "pass", "self.head(x) + self.head(x)")), ["head -> "]);
  });
});

describe("layers that the model does not hold", () => {
  it("are told apart, shown, left out of the total, and hinted at once for each place", () => {
    const source = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = [nn.Linear(4, 4) for _ in range(2)]
        self.head = nn.Linear(4, 2)
    def forward(self, x):
        for layer in self.body: x = layer(x)
        return self.head(nn.ReLU()(x))
`;
    const { layers, parameters } = modelOf(source, { inputs: ["1x4"] });
    assert.deepEqual(layers, ["Linear Linear 1x4", "Linear#2 Linear 1x4", "ReLU ReLU 1x4", "head Linear 1x2"]);
    assert.equal(parameters, "10");
    assert.deepEqual(
      said(source).map((text) => text.slice(0, 65)),
      ["hint unregistered-layer: the model does not hold this Linear: its"],
    );
    const held = source.replace("[nn.Linear(4, 4) for _ in range(2)]", "nn.ModuleList([nn.Linear(4, 4)])");
    assert.deepEqual(said(held), []);
  });

  it("is no error where a package that is not installed takes other arguments in one of its versions", () => {
    const source = `
from timm.models.vision_transformer import Block

class Old(Block):
    def __init__(self, dim, heads, drop=0.0, layer=nn.GELU):
        super().__init__(dim, heads, 4.0, False, None, drop, drop, drop, layer)

net = nn.Sequential(Old(8, 2))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Old(8, 2)

    def forward(self, x):
        return self.block(x)
`;
    assert.match(said(source).join(), /^hint python-raise: TypeError: [^,]*$/);
  });

  it("is no error where a package that may be there has been left out", () => {
    const source = (handler: string, use: string) => `
try:
    from tutel import moe as tutel_moe
except${handler}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = ${use}
    def forward(self, x):
        return self.layer(x)
`;
    const none = "AttributeError: 'NoneType' object has no attribute 'layer' is raised when the model is built or run";
    for (const handler of [
      " ImportError: tutel_moe = None",
      ":\n    print('left out')\n    tutel_moe = None",
      " (ImportError, OSError) as error:\n    tutel_moe = None",
    ])
      assert.deepEqual(said(source(handler, "tutel_moe.layer(3)")), [`hint python-raise: ${none}`]);
    assert.deepEqual(said(source(":\n    tutel_moe = None\nother = None", "other.layer(3)")), [
      `error python-raise: ${none}`,
    ]);
  });
});
