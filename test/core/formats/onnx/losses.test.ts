import assert from "node:assert/strict";
import { exportOnnx } from "../../../../src/core/formats/onnx/index.ts";
import type { Attributes } from "../../../../src/core/ir/index.ts";
import { deterministicWeights } from "../../../../src/core/weights/index.ts";
import { oneLayer, runOnnx, sine, type Tensor } from "./oneLayer.ts";
import { box, get, softmax } from "./reference.ts";

const x = sine([2, 4, 3]);
/** One label for each of 2 × 3 positions; 9 is no class. */
const labels: Tensor = { dims: [2, 1, 3], data: [0, 3, 9, 2, 2, 1] };

async function numberOf(op: string, attrs: Attributes, targets: Tensor): Promise<number> {
  const inputs = [x, targets];
  const [got] = await runOnnx(oneLayer(op, attrs, inputs), inputs);
  assert.deepEqual(got?.dims, []);
  return got?.data[0] ?? Number.NaN;
}

const near = (got: number, wanted: number): void => assert.ok(Math.abs(got - wanted) < 1e-6, `${got}, not ${wanted}`);

const positions = box([2, 3]).map(([n = 0, i = 0]) => ({ n, i, label: get(labels, [n, 0, i]) }));
const counted = positions.filter(({ label }) => label !== 9);

describe("ONNX export of Caffe's losses and accuracy", () => {
  const crossEntropy = { function: "softmax", targets: "labels", ignoreLabel: 9 };
  const probabilities = softmax(x, 1);
  const sum = counted.reduce((total, { n, i, label }) => total - Math.log(get(probabilities, [n, label, i])), 0);

  it("takes the logarithm of the right class's share, without the labels that are to be ignored", async () => {
    near(await numberOf("Loss", crossEntropy, labels), sum / 5);
  });

  it("divides as the layer says", async () => {
    near(await numberOf("Loss", { ...crossEntropy, normalization: "full" }, labels), sum / 6);
    near(await numberOf("Loss", { ...crossEntropy, normalization: "batch" }, labels), sum / 2);
    near(await numberOf("Loss", { ...crossEntropy, normalization: "none" }, labels), sum);
  });

  it("gives the shares as a second output", async () => {
    const attrs = { ...crossEntropy, furtherOutputs: ["likePredictions"] };
    const [, got] = await runOnnx(oneLayer("Loss", attrs, [x, labels]), [x, labels]);
    for (const [index, value] of probabilities.data.entries()) near(got?.data[index] ?? Number.NaN, value);
  });

  it("sums the cross-entropy of each element after the logistic function, for each item of the batch", async () => {
    const targets: Tensor = { dims: [2, 4, 3], data: x.data.map((_, index) => index % 2) };
    const wanted = x.data.reduce((total, value, index) => {
      const share = 1 / (1 + Math.exp(-value));
      return total - (index % 2 === 1 ? Math.log(share) : Math.log(1 - share));
    }, 0);
    near(await numberOf("Loss", { function: "sigmoid", targets: "elements" }, targets), wanted / 2);
  });

  it("halves the mean squared distance of the items", async () => {
    const targets = sine([2, 4, 3], 0.9);
    const wanted = x.data.reduce((total, value, index) => total + (value - (targets.data[index] ?? 0)) ** 2, 0) / 4;
    near(await numberOf("Loss", { function: "euclidean", targets: "elements" }, targets), wanted);
  });

  it("counts positions whose class is among the best", async () => {
    for (const top of [1, 2, 3]) {
      const right = counted.filter(({ n, i, label }) => {
        const better = [0, 1, 2, 3].filter((c) => get(x, [n, c, i]) > get(x, [n, label, i]));
        return better.length < top;
      });
      near(await numberOf("Accuracy", { targets: "labels", ignoreLabel: 9, top }, labels), right.length / 5);
    }
  });

  it("tells the share of each class, 0 for one that does not occur", async () => {
    const seen: Tensor = { ...labels, data: [0, 3, 9, 2, 2, 3] };
    const network = oneLayer("Accuracy", { targets: "labels", ignoreLabel: 9, furtherOutputs: ["perClass"] }, [
      x,
      seen,
    ]);
    const [, got] = await runOnnx(network, [x, seen]);
    const best = positions.map(({ n, i }) =>
      [0, 1, 2, 3].reduce((a, c) => (get(x, [n, c, i]) > get(x, [n, a, i]) ? c : a), 0),
    );
    const wanted = [0, 1, 2, 3].map((c) => {
      const places = positions.map((_, index) => index).filter((index) => seen.data[index] === c);
      return places.filter((index) => best[index] === c).length / Math.max(1, places.length);
    });
    assert.deepEqual(got?.dims, [4]);
    for (const [c, share] of wanted.entries()) near(got?.data[c] ?? Number.NaN, share);
  });

  it("stops at losses whose formula is not told", () => {
    const reason = (op: string, attrs: Attributes): string => {
      const network = oneLayer(op, attrs, [x, labels]);
      const result = exportOnnx(network, { weights: deterministicWeights(network) });
      return "because" in result ? result.because.key : "exported";
    };
    assert.equal(reason("Loss", { targets: "labels" }), "exportNotSupported");
  });
});
