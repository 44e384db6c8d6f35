import assert from "node:assert/strict";
import { type Attributes, formatShape, shapeOf } from "../../../../src/core/ir/index.ts";
import { oneLayer, parameters, predicted, runOnnx, sine, type Tensor } from "./oneLayer.ts";
import * as reference from "./reference.ts";

/** An operator, how it is called, and its definition in plain loops over the same inputs and parameters. */
interface Case {
  readonly what: string;
  readonly op: string;
  readonly attrs: Attributes;
  readonly inputs: readonly Tensor[];
  expect(x: Tensor, p: Readonly<Record<string, Tensor>>, others: readonly Tensor[]): Tensor;
}

const image = sine([2, 4, 9, 11]);
const ones = [1, 1];
const param = (p: Readonly<Record<string, Tensor>>, name: string): Tensor => p[name] ?? { dims: [], data: [] };
const one = (what: string, op: string, attrs: Attributes, inputs: readonly Tensor[], expect: Case["expect"]): Case => ({
  what,
  op,
  attrs,
  inputs,
  expect,
});

const scalar = (name: string, of: (value: number) => number, attrs: Attributes = {}) =>
  one(name, "Activation", { function: name, ...attrs }, [image], (x) => reference.map(x, of));

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

const cases: readonly Case[] = [
  one(
    "stride, padding and bias",
    "Conv",
    {
      inChannels: 4,
      outChannels: 6,
      kernelSize: [3, 5],
      stride: [2, 1],
      padding: [1, 2],
      dilation: ones,
      groups: 1,
      hasBias: true,
    },
    [image],
    (x, p) =>
      reference.conv(x, param(p, "weight"), p["bias"], 1, {
        stride: [2, 1],
        before: [1, 2],
        dilation: ones,
        output: [5, 11],
      }),
  ),
  one(
    "dilation and groups",
    "Conv",
    {
      inChannels: 4,
      outChannels: 6,
      kernelSize: [3, 3],
      stride: ones,
      padding: [2, 2],
      dilation: [2, 2],
      groups: 2,
      hasBias: false,
    },
    [image],
    (x, p) =>
      reference.conv(x, param(p, "weight"), undefined, 2, {
        stride: ones,
        before: [2, 2],
        dilation: [2, 2],
        output: [9, 11],
      }),
  ),
  one(
    "asymmetric padding",
    "Conv",
    {
      inChannels: 4,
      outChannels: 3,
      kernelSize: [3, 3],
      stride: ones,
      padding: [
        [0, 2],
        [1, 0],
      ],
      dilation: ones,
      groups: 1,
      hasBias: false,
    },
    [image],
    (x, p) =>
      reference.conv(x, param(p, "weight"), undefined, 1, {
        stride: ones,
        before: [0, 1],
        dilation: ones,
        output: [9, 10],
      }),
  ),
  one(
    "one spatial axis, same padding with an even kernel",
    "Conv",
    {
      inChannels: 3,
      outChannels: 2,
      kernelSize: [4],
      stride: [1],
      padding: "same",
      dilation: [1],
      groups: 1,
      hasBias: true,
    },
    [sine([1, 3, 10])],
    (x, p) =>
      reference.conv(x, param(p, "weight"), p["bias"], 1, { stride: [1], before: [1], dilation: [1], output: [10] }),
  ),
  one(
    "three spatial axes",
    "Conv",
    {
      inChannels: 2,
      outChannels: 3,
      kernelSize: [3, 3, 3],
      stride: [1, 2, 2],
      padding: [1, 1, 1],
      dilation: [1, 1, 1],
      groups: 1,
      hasBias: true,
    },
    [sine([1, 2, 4, 5, 6])],
    (x, p) =>
      reference.conv(x, param(p, "weight"), p["bias"], 1, {
        stride: [1, 2, 2],
        before: [1, 1, 1],
        dilation: [1, 1, 1],
        output: [4, 3, 3],
      }),
  ),
  one(
    "stride, padding and output padding",
    "ConvTranspose",
    {
      inChannels: 4,
      outChannels: 3,
      kernelSize: [3, 3],
      stride: [2, 2],
      padding: [1, 1],
      outputPadding: [1, 1],
      dilation: ones,
      groups: 1,
      hasBias: true,
    },
    [sine([1, 4, 4, 5])],
    (x, p) => reference.convTranspose(x, param(p, "weight"), param(p, "bias"), [2, 2], [1, 1], [8, 10]),
  ),
  one("padding", "MaxPool", { kernelSize: [3, 3], stride: [2, 2], padding: [1, 1] }, [image], (x) =>
    reference.pool(
      x,
      [3, 3],
      { stride: [2, 2], before: ones, dilation: ones, output: [5, 6] },
      ones,
      reference.largest,
    ),
  ),
  one(
    "ceil mode, last window dropped",
    "MaxPool",
    { kernelSize: [2, 2], stride: [2, 2], padding: [1, 1], ceilMode: true },
    [image],
    (x) =>
      reference.pool(
        x,
        [2, 2],
        { stride: [2, 2], before: ones, dilation: ones, output: [5, 6] },
        ones,
        reference.largest,
      ),
  ),
  one(
    "ceil mode as Caffe rounds",
    "MaxPool",
    { kernelSize: [3, 3], stride: [2, 2], padding: [0, 0], ceilMode: true, dropLastWindow: "whenPadded" },
    [sine([1, 2, 8, 8])],
    (x) =>
      reference.pool(
        x,
        [3, 3],
        { stride: [2, 2], before: [0, 0], dilation: ones, output: [4, 4] },
        [9, 9],
        reference.largest,
      ),
  ),
  one("padding counted", "AveragePool", { kernelSize: [3, 3], stride: [2, 2], padding: [1, 1] }, [image], (x) =>
    reference.pool(
      x,
      [3, 3],
      { stride: [2, 2], before: ones, dilation: ones, output: [5, 6] },
      ones,
      reference.meanWithPadding,
    ),
  ),
  one(
    "padding not counted",
    "AveragePool",
    { kernelSize: [3, 3], stride: [2, 2], padding: [1, 1], countIncludePad: false },
    [image],
    (x) =>
      reference.pool(x, [3, 3], { stride: [2, 2], before: ones, dilation: ones, output: [5, 6] }, ones, reference.mean),
  ),
  one(
    "ceil mode with padding counted, as torch divides",
    "AveragePool",
    { kernelSize: [3, 3], stride: [2, 2], padding: [1, 1], ceilMode: true },
    [sine([1, 2, 8, 8])],
    (x) =>
      reference.pool(
        x,
        [3, 3],
        { stride: [2, 2], before: ones, dilation: ones, output: [5, 5] },
        ones,
        reference.meanWithPadding,
      ),
  ),
  one("Euclidean norm", "LpPool", { kernelSize: [2, 2], stride: [2, 2], normType: 2 }, [image], (x) =>
    reference.pool(
      x,
      [2, 2],
      { stride: [2, 2], before: [0, 0], dilation: ones, output: [4, 5] },
      [0, 0],
      reference.euclid,
    ),
  ),
  one("uneven areas", "AdaptiveAveragePool", { outputSize: [4, 3] }, [image], (x) =>
    reference.adaptive(x, [4, 3], reference.mean),
  ),
  one("even areas", "AdaptiveMaxPool", { outputSize: [3, 1] }, [image], (x) =>
    reference.adaptive(x, [3, 1], reference.largest),
  ),
  one("one value a channel", "AdaptiveAveragePool", { outputSize: ones }, [image], (x) =>
    reference.adaptive(x, ones, reference.mean),
  ),
  one("two axes", "Linear", { inFeatures: 6, outFeatures: 5, hasBias: true }, [sine([3, 6])], (x, p) =>
    reference.linear(x, param(p, "weight"), param(p, "bias")),
  ),
  one("leading axes kept", "Linear", { inFeatures: 6, outFeatures: 5, hasBias: true }, [sine([2, 3, 6])], (x, p) =>
    reference.linear(x, param(p, "weight"), param(p, "bias")),
  ),
  one("running statistics", "BatchNorm", { channels: 4, epsilon: 1e-3 }, [image], (x, p) =>
    reference.map(x, (value, [, c = 0]) => {
      const [weight = 1, bias = 0, mean = 0, variance = 1] = ["weight", "bias", "runningMean", "runningVariance"].map(
        (name) => p[name]?.data[c],
      );
      return ((value - mean) / Math.sqrt(variance + 1e-3)) * weight + bias;
    }),
  ),
  one("across channels", "LocalResponseNorm", { size: 3, alpha: 0.5, beta: 0.75, bias: 2 }, [image], (x) =>
    reference.acrossChannels(x, 3, 0.5, 0.75, 2),
  ),
  scalar("relu", (value) => Math.max(0, value)),
  scalar("leakyRelu", (value) => (value < 0 ? 0.2 * value : value), { alpha: 0.2 }),
  scalar("relu6", (value) => Math.min(6, Math.max(0, value))),
  scalar("elu", (value) => (value < 0 ? Math.expm1(value) : value)),
  scalar("sigmoid", sigmoid),
  scalar("tanh", Math.tanh),
  scalar("silu", (value) => value * sigmoid(value)),
  scalar("softplus", (value) => Math.log1p(Math.exp(value))),
  scalar("hardsigmoid", (value) => Math.min(1, Math.max(0, value / 6 + 0.5))),
  scalar("hardswish", (value) => value * Math.min(1, Math.max(0, value / 6 + 0.5))),
  one("one slope", "Activation", { function: "prelu" }, [image], (x, p) =>
    reference.map(x, (value) => (value < 0 ? value * (p["weight"]?.data[0] ?? 0) : value)),
  ),
  one("over channels", "Softmax", { axis: 1 }, [image], (x) => reference.softmax(x, 1)),
  one("over the last axis", "LogSoftmax", { axis: -1 }, [image], (x) =>
    reference.map(reference.softmax(x, 3), Math.log),
  ),
  one("eval mode", "Dropout", { probability: 0.5 }, [image], (x) => x),
  one("nothing", "Identity", {}, [image], (x) => x),
  one("from axis 1", "Flatten", { startAxis: 1 }, [image], (x) => ({ ...x, dims: [2, 396] })),
  one("axes 2 and 3", "Flatten", { startAxis: 2, endAxis: 3 }, [image], (x) => ({ ...x, dims: [2, 4, 99] })),
  one("a free size", "Reshape", { shape: [2, 2, -1] }, [image], (x) => ({ ...x, dims: [2, 2, 198] })),
  one("channels last", "Transpose", { permutation: [0, 2, 3, 1] }, [image], (x) =>
    reference.build([2, 9, 11, 4], ([n = 0, h = 0, w = 0, c = 0]) => reference.get(x, [n, c, h, w])),
  ),
  one("channels", "Concat", { axis: 1 }, [image, sine([2, 3, 9, 11], 0.11)], (x, _, [other]) =>
    reference.build([2, 7, 9, 11], ([n = 0, c = 0, ...rest]) =>
      c < 4 ? reference.get(x, [n, c, ...rest]) : reference.get(other as Tensor, [n, c - 4, ...rest]),
    ),
  ),
  one("broadcasting", "Add", {}, [image, sine([4, 1, 11], 0.7)], (x, _, [other]) =>
    reference.map(x, (value, [, c = 0, , w = 0]) => value + reference.get(other as Tensor, [c, 0, w])),
  ),
  one("a number", "Mul", { scalar: 3 }, [image], (x) => reference.map(x, (value) => 3 * value)),
  one("batches", "MatMul", {}, [sine([2, 3, 4]), sine([2, 4, 5], 0.9)], (x, _, [other]) =>
    reference.matmul(x, other as Tensor),
  ),
  one(
    "weighted sum",
    "Eltwise",
    { operation: "sum", coefficients: [1, -1] },
    [image, sine([2, 4, 9, 11], 0.5)],
    (x, _, [other]) => reference.map(x, (value, index) => value - reference.get(other as Tensor, index)),
  ),
  one("mean of a map", "Reduce", { function: "mean", axes: [2, 3] }, [image], (x) =>
    reference.build([2, 4], ([n = 0, c = 0]) =>
      reference.mean(reference.box([9, 11]).map((at) => reference.get(x, [n, c, ...at]))),
    ),
  ),
  one(
    "around the map",
    "Pad",
    {
      pads: [
        [1, 2],
        [0, 3],
      ],
    },
    [image],
    (x) => reference.build([2, 4, 12, 14], ([n = 0, c = 0, h = 0, w = 0]) => reference.get(x, [n, c, h - 1, w])),
  ),
  one("twice as large", "Resize", { scale: [2, 2], mode: "nearest" }, [image], (x) =>
    reference.build([2, 4, 18, 22], ([n = 0, c = 0, h = 0, w = 0]) => reference.get(x, [n, c, h >> 1, w >> 1])),
  ),
  one("to a size", "Resize", { size: [13, 7], mode: "linear" }, [image], (x) => reference.bilinear(x, [13, 7])),
  one("factor 2", "PixelShuffle", { factor: 2 }, [image], (x) =>
    reference.build([2, 1, 18, 22], ([n = 0, , h = 0, w = 0]) =>
      reference.get(x, [n, (h % 2) * 2 + (w % 2), h >> 1, w >> 1]),
    ),
  ),
  one("with steps", "Slice", { axes: [2, 3], starts: [1, -6], ends: [null, -1], steps: [2, 1] }, [image], (x) =>
    reference.build([2, 4, 4, 5], ([n = 0, c = 0, h = 0, w = 0]) => reference.get(x, [n, c, 1 + 2 * h, 5 + w])),
  ),
  one("scale and shift", "Scale", { hasBias: true }, [image], (x, p) =>
    reference.map(x, (value, [, c = 0]) => {
      const [scale, bias] = Object.values(p).map((tensor) => tensor.data[c] ?? 0);
      return value * (scale ?? 1) + (bias ?? 0);
    }),
  ),
];

describe("ONNX export of each operator, run by onnxruntime", function () {
  this.timeout(20_000);
  for (const { what, op, attrs, inputs, expect } of cases) {
    it(`${op}: ${what}`, async () => {
      const network = oneLayer(op, attrs, inputs);
      assert.deepEqual(network.diagnostics, []);
      const [real] = await runOnnx(network, inputs);
      const [first, ...others] = inputs;
      assert.ok(real && first);
      const wanted = expect(first, parameters(network), others);
      assert.equal(predicted(network)[0], formatShape(shapeOf(...real.dims)));
      assert.deepEqual([...real.dims], [...wanted.dims]);
      const scale = Math.max(1e-3, ...wanted.data.map(Math.abs));
      const worst = Math.max(...wanted.data.map((value, i) => Math.abs(value - (real.data[i] ?? Number.NaN)))) / scale;
      assert.ok(worst < 2e-5, `relative error ${worst}`);
    });
  }
});
