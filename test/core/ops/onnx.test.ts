// What an operator is exported as computes what it predicts: shapes of everything, numbers of pools.
import assert from "node:assert/strict";
import * as runtime from "onnxruntime-node";
import { exportOnnx } from "../../../src/core/formats/onnx/write.ts";
import type { Attributes, ElementType } from "../../../src/core/ir/index.ts";
import { render } from "../../../src/core/messages/index.ts";
import { activationFunctions } from "../../../src/core/ops/activation.ts";
import { reduceFunctions } from "../../../src/core/ops/reduce.ts";
import { unaryFunctions } from "../../../src/core/ops/unary.ts";
import { deterministicWeights } from "../../../src/core/weights/index.ts";
import { sketchNetwork } from "../../support/buildNetwork.ts";

interface Run {
  readonly dims: readonly (readonly number[])[];
  readonly values: readonly number[];
  readonly input: readonly number[];
}

const inputs = (text: string) =>
  text.split(" ").map((part) => {
    const [shape = "", dtype = "float32"] = part.split(":");
    return { dims: shape === "scalar" ? [] : shape.split("x").map(Number), dtype: dtype as ElementType };
  });

function tensorOf(dims: readonly number[], dtype: ElementType): runtime.Tensor {
  const count = dims.reduce((product, size) => product * size, 1);
  const numbers = Array.from({ length: count }, (_, index) => 0.4 * Math.sin(0.7 * index) + 0.5);
  if (dtype === "int64")
    return new runtime.Tensor(
      "int64",
      BigInt64Array.from(numbers, (n) => BigInt(Math.round(n))),
      dims,
    );
  if (dtype === "bool")
    return new runtime.Tensor(
      "bool",
      Uint8Array.from(numbers, (n) => (n > 0.5 ? 1 : 0)),
      dims,
    );
  return new runtime.Tensor("float32", Float32Array.from(numbers), dims);
}

/** Predicts, exports and runs one operation; a string is the reason why it is not exported. */
async function run(op: string, text: string, attrs: Attributes): Promise<Run | string> {
  const net = sketchNetwork();
  const given = inputs(text);
  const values = given.map(({ dims, dtype }, index) => net.input(dims, `x${index}`, dtype));
  const outputs = net.ops(op, values, attrs, "node");
  const network = net.finish(...outputs);
  assert.deepEqual(
    network.diagnostics.map((diagnostic) => render(diagnostic.message)),
    [],
  );
  const model = exportOnnx(network, { weights: deterministicWeights(network) });
  if ("because" in model) return render(model.because);
  const session = await runtime.InferenceSession.create(model.ok, { logSeverityLevel: 3 });
  const feeds = Object.fromEntries(given.map(({ dims, dtype }, index) => [`x${index}`, tensorOf(dims, dtype)]));
  const used = Object.fromEntries(Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)));
  const results = await session.run(used);
  const tensors = model.outputs.map((name) => results[name]);
  const predicted = outputs.map((value) => network.values[value]?.type.shape);
  assert.deepEqual(
    tensors.map((tensor) => tensor?.dims),
    predicted.map((shape) => (shape?.rank === "known" ? shape.dims : "?")),
  );
  const first = tensors[0];
  return {
    dims: tensors.map((tensor) => tensor?.dims ?? []),
    values: first?.type === "float32" ? Array.from(first.data as Float32Array) : [],
    input: Array.from(feeds["x0"]?.data as Float32Array | BigInt64Array, Number),
  };
}

const MAP = "1x4x7x9";

