import assert from "node:assert/strict";
import * as ort from "onnxruntime-node";
import { exportOnnx } from "../../../../src/core/formats/onnx/index.ts";
import { deterministicWeights } from "../../../../src/core/weights/index.ts";
import { modelNetwork } from "./pythonNetwork.ts";

/** A model of one layer without bias on 1×3, run on each unit vector: its weight, one row an output. */
async function weightOf(layer: string): Promise<{
  readonly weight: readonly (readonly number[])[];
  readonly state: (name: string) => readonly number[];
}> {
  const network = modelNetwork(layer);
  const fill = deterministicWeights(network);
  const exported = exportOnnx(network, { weights: fill });
  if ("because" in exported) throw new Error(exported.because.key);
  const session = await ort.InferenceSession.create(exported.ok, { logSeverityLevel: 3 });
  const columns: number[][] = [];
  for (let column = 0; column < 3; column++) {
    const input = Float32Array.from({ length: 3 }, (_, index) => (index === column ? 1 : 0));
    const { output } = await session.run({ x: new ort.Tensor("float32", input, [1, 3]) });
    columns.push(Array.from(output?.data as Float32Array));
  }
  await session.release();
  const rows = (columns[0] ?? []).map((_, row) => columns.map((column) => column[row] ?? 0));
  const state = (name: string): readonly number[] => {
    const entry = network.state.find((candidate) => candidate.name === name);
    assert.ok(entry, name);
    const count = entry.shape.rank === "known" ? entry.shape.dims.reduce<number>((n, dim) => n * Number(dim), 1) : 0;
    const data = new Float32Array(count);
    fill(entry, 0, data);
    return [...data];
  };
  return { weight: rows, state };
}

const near = (got: readonly number[], expected: readonly number[]): void => {
  assert.equal(got.length, expected.length);
  for (const [index, value] of expected.entries())
    assert.ok(Math.abs((got[index] ?? Number.NaN) - value) < 1e-5, `${got} is not ${expected}`);
};

const chunks = (values: readonly number[], size: number): number[][] =>
  Array.from({ length: values.length / size }, (_, row) => values.slice(row * size, row * size + size));
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

describe("ONNX export of normalized weights", () => {
  for (const [title, layer, g, v] of [
    ["weight_norm", "nn.utils.weight_norm(nn.Linear(3, 2, bias=False))", "weight_g", "weight_v"],
    [
      "parametrizations.weight_norm",
      "nn.utils.parametrizations.weight_norm(nn.Linear(3, 2, bias=False))",
      "parametrizations.weight.original0",
      "parametrizations.weight.original1",
    ],
  ] as const) {
    it(`computes ${title}'s from length and direction`, async () => {
      const { weight, state } = await weightOf(layer);
      const lengths = state(`layer.${g}`);
      const expected = chunks(state(`layer.${v}`), 3).map((row, index) =>
        row.map((value) => ((lengths[index] ?? 0) * value) / Math.sqrt(dot(row, row))),
      );
      near(weight.flat(), expected.flat());
    });
  }

  it("divides spectral_norm's by its largest singular value as estimated", async () => {
    const { weight, state } = await weightOf("nn.utils.spectral_norm(nn.Linear(3, 2, bias=False))");
    const raw = chunks(state("layer.weight_orig"), 3);
    const sigma = dot(
      state("layer.weight_u"),
      raw.map((row) => dot(row, state("layer.weight_v"))),
    );
    near(
      weight.flat(),
      raw.flat().map((value) => value / sigma),
    );
  });
});
