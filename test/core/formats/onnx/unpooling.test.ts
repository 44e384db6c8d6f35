import assert from "node:assert/strict";
import { formatShape, shapeOf } from "../../../../src/core/ir/index.ts";
import { sketchNetwork } from "../../../support/buildNetwork.ts";
import { predicted, runOnnx, sine, type Tensor } from "./oneLayer.ts";
import { box, get } from "./reference.ts";

interface Pool {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly output: readonly number[];
}

/** Where the largest sample of each window lies, counted from the beginning of its map; the first of equal ones. */
function switches(x: Tensor, { kernel, stride, padding, output }: Pool): Tensor {
  const sizes = x.dims.slice(-kernel.length);
  const maps = x.dims.slice(0, -kernel.length);
  const data = box([...maps, ...output]).map((index) => {
    const [map, unit] = [index.slice(0, maps.length), index.slice(maps.length)];
    let [best, where] = [Number.NEGATIVE_INFINITY, -1];
    for (const k of box(kernel)) {
      const at = unit.map((u, a) => u * (stride[a] ?? 1) - (padding[a] ?? 0) + (k[a] ?? 0));
      if (at.some((position, a) => position < 0 || position >= (sizes[a] ?? 0))) continue;
      const value = get(x, [...map, ...at]);
      if (value > best) [best, where] = [value, at.reduce((flat, position, a) => flat * (sizes[a] ?? 1) + position, 0)];
    }
    return where;
  });
  return { dims: [...maps, ...output], data };
}

/** Samples back at their places in a map of other sizes, zeros elsewhere. */
function scattered(x: Tensor, places: Tensor, sizes: readonly number[]): Tensor {
  const maps = x.dims.slice(0, -sizes.length);
  const area = sizes.reduce((product, size) => product * size, 1);
  const count = maps.reduce((product, size) => product * size, 1);
  const data = new Array<number>(count * area).fill(0);
  for (const [flat, value] of x.data.entries())
    data[Math.floor(flat / (x.data.length / count)) * area + (places.data[flat] ?? 0)] = value;
  return { dims: [...maps, ...sizes], data };
}

const close = (got: Tensor | undefined, wanted: Tensor): void => {
  assert.deepEqual(got?.dims.map(Number), wanted.dims);
  for (const [index, value] of wanted.data.entries())
    assert.ok(Math.abs(value - (got?.data[index] ?? Number.NaN)) < 1e-6, `element ${index}`);
};

/** A pool with its switches, and the samples put back in maps of the given sizes. */
async function roundTrip(dims: readonly number[], pool: Pool, sizes: readonly number[], ceilMode = false) {
  const net = sketchNetwork();
  const input = net.input([...dims], "x0");
  const { kernel: kernelSize, stride, padding } = pool;
  const [pooled = -1, places = -1] = net.ops("MaxPool", [input], {
    kernelSize,
    stride,
    padding,
    ceilMode,
    dropLastWindow: "whenPadded",
    returnIndices: true,
  });
  const back = net.op("MaxUnpool", [pooled, places], {
    kernelSize,
    stride,
    padding,
    outputSize: sizes,
    anyOutputSize: true,
  });
  const network = net.finish(places, back);
  assert.deepEqual(network.diagnostics, []);
  const x = sine(dims);
  const [gotPlaces, gotBack] = await runOnnx(network, [x]);
  const wanted = switches(x, pool);
  assert.deepEqual(gotPlaces?.data, wanted.data);
  const values = { dims: wanted.dims, data: maximaAt(x, wanted, pool.kernel.length) };
  close(gotBack, scattered(values, wanted, sizes));
  assert.deepEqual(predicted(network), [
    formatShape(shapeOf(...wanted.dims)),
    formatShape(shapeOf(...(gotBack?.dims ?? []))),
  ]);
}

/** The samples at places counted from the beginning of each map. */
function maximaAt(x: Tensor, places: Tensor, rank: number): number[] {
  const area = x.dims.slice(-rank).reduce((product, size) => product * size, 1);
  const perMap = places.dims.slice(-rank).reduce((product, size) => product * size, 1);
  return places.data.map((place, flat) => x.data[Math.floor(flat / perMap) * area + place] ?? Number.NaN);
}

describe("ONNX export of max pools with switches, and of unpooling", () => {
  it("puts samples back where they were", () =>
    roundTrip([2, 3, 8, 10], { kernel: [2, 2], stride: [2, 2], padding: [0, 0], output: [4, 5] }, [8, 10]));

  it("rounds up as Caffe does, for SegNet's maps of odd size", () =>
    roundTrip([1, 2, 9, 7], { kernel: [2, 2], stride: [2, 2], padding: [0, 0], output: [5, 4] }, [9, 7], true));

  it("takes windows over padding, which overlap", () =>
    roundTrip([1, 2, 7, 7], { kernel: [3, 3], stride: [2, 2], padding: [1, 1], output: [4, 4] }, [7, 7]));

  it("puts samples into a larger map by their old numbers", () =>
    roundTrip([1, 2, 6, 6], { kernel: [2, 2], stride: [2, 2], padding: [0, 0], output: [3, 3] }, [7, 9]));

  it("works over three axes, and over one without a batch", async () => {
    const ones = [0, 0, 0];
    await roundTrip(
      [1, 2, 4, 4, 6],
      { kernel: [2, 2, 2], stride: [2, 2, 2], padding: ones, output: [2, 2, 3] },
      [4, 4, 6],
    );
    await roundTrip([3, 8], { kernel: [2], stride: [2], padding: [0], output: [4] }, [8]);
  });

  it("reads switches that come as floats", async () => {
    const net = sketchNetwork();
    const x = net.input([1, 2, 2, 2], "x0", "float32");
    const places = net.input([1, 2, 2, 2], "x1", "float32");
    const y = net.op("MaxUnpool", [x, places], { kernelSize: [2, 2], stride: [2, 2] });
    const samples = sine([1, 2, 2, 2]);
    const numbers = { dims: [1, 2, 2, 2], data: [0, 3, 13, 15, 5, 6, 9, 10] };
    const [got] = await runOnnx(net.finish(y), [samples, numbers]);
    close(got, scattered(samples, numbers, [4, 4]));
  });
});