const cases: readonly (readonly [string, string, Attributes])[] = [
  ...activationFunctions.map((name) => ["Activation", "1x4x3x3", { function: name }] as const),
  ["Activation", "1x4x3x3", { function: "prelu", slopes: 4 }],
  ["Activation", "1x4x3x3", { function: "gelu", approximate: "tanh" }],
  ["Activation", "1x4x3x3", { function: "softplus", beta: 2 }],
  ["AdaptiveAveragePool", MAP, { outputSize: [1, 1] }],
  ["AdaptiveAveragePool", MAP, { outputSize: [7, 3] }],
  ["AdaptiveAveragePool", MAP, { outputSize: [5, 4] }],
  ["AdaptiveMaxPool", MAP, { outputSize: [7, 3] }],
  ["Add", `${MAP} 4x1x1`, {}],
  ["Add", `${MAP} ${MAP}`, { alpha: 2 }],
  ["ArgMax", MAP, { axis: 1 }],
  ["ArgMin", MAP, {}],
  ["Attention", "1x2x5x8 1x2x6x8 1x2x6x4", {}],
  ["BatchNorm", MAP, { channels: 4 }],
  ["BatchNorm", MAP, { affine: false }],
  ["Cast", MAP, { dtype: "int64" }],
  ["ChannelShuffle", MAP, { groups: 2 }],
  ["Concat", `${MAP} ${MAP}`, {}],
  ["Conv", MAP, { outChannels: 6, kernelSize: [3, 3], stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2 }],
  ["Conv", MAP, { outChannels: 6, kernelSize: [2, 4], padding: "same" }],
  ["Conv", MAP, { outChannels: 6, kernelSize: [3, 3], stride: [2, 2], padding: "sameLower", hasBias: false }],
  ["Conv", MAP, { outChannels: 6, kernelSize: [3, 3], padding: [2, 1], paddingMode: "reflect" }],
  ["Conv", MAP, { outChannels: 6, kernelSize: [3, 3], padding: [2, 1], paddingMode: "circular" }],
  ["Conv", "4x7x9", { outChannels: 6, kernelSize: [3, 3] }],
  ["Conv", "1x4x30", { outChannels: 6, kernelSize: [5], stride: [3] }],
  ["Conv", "1x2x5x6x7", { outChannels: 3, kernelSize: [3, 3, 3], padding: [1] }],
  [
    "ConvTranspose",
    MAP,
    { outChannels: 6, kernelSize: [3, 4], stride: [2, 3], padding: [1, 0], outputPadding: [1, 2] },
  ],
  ["ConvTranspose", MAP, { outChannels: 6, kernelSize: [3, 3], groups: 2, dilation: [2, 1], hasBias: false }],
  [
    "Pad",
    MAP,
    {
      pads: [
        [1, 2],
        [3, -1],
      ],
      mode: "circular",
    },
  ],
  ["ConvTranspose", "4x7x9", { outChannels: 6, kernelSize: [2, 2], stride: [2, 2] }],
  ["Crop", `${MAP} 1x4x5x5`, { offsets: [1, 2] }],
  ["Div", MAP, { scalar: 2 }],
  ["Dropout", MAP, {}],
  ["Eltwise", `${MAP} ${MAP}`, { operation: "sum", coefficients: [1, -2] }],
  ["Eltwise", `${MAP} ${MAP} ${MAP}`, { operation: "max" }],
  ["Einsum", "2x6x3 2x4x3", { equation: "b i d, b j d -> b i j" }],
  ["Expand", "1x4x1", { shape: [3, -1, 5] }],
  ["Flatten", MAP, {}],
  ["Flatten", MAP, { startAxis: 2 }],
  ["Flip", MAP, { axes: [2, 3] }],
  ["Gemm", "2x3 4x3 4", { transposeB: true, alpha: 2 }],
  ["GlobalAveragePool", MAP, {}],
  ["GlobalMaxPool", MAP, { keepDims: false }],
  ["GroupNorm", MAP, { groups: 2, channels: 4 }],
  ["InstanceNorm", MAP, {}],
  ["InstanceNorm", MAP, { trackRunningStatistics: true, affine: true }],
  ["LayerNorm", "2x5x8", { normalizedShape: [8] }],
  ["LayerNorm", "2x5x8", { normalizedShape: [5, 8], affine: false }],
  ["Linear", "2x8", { outFeatures: 5 }],
  ["Linear", "2x3x8", { outFeatures: 5 }],
  ["Linear", "2x3x8", { outFeatures: 5, hasBias: false }],
  ["Linear", MAP, { outFeatures: 5, flattenFrom: 1 }],
  ["LocalResponseNorm", "1x8x5x5", { size: 5, alpha: 1e-4, beta: 0.75, bias: 2 }],
  ["LocalResponseNorm", "1x8x5x5", { size: 3, region: "within" }],
  ["LogSoftmax", MAP, { axis: 1 }],
  ["LpPool", MAP, { kernelSize: [2, 2], normType: 2 }],
  ["MatMul", "2x3x4 4x5", {}],
  ["MaxPool", MAP, { kernelSize: [3, 2], stride: [2, 2], padding: [1, 0], ceilMode: true }],
  ["MaxPool", MAP, { kernelSize: [2, 2], dilation: [2, 3] }],
  ["MaxPool", "4x7x9", { kernelSize: [2, 2] }],
  ["Mul", `${MAP} 1x4x1x1`, {}],
  [
    "Pad",
    MAP,
    {
      pads: [
        [1, 2],
        [0, -1],
      ],
      value: 3,
    },
  ],
  [
    "Pad",
    MAP,
    {
      pads: [
        [1, 2],
        [3, 1],
      ],
      mode: "reflect",
    },
  ],
  [
    "Pad",
    MAP,
    {
      pads: [
        [1, 2],
        [3, 1],
      ],
      mode: "replicate",
    },
  ],
  ["PixelShuffle", MAP, { factor: 2 }],
  ["PixelUnshuffle", "1x2x4x6", { factor: 2 }],
  ["Power", MAP, { power: 2, scale: 3, shift: 1 }],
  ["Power", MAP, {}],
  ...reduceFunctions.map((name) => ["Reduce", MAP, { function: name, axes: [2, 3] }] as const),
  ["Reduce", MAP, { function: "sum", keepDims: true }],
  ["Reshape", MAP, { shape: [7, -1, 2, 3] }],
  ["Resize", MAP, { scale: [2], mode: "nearest" }],
  ["Resize", MAP, { scale: [1.5, 2], mode: "linear" }],
  ["Resize", MAP, { size: [5, 20], mode: "linear", alignCorners: true }],
  ["Resize", MAP, { size: [14, 18], mode: "cubic" }],
  ["Resize", MAP, { size: [5, 5], mode: "nearestExact" }],
  ["RmsNorm", "2x5x8", { normalizedShape: [8] }],
  ["Roll", MAP, { axes: [2, 3], shifts: [-3, 2] }],
  ["Scale", MAP, { hasBias: true }],
  ["Scale", MAP, { hasScale: false, hasBias: true }],
  ["Select", MAP, { axis: 2, index: -1 }],
  ["Slice", MAP, { axes: [2, -1], starts: [1, 0], ends: [null, -2], steps: [2, 3] }],
  ["Softmax", MAP, { axis: 1 }],
  ["Softmax", MAP, { axis: 1, negated: true }],
  ["Split", MAP, { axis: 3, size: 4 }],
  ["Split", MAP, { axis: 1, size: 1, dropAxis: true }],
  ["Squeeze", "1x4x1x1", {}],
  ["Stack", "2x3 2x3", { axis: 1 }],
  ["Sub", MAP, { scalar: 1, scalarFirst: true }],
  ["Tile", "2x3", { repeats: [2, 3] }],
  ["Transpose", MAP, { permutation: [0, 2, 3, -3] }],
  ["Transpose", MAP, { swap: [1, 2] }],
  ...unaryFunctions.map((name) => ["Unary", "2x3", { function: name }] as const),
  ["Unary", "2x3", { function: "clamp", minimum: 0.5 }],
  ["Unflatten", "2x12", { axis: 1, sizes: [3, -1] }],
  ["Unsqueeze", "2x3", { axes: [0, -1] }],
  ["Where", "2x3:bool 3 2x1", {}],
];

