import assert from "node:assert/strict";
import { factsOf, imports, modelOf } from "../../support/pythonModel.ts";

const source = (keeps: string): string => `
class Block(nn.Module):
    def __init__(self, parent):
        super().__init__()
        ${keeps}
        self.conv = nn.Conv2d(3, 3, 3)

    def forward(self, x):
        return self.conv(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block(self)
        self.b = Block(self)
        self.c = Block(self)

    def forward(self, x):
        return self.c(self.b(self.a(x)))
`;

function marked(text: string): readonly string[] {
  const { diagnostics, models } = factsOf(text, { model: "Net()", inputs: ["1x3x9x9"] });
  return [...diagnostics, ...models.flatMap((model) => model.diagnostics)].map(
    ({ code, severity, at }) => `${severity}[${code}] ${at === null ? "" : (imports + text).slice(at.start, at.end)}`,
  );
}

describe("a module that holds itself", () => {
  it("is told of where it does, once", () =>
    assert.deepEqual(marked(source("self.parent = parent")), ["warning[module-cycle] self.parent = parent"]));

  it("has the names by which torch knows its layers, each once", () => {
    const { layers, state } = modelOf(source("self.parent = parent"), { model: "Net()", inputs: ["1x3x9x9"] });
    assert.deepEqual(layers, ["a.conv Conv2d 1x3x7x7", "b.conv Conv2d 1x3x5x5", "c.conv Conv2d 1x3x3x3"]);
    assert.deepEqual(state.slice(0, 2), ["a.conv.weight 3x3x3x3", "a.conv.bias 3"]);
    assert.equal(state.length, 6);
  });

  for (const keeps of [
    "self.parent = [parent]",
    "object.__setattr__(self, 'parent', parent)",
    "self.shared = parent.a if hasattr(parent, 'a') else None",
  ])
    it(`is none: ${keeps}`, () => assert.deepEqual(marked(source(keeps)), []));

  it("ends where all hold all", () => {
    const all = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lists = nn.ModuleList([nn.ModuleList([nn.Conv2d(3, 3, 3)]) for _ in range(12)])
        for one in self.lists:
            for other in self.lists:
                one.append(other)

    def forward(self, x):
        return self.lists[0][0](x)
`;
    const model = modelOf(all, { inputs: ["1x3x9x9"] });
    assert.deepEqual(model.layers, ["lists.0.0 Conv2d 1x3x7x7"]);
    assert.equal(model.parameters, String(12 * 84));
    assert.match(model.problems.join(), /^module-cycle: 1 of ModuleList leads back/);
  });
});
