import assert from "node:assert/strict";
import { rewrites } from "../../../src/core/ide/codeActions.ts";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf, imports, modelOf } from "../../support/pythonModel.ts";

/** A model with these lines in its constructor and in `forward(self, x)`. */
const model = (init: readonly string[], forward: readonly string[]): string => `
class Up(nn.Module):
    def __init__(self, wide, skip):
        super().__init__()
        self.conv = nn.Conv2d(wide + skip, skip, 3, padding=1)

    def forward(self, x, skip):
        return self.conv(torch.cat([F.interpolate(x, scale_factor=2), skip], 1))

class Neck(nn.Module):
    def __init__(self):
        super().__init__()
${init.map((line) => `        ${line}\n`).join("")}
    def forward(self, x):
${forward.map((line) => `        ${line}\n`).join("")}
`;

const laterals = "self.convs = nn.ModuleList([nn.Conv2d(c, 8, 1) for c in (16, 32, 64)])";
const pyramid = "x_0 1x16x32x32, x_1 1x32x16x16, x_2 1x64x8x8";

describe("inputs that forward uses as lists", () => {
  for (const [title, init, forward, inputs, outputs] of [
    [
      "beside layers",
      [laterals],
      ["return [conv(one) for conv, one in zip(self.convs, x)]"],
      pyramid,
      "output_0 1x8x32x32, output_1 1x8x16x16, output_2 1x8x8x8",
    ],
    [
      "by their number, from the smallest up",
      [laterals],
      [
        "y = self.convs[2](x[2])",
        "for i in range(1, -1, -1):",
        "    y = self.convs[i](x[i]) + F.interpolate(y, scale_factor=2)",
        "return y",
      ],
      pyramid,
      "output 1x8x32x32",
    ],
    [
      "of which the file says how many",
      [laterals, "self.count = 3"],
      [
        "assert len(x) == self.count",
        "for i in range(self.count):",
        "    x[i] = self.convs[i](x[i])",
        "return x[0].shape[2] + 0 * x[0]",
      ],
      pyramid,
      "output 1x8x32x32",
    ],
    [
      "unpacked",
      [laterals],
      ["a, b, c = x", "return self.convs[0](a) + F.interpolate(self.convs[2](c), size=a.shape[2:])"],
      "x_0 1x16x32x32, x_1 1xC1x16x16, x_2 1x64x8x8",
      "output 1x8x32x32",
    ],
    [
      "turned round",
      ["self.first = nn.Conv2d(64, 8, 1)", "self.ups = nn.ModuleList([Up(8, 32), Up(32, 16)])"],
      [
        "x = x[::-1]",
        "y = self.first(x[0])",
        "for i, up in enumerate(self.ups):",
        "    y = up(y, x[i + 1])",
        "return y",
      ],
      pyramid,
      "output 1x16x32x32",
    ],
    [
      "joined: as one, where nothing says how many",
      ["self.conv = nn.Conv2d(24, 8, 1)"],
      ["return self.conv(torch.cat(x, 1))"],
      "x 1x24x224x224",
      "output 1x8x224x224",
    ],
    [
      "of other kinds",
      ["self.image = nn.Conv2d(3, 8, 3)", "self.text = nn.Embedding(100, 8)"],
      ["return self.image(x[0]).mean((2, 3)) + self.text(x[1]).mean(1)"],
      "x_0 1x3x224x224, x_1 1x16",
      "output 1x8",
    ],
    [
      "of which nothing is known",
      ["self.pool = nn.AdaptiveAvgPool2d(1)", "self.fc = nn.Linear(24, 2)"],
      ["a, b = x", "return self.fc(torch.cat([self.pool(a), self.pool(b)], 1).flatten(1))"],
      "x_0 ?, x_1 ?",
      "output ?",
    ],
  ] as const)
    it(`are ${title}`, () => {
      const found = modelOf(model(init, forward));
      assert.deepEqual([found.inputs, found.outputs, found.problems], [inputs, outputs, []]);
    });

  for (const [title, forward] of [
    ["one sample of a batch", ["return self.conv(x)[0]"]],
    ["a tensor or a list of one", ["if isinstance(x, (list, tuple)):", "    x = x[0]", "return self.conv(x)"]],
    ["samples one by one", ["return torch.stack([self.conv(one) for one in x])"]],
    ["a list made of a tensor", ["x = [self.conv(x), self.conv(x)]", "return torch.cat(x, 1)"]],
    ["what a layer takes that is called like a function", ["return self.stack(x)"]],
    ["a list under a condition alone", ["if self.training:", "    x, y = x", "return self.conv(x)"]],
    ["what a tensor has", ["n = x.shape[0]", "a, b = x, x", "return self.conv(a)"]],
  ] as const)
    it(`are not ${title}`, () => {
      const { inputs, problems } = modelOf(model(["self.conv = self.stack = nn.Conv2d(3, 8, 3)"], forward));
      assert.deepEqual([inputs, problems], ["x 1x3x224x224", []]);
    });

  it("take shapes that are given one after the other", () => {
    const source = model([laterals], ["return [conv(one) for conv, one in zip(self.convs, x)]"]);
    const { outputs } = modelOf(source, { inputs: ["1x16x9x9", "1x32x5x5", "1x64x3x3"] });
    assert.equal(outputs, "output_0 1x8x9x9, output_1 1x8x5x5, output_2 1x8x3x3");
  });
});

describe("the inputs of a list, written into the file", () => {
  for (const [init, forward, words] of [
    [
      laterals,
      "return [conv(one) for conv, one in zip(self.convs, x)]",
      "input=x:1x16x32x32 input=x:1x32x16x16 input=x:1x64x8x8",
    ],
    ["self.conv = nn.Conv2d(24, 8, 1)", "return self.conv(torch.cat(x, 1))", "input=x:1x24x224x224"],
    ["self.conv = nn.Conv2d(24, 8, 1)", "return self.conv(x)", "input=1x24x224x224"],
    ["self.pool = nn.AdaptiveAvgPool2d(1)", "a, b = x; return self.pool(a) + b", null],
  ] as const)
    it(`are ${words ?? "not, where they are not known"}`, () => {
      const source = model([init], [forward]);
      const facts = factsOf(source);
      const [rewrite] = rewrites(facts, imports + source, render);
      assert.equal(rewrite?.edits[0]?.text ?? null, words === null ? null : `# convlens: ${words}\n`);
      if (words === null) return;
      const written = modelOf(source.replace("class Neck", `# convlens: ${words}\nclass Neck`));
      assert.deepEqual([written.inputs, written.outputs], [modelOf(source).inputs, modelOf(source).outputs]);
    });
});
