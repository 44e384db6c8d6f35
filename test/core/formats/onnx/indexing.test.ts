import assert from "node:assert/strict";
import { exportOnnx } from "../../../../src/core/formats/onnx/index.ts";
import { deterministicWeights } from "../../../../src/core/weights/index.ts";
import { sketchNetwork } from "../../../support/buildNetwork.ts";
import { oneLayer, parameters, predicted, runOnnx, sine, type Tensor } from "./oneLayer.ts";
import { build, get } from "./reference.ts";

const same = (got: Tensor | undefined, wanted: Tensor): void => {
  assert.deepEqual(got?.dims.map(Number), wanted.dims);
  for (const [index, value] of wanted.data.entries())
    assert.ok(Math.abs(value - (got?.data[index] ?? Number.NaN)) < 1e-6, `element ${index}`);
};

const places = (dims: readonly number[], ...data: readonly number[]): Tensor => ({ dims, data });

describe("ONNX export of indexing", () => {
  const x = sine([3, 4, 5]);

  it("looks up rows of a table, by indices that come as floats too", async () => {
    const indices = places([2, 3], 0, 6, 2, 5, 5, 1);
    const network = oneLayer("Embedding", { count: 7, features: 4 }, [indices]);
    const { weight = indices } = parameters(network);
    const [got] = await runOnnx(network, [indices]);
    same(
      got,
      build([2, 3, 4], ([row = 0, column = 0, feature = 0]) =>
        get(weight, [indices.data[3 * row + column] ?? 0, feature]),
      ),
    );
  });

  it("selects listed positions, negative ones from the end", async () => {
    const indices = places([3], 3, -4, 1);
    const network = oneLayer("IndexSelect", { axis: 1 }, [x, indices]);
    same(
      (await runOnnx(network, [x, indices]))[0],
      build([3, 3, 5], ([a = 0, b = 0, c = 0]) => get(x, [a, [3, 0, 1][b] ?? 0, c])),
    );
  });

  it("takes one tensor of indices along an axis: x[:, i]", async () => {
    const indices = places([2, 2], 3, 0, 1, 1);
    const network = oneLayer("Index", { shape: [3, 2, 2, 5], axes: [1], at: 1 }, [x, indices]);
    const wanted = build([3, 2, 2, 5], ([a = 0, r = 0, s = 0, c = 0]) => get(x, [a, indices.data[2 * r + s] ?? 0, c]));
    same((await runOnnx(network, [x, indices]))[0], wanted);
  });

  it("pairs tensors side by side, broadcast, in their place: x[:, i, j]", async () => {
    const [rows, columns] = [places([2, 1], 3, 1), places([3], 0, 4, 2)];
    const network = oneLayer("Index", { shape: [3, 2, 3], axes: [1, 2], at: 1 }, [x, rows, columns]);
    const wanted = build([3, 2, 3], ([a = 0, r = 0, c = 0]) => get(x, [a, rows.data[r] ?? 0, columns.data[c] ?? 0]));
    same((await runOnnx(network, [x, rows, columns]))[0], wanted);
    assert.deepEqual(predicted(network), ["3x2x3"]);
  });

  it("puts what tensors apart from each other give first: x[i, :, j]", async () => {
    const [first, last] = [places([2], 2, 0), places([2], 4, 1)];
    const network = oneLayer("Index", { shape: [2, 4], axes: [0, 2], at: 0 }, [x, first, last]);
    const wanted = build([2, 4], ([k = 0, b = 0]) => get(x, [first.data[k] ?? 0, b, last.data[k] ?? 0]));
    same((await runOnnx(network, [x, first, last]))[0], wanted);
  });

  it("takes positions along the last axis: x[..., i]", async () => {
    const indices = places([2], 4, 0);
    const network = oneLayer("Index", { shape: [3, 4, 2], axes: [2], at: 2 }, [x, indices]);
    const wanted = build([3, 4, 2], ([a = 0, b = 0, k = 0]) => get(x, [a, b, indices.data[k] ?? 0]));
    same((await runOnnx(network, [x, indices]))[0], wanted);
  });

  it("stops where a mask says how many there are, or where nobody said which axes", () => {
    const net = sketchNetwork();
    const input = net.input([3, 4], "x0");
    const mask = net.input([3], "x1", "bool");
    for (const attrs of [{ shape: [2, 4], axes: [0], at: 0 }, { shape: [2, 4] }]) {
      const network = net.finish(net.op("Index", [input, mask], attrs));
      const result = exportOnnx(network, { weights: deterministicWeights(network) });
      assert.equal("because" in result && result.because.key, "exportNotSupported");
    }
  });
});
