import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sizeInference } from "../../../../src/core/analysis/inputSizes.ts";
import { emptyMemory } from "../../../../src/core/ir/facts.ts";
import { createPythonFormat } from "../../../../src/core/python/index.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapUsed(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

const source = `
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
${Array.from({ length: 200 }, (_, index) => `        self.conv${index} = nn.Conv2d(3, 3, 3, padding=1)\n`).join("")}
    def forward(self, x):
        for layer in self.children():
            x = layer(x)
        return x
`;

describe("analyses", () => {
  it("leave nothing behind", () => {
    const format = createPythonFormat(sizeInference);
    const analyse = (run: number): void => {
      const facts = format.analyse(
        {
          file: "file:///w/model.py",
          text: `${source}# ${run}\n`,
          model: "Net()",
          inputs: [],
          phase: null,
          stages: [],
          scale: null,
          allModels: false,
          defaultInput: null,
          searchPaths: [],
          workspaceRoots: ["file:///w"],
          memory: emptyMemory,
        },
        { get: () => ({ kind: "absent" }) },
        () => false,
      );
      assert.equal(facts?.models[0]?.network.nodes.length, 200);
    };
    for (let run = 0; run < 5; run++) analyse(run);
    const before = heapUsed();
    for (let run = 0; run < 20; run++) analyse(run);
    const grown = (heapUsed() - before) / 20;
    assert.ok(grown < 50_000, `${Math.round(grown / 1000)} kB an analysis`);
  });
});
