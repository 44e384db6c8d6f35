import assert from "node:assert/strict";
import { oneLayer, parameters, runOnnx, sine, type Tensor } from "./oneLayer.ts";

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

const close = (got: Tensor | undefined, wanted: Tensor): void => {
  assert.deepEqual(got?.dims.map(Number), wanted.dims);
  for (const [index, value] of wanted.data.entries())
    assert.ok(Math.abs(value - (got?.data[index] ?? Number.NaN)) < 2e-6, `element ${index}`);
};

/** A matrix in rows times a vector. */
const times = (matrix: Tensor | undefined, vector: readonly number[], from = 0): number[] =>
  Array.from({ length: matrix?.dims[0] ?? 0 }, (_, row) =>
    vector.reduce((sum, value, k) => sum + value * (matrix?.data[(from + row) * vector.length + k] ?? 0), 0),
  );

const plus = (...vectors: readonly (readonly number[])[]): number[] =>
  (vectors[0] ?? []).map((_, i) => vectors.reduce((sum, vector) => sum + (vector[i] ?? 0), 0));

const zeros = (count: number): number[] => new Array<number>(count).fill(0);

describe("ONNX export of Caffe's recurrent layers", () => {
  const [steps, batch, hidden] = [5, 2, 3];
  const x = sine([steps, batch, 2, 2]);
  // The second sequence begins anew at step 3; that the first step goes on with nothing makes no difference.
  const marks: Tensor = { dims: [steps, batch], data: [0, 1, 1, 1, 1, 1, 1, 0, 1, 1] };
  const at = (step: number, item: number): number[] =>
    x.data.slice((step * batch + item) * 4, (step * batch + item) * 4 + 4);

  /** Donahue et al. 2015, with the gates in the order input, forget, output, candidate. */
  function lstm(p: Readonly<Record<string, Tensor>>, keep: (step: number, item: number) => number): Tensor {
    const data = zeros(steps * batch * hidden);
    for (let item = 0; item < batch; item++) {
      let [h, c] = [zeros(hidden), zeros(hidden)];
      for (let step = 0; step < steps; step++) {
        const mark = keep(step, item);
        const before = h.map((value) => mark * value);
        const gates = plus(
          times(p["inputWeight"], at(step, item)),
          p["bias"]?.data ?? [],
          times(p["hiddenWeight"], before),
        );
        const gate = (k: number, i: number): number => gates[k * hidden + i] ?? 0;
        c = c.map((value, i) => mark * value * sigmoid(gate(1, i)) + sigmoid(gate(0, i)) * Math.tanh(gate(3, i)));
        h = c.map((value, i) => sigmoid(gate(2, i)) * Math.tanh(value));
        for (const [i, value] of h.entries()) data[(step * batch + item) * hidden + i] = value;
      }
    }
    return { dims: [steps, batch, hidden], data };
  }

  it("runs an LSTM whose sequences begin where a mark says so", async () => {
    const network = oneLayer("Recurrent", { cell: "lstm", hiddenSize: hidden }, [x, marks]);
    const [got] = await runOnnx(network, [x, marks]);
    close(
      got,
      lstm(parameters(network), (step, item) => marks.data[step * batch + item] ?? 0),
    );
  });

  it("runs one sequence through where there are no marks", async () => {
    const network = oneLayer("Recurrent", { cell: "lstm", hiddenSize: hidden }, [x]);
    close(
      (await runOnnx(network, [x]))[0],
      lstm(parameters(network), () => 1),
    );
  });

  it("runs a plain cell with its output matrix", async () => {
    const network = oneLayer("Recurrent", { cell: "rnn", hiddenSize: hidden }, [x, marks]);
    const p = parameters(network);
    const data = zeros(steps * batch * hidden);
    for (let item = 0; item < batch; item++) {
      let h = zeros(hidden);
      for (let step = 0; step < steps; step++) {
        const before = h.map((value) => (marks.data[step * batch + item] ?? 0) * value);
        h = plus(times(p["inputWeight"], at(step, item)), p["bias"]?.data ?? [], times(p["hiddenWeight"], before)).map(
          Math.tanh,
        );
        const output = plus(times(p["outputWeight"], h), p["outputBias"]?.data ?? []).map(Math.tanh);
        for (const [i, value] of output.entries()) data[(step * batch + item) * hidden + i] = value;
      }
    }
    close((await runOnnx(network, [x, marks]))[0], { dims: [steps, batch, hidden], data });
  });

  it("runs a single step", async () => {
    const first = { dims: [1, batch, 4], data: x.data.slice(0, batch * 4) };
    const network = oneLayer("Recurrent", { cell: "lstm", hiddenSize: hidden }, [first]);
    const whole = lstm(parameters(network), () => 1);
    close((await runOnnx(network, [first]))[0], {
      dims: [1, batch, hidden],
      data: whole.data.slice(0, batch * hidden),
    });
  });
});
