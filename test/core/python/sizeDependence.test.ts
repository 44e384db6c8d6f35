import assert from "node:assert/strict";
import { createNetworkBuilder, type OperationCall, shapeOf, type ValueId } from "../../../src/core/ir/index.ts";
import { operators } from "../../../src/core/ops/index.ts";
import { mayDemandSize } from "../../../src/core/python/sizeDependence.ts";

type Step = Pick<OperationCall, "op" | "attrs"> & { readonly beside?: readonly number[] };

/** A chain of operations on an image; `beside` adds a constant of that shape as second input. */
function demands(...steps: readonly Step[]): boolean {
  const builder = createNetworkBuilder({ framework: "pytorch", model: "m", phase: "TEST", operators });
  let value: ValueId = builder.input("x", { shape: shapeOf(1, 8, 32, 32), dtype: null });
  for (const { op, attrs, beside } of steps) {
    const table = beside && builder.constant("", { shape: shapeOf(...beside), dtype: null }, null);
    const { outputs } = builder.add({
      op,
      attrs,
      type: op,
      kind: "function",
      name: op,
      scope: [],
      inputs: table === undefined ? [value] : [value, table],
      params: [],
      at: null,
      definedAt: null,
      attrAt: {},
      context: null,
    });
    value = outputs[0] ?? value;
  }
  return mayDemandSize(builder.finish());
}

const conv: Step = { op: "Conv", attrs: { spatialRank: 2, outChannels: 8, kernelSize: [3, 3] } };
const flatten: Step = { op: "Flatten", attrs: { startAxis: 1, endAxis: -1 } };
const linear: Step = { op: "Linear", attrs: { inFeatures: 8, outFeatures: 2 } };
const adaptive = (...outputSize: readonly (number | null)[]): Step => ({
  op: "AdaptiveAveragePool",
  attrs: { spatialRank: 2, outputSize },
});

describe("whether a layer may demand a size", () => {
  it("no: a pool of fixed output comes before every layer that could", () => {
    assert.equal(demands(conv, adaptive(1, 1), flatten, linear), false);
    assert.equal(demands(conv, { op: "GlobalAveragePool", attrs: {} }, flatten, linear), false);
    assert.equal(demands(conv, { op: "Mul", attrs: {}, beside: [1] }, adaptive(7, 7), flatten), false);
  });

  it("yes: what grows with the input is flattened, or meets a table of a size of its own", () => {
    assert.equal(demands(conv, flatten, linear), true);
    assert.equal(demands(conv, adaptive(1, null), flatten, linear), true);
    assert.equal(demands(conv, { op: "Add", attrs: {}, beside: [1, 8, 30, 30] }, adaptive(1, 1)), true);
  });
});
