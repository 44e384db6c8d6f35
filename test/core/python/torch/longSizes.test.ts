import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

describe("sizes that grow with every layer", () => {
  it("are given up where their text says nothing to anybody", () => {
    const source = [
      "class M(nn.Module):",
      "    def forward(self, x):",
      '        """x: shape (B, N)"""',
      "        for _ in range(40): x = torch.cat([x[:, ::2], x[:, 1::3]], 1)",
      "        return x",
    ].join("\n");
    const { outputs, problems } = modelOf(source, { inputs: ["1xN"] });
    assert.deepEqual([outputs, problems], ["output 1x?", []]);
  });
});
