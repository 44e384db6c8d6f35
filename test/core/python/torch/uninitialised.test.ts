import assert from "node:assert/strict";
import { render } from "../../../../src/core/messages/index.ts";
import { factsOf, imports } from "../../../support/pythonModel.ts";

const net = (head: string, layer: string): string => `${head}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.act = ${layer}

    def forward(self, x):
        return self.act(self.conv(x))
`;

const leaky = (init: string, base = "nn.Module"): string => `
class Leaky(${base}):
    ${init}

    def forward(self, x):
        return F.leaky_relu(x, self.slope)
`;

/** `marked text: message [text with the fix, on one line]` */
function faultsIn(source: string): readonly string[] {
  const text = imports + source;
  const { diagnostics, models } = factsOf(source, { model: "Net()", inputs: ["1x3x8x8"] });
  return [...diagnostics, ...models.flatMap((model) => model.diagnostics)].map(({ at, message, fixes }) => {
    const [edit] = fixes.flatMap(({ edits }) => edits);
    const fixed = edit === undefined ? "" : ` [${edit.text.trim()} before ${text.slice(edit.at.start).split("\n")[0]}]`;
    return `${at === null ? "" : text.slice(at.start, at.end)}: ${render(message)}${fixed}`;
  });
}

describe("a constructor that leaves super().__init__() out", () => {
  const said = "is raised when the model is built or run: the constructor does not call super().__init__() first";

  it("is told of where the module is called", () =>
    assert.deepEqual(faultsIn(net(leaky("def __init__(self):\n        self.slope = 0.1"), "Leaky()")), [
      `self.act(self.conv(x)): AttributeError: 'Leaky' object has no attribute '_backward_hooks' ${said} [super().__init__() before self.slope = 0.1]`,
    ]));

  it("is told of where it makes a layer, after its docstring", () =>
    assert.deepEqual(
      faultsIn(
        'class Net(nn.Module):\n    def __init__(self):\n        """Makes it."""\n        self.fc = nn.Linear(8, 2)\n\n    def forward(self, x):\n        return self.fc(x)\n',
      ),
      [
        `self.fc = nn.Linear(8, 2): AttributeError: cannot assign module before Module.__init__() call ${said} [super().__init__() before self.fc = nn.Linear(8, 2)]`,
      ],
    ));

  for (const [what, source] of [
    [
      "calls the base by name",
      leaky("def __init__(self):\n        nn.Module.__init__(self)\n        self.slope = 0.1"),
    ],
    ["hands the module to a function", leaky("def __init__(self):\n        prepare(self)\n        self.slope = 0.1")],
    ["has a base that is not known", leaky("def __init__(self):\n        self.slope = 0.1", "lib.Base, nn.Module")],
    ["is not there", leaky("slope = 0.1")],
    ["is decorated", leaky("@lib.prepares\n    def __init__(self):\n        self.slope = 0.1")],
    [
      "is the one of a base that calls it",
      `${leaky("def __init__(self):\n        super().__init__()\n        self.slope = 0.1")}\nclass Other(Leaky):\n    pass\nLeaky = Other\n`,
    ],
    [
      "makes way for another object's attributes",
      leaky("def __init__(self):\n        self.__dict__ = nn.Identity().__dict__\n        self.slope = 0.1"),
    ],
  ] as const)
    it(`is none where it ${what}`, () =>
      assert.deepEqual(faultsIn(net(`import lib\nfrom lib import prepare\n${source}`, "Leaky()")), []));

  it("does not matter to a call that does not run", () =>
    assert.deepEqual(
      faultsIn(net(leaky("def __init__(self):\n        self.slope = 0.1"), "nn.ReLU()\n        self.other = Leaky()")),
      [],
    ));
});
