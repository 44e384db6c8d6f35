import assert from "node:assert/strict";
import { codeLenses } from "../../../src/core/ide/codeLens.ts";
import { toPlainText } from "../../../src/core/ide/markdown.ts";
import { modelParts } from "../../../src/core/ide/modelHover.ts";
import { formatShape } from "../../../src/core/ir/shape.ts";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf, modelOf } from "../../support/pythonModel.ts";

const unet = `
class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels, mid_channels=None):
        super().__init__()
        if not mid_channels:
            mid_channels = out_channels
        self.double_conv = nn.Sequential(
            nn.Conv2d(in_channels, mid_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(mid_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(mid_channels, out_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
        )

    def forward(self, x):
        return self.double_conv(x)


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes, bilinear=False):
        super().__init__()
        self.inc = DoubleConv(n_channels, 64)
        self.pool = nn.MaxPool2d(2)
        self.down = DoubleConv(64, 128 if bilinear else 256)
        self.outc = nn.Conv2d(256, n_classes, kernel_size=1)

    def forward(self, x):
        return self.outc(self.down(self.pool(self.inc(x))))
`;

const configured = `
class BaseConfig:
    def __init__(self, **kwargs):
        self.extra = kwargs
class NetConfig(BaseConfig):
    def __init__(self, width=12, **kwargs):
        super().__init__(**kwargs)
        self.width = width
class Dropping(nn.Module):
    def __init__(self, p=None):
        super().__init__()
    def forward(self, x):
        return x
def dropped(p):
    return Dropping(p)
class Base(nn.Module):
    config: NetConfig
class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, 2)
    def forward(self, x):
        return self.fc(x)
class Net(Base):
    def __init__(self, config):
        super().__init__()
        self.conv = nn.Conv2d(3, config.width, 1)
        self.drop = dropped(0.1)
    def forward(self, x):
        return self.drop(self.conv(x))
class Annotated(nn.Module):
    def __init__(self, settings: "NetConfig", depth: int):
        super().__init__()
    def forward(self, x):
        return x
`;

describe("a class that is configured", () => {
  it("is shown with the defaults of the class that is stated for the argument", () => {
    const { offers } = factsOf(configured);
    assert.deepEqual(
      offers.map(({ expression, constructible }) => [expression, constructible]),
      [
        ["Dropping()", true],
        ["dropped()", false],
        ["Head(...)", false],
        ["Net(config=NetConfig())", false],
        ["Annotated(...)", false],
      ],
    );
    assert.equal(modelOf(configured, { model: "Net(config=NetConfig())" }).parameters, "48");
    assert.equal(modelOf(configured, { model: "Net" }).parameters, "48");
  });

  it("comes before parts of other models that need nothing, and before what nothing is known of", () => {
    const { models } = factsOf(configured);
    assert.deepEqual(
      models.map(({ offer }) => offer.expression),
      ["Net(config=NetConfig())"],
    );
  });
});

