import assert from "node:assert/strict";
import { render } from "../../../../src/core/messages/index.ts";
import { factsOf, imports } from "../../../support/pythonModel.ts";

/** A class of which the constructor and forward have these lines. */
const model = (init: readonly string[], forward: readonly string[], parameters = "", given = "x"): string => `
class Net(nn.Module):
    def __init__(self${parameters}):
        super().__init__()
        self.mode = "plain"
        self.layers = nn.ModuleList()
${init.map((line) => `        ${line}\n`).join("")}
    def forward(self, ${given}):
${forward.map((line) => `        ${line}\n`).join("")}
`;

/** `severity line: name` of what is told of a file's models. */
function toldOf(source: string, asked?: string): readonly string[] {
  const text = imports + source;
  const { diagnostics, models } = factsOf(source, asked === undefined ? {} : { model: asked });
  return [...diagnostics, ...models.flatMap((one) => one.diagnostics)].map(({ severity, at, message }) => {
    assert.match(render(message), /^UnboundLocalError: .* no branch that sets it is taken$/);
    return `${severity} ${at === null ? "" : text.slice(at.start, at.end)}`;
  });
}

const conv = "self.conv = nn.Conv2d(3, 8, 3)";

describe("a variable that no branch that is taken sets", () => {
  for (const [what, source, expected, asked] of [
    [
      "of a constructor",
      model(
        ['if self.mode == "wide":', "    width = 8", "self.conv = nn.Conv2d(3, width, 3)"],
        ["return self.conv(x)"],
      ),
      ["error width"],
    ],
    [
      "of forward, under an attribute",
      model(
        [conv],
        ['if self.mode == "wide":', "    y = self.conv(x)", 'elif self.mode == "deep":', "    y = x", "return y"],
      ),
      ["error y"],
    ],
    [
      "of a loop without turns",
      model([conv], ["for layer in self.layers:", "    y = layer(x)", "return y"]),
      ["error y"],
    ],
    [
      "of a default that is not meant",
      model(
        ['if mode == "a":', "    width = 8", "self.conv = nn.Conv2d(3, width, 3)"],
        ["return self.conv(x)"],
        ", mode=None",
      ),
      ["hint width"],
    ],
    [
      "of an argument that is asked for",
      model(
        ['if mode == "a":', "    width = 8", "self.conv = nn.Conv2d(3, width, 3)"],
        ["return self.conv(x)"],
        ", mode=None",
      ),
      ["error width"],
      'Net(mode="b")',
    ],
    [
      "of what forward is given",
      model([conv], ["if mask is not None:", "    y = self.conv(x) * mask", "return y"], "", "x, mask=None"),
      ["hint y"],
    ],
  ] as const)
    it(`is told of: ${what}`, () => assert.deepEqual(toldOf(source, asked), expected));

  for (const [what, forward] of [
    ["in training only", ["if self.training:", "    loss = self.conv(x)", "return loss"]],
    ["on a machine", ["if torch.cuda.is_available():", "    y = self.conv(x)", "return y"]],
    [
      "where a package is",
      ["try:", "    import apex", "    y = self.conv(x)", "except ImportError:", "    pass", "return y"],
    ],
    ["where a setting says so", ["if SETTINGS:", "    y = self.conv(x)", "return y"]],
    ["where the size is another", ["if x.shape[2] > 10_000:", "    y = self.conv(x)", "return y"]],
    ["under a condition that is not known", ["if self.other:", "    y = self.conv(x)", "return y"]],
    [
      "and the program is prepared",
      [
        "try:",
        "    if self.mode is None:",
        "        y = 1",
        "    return y",
        "except NameError:",
        "    return self.conv(x)",
      ],
    ],
  ] as const)
    it(`is nothing where it is set ${what}`, () =>
      assert.deepEqual(toldOf(`SETTINGS = {}\n${model([conv, "import lib", "self.other = lib.flag"], forward)}`), []));
});
