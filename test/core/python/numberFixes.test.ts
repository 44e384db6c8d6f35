import assert from "node:assert/strict";
import { factsOf, imports } from "../../support/pythonModel.ts";

/** The argument of a layer that does not fit, as each fix that is offered would leave it, and the fix's title. */
function offered(argument: string, features = 512): readonly string[] {
  const source = `
class M(nn.Module):
    def __init__(self, width=64, expansion=4, sizes=(7, 7)):
        super().__init__()
        self.fc = nn.Linear(${argument}, 10)

    def forward(self, x):
        return self.fc(x)
`;
  const text = imports + source;
  const { models } = factsOf(source, { model: "M()", inputs: [`1x${features}`] });
  const faults = models.flatMap(({ diagnostics }) => diagnostics);
  assert.deepEqual(
    faults.map(({ code }) => code),
    ["linear-features"],
  );
  return faults.flatMap(({ fixes }) =>
    fixes.map(({ title, edits }) => {
      let fixed = text;
      for (const { at, text: put } of [...edits].sort((a, b) => b.at.start - a.at.start))
        fixed = fixed.slice(0, at.start) + put + fixed.slice(at.end);
      const { attribute, value } = title.args;
      return `${/nn\.Linear\((.*), 10\)/.exec(fixed)?.[1]}: ${attribute} → ${value}`;
    }),
  );
}

describe("a size that is computed", () => {
  const solved: readonly (readonly [argument: string, features: number, fixed: string | null])[] = [
    ["256 * expansion", 512, "128 * expansion: 256 → 128"],
    ["width * expansion * 3", 512, "width * expansion * 2: 3 → 2"],
    ["(width * 4)", 512, "(width * 8): 4 → 8"],
    ["width * 7 * 7", 2304, "width * 6 * 6: 7 → 6"],
    ["width + 3", 512, "width + 448: 3 → 448"],
    ["width * expansion - 3", 200, "width * expansion - 56: 3 → 56"],
    ["600 - width", 512, "576 - width: 600 → 576"],
    ["64 * 4", 512, "512: in_features → 512"],
    // No whole number does.
    ["width * 7 * 7", 2240, null],
    ["3 * width", 100, null],
    ["width - 3", 900, null],
    // Several could be wrong, or none is written.
    ["width * (expansion - 2) * 3", 512, null],
    ["width * 3 * 2", 512, null],
    ["width + expansion - 100 + 4", 512, null],
    ["width * 2 + expansion", 512, null],
    ["width // 2", 512, null],
    ["width * sizes[0]", 512, null],
    ["width * expansion", 512, null],
  ];
  for (const [argument, features, fixed] of solved) {
    it(`${argument} for ${features}: ${fixed ?? "is left alone"}`, () => {
      assert.deepEqual(offered(argument, features), fixed === null ? [] : [fixed]);
    });
  }

  it("is mended alike for all models that it is wrong for", () => {
    const source = `
class M(nn.Module):
    def __init__(self, expansion):
        super().__init__()
        self.conv = nn.Conv2d(3, 8 * expansion, 1)
        self.head = nn.Conv2d(5 * expansion, 10, 1)

    def forward(self, x):
        return self.head(self.conv(x))
`;
    const edits = ["M(1)", "M(4)"].map((model) => {
      const { models } = factsOf(source, { model, inputs: ["1x3x8x8"] });
      return models.flatMap(({ diagnostics }) => diagnostics).flatMap(({ fixes }) => fixes);
    });
    assert.equal(edits[0]?.[0]?.edits[0]?.text, "8");
    assert.deepEqual(edits[0], edits[1]);
  });

  it("is left alone where one of the layers that it makes is right", () => {
    const source = `
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4 * (i + 1), 4) for i in range(2)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
`;
    const { models } = factsOf(source, { model: "M()", inputs: ["1x4"] });
    const faults = models.flatMap(({ diagnostics }) => diagnostics);
    assert.deepEqual(
      faults.map(({ code, fixes }) => `${code} ${fixes.length}`),
      ["linear-features 0"],
    );
  });
});
