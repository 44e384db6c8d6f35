// torch.nn.AdaptiveLogSoftmaxWithLoss and CrossMapLRN2d. The numbers follow from torch's documentation: the head has a class
// for each of the shortlist and one for each cluster, cluster i has in_features // div_value ** i features.
import assert from "node:assert/strict";
import { modelOf } from "../../../../support/pythonModel.ts";

const net = (made: string, forward: string): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.loss = ${made}
    def forward(self, x, y):
        return ${forward}
`;
const adaptive = "nn.AdaptiveLogSoftmaxWithLoss(64, 1000, cutoffs=[10, 100, 500])";
const told = (source: string, ...inputs: string[]) => {
  const { outputs, state, problems } = modelOf(source, { inputs });
  return { outputs, state, problems };
};

describe("nn.AdaptiveLogSoftmaxWithLoss", () => {
  it("has a head and clusters of falling width", () => {
    const { state, outputs, problems } = told(net(adaptive, "self.loss(x, y)"), "x=32x64", "y=32:int64");
    assert.deepEqual(state, [
      "loss.head.weight 13x64",
      "loss.tail.0.0.weight 16x64",
      "loss.tail.0.1.weight 90x16",
      "loss.tail.1.0.weight 4x64",
      "loss.tail.1.1.weight 400x4",
      "loss.tail.2.0.weight 1x64",
      "loss.tail.2.1.weight 500x1",
    ]);
    assert.deepEqual([outputs, problems], ["output 32, loss scalar", []]);
  });

  it("gives the logarithm of all probabilities, and the likeliest class", () => {
    assert.equal(told(net(adaptive, "self.loss.log_prob(x)"), "x=32x64", "y=32:int64").outputs, "output 32x1000");
    assert.equal(told(net(adaptive, "self.loss.predict(x)"), "x=32x64", "y=32:int64").outputs, "output 32");
  });

  it("refuses another number of targets", () => {
    assert.match(
      told(net(adaptive, "self.loss(x, y)"), "x=32x64", "y=31:int64").problems.join(),
      /same size in the batch dimension/,
    );
  });
});

describe("nn.CrossMapLRN2d", () => {
  const source = net("nn.CrossMapLRN2d(5)", "self.loss(x)");
  it("keeps the shape of images", () => {
    assert.equal(told(source, "x=2x8x4x4", "y=1").outputs, "output 2x8x4x4");
  });
  it("takes batches of images only", () => {
    assert.deepEqual(told(source, "x=8x4x4", "y=1").problems, ["lrn-rank: expected an input of 4 dimensions, got 3"]);
  });
});
