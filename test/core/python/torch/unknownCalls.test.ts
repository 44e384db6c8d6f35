import assert from "node:assert/strict";
import { coverageOf } from "../../../../src/core/analysis/cost.ts";
import { formatShape } from "../../../../src/core/ir/shape.ts";
import { render } from "../../../../src/core/messages/index.ts";
import { factsOf } from "../../../support/pythonModel.ts";

const networkOf = (forward: string) => {
  const [model] = factsOf(`
from elsewhere import deform
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3)
        self.b = nn.Conv2d(8, 8, 3)

    def forward(self, x):
        x = self.a(x)
${forward
  .trim()
  .split("\n")
  .map((line) => `        ${line}`)
  .join("\n")}
`).models;
  assert.ok(model);
  return model.network;
};

const reasons = (forward: string): readonly string[] =>
  networkOf(forward).nodes.flatMap(({ type, unknownBecause }) =>
    unknownBecause === null ? [] : [`${type}: ${render(unknownBecause)}`],
  );

describe("a call that is not modelled", () => {
  it("is counted, and says what it is", () => {
    const network = networkOf("return torch.some_new_op(x, 2)");
    assert.deepEqual(coverageOf(network), { calls: 2, unknownCalls: 1, unknownParameters: 0, unknownMacs: 1 });
    assert.deepEqual(reasons("return torch.some_new_op(x, 2)"), ["some_new_op: torch.some_new_op is not modelled"]);
  });

  it("may be a method or come from a package that is not there", () => {
    assert.deepEqual(reasons("return x.strange(3)"), ["strange: Tensor.strange is not modelled"]);
    assert.deepEqual(reasons("return deform(x)"), ["deform: module elsewhere was not found"]);
  });

  it("passes its reason on to what takes its result, and hangs together with it", () => {
    const { nodes } = networkOf("y = torch.some_new_op(x)\nreturn torch.relu(y)");
    const [, unknown, relu] = nodes;
    assert.deepEqual(relu?.inputs, unknown?.outputs);
    assert.deepEqual(relu?.unknownBecause, unknown?.unknownBecause);
  });

  it("is nobody's business where no tensor goes in", () => {
    assert.deepEqual(reasons("torch.some_setting(True)\nreturn x"), []);
  });
});

describe("two branches of an unknown condition", () => {
  it("meet in a node that takes both", () => {
    const { nodes, values } = networkOf(
      "if x.sum() > 0:\n    x = self.b(x)\nelse:\n    x = x[:, :, 2:, 2:]\nreturn torch.relu(x)",
    );
    const branch = nodes.find(({ type }) => type === "branch");
    const relu = nodes.find(({ type }) => type === "relu");
    assert.ok(branch && relu);
    assert.equal(branch.inputs.length, 2);
    assert.deepEqual(relu.inputs, branch.outputs);
    assert.equal(branch.when, "maybe");
    const type = values[branch.outputs[0] ?? -1]?.type;
    assert.equal(type && formatShape(type.shape), "1x8x220x220");
  });
});
