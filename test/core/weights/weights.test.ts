import assert from "node:assert/strict";
import type { Network, StateEntry } from "../../../src/core/ir/network.ts";
import { shapeOf } from "../../../src/core/ir/shape.ts";
import { deterministicWeights, randomWeights, uniformNoise } from "../../../src/core/weights/index.ts";

function entry(name: string, dims: readonly number[], more: Partial<StateEntry> = {}): StateEntry {
  const shape = shapeOf(...dims);
  const base = { name, kind: "parameter", shape, dtype: "float32", trainable: true, sharedAs: name } as const;
  return { ...base, persistent: true, data: null, ...more };
}

function networkWith(state: readonly StateEntry[]): Network {
  const empty = { inputs: [], outputs: [], values: [], nodes: [], calls: [], contexts: [], diagnostics: [] };
  return { framework: "pytorch", model: "Net()", phase: "TEST", ...empty, state };
}

const state = [
  entry("conv.weight", [4, 3, 2, 2]),
  entry("conv.bias", [4]),
  entry("bn.weight", [4]),
  entry("bn.running_mean", [4], { kind: "buffer" }),
  entry("bn.running_var", [4], { kind: "buffer" }),
  entry("bn.num_batches_tracked", [], { kind: "buffer", dtype: "int64" }),
  entry("head.weight", [600, 3]),
];

const s = (i: number, k: number): number => Math.sin(0.1 * (i % 1000) + 0.01 * k);

describe("deterministic weights", () => {
  const network = networkWith(state);
  const fill = deterministicWeights(network);
  const element = (index: number, at: number): number => {
    const into = new Float32Array(1);
    fill(state[index] as StateEntry, at, into);
    return into[0] ?? Number.NaN;
  };

  for (const [what, index, at, expected] of [
    ["divides a kernel by the root of its fan-in", 0, 7, s(7, 0) / Math.sqrt(12)],
    ["makes a bias a tenth", 1, 3, 0.1 * s(3, 1)],
    ["keeps a scale near one", 2, 2, 1 + 0.1 * s(2, 2)],
    ["treats a running mean as a bias", 3, 1, 0.1 * s(1, 3)],
    ["keeps a running variance positive", 4, 1, 1 + 0.5 * Math.abs(s(1, 4))],
    ["gives integer buffers no number and starts again after 1,000", 6, 1703, s(1703, 5) / Math.sqrt(3)],
  ] as const) {
    it(what, () => assert.equal(element(index, at), Math.fround(expected)));
  }

  it("gives the same numbers whatever the pieces", () => {
    const whole = new Float32Array(1800);
    fill(state[6] as StateEntry, 0, whole);
    const piece = new Float32Array(500);
    fill(state[6] as StateEntry, 900, piece);
    assert.deepEqual(piece, whole.slice(900, 1400));
  });
});

describe("random weights", () => {
  const big = entry("fc.weight", [400, 250]);
  const network = networkWith([...state, big]);
  const draw = (seed: number, of: StateEntry, count: number, start = 0): Float32Array => {
    const into = new Float32Array(count);
    randomWeights(network, seed)(of, start, into);
    return into;
  };

  it("have the spread that He et al. give", () => {
    const values = draw(1, big, 100_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    assert.ok(Math.abs(mean) < 2e-3, `mean ${mean}`);
    assert.ok(Math.abs(variance / (2 / 250) - 1) < 0.03, `variance ${variance}`);
  });

  it("repeat with the seed and differ without", () => {
    assert.deepEqual(draw(7, big, 100, 20), draw(7, big, 120).slice(20));
    assert.notDeepEqual(draw(7, big, 100), draw(8, big, 100));
    assert.notDeepEqual(draw(7, state[0] as StateEntry, 40), draw(7, big, 40));
  });

  it("leave normalisation without effect", () => {
    assert.deepEqual([...draw(3, state[2] as StateEntry, 2)], [1, 1]);
    assert.deepEqual([...draw(3, state[3] as StateEntry, 2)], [0, 0]);
    assert.deepEqual([...draw(3, state[4] as StateEntry, 2)], [1, 1]);
    assert.deepEqual([...draw(3, state[1] as StateEntry, 2)], [0, 0]);
  });

  it("fill an input evenly", () => {
    const noise = uniformNoise(10_000, 5);
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    assert.ok(Math.abs(mean - 0.5) < 0.02 && Math.min(...noise) >= 0 && Math.max(...noise) < 1);
  });
});
