import assert from "node:assert/strict";
import { exportOnnx } from "../../../../src/core/formats/onnx/index.ts";
import type { Attributes } from "../../../../src/core/ir/index.ts";
import { deterministicWeights } from "../../../../src/core/weights/index.ts";
import { oneLayer, parameters, runOnnx, sine, type Tensor } from "./oneLayer.ts";
import { build, get, map } from "./reference.ts";

const close = (got: Tensor | undefined, wanted: Tensor): void => {
  assert.deepEqual(got?.dims.map(Number), wanted.dims);
  const scale = Math.max(...wanted.data.map(Math.abs));
  for (const [index, value] of wanted.data.entries())
    assert.ok(Math.abs(value - (got?.data[index] ?? Number.NaN)) < 1e-5 * scale, `element ${index}`);
};

/** Why one layer is not exported. */
function refusal(op: string, attrs: Attributes, inputs: readonly Tensor[]): string {
  const network = oneLayer(op, attrs, inputs);
  const result = exportOnnx(network, { weights: deterministicWeights(network) });
  return "because" in result ? result.because.key : "exported";
}

/** Girshick's roi_pooling_layer.cpp: corners are rounded, ends belong to the region, bins may overlap by a sample. */
function roiPooled(x: Tensor, regions: Tensor, [rows, columns]: readonly [number, number], scale: number): Tensor {
  const [, channels = 1, height = 1, width = 1] = x.dims;
  return build([regions.dims[0] ?? 0, channels, rows, columns], ([region = 0, channel = 0, row = 0, column = 0]) => {
    const [image = 0, ...corners] = regions.data.slice(5 * region, 5 * region + 5);
    const [left = 0, top = 0, right = 0, bottom = 0] = corners.map((corner) => Math.round(corner * scale));
    const bin = (index: number, bins: number, from: number, to: number, size: number): readonly [number, number] => {
      const step = Math.max(to - from + 1, 1) / bins;
      const clip = (at: number): number => Math.min(Math.max(at + from, 0), size);
      return [clip(Math.floor(index * step)), clip(Math.ceil((index + 1) * step))];
    };
    const [firstRow, endRow] = bin(row, rows, top, bottom, height);
    const [firstColumn, endColumn] = bin(column, columns, left, right, width);
    let best = firstRow >= endRow || firstColumn >= endColumn ? 0 : Number.NEGATIVE_INFINITY;
    for (let y = firstRow; y < endRow; y++)
      for (let z = firstColumn; z < endColumn; z++) best = Math.max(best, get(x, [image, channel, y, z]));
    return best;
  });
}

describe("ONNX export of regions of interest", () => {
  const x = sine([2, 3, 12, 14]);
  const regions: Tensor = {
    dims: [4, 5],
    data: [0, 0, 0, 111, 95, 1, 17, 22, 60, 71, 0, 40, 40, 44, 43, 1, 90, 70, 150, 120],
  };

  it("pools each region to one size", async () => {
    const inputs = [x, regions];
    const [got] = await runOnnx(oneLayer("RoiPool", { outputSize: [3, 2], spatialScale: 1 / 8 }, inputs), inputs);
    close(got, roiPooled(x, regions, [3, 2], 1 / 8));
  });

  it("stops where regions are pooled by position, or between samples", () => {
    const channels = sine([1, 12, 6, 6]);
    const attrs = { outputSize: [2, 2], spatialScale: 1 };
    assert.equal(refusal("RoiPool", { ...attrs, outputChannels: 3 }, [channels, regions]), "exportPositionSensitive");
    assert.equal(refusal("RoiPool", { ...attrs, align: true }, [channels, regions]), "exportNotSupported");
  });
});

