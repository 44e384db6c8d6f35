// What an unknown condition decides about may or may not be spent: sums are at least what is spent for certain.
import assert from "node:assert/strict";
import { countsOf, coverageOf, gapsOf } from "../../../../src/core/analysis/cost.ts";
import { certainMacs, knownSumText, macsOf } from "../../../../src/core/analysis/knownSum.ts";
import { formatDim } from "../../../../src/core/ir/dim.ts";
import { factsOf } from "../../../support/pythonModel.ts";

const networkOf = (forward: string) => {
  const body = forward.replace(/^/gm, "        ");
  const source = `
flag = open("settings").read()
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(8, 2)
        self.drop = nn.Dropout()
    def forward(self, x):
${body}
`;
  const [model] = factsOf(source, { inputs: ["1x4"] }).models;
  assert.ok(model);
  return model.network;
};

const [a, b, c] = [4 * 8, 8 * 8, 8 * 2];

describe("MACs under an unknown condition", () => {
  const cases: readonly (readonly [title: string, forward: string, sum: string, unknown: number])[] = [
    ["are no part of the sum", "x = self.a(x)\nif flag:\n    x = self.b(x)\nreturn self.c(x)", `≥ ${a + c}`, 1],
    ["leave sums alone that they do not change", "x = self.a(x)\nif flag:\n    x = self.drop(x)\nreturn x", `${a}`, 0],
    ["are those of what follows too", "x = self.a(x)\nif flag:\n    return x\nreturn self.c(self.b(x))", `≥ ${a}`, 2],
    [
      "of a loop of unknown length",
      "x = self.a(x)\nfor _ in flag:\n    x = self.b(x)\nreturn self.c(x)",
      `≥ ${a + c}`,
      1,
    ],
    ["are all that there is", "if flag:\n    return self.c(self.a(x))\nreturn self.a(x)", "?", 3],
    ["are certain where nothing decides", "return self.c(self.b(self.a(x)))", `${a + b + c}`, 0],
  ];
  for (const [title, forward, sum, unknown] of cases)
    it(title, () => {
      const network = networkOf(forward);
      const counted = { known: countsOf(network).macs, complete: !gapsOf(network).macs };
      assert.equal(knownSumText(counted, formatDim), sum);
      assert.equal(knownSumText(certainMacs(network.nodes), formatDim), sum);
      assert.equal(coverageOf(network).unknownMacs, unknown);
    });

  it("of one call are those that it has where it runs", () => {
    const { nodes } = networkOf("x = self.a(x)\nif flag:\n    x = self.b(x)\nreturn self.c(x)");
    assert.deepEqual(
      nodes.filter(({ op }) => op === "Linear").map((node) => macsOf([node])),
      [a, b, c].map((known) => ({ known, complete: true })),
    );
  });
});
