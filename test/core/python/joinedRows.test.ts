import assert from "node:assert/strict";
import { modelOf, netOf } from "../../support/pythonModel.ts";

describe("inputs that meet others before a layer takes them", () => {
  for (const [title, layers, parameters, forward, inputs, problems] of [
    [
      "are as long as the features leave room",
      "self.state, self.q = nn.Linear(17, 64), nn.Linear(70, 1)",
      "s, a",
      "return self.q(torch.cat([self.state(s), a], dim=-1))",
      "s 1x17, a 1x6",
      [],
    ],
    [
      "are rows beside a class for each sample",
      "self.table, self.fc = nn.Embedding(10, 12), nn.Linear(112, 8)",
      "z, labels",
      "return self.fc(torch.cat([z, self.table(labels)], -1))",
      "z 1x100, labels 1",
      [],
    ],
    [
      "are not known where both of them are open",
      "self.fc = nn.Linear(36, 8)",
      "z, action",
      "return self.fc(torch.cat([z, action], -1))",
      "z ?, action ?",
      [],
    ],
    [
      "are refused by another layer whatever their length is",
      "self.state, self.q, self.v = nn.Linear(17, 64), nn.Linear(70, 1), nn.Linear(64, 1)",
      "s, a",
      "x = torch.cat([self.state(s), a], dim=-1)\n        return self.q(x) + self.v(x)",
      "s 1x17, a 1x6",
      ["linear-features: expected 64 input features, got 70"],
    ],
  ] as const)
    it(title, () => {
      const found = modelOf(netOf(layers, forward, parameters));
      assert.deepEqual([found.inputs, found.problems], [inputs, problems]);
    });
});
