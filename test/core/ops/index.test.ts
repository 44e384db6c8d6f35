import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { activationFunctions } from "../../../src/core/ops/activation.ts";
import { operators } from "../../../src/core/ops/index.ts";
import { reduceFunctions } from "../../../src/core/ops/reduce.ts";
import { unaryFunctions } from "../../../src/core/ops/unary.ts";
import { runOperator } from "../../support/operator.ts";

const folder = "src/core/ops";
const files = readdirSync(folder).filter((file) =>
  /(defineOperator|: OperatorSpec<\w*> = \{|return \{\n {4}op)/.test(read(file)),
);

function read(file: string): string {
  return readFileSync(`${folder}/${file}`, "utf8");
}

describe("the list of operators", () => {
  it("has every file of the folder that makes one", () => {
    const list = read("index.ts");
    const missing = files.filter((file) => file !== "define.ts" && !list.includes(`"./${file}"`));
    assert.deepEqual(missing, []);
    assert.ok(files.length > 30);
  });

  it("has a test for every file", () => {
    const missing = files.filter(
      (file) => file !== "define.ts" && !existsSync(`test/core/ops/${file.replace(".ts", ".test.ts")}`),
    );
    assert.deepEqual(missing, []);
  });

  it("names each operator once, and by its own name", () => {
    for (const [name, spec] of operators) assert.equal(spec.op, name);
    for (const { op, summary } of operators.values()) assert.match(summary, /^[A-Z(].*\.$/, op);
  });
});

/** Attributes that an operator cannot do without. */
const needed: Readonly<Record<string, Parameters<typeof runOperator>[2]>> = {
  Activation: { function: "relu" },
  AdaptiveAveragePool: { outputSize: [1, 1] },
  AdaptiveMaxPool: { outputSize: [1, 1] },
  AveragePool: { kernelSize: [2, 2] },
  Cast: { dtype: "int64" },
  ChannelShuffle: { groups: 1 },
  Constant: { shape: [1] },
  Conv: { outChannels: 4, kernelSize: [1, 1] },
  ConvTranspose: { outChannels: 4, kernelSize: [1, 1] },
  DetectionHead: { form: "yolo", anchors: 1, classes: 0, coordinates: 3 },
  Einsum: { equation: "...ij->...ij" },
  Eltwise: { operation: "sum" },
  Expand: { shape: [1, 4, 8, 8] },
  External: { name: "custom", outputs: 1 },
  Flip: { axes: [1] },
  Index: { shape: [2] },
  IndexSelect: { axis: 1, indexShape: [2] },
  LayerNorm: { normalizedShape: [8] },
  LocalConv: { outChannels: 4, kernelSize: [1, 1] },
  LocalResponseNorm: { size: 5 },
  LpPool: { kernelSize: [2, 2] },
  MaxPool: { kernelSize: [2, 2] },
  MaxUnpool: { kernelSize: [2, 2] },
  Pad: { pads: [[1, 1]] },
  PixelShuffle: { factor: 2 },
  PixelUnshuffle: { factor: 2 },
  PriorBox: { minSizes: [30], maxSizes: [60], ratios: [2], flip: true, variances: [0.1], image: [0, 0], offset: 0.5 },
  Recurrent: { cell: "lstm", hiddenSize: 4 },
  RecurrentStack: {
    cell: "gru",
    hiddenSize: 4,
    layers: 1,
    bidirectional: false,
    batchFirst: false,
    projection: 0,
  },
  Reduce: { function: "mean" },
  Reorg: { stride: 2 },
  Reshape: { shape: [1, -1] },
  Resize: { mode: "nearest", scale: [2] },
  RmsNorm: { normalizedShape: [8] },
  RoiPool: { outputSize: [7, 7] },
  Roll: { axes: [1], shifts: [1] },
  Select: { axis: 1, index: 0 },
  Slice: { axes: [1], starts: [0], ends: [2] },
  Split: { axis: 1, chunks: 2 },
  Tile: { repeats: [1, 1, 1, 2] },
  Unary: { function: "exp" },
  Unflatten: { axis: 1, sizes: [2, 2] },
  Unsqueeze: { axes: [0] },
};

describe("every operator", () => {
  for (const [op, spec] of operators) {
    const inputs = (text: string) =>
      Array(Math.max(1, spec.inputs.filter((name) => !name.endsWith("?")).length))
        .fill(text)
        .join(" ");
    it(`${op} reports nothing where nothing is known`, () => {
      const { problems, shapes } = runOperator(op, inputs("?"), needed[op]);
      assert.deepEqual(problems, []);
      assert.ok(shapes.length > 0);
    });
    it(`${op} reports nothing where all sizes are symbolic`, () => {
      for (const text of op === "Gemm" ? ["NxK"] : ["NxCxHxW", "Nx4xHxW"])
        assert.deepEqual(runOperator(op, inputs(text), needed[op]).problems, []);
    });
    it(`${op} survives a scalar, an empty tensor and an absent input`, () => {
      for (const text of ["scalar", "0", "0x0x0x0", "-", "1x4x8x8x8x8"]) runOperator(op, inputs(text), needed[op]);
    });
  }
});

describe("families of functions", () => {
  for (const [op, functions] of [
    ["Activation", activationFunctions],
    ["Unary", unaryFunctions],
  ] as const)
    it(`${op}: each keeps the shape`, () => {
      for (const name of functions) assert.equal(runOperator(op, "2x3xH", { function: name }).shapes, "2x3xH", name);
    });
  it("Reduce: each drops the axis", () => {
    for (const name of reduceFunctions)
      assert.equal(runOperator("Reduce", "2x3xH", { function: name, axes: [1] }).shapes, "2xH", name);
  });
});