/** Forms that no operator of opset 17 stands for. */
const notExported = new Set(
  "Reduce variance,Reduce standardDeviation,Reduce median,Reduce any,Reduce all,Unary bitwiseNot,Unary isFinite,Unary trunc".split(
    ",",
  ),
);

describe("exported operators", () => {
  for (const [op, text, attrs] of cases)
    it(`${op} ${JSON.stringify(attrs)} on ${text}`, async () => {
      const result = await run(op, text, attrs);
      if (typeof result === "string") assert.ok(notExported.has(`${op} ${attrs["function"]}`), result);
      else if (result.values.length > 0) assert.ok(result.values.some(Number.isFinite));
    });
});

/** Means over 4×4 windows of a 7×9 map, by the definition: what lies in padding counts, what lies beyond does not. */
function meansByHand(
  input: readonly number[],
  attrs: { stride: number; padding: number; countIncludePad: boolean; ceilMode: boolean; divisor?: number },
) {
  const [rows, columns, kernel] = [7, 9, 3];
  const { stride, padding, ceilMode } = attrs;
  const count = (size: number) => {
    const steps = (size + 2 * padding - kernel) / stride;
    const windows = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
    return ceilMode && (windows - 1) * stride >= size + padding ? windows - 1 : windows;
  };
  const means: number[] = [];
  for (let channel = 0; channel < 4; channel++)
    for (let row = 0; row < count(rows); row++)
      for (let column = 0; column < count(columns); column++) {
        let [sum, samples] = [0, 0];
        for (let y = row * stride - padding; y < row * stride - padding + kernel; y++)
          for (let x = column * stride - padding; x < column * stride - padding + kernel; x++) {
            const inside = y >= 0 && x >= 0 && y < rows && x < columns;
            if (inside) sum += input[(channel * rows + y) * columns + x] ?? 0;
            if (inside || (attrs.countIncludePad && y < rows + padding && x < columns + padding)) samples++;
          }
        means.push(sum / (attrs.divisor ?? samples));
      }
  return means;
}

