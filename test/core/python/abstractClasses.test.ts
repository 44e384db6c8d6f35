import assert from "node:assert/strict";
import { factsOf, imports } from "../../support/pythonModel.ts";

/** A class with one layer and a body for its forward. */
const cls = (name: string, bases: string, forward: string, more = ""): string => `
class ${name}(${bases}):
${more}    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        ${forward}
`;

const child = (base: string, body: string): string => `\nclass Child(${base}):\n    ${body}\n`;

/** Which model is shown, and `severity text [fix]` of what is told of it. */
function shown(source: string): readonly string[] {
  const text = imports + source;
  const { diagnostics, models } = factsOf(source);
  const told = [...diagnostics, ...models.flatMap((model) => model.diagnostics)].map(({ severity, at, fixes }) => {
    const fix = fixes.flatMap(({ edits }) => edits.map((edit) => ` [${edit.text}]`)).join("");
    return `${severity} ${at === null ? "" : text.slice(at.start, at.end)}${fix}`;
  });
  return [...models.map(({ offer }) => offer.expression), ...told];
}

describe("classes that are there to be derived from", () => {
  for (const [what, source, ...expected] of [
    [
      "are shown after those that derive from them",
      cls("Net", "nn.Module", "raise NotImplementedError") + child("Net", "def forward(self, x): return self.conv(x)"),
      "Child()",
    ],
    [
      "may raise what is no exception, which is a hint",
      cls("Net", "nn.Module", "raise NotImplemented"),
      "Net()",
      "hint raise NotImplemented [NotImplementedError]",
    ],
    [
      "may use what derived classes have",
      cls("Net", "nn.Module", "return self.head(self.conv(x))") + child("Net", "head = nn.ReLU()"),
      "Net()",
      "hint head",
    ],
    ["may say so by name", cls("BaseNet", "nn.Module", "return self.head(self.conv(x))"), "BaseNet()", "hint head"],
    [
      "may say so in words",
      cls("Net", "nn.Module", "return self.head(self.conv(x))", '    """Subclasses must define head."""\n'),
      "Net()",
      "hint head",
    ],
    ["may have slips of their own", cls("BaseNet", "nn.Module", "return self.cov(x)"), "BaseNet()", "error cov [conv]"],
    [
      "are others than those that merely have derived classes",
      cls("Net", "nn.Module", "return self.head(self.conv(x))") + child("Net", "pass"),
      "Net()",
      "error head",
    ],
  ] as const)
    it(what, () => assert.deepEqual(shown(source), expected));

  it("are no classes whose forward is misspelt", () => {
    const source = cls("Net", "nn.Module", "return self.conv(x)").replace("forward", "foward");
    const text = imports + source;
    const { models, diagnostics } = factsOf(`${source}\nNet()(torch.zeros(1, 3, 8, 8))\n`);
    const fixes = [...diagnostics, ...models.flatMap((model) => model.diagnostics)].flatMap((one) => one.fixes);
    const edits = fixes.flatMap((fix) =>
      fix.edits.map(({ at, text: put }) => `${text.slice(at.start, at.end)} -> ${put}`),
    );
    assert.deepEqual(edits, ["foward -> forward"]);
  });
});
