import assert from "node:assert/strict";
import { factsOf } from "../../support/pythonModel.ts";

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