describe("exported average pools", () => {
  for (const ceilMode of [false, true])
    for (const countIncludePad of [false, true])
      for (const [stride, padding] of [
        [2, 0],
        [2, 1],
        [3, 1],
        [4, 1],
        [5, 1],
      ] as const)
        it(`divide as torch and Caffe do: stride ${stride}, padding ${padding}, ${ceilMode ? "ceil" : "floor"}, ${countIncludePad ? "with" : "without"} padding`, async () => {
          const attrs = {
            kernelSize: [3, 3],
            stride: [stride, stride],
            padding: [padding, padding],
            ceilMode,
            countIncludePad,
          };
          const result = await run("AveragePool", MAP, attrs);
          assert.ok(typeof result !== "string");
          const expected = meansByHand(result.input, { stride, padding, ceilMode, countIncludePad });
          assert.equal(result.values.length, expected.length);
          for (const [index, value] of result.values.entries())
            assert.ok(Math.abs(value - (expected[index] ?? 0)) < 1e-5);
        });

  it("divide by a number of their own", async () => {
    const result = await run("AveragePool", MAP, {
      kernelSize: [3, 3],
      stride: [2, 2],
      padding: [1, 1],
      divisorOverride: 5,
      ceilMode: true,
    });
    assert.ok(typeof result !== "string");
    const expected = meansByHand(result.input, {
      stride: 2,
      padding: 1,
      ceilMode: true,
      countIncludePad: true,
      divisor: 5,
    });
    for (const [index, value] of result.values.entries()) assert.ok(Math.abs(value - (expected[index] ?? 0)) < 1e-5);
  });

  it("have uneven windows as adaptive pools", async () => {
    const result = await run("AdaptiveAveragePool", MAP, { outputSize: [4, 4] });
    assert.ok(typeof result !== "string");
    // Unit (1, 2): rows ⌊7/4⌋ … ⌈14/4⌉ − 1, columns ⌊18/4⌋ … ⌈27/4⌉ − 1.
    let sum = 0;
    for (let row = 1; row <= 3; row++)
      for (let column = 4; column <= 6; column++) sum += result.input[row * 9 + column] ?? 0;
    assert.ok(Math.abs((result.values[1 * 4 + 2] ?? 0) - sum / 9) < 1e-5);
  });
});
