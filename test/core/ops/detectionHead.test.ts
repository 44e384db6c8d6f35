import assert from "node:assert/strict";
import { faultOf, runOperator, shapesOf } from "../../support/operator.ts";
import { oneLayer, predicted, runOnnx, sine } from "../formats/onnx/oneLayer.ts";

const yolo = { form: "yolo", anchors: 3, classes: 80, coordinates: 4 };

describe("detection heads", () => {
  it("keep the shape", () => {
    assert.equal(shapesOf("DetectionHead", "1x255x13x13", yolo), "1x255x13x13");
    assert.equal(
      shapesOf("DetectionHead", "1x57x16x16", { ...yolo, form: "gaussianYolo", classes: 10, coordinates: 8 }),
      "1x57x16x16",
    );
    assert.equal(
      shapesOf("DetectionHead", "1x1470", { form: "grid", side: 7, anchors: 2, classes: 20, coordinates: 4 }),
      "1x1470",
    );
    assert.equal(
      shapesOf("DetectionHead", "1x52x9x9", { form: "instances", anchors: 1, classes: 20, coordinates: 32 }),
      "1x52x9x9",
    );
    assert.equal(shapesOf("DetectionHead", "Nx255xHxW", yolo), "Nx255xHxW");
    assert.equal(shapesOf("DetectionHead", "?", yolo), "?");
    assert.deepEqual(runOperator("DetectionHead", "1x255x13x13", yolo).formula, ["3·(80 + 4 + 1) = 255"]);
  });

  it("take just as many channels as there is something to say", () => {
    assert.equal(
      faultOf("DetectionHead", "1x250x13x13", { ...yolo, features: 250 }),
      "head-channels: expected 255 channels, 3·(80 + 4 + 1), got 250 @features → 255",
    );
    assert.equal(
      faultOf("DetectionHead", "1x1471", { form: "grid", side: 7, anchors: 2, classes: 20, coordinates: 4 }),
      "head-channels: expected 1470 numbers, 7²·(2·(4 + 1) + 20), got 1471",
    );
  });

  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

  /** The output's numbers of each channel, against what is expected of the input's. */
  async function compare(
    attrs: Parameters<typeof oneLayer>[1],
    channels: number,
    expected: (channel: number, x: number) => number,
  ) {
    const input = sine([2, channels, 3, 2]);
    const network = oneLayer("DetectionHead", attrs, [input]);
    const [output] = await runOnnx(network, [input]);
    assert.deepEqual(predicted(network), [`2x${channels}x3x2`]);
    for (const [index, x] of input.data.entries()) {
      const channel = Math.floor(index / 6) % channels;
      const difference = expected(channel, x) - (output?.data[index] ?? Number.NaN);
      assert.ok(Math.abs(difference) < 1e-5, `channel ${channel}: ${output?.data[index]}`);
    }
  }

  it("are exported as the numbers of each anchor are brought into range", async () => {
    const small = { ...yolo, anchors: 2, classes: 3, scale: 1.2 };
    await compare(small, 16, (channel, x) => {
      const number = channel % 8;
      if (number < 2) return 1.2 * sigmoid(x) - 0.1;
      return number < 4 ? x : sigmoid(x);
    });
    await compare({ ...small, newCoordinates: true }, 16, (channel, x) => (channel % 8 < 2 ? 1.2 * x - 0.1 : x));
    await compare({ ...small, form: "gaussianYolo", coordinates: 8 }, 24, (channel, x) => {
      const number = channel % 12;
      if (number === 0 || number === 2) return 1.2 * sigmoid(x) - 0.1;
      return number === 4 || number === 6 ? x : sigmoid(x);
    });
    const region = { form: "region", anchors: 2, classes: 3, coordinates: 4 };
    await compare(region, 16, (channel, x) => ([2, 3].includes(channel % 8) ? x : sigmoid(x)));
    await compare({ form: "instances", anchors: 1, classes: 3, coordinates: 4 }, 7, (channel, x) =>
      channel < 3 ? sigmoid(x) : x,
    );
  });

  it("share out one among the classes where softmax says so", async () => {
    const input = sine([1, 8, 2, 2]);
    const attrs = { form: "region", anchors: 1, classes: 3, coordinates: 4, softmax: true, background: true };
    const [map] = await runOnnx(oneLayer("DetectionHead", attrs, [input]), [input]);
    const classes = [5, 6, 7].map((channel) => map?.data[channel * 4 + 1] ?? 0);
    assert.ok(Math.abs(classes.reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
    assert.ok(Math.abs((map?.data[4 * 4] ?? 0) - (input.data[4 * 4] ?? 1)) < 1e-6);
    const row = sine([1, 4 * (2 * 5 + 3)]);
    const grid = { form: "grid", side: 2, anchors: 2, classes: 3, coordinates: 4, softmax: true };
    const [numbers] = await runOnnx(oneLayer("DetectionHead", grid, [row]), [row]);
    assert.ok(Math.abs((numbers?.data.slice(3, 6) ?? []).reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
    assert.deepEqual(numbers?.data.slice(12), [...Float32Array.from(row.data.slice(12))]);
  });
});
