// `def __init__(self, config)` where nothing says what a config is but the names of the classes in sight.
import assert from "node:assert/strict";
import { codeLenses } from "../../../src/core/ide/codeLens.ts";
import { formatShape } from "../../../src/core/ir/shape.ts";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf } from "../../support/pythonModel.ts";

const configuration = (name: string, width: number, base = "") => `
class ${name}${base}:
    def __init__(self, width=${width}, **kwargs):
        ${base === "" ? "" : "super().__init__(**kwargs)"}
        self.width = width
`;

const model = (name: string, parameter = "config", base = "nn.Module") => `
class ${name}(${base}):
    def __init__(self, ${parameter}):
        super().__init__()
        self.layer = nn.Linear(8, ${parameter.replace(/:.*/, "")}.width)
    def forward(self, x):
        return self.layer(x)
`;

const library = `
from transformers import PretrainedConfig
${configuration("FarConfig", 12, "(PretrainedConfig)")}
`;

/** The expression that is shown, its output and what is said about it. */
function shown(source: string): string {
  const { models, diagnostics } = factsOf(source, {
    files: { "file:///w/configuration_far.py": library, "file:///w/pkg/__init__.py": "" },
  });
  const [first] = models;
  assert.ok(first);
  const { network, offer } = first;
  const output = network.values[network.outputs[0]?.value ?? -1]?.type.shape;
  const alarms = [...diagnostics, ...first.diagnostics].filter(({ severity }) => severity !== "hint");
  const told = alarms.map(({ code }) => ` ${code}`).join("");
  return `${offer.expression} ${offer.supposed ?? false} ${output ? formatShape(output) : "none"}${told}`;
}

const cases: readonly (readonly [title: string, source: string, expected: string])[] = [
  [
    "the class whose name goes with the model's",
    configuration("FooConfig", 4) + configuration("BarConfig", 5) + model("FooModel"),
    "FooModel(config=FooConfig()) true 1x4",
  ],
  [
    "the one whose name goes further",
    configuration("FooConfig", 4) + configuration("FooBarConfig", 5) + model("FooBarForTagging"),
    "FooBarForTagging(config=FooBarConfig()) true 1x5",
  ],
  [
    "the only one that there is",
    configuration("GPTConfig", 6) + model("Block", "cfg"),
    "Block(cfg=GPTConfig()) true 1x6",
  ],
  [
    "one that is imported, of a package that is not read",
    `from configuration_far import FarConfig\n${model("FarModel")}`,
    "FarModel(config=FarConfig()) true 1x12",
  ],
  [
    "none of several that go with nothing",
    configuration("OneConfig", 4) + configuration("TwoConfig", 5) + model("Model"),
    "Model(...) false 1x?",
  ],
  ["none of a parameter of another name", configuration("FooConfig", 4) + model("Foo", "width"), "Foo(...) false 1x?"],
  [
    "none where an annotation says something else",
    configuration("FooConfig", 4) + model("Foo", "config: dict"),
    "Foo(...) false 1x?",
  ],
  [
    "none that needs arguments itself",
    `class FooConfig:\n    def __init__(self, width):\n        self.width = width\n${model("Foo")}`,
    "Foo(...) false 1x?",
  ],
  [
    "none that does not have what the model asks for",
    `class TrainConfig:\n    rate = 0.1\n${model("Foo")}`,
    "Foo(...) false 1x?",
  ],
  [
    "and without alarm where the layers do not go together with it",
    configuration("FooConfig", 4) + model("Foo").replace("self.layer(x)", "self.layer(self.layer(x))"),
    "Foo(config=FooConfig()) true 1x4",
  ],
  [
    "for the class that is made of most others",
    configuration("FooConfig", 4) +
      model("FooPooler") +
      model("FooLayer") +
      model("FooModel").replace("self.layer =", "self.inner = FooLayer(config)\n        self.layer ="),
    "FooModel(config=FooConfig()) true 1x4",
  ],
  [
    "for a class that others only ask about",
    configuration("FooConfig", 4) +
      model("FooModel") +
      "    def _init_weights(self, module):\n        return isinstance(module, (FooModel, FooHead))\n" +
      model("FooHead").replace("super().__init__()", "super().__init__()\n        self.inner = FooModel(config)"),
    "FooHead(config=FooConfig()) true 1x4",
  ],
  [
    "none where the defaults make no model",
    configuration("FooConfig", 4) + model("Foo", "config: FooConfig").replace("config.width", "config.width.size"),
    "Foo(...) false 1x?",
  ],
  [
    "what is annotated, as no guess",
    configuration("FooConfig", 4) + model("Bar", "config: FooConfig"),
    "Bar(config=FooConfig()) false 1x4",
  ],
];

describe("a configuration of which nothing is said is taken for", () => {
  for (const [title, source, expected] of cases) it(title, () => assert.equal(shown(source), expected));

  it("a guess, which the lens says", () => {
    const lenses = (source: string) => codeLenses(factsOf(source), render).map(({ title }) => title);
    assert.ok(lenses(configuration("FooConfig", 4) + model("Foo")).includes("config by name"));
    assert.ok(lenses(configuration("FooConfig", 4) + model("Foo", "config: FooConfig")).includes("config by default"));
    assert.ok(lenses(model("Foo")).includes("config not given"));
  });
});
