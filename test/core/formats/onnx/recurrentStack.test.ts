import assert from "node:assert/strict";
import { exportOnnx } from "../../../../src/core/formats/onnx/index.ts";
import type { Network } from "../../../../src/core/ir/index.ts";
import { deterministicWeights } from "../../../../src/core/weights/index.ts";
import { factsOf } from "../../../support/pythonModel.ts";
import { parameters, runOnnx, sine, type Tensor } from "./oneLayer.ts";

type Parameters = Readonly<Record<string, Tensor>>;
type Vector = readonly number[];

/** One step of a cell as torch's documentation writes it: the features that arrive, the states before, the states after. */
type Cell = (input: Vector, states: readonly Vector[], weigh: Weigh) => readonly Vector[];

/** A matrix and its bias times a vector, cut into gates. */
type Weigh = (kind: "ih" | "hh", vector: Vector) => readonly Vector[];

const hidden = 3;
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
const at = (vector: Vector | undefined, i: number): number => vector?.[i] ?? 0;

const lstm: Cell = (input, [h = [], c = []], weigh) => {
  const [a, b] = [weigh("ih", input), weigh("hh", h)];
  const gate = (k: number, i: number): number => at(a[k], i) + at(b[k], i);
  const next = c.map((value, i) => sigmoid(gate(1, i)) * value + sigmoid(gate(0, i)) * Math.tanh(gate(2, i)));
  return [next.map((value, i) => sigmoid(gate(3, i)) * Math.tanh(value)), next];
};

const gru: Cell = (input, [h = []], weigh) => {
  const [a, b] = [weigh("ih", input), weigh("hh", h)];
  const after = h.map((value, i) => {
    const [reset, update] = [0, 1].map((k) => sigmoid(at(a[k], i) + at(b[k], i)));
    const fresh = Math.tanh(at(a[2], i) + (reset ?? 0) * at(b[2], i));
    return (1 - (update ?? 0)) * fresh + (update ?? 0) * value;
  });
  return [after];
};

const plain =
  (of: (value: number) => number): Cell =>
  (input, [h = []], weigh) => {
    const [[a], [b]] = [weigh("ih", input), weigh("hh", h)];
    return [h.map((_, i) => of(at(a, i) + at(b, i)))];
  };

function weigher(p: Parameters, suffix: string): Weigh {
  return (kind, vector) => {
    const matrix = p[`weight_${kind}_${suffix}`];
    const bias = p[`bias_${kind}_${suffix}`];
    const rows = Array.from({ length: matrix?.dims[0] ?? 0 }, (_, row) =>
      vector.reduce((sum, value, k) => sum + value * at(matrix?.data, row * vector.length + k), at(bias?.data, row)),
    );
    return Array.from({ length: rows.length / hidden }, (_, gate) => rows.slice(gate * hidden, (gate + 1) * hidden));
  };
}

/** A sequence through all layers; states in torch's order: layer by layer, forward then reverse. */
function run(
  cell: Cell,
  p: Parameters,
  sequence: readonly Vector[],
  layers: number,
  both: boolean,
  initial: readonly (readonly Vector[])[],
) {
  const ends: Vector[][] = initial.map(() => []);
  let current = sequence;
  for (let layer = 0; layer < layers; layer++) {
    const passes = (both ? ["", "_reverse"] : [""]).map((suffix, direction) => {
      const order = current.map((_, step) => (direction === 1 ? current.length - 1 - step : step));
      let states: readonly Vector[] = initial.map((state) => state[layer * (both ? 2 : 1) + direction] ?? []);
      const outputs: Vector[] = [];
      for (const step of order) {
        states = cell(current[step] ?? [], states, weigher(p, `l${layer}${suffix}`));
        outputs[step] = states[0] ?? [];
      }
      for (const [index, state] of states.entries()) ends[index]?.push(state);
      return outputs;
    });
    current = current.map((_, step) => passes.flatMap((outputs) => outputs[step] ?? []));
  }
  return { outputs: current, ends };
}

function networkOf(layer: string, forward: string, shapes: readonly string[]): Network {
  const names = shapes.map((_, index) => `x${index}`);
  const source = `class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = ${layer}\n    def forward(self, ${names.join(", ")}):\n        ${forward}\n`;
  const [model] = factsOf(source, { inputs: shapes }).models;
  assert.ok(model);
  assert.deepEqual(model.diagnostics, []);
  return model.network;
}

