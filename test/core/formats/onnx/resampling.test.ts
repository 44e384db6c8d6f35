import assert from "node:assert/strict";
import type { Attributes } from "../../../../src/core/ir/index.ts";
import { oneLayer, parameters, predicted, runOnnx, sine, type Tensor } from "./oneLayer.ts";
import { box, build, get, map } from "./reference.ts";

async function check(op: string, attrs: Attributes, inputs: readonly Tensor[], wanted: Tensor): Promise<void> {
  const network = oneLayer(op, attrs, inputs);
  assert.deepEqual(network.diagnostics, []);
  const [got] = await runOnnx(network, inputs);
  assert.deepEqual(got?.dims.map(Number), wanted.dims);
  assert.equal(predicted(network)[0], wanted.dims.join("x"));
  for (const [index, value] of wanted.data.entries())
    assert.ok(Math.abs(value - (got?.data[index] ?? Number.NaN)) < 2e-6, `element ${index}`);
}

const x = sine([2, 8, 6, 4]);

describe("ONNX export of what Caffe's forks and Darknet resample with", () => {
  it("Interp: bilinear, corner on corner", async () => {
    const [height, width] = [11, 3];
    const wanted = build([2, 8, height, width], ([n = 0, c = 0, i = 0, j = 0]) => {
      const [y, z] = [(i * 5) / (height - 1), (j * 3) / (width - 1)];
      return box([2, 2]).reduce((sum, [down = 0, across = 0]) => {
        const [row, column] = [Math.floor(y) + down, Math.floor(z) + across];
        const weight = (1 - Math.abs(y - row)) * (1 - Math.abs(z - column));
        return sum + weight * get(x, [n, c, Math.min(row, 5), Math.min(column, 3)]);
      }, 0);
    });
    await check("Resize", { size: [height, width], mode: "linear", alignCorners: true }, [x], wanted);
  });

  it("Crop: from an offset to the second input's size", async () => {
    const wanted = build([2, 8, 3, 2], ([n = 0, c = 0, i = 0, j = 0]) => get(x, [n, c, i + 2, j + 1]));
    await check("Crop", { offsets: [2, 1] }, [x, sine([2, 8, 3, 2])], wanted);
  });

  it("ShuffleChannel: groups dealt out", async () => {
    const wanted = build(x.dims, ([n = 0, c = 0, i = 0, j = 0]) => get(x, [n, (c % 4) * 2 + Math.floor(c / 4), i, j]));
    await check("ChannelShuffle", { groups: 4 }, [x], wanted);
  });

  it("[reorg3d]: squares of neighbours into channels", async () => {
    const wanted = build([2, 32, 3, 2], ([n = 0, c = 0, i = 0, j = 0]) => {
      const offset = Math.floor(c / 8);
      return get(x, [n, c % 8, 2 * i + Math.floor(offset / 2), 2 * j + (offset % 2)]);
    });
    await check("Reorg", { stride: 2, plain: true }, [x], wanted);
  });

  it("[reorg]: by the indices of blas.c, reorg_cpu", async () => {
    const [channels, height, width, stride] = [8, 6, 4, 2];
    const data: number[] = [];
    for (const [b = 0, k = 0, j = 0, i = 0] of box([2, channels, height, width])) {
      const outChannels = channels / (stride * stride);
      const offset = Math.floor(k / outChannels);
      const [wide, high] = [i * stride + (offset % stride), j * stride + Math.floor(offset / stride)];
      const from = wide + width * stride * (high + height * stride * ((k % outChannels) + outChannels * b));
      data[i + width * (j + height * (k + channels * b))] = x.data[from] ?? Number.NaN;
    }
    await check("Reorg", { stride }, [x], { dims: [2, 32, 3, 2], data });
  });

  it("LRN within a channel: a square around each position", async () => {
    const attrs = { size: 3, alpha: 0.5, beta: 0.75, bias: 1, region: "within" };
    const wanted = map(x, (value, [n = 0, c = 0, i = 0, j = 0]) => {
      const squares = box([3, 3]).map(([down = 0, across = 0]) => get(x, [n, c, i + down - 1, j + across - 1]) ** 2);
      return value / (1 + (0.5 / 9) * squares.reduce((a, b) => a + b, 0)) ** 0.75;
    });
    await check("LocalResponseNorm", attrs, [x], wanted);
  });

  it("Eltwise: the product and the largest of three maps", async () => {
    const maps = [x, sine(x.dims, 0.9), sine(x.dims, 0.1)];
    const all = (index: readonly number[]) => maps.map((one) => get(one, index));
    const product = map(x, (_, index) => all(index).reduce((a, b) => a * b, 1));
    await check("Eltwise", { operation: "product" }, maps, product);
    await check(
      "Eltwise",
      { operation: "max" },
      maps,
      map(x, (_, index) => Math.max(...all(index))),
    );
  });

  it("Deconvolution: a bilinear kernel for each channel, as FCN upsamples", async () => {
    const attrs = {
      inChannels: 8,
      outChannels: 8,
      kernelSize: [4, 4],
      stride: [2, 2],
      padding: [1, 1],
      groups: 8,
      hasBias: false,
    };
    const network = oneLayer("ConvTranspose", attrs, [x]);
    const { weight = x } = parameters(network);
    const wanted = build([2, 8, 12, 8], ([n = 0, c = 0, i = 0, j = 0]) =>
      box([6, 4]).reduce((sum, [row = 0, column = 0]) => {
        const [down, across] = [i + 1 - 2 * row, j + 1 - 2 * column];
        return sum + get(x, [n, c, row, column]) * get(weight, [c, 0, down, across]);
      }, 0),
    );
    await check("ConvTranspose", attrs, [x], wanted);
  });
});