describe("a class that needs arguments", () => {
  it("is shown with them unknown", () => {
    const model = modelOf(unet);
    assert.deepEqual(model.problems, []);
    assert.equal(model.inputs, "x 1x?x224x224");
    assert.equal(model.outputs, "output 1x?x112x112");
    assert.deepEqual(model.layers.slice(0, 2), [
      "inc.double_conv.0 Conv2d 1x64x224x224",
      "inc.double_conv.1 BatchNorm2d 1x64x224x224",
    ]);
    assert.ok(model.state.includes("inc.double_conv.0.weight 64x?x3x3"));
    assert.ok(model.state.includes("down.double_conv.0.weight 256x64x3x3"));
  });

  it("says which argument is missing, and how it is stated", () => {
    const { models, offers } = factsOf(unet);
    assert.deepEqual(
      offers.map(({ expression, constructible, needs }) => [expression, constructible, needs]),
      [
        ["DoubleConv(...)", false, ["in_channels", "out_channels"]],
        ["UNet(...)", false, ["n_channels", "n_classes"]],
      ],
    );
    const network = models[0]?.network;
    const weight = network?.state.find(({ name }) => name === "outc.weight");
    const [dim] = weight?.shape.rank === "known" ? weight.shape.dims : [];
    assert.ok(typeof dim === "object" && dim.kind === "unknown");
    assert.equal(
      render(dim.because),
      "argument n_classes of UNet has no default; a comment can give it: # convlens: model=UNet(n_classes=…)",
    );
  });

  it("says in the lens and the hover what is missing", () => {
    const facts = factsOf(unet);
    const [model] = facts.models;
    assert.ok(model);
    const titles = codeLenses(facts, render).map(({ title }) => title);
    assert.ok(titles.includes("n_channels, n_classes not given"), titles.join("\n"));
    assert.match(titles[0] ?? "", /^≥ [\d.]+ k parameters/);
    assert.match(
      toPlainText(modelParts(facts, model, render)),
      /n_channels, n_classes unknown: .* # convlens: model=UNet\(n_channels=…,n_classes=…\)/,
    );
  });

  it("is built as a comment says", () => {
    const model = modelOf(`# convlens: model=UNet(n_channels=3,n_classes=2)\n${unet}`);
    assert.deepEqual([model.outputs, model.inputs], ["output 1x2x112x112", "x 1x3x224x224"]);
  });

  it("takes the input that a comment states", () => {
    const model = modelOf(unet.replace("class UNet", "# convlens: input=1x3x64x64\nclass UNet"));
    assert.deepEqual([model.inputs, model.outputs, model.problems], ["x 1x3x64x64", "output 1x?x32x32", []]);
  });

  it("is shown when it is asked for, by its name or as it is offered", () => {
    for (const model of ["DoubleConv", "DoubleConv(...)"]) {
      const facts = factsOf(unet, { model });
      assert.equal(facts.models[0]?.offer.expression, "DoubleConv(...)");
    }
    assert.equal(modelOf(unet, { model: "DoubleConv(1, 8)" }).outputs, "output 1x8x224x224");
  });

  it("is made as the file makes it somewhere", () => {
    const { offers, models } = factsOf(`${unet}
WIDTH = 4
def main(args):
    other = UNet(args.channels, 2)
    net = UNet(
        n_channels=1, n_classes=WIDTH, bilinear=False
    )
`);
    assert.deepEqual(
      offers.map(({ expression, constructible }) => [expression, constructible]),
      [
        ["DoubleConv(...)", false],
        ["UNet(n_channels=1, n_classes=WIDTH, bilinear=False)", true],
      ],
    );
    const output = models[0]?.network.outputs[0]?.value;
    const type = output === undefined ? undefined : models[0]?.network.values[output]?.type;
    assert.equal(type && formatShape(type.shape), "1x4x112x112");
  });

  it("does not displace what needs none", () => {
    const { models } = factsOf(`${unet}
class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = DoubleConv(3, 8)

    def forward(self, x):
        return self.block(x)
`);
    assert.deepEqual(
      models.map(({ offer }) => offer.expression),
      ["Small()"],
    );
  });

  it("may inherit its constructor, or that of a layer", () => {
    const source = `
class Base(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

class Net(Base):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def forward(self, x):
        return self.conv(x)
`;
    assert.equal(modelOf(source).outputs, "output 1x?x222x222");
    const layer = "class Same(nn.Conv2d):\n    def forward(self, x):\n        return F.relu(super().forward(x))\n";
    assert.deepEqual(factsOf(layer).offers[0]?.needs, ["in_channels", "out_channels", "kernel_size"]);
    assert.deepEqual(modelOf(layer).problems, []);
  });

  it("is not analysed beside the models that need none", () => {
    const many = Array.from({ length: 60 }, (_, index) => unet.replaceAll(/\b(UNet|DoubleConv)\b/g, `$1${index}`));
    const { models, offers } = factsOf(many.join("\n"), { allModels: true });
    assert.deepEqual([models.length, offers.length], [1, 120]);
  });

  it("still tells of mistakes that do not hang on them", () => {
    const model = modelOf(unet.replace("nn.Conv2d(256, n_classes", "nn.Conv2d(255, n_classes"));
    assert.deepEqual(model.problems, ["conv-channels: expected 255 input channels, got 256"]);
  });

  it("is refused nothing because of them", () => {
    const model = modelOf(`
class Net(nn.Module):
    def __init__(self, depth, widths, config, block):
        super().__init__()
        assert depth in (18, 34), f"no {depth}"
        if depth > 30:
            raise ValueError(depth)
        self.layers = nn.ModuleList([block(a, b) for a, b in zip(widths[:-1], widths[1:])])
        self.stem = nn.Conv2d(3, widths[0], config.kernel, stride=config["stride"])
        self.head = nn.Linear(widths[-1] * len(widths), int(config.classes))
        self.table = {name: getattr(config, name) for name in ("a", "b")}
        self.norm = nn.BatchNorm2d(widths[0] // 2)

    def forward(self, x):
        x = self.norm(self.stem(x))
        for layer in self.layers:
            x = layer(x)
        return self.head(x.mean((2, 3)))
`);
    assert.deepEqual(model.problems, []);
    assert.equal(model.layers[0], "stem Conv2d 1x?x?x?");
  });
});