const close = (got: Tensor | undefined, dims: readonly number[], data: readonly number[]): void => {
  assert.deepEqual(got?.dims.map(Number), dims);
  for (const [index, value] of data.entries())
    assert.ok(
      Math.abs(value - (got?.data[index] ?? Number.NaN)) < 2e-6,
      `element ${index}: ${got?.data[index]}, not ${value}`,
    );
};

/** The features of each step of one sequence of a (time, batch, features) tensor. */
const sequenceOf = (x: Tensor, item: number): Vector[] => {
  const [steps = 0, batch = 1, features = 1] = x.dims;
  return Array.from({ length: steps }, (_, t) =>
    x.data.slice((t * batch + item) * features, (t * batch + item + 1) * features),
  );
};

const zeros = (count: number): Vector[] => Array.from({ length: count }, () => new Array<number>(hidden).fill(0));

describe("ONNX export of torch's recurrent layers", () => {
  const x = sine([5, 2, 4]);
  const cells: readonly (readonly [layer: string, cell: Cell, states: number])[] = [
    ["nn.LSTM(4, 3)", lstm, 2],
    ["nn.GRU(4, 3)", gru, 1],
    ["nn.RNN(4, 3)", plain(Math.tanh), 1],
    ["nn.RNN(4, 3, nonlinearity='relu')", plain((value) => Math.max(0, value)), 1],
    ["nn.LSTM(4, 3, bias=False)", lstm, 2],
    ["nn.GRU(4, 3, num_layers=2, bidirectional=True)", gru, 1],
    ["nn.LSTM(4, 3, num_layers=2, bidirectional=True)", lstm, 2],
  ];
  for (const [layer, cell, states] of cells)
    it(layer, async () => {
      const network = networkOf(layer, "return self.layer(x0)[0]", ["5x2x4"]);
      const both = layer.includes("bidirectional");
      const layers = layer.includes("num_layers=2") ? 2 : 1;
      const initial = Array.from({ length: states }, () => zeros(layers * 2));
      const runs = [0, 1].map((item) => run(cell, parameters(network), sequenceOf(x, item), layers, both, initial));
      const wanted = sequenceOf(x, 0).flatMap((_, step) => runs.flatMap(({ outputs }) => outputs[step] ?? []));
      close((await runOnnx(network, [x]))[0], [5, 2, both ? 6 : 3], wanted);
    });

  it("starts from given states, takes the batch first, and gives the last states", async () => {
    const network = networkOf(
      "nn.LSTM(4, 3, num_layers=2, batch_first=True)",
      "y, (h, c) = self.layer(x0, (x1, x2))\n        return y, h, c",
      ["2x5x4", "2x2x3", "2x2x3"],
    );
    const batchFirst = sine([2, 5, 4]);
    const [h, c] = [sine([2, 2, 3], 0.9), sine([2, 2, 3], 0.5)];
    const runs = [0, 1].map((item) => {
      const sequence = Array.from({ length: 5 }, (_, t) =>
        batchFirst.data.slice((item * 5 + t) * 4, (item * 5 + t + 1) * 4),
      );
      const initial = [h, c].map((state) =>
        [0, 1].map((l) => state.data.slice((l * 2 + item) * 3, (l * 2 + item + 1) * 3)),
      );
      return run(lstm, parameters(network), sequence, 2, false, initial);
    });
    const [y, lastH, lastC] = await runOnnx(network, [batchFirst, h, c]);
    close(
      y,
      [2, 5, 3],
      runs.flatMap(({ outputs }) => outputs.flat()),
    );
    for (const [index, got] of [lastH, lastC].entries())
      close(
        got,
        [2, 2, 3],
        [0, 1].flatMap((l) => runs.flatMap(({ ends }) => ends[index]?.[l] ?? [])),
      );
  });

  it("takes a sequence without a batch", async () => {
    const network = networkOf("nn.GRU(4, 3)", "y, h = self.layer(x0)\n        return y, h", ["5x4"]);
    const alone = sine([5, 4]);
    const sequence = sequenceOf({ dims: [5, 1, 4], data: alone.data }, 0);
    const { outputs, ends } = run(gru, parameters(network), sequence, 1, false, [zeros(1)]);
    const [y, last] = await runOnnx(network, [alone]);
    close(y, [5, 3], outputs.flat());
    close(last, [1, 3], ends.flat(2));
  });

  it("stops at a projection, which ONNX does not have", () => {
    const network = networkOf("nn.LSTM(4, 3, proj_size=2)", "return self.layer(x0)[0]", ["5x2x4"]);
    const result = exportOnnx(network, { weights: deterministicWeights(network) });
    assert.equal("because" in result && result.because.key, "exportNotSupported");
  });
});
