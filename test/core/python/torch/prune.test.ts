import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

/** The state of a model with one layer of each kind, after these lines. */
function stateAfter(lines: string): { readonly state: readonly string[]; readonly parameters: string } {
  const { state, parameters, outputs, problems } = modelOf(
    `
import torch.nn.utils.prune as prune
from torch.nn.utils import prune as again

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(3, 4, 3), nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))

net = Net()
${lines}
`,
    { inputs: ["1x3x8x8"] },
  );
  assert.deepEqual([outputs, problems], ["output 1x2", []]);
  return { state, parameters };
}

const conv = ["conv.weight 4x3x3x3", "conv.bias 4"];
const fc = ["fc.weight 2x4", "fc.bias 2"];

describe("torch.nn.utils.prune", () => {
  for (const [lines, state] of [
    [
      "prune.random_unstructured(net.conv, name='weight', amount=0.3)",
      ["conv.bias 4", "conv.weight_orig 4x3x3x3", "conv.weight_mask 4x3x3x3", ...fc],
    ],
    [
      "prune.ln_structured(net.conv, 'weight', amount=0.5, n=2, dim=0)\nagain.l1_unstructured(net.conv, 'bias', 1)\nprune.l1_unstructured(net.conv, 'weight', 2)",
      ["conv.weight_orig 4x3x3x3", "conv.bias_orig 4", "conv.weight_mask 4x3x3x3", "conv.bias_mask 4", ...fc],
    ],
    [
      "prune.global_unstructured([(net.fc, 'weight')], pruning_method=prune.L1Unstructured, amount=0.2)\nassert prune.is_pruned(net)",
      [...conv, "fc.bias 2", "fc.weight_orig 2x4", "fc.weight_mask 2x4"],
    ],
    ["prune.identity(net.fc, 'bias')\nprune.remove(net.fc, 'bias')\nassert not prune.is_pruned(net)", [...conv, ...fc]],
  ] as const)
    it(`keeps what ${lines.split("\n")[0]} leaves`, () =>
      assert.deepEqual(stateAfter(lines), { state, parameters: String(4 * 27 + 4 + 8 + 2) }));
});
