import assert from "node:assert/strict";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf, imports } from "../../support/pythonModel.ts";

/** The texts that fixes would put in, by the code of their fault. */
function fixesOf(forward: string): readonly string[] {
  const source = `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 8, 3)

    def forward(self, x):
        ${forward}
`;
  const { models } = factsOf(source, { model: "M()", inputs: ["1x3x16x16"] });
  const faults = models.flatMap(({ diagnostics }) => diagnostics);
  return faults.map(({ code, fixes }) => `${code} ${fixes.map(({ edits }) => edits.map(({ text }) => text)).join()}`);
}

describe("the fixes of a layer", () => {
  it("are those that each of its calls would take", () => {
    assert.deepEqual(fixesOf("return self.conv(x)"), ["conv-channels 3"]);
    assert.deepEqual(fixesOf("return self.conv(x), self.conv(x)"), ["conv-channels 3"]);
  });

  it("are none where its calls want different ones, or one is suited as it is", () => {
    assert.deepEqual(fixesOf("return self.conv(self.conv(x))"), ["conv-channels ", "conv-channels "]);
    assert.deepEqual(fixesOf("return self.conv(x), self.conv(torch.cat([x, x[:, :1]], 1))"), ["conv-channels "]);
  });
});

describe("an argument that is handed to a layer of a library", () => {
  const marked = (made: string): readonly string[] => {
    const source = `
from timm.layers import Mlp

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mlp = Mlp(${made})

    def forward(self, x):
        return self.mlp(x)

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(16)

    def forward(self, x):
        return self.block(x)
`;
    const text = imports + source;
    const { models } = factsOf(source, { model: "M()", inputs: ["4x8"] });
    return models
      .flatMap(({ diagnostics }) => diagnostics)
      .map(({ at, fixes }) => `${at && text.slice(at.start, at.end)} ${fixes.length}`);
  };

  it("is marked where it is handed over, which a caller's number may not be", () => {
    assert.deepEqual(marked("width"), ["width 0"]);
    assert.deepEqual(marked("16"), ["16 1"]);
  });
});

describe("a number that a caller hands on to a layer", () => {
  const source = (made: string): string => `
class Block(nn.Module):
    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.conv = nn.Conv2d(channels_in, channels_out, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels_out)

    def forward(self, x):
        return self.norm(self.conv(x))


class M(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.first = Block(3, 64)
        self.second = ${made}

    def forward(self, x):
        return self.second(self.first(x))
`;
  const cases: readonly (readonly [made: string, fixes: readonly string[]])[] = [
    ["Block(32, 10)", ["Change in_channels to 64 where it is given: 32 → 64"]],
    ["Block(channels_out=10, channels_in=32)", ["Change in_channels to 64 where it is given: 32 → 64"]],
    ["Block(width * 5, 10)", ["Change 5 to 4: 5 → 4"]],
    // The default of `width`, which nothing else is made of.
    ["Block(width, 10)", ["Change in_channels to 64 where it is given: 16 → 64"]],
    // The other layers that it is for would be changed with it.
    ["Block(*[32] * 2)", []],
    ["nn.Sequential(*[Block(32, 32) for _ in range(2)])", []],
  ];
  for (const [made, fixes] of cases) {
    it(`${made}: ${fixes.length === 0 ? "no fix" : fixes.join()}`, () => {
      const text = imports + source(made);
      const { models } = factsOf(source(made), { model: "M()", inputs: ["1x3x8x8"] });
      const [fault] = models.flatMap(({ diagnostics }) => diagnostics);
      assert.equal(fault?.code, "conv-channels");
      const offered = fault.fixes.map(
        ({ title, edits }) =>
          `${render(title)}: ${edits.map(({ at, text: put }) => `${text.slice(at.start, at.end)} → ${put}`).join()}`,
      );
      assert.deepEqual(offered, fixes);
    });
  }
});

describe("a default that a layer refuses", () => {
  const block = `
class Block(nn.Module):
    def __init__(self, width=64, groups=3):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, groups=groups)

    def forward(self, x):
        return self.conv(x)
`;
  for (const [title, rest, expected] of [
    ["alone", "", ["return self.conv(x) [groups=2]"]],
    ["of an instance", "\nnet = Block(32)\n", ["return self.conv(x) [groups=2]"]],
    [
      "of a part",
      `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(64), Block())

    def forward(self, x):
        return self.blocks(x)
`,
      ["return self.conv(x) [groups=2]"],
    ],
  ] as const)
    it(`is told of once: ${title}`, () => {
      const text = imports + block + rest;
      const { diagnostics, models } = factsOf(block + rest);
      const faults = [...diagnostics, ...models.flatMap((model) => model.diagnostics)];
      assert.deepEqual(
        faults.map(({ at, fixes }) => {
          const line = text
            .slice(text.lastIndexOf("\n", at?.start) + 1)
            .split("\n")[0]
            ?.trim();
          const edits = fixes.flatMap((fix) =>
            fix.edits.map((edit) => `${text.slice(0, edit.at.start).split(/\W+/).at(-2)}=${edit.text}`),
          );
          return `${line} [${edits.join()}]`;
        }),
        expected,
      );
    });
});