describe("ONNX export of division by the Euclidean norm", () => {
  const x = sine([2, 4, 3, 5]);
  const squares = (at: (index: readonly number[]) => boolean): number =>
    x.data.reduce((sum, value, flat) => {
      const index = [Math.floor(flat / 60), Math.floor(flat / 15) % 4, Math.floor(flat / 5) % 3, flat % 5];
      return sum + (at(index) ? value * value : 0);
    }, 0);

  it("over the channels of each position, with a scale for each channel, as in SSD", async () => {
    const network = oneLayer("L2Normalize", { acrossSpatial: false, channelShared: false }, [x]);
    const { weight } = parameters(network);
    const [got] = await runOnnx(network, [x]);
    close(
      got,
      map(x, (value, [n, c = 0, h, w]) => {
        const sum = squares(([m, , i, j]) => m === n && i === h && j === w);
        return (value / Math.sqrt(sum + 1e-10)) * (weight?.data[c] ?? 0);
      }),
    );
  });

  it("over all positions, with one scale and an epsilon", async () => {
    const network = oneLayer("L2Normalize", { epsilon: 0.5 }, [x]);
    const { weight } = parameters(network);
    const [got] = await runOnnx(network, [x]);
    close(
      got,
      map(x, (value, [n]) => (value / Math.sqrt(squares(([m]) => m === n) + 0.5)) * (weight?.data[0] ?? 0)),
    );
  });
});

describe("ONNX export of prior boxes", () => {
  const inputs = [sine([1, 8, 2, 3]), sine([1, 3, 60, 120])];
  const attrs = {
    minSizes: [20, 30.5],
    maxSizes: [40, 50],
    ratios: [2, 1],
    flip: true,
    clip: true,
    variances: [0.1, 0.1, 0.2, 0.2],
    step: [0, 0],
    image: [0, 0],
    offset: 0.5,
  };
  /** Width and height by hand: for sizes 20 and 30 (an integer in Caffe), √(20·40), √(30·50), and ratios 2 and 1/2. */
  const sizes = [20, 30].flatMap((min, index) => {
    const between = Math.sqrt(min * (index === 0 ? 40 : 50));
    return [
      [min, min],
      [between, between],
      [min * Math.SQRT2, min / Math.SQRT2],
      [min / Math.SQRT2, min * Math.SQRT2],
    ];
  });

  it("holds corners as parts of the image, position by position, and the variances after them", async () => {
    const [got] = await runOnnx(oneLayer("PriorBox", attrs, inputs), inputs);
    assert.deepEqual(got?.dims, [1, 2, 2 * 3 * 8 * 4]);
    const clip = (value: number): number => Math.min(1, Math.max(0, value));
    const corners = build([2, 3, 8, 4], ([row = 0, column = 0, box = 0, corner = 0]) => {
      const [width = 0, height = 0] = sizes[box] ?? [];
      // Steps of 120/3 and 60/2 pixels.
      const [x, y] = [(column + 0.5) * 40, (row + 0.5) * 30];
      const side = corner < 2 ? -0.5 : 0.5;
      return clip(corner % 2 === 0 ? (x + side * width) / 120 : (y + side * height) / 60);
    });
    const variances = corners.data.map((_, index) => (index % 4 < 2 ? 0.1 : 0.2));
    close(got, { dims: [1, 2, 192], data: [...corners.data, ...variances] });
  });

  it("takes stated steps and sizes of the image, and leaves corners outside where it is not told to clip", async () => {
    const stated = { ...attrs, maxSizes: [], minSizes: [16], ratios: [], clip: false, step: [8, 10], image: [32, 64] };
    const [got] = await runOnnx(oneLayer("PriorBox", stated, inputs), inputs);
    const first = [(5 - 8) / 64, (4 - 8) / 32, (5 + 8) / 64, (4 + 8) / 32];
    assert.deepEqual(got?.data.slice(0, 4), first);
    assert.deepEqual(
      got?.data.slice(-4).map((value) => value.toFixed(3)),
      ["0.100", "0.100", "0.200", "0.200"],
    );
  });
});
