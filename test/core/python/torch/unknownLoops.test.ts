// What is known after a loop of which nobody can say how often it turns: what each turn leaves as it was.
import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

/** The shapes of what is returned after a loop, for an image of 1x3x8x8. */
function after(loop: string, returned: string): readonly [string, readonly string[]] {
  const { outputs, problems } = modelOf(
    `
from elsewhere import steps, flag
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.same = nn.Conv2d(3, 3, 3, padding=1)
        self.less = nn.Conv2d(3, 3, 3)
        self.wide = nn.Conv2d(3, 6, 1)

    def forward(self, x):
        y, z, n = x * 2, x, 0
        ${loop.split("\n").join("\n        ")}
        return ${returned}
`,
    { inputs: ["1x3x8x8"] },
  );
  return [outputs, problems];
}

describe("loops of unknown length", () => {
  for (const [what, loop, returned, shape] of [
    ["the shape that a turn keeps", "for _ in steps:\n    y = self.same(y)", "y", "1x3x8x8"],
    ["it where elements decide", "while (y != z).any():\n    y, z = F.relu(y), y.clone()", "y + z", "1x3x8x8"],
    ["axes that stay", "for _ in steps:\n    y = self.less(y)", "y", "1x3x?x?"],
    ["axes that stay beside one that grows", "for _ in steps:\n    y = torch.cat([y, x], 1)", "y", "1x?x8x8"],
    ["nothing of what takes turns", "for _ in steps:\n    y, z = z, self.less(y)", "y", "?"],
    ["what one turn makes", "for _ in steps:\n    last = self.wide(x)", "last", "1x6x8x8"],
    ["nothing of counters", "for _ in steps:\n    n = n + 1", "x[:, :n]", "1x?x8x8"],
    [
      "nothing where a turn may break off",
      "for _ in steps:\n    if flag:\n        break\n    y = self.less(y)",
      "y",
      "?",
    ],
    ["it in loops within", "for _ in steps:\n    for _ in steps:\n        y = self.same(y)", "y", "1x3x8x8"],
  ] as const)
    it(`keep ${what}`, () => assert.deepEqual(after(loop, returned), [`output ${shape}`, []]));

  it("count their layers once", () => {
    const source = `
from elsewhere import steps
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.same = nn.Conv2d(3, 3, 3, padding=1, bias=False)
    def forward(self, x):
        for _ in steps:
            x = self.same(x)
        return x
`;
    const { parameters, problems } = modelOf(source, { inputs: ["1x3x8x8"] });
    assert.deepEqual([parameters, problems], ["81", []]);
  });
});
