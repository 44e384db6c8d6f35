import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

describe("statements that a program has as text", () => {
  const model = (init: string, forward = "return self.body(x)"): string =>
    `class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n${init}\n\n    def forward(self, x):\n        ${forward}\n`;

  it("set attributes of what is in scope", () => {
    const init =
      "        value = nn.Linear(4, 3)\n        for s in range(2):\n            exec(f'self.act{s + 1}=value')";
    assert.equal(modelOf(model(init, "return self.act2(x)"), { inputs: ["2x4"] }).outputs, "output 2x3");
  });

  it("define names in a dict", () => {
    const init =
      "        names = {'n': 5}\n        exec('m = n + 1', names)\n        self.body = nn.Linear(4, names['m'])";
    assert.equal(modelOf(model(init), { inputs: ["2x4"] }).outputs, "output 2x6");
  });

  it("define names of a module", () => {
    assert.equal(
      modelOf(`exec("width = 7")\n${model("        self.body = nn.Linear(4, width)")}`, { inputs: ["2x4"] }).outputs,
      "output 2x7",
    );
  });

  it("run layers, and raise", () => {
    const forward =
      "exec('self.body(x)')\n        try:\n            exec('raise KeyError(1)')\n        except KeyError:\n            return x";
    const { layers, problems } = modelOf(model("        self.body = nn.Linear(4, 3)", forward), { inputs: ["2x4"] });
    assert.deepEqual([layers, problems], [["body Linear 2x3"], []]);
  });
});
