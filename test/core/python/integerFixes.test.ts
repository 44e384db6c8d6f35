// A float where torch takes integers only is mended where it is written.
import assert from "node:assert/strict";
import { render } from "../../../src/core/messages/index.ts";
import { factsOf, imports } from "../../support/pythonModel.ts";

/** What each fix makes of the line that is at fault, after its title. */
function fixesOf(init: string, forward = "return x"): readonly string[] {
  const source = `
class M(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        ${init}

    def forward(self, x):
        ${forward}
`;
  const { diagnostics, models } = factsOf(source, { inputs: ["1x4x8"] });
  const text = imports + source;
  const faults = [...diagnostics, ...models.flatMap((model) => model.diagnostics)];
  return faults.flatMap(({ code, fixes }) => {
    assert.equal(code, "argument-float");
    return fixes.map(({ title, edits }) => {
      let mended = text;
      for (const { at, text: replacement } of edits.toSorted((a, b) => b.at.start - a.at.start))
        mended = mended.slice(0, at.start) + replacement + mended.slice(at.end);
      const lines = text.split("\n");
      const changed = mended.split("\n").find((line, index) => line !== lines[index]);
      return `${render(title)}: ${changed?.trim().replace("self.layer = ", "")}`;
    });
  });
}

const cases: readonly (readonly [init: string, ...fixes: string[]])[] = [
  [
    "nn.Linear(width / 4, 3)",
    "Divide with //: nn.Linear(width // 4, 3)",
    "Convert with int(…): nn.Linear(int(width / 4), 3)",
  ],
  [
    "nn.Conv2d(3, out_channels=width/4, kernel_size=3)",
    "Divide with //: nn.Conv2d(3, out_channels=width//4, kernel_size=3)",
    "Convert with int(…): nn.Conv2d(3, out_channels=int(width/4), kernel_size=3)",
  ],
  ["nn.Linear(8.0, 3)", "Change to 8: nn.Linear(8, 3)"],
  ["nn.Embedding(1e3, 3)", "Change to 1000: nn.Embedding(1000, 3)"],
  ["nn.Linear(8.5, 3)"],
  ["nn.Linear(width * 0.5, 3)", "Convert with int(…): nn.Linear(int(width * 0.5), 3)"],
  ["nn.Linear(width / 4 * 3, 3)", "Convert with int(…): nn.Linear(int(width / 4 * 3), 3)"],
  ["nn.Conv2d(3, 8, 3, padding=((3 - 1) / 2, 0))", "Divide with //: nn.Conv2d(3, 8, 3, padding=((3 - 1) // 2, 0))"],
  ["nn.Conv2d(3, 8, (3 / 1, 6 / 2))", "Divide with //: nn.Conv2d(3, 8, (3 // 1, 6 // 2))"],
  ["nn.Conv2d(3, 8, (3.0, 5.0))", "Write integers: nn.Conv2d(3, 8, (3, 5))"],
];

describe("fixes of floats in places of integers", () => {
  for (const [layer, ...fixes] of cases) it(layer, () => assert.deepEqual(fixesOf(`self.layer = ${layer}`), fixes));

  it("of a name", () => {
    assert.deepEqual(fixesOf("half = width / 2; self.layer = nn.Linear(half, 3)"), [
      "Convert with int(…): half = width / 2; nn.Linear(int(half), 3)",
    ]);
  });

  it("of what functions are given", () => {
    assert.deepEqual(fixesOf("pass", "return x.view(1, x.size(1) / 2, -1)"), [
      "Divide with //: return x.view(1, x.size(1) // 2, -1)",
      "Convert with int(…): return x.view(1, int(x.size(1) / 2), -1)",
    ]);
  });
});
