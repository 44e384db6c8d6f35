import assert from "node:assert/strict";
import { shapeOf, variable } from "../../src/core/ir/index.ts";
import { checkBatches } from "../../webview/inference/build.ts";
import { median } from "../../webview/inference/engine.ts";
import { concreteDims, makeInput, openSizes } from "../../webview/inference/inputs.ts";
import { colorTable } from "../../webview/shared/colorMap.ts";
import { lenet5, sketch } from "./networks.ts";

const plain = { seed: 1, picture: null, scale: "unit" } as const;

describe("test inference, without a browser", () => {
  it("feeds the ramp of the gold numbers", () => {
    const { data, dims } = makeInput("x", [1, 1, 2, 3], null, "ramp", plain);
    assert.deepEqual(
      [...data],
      Array.from({ length: 6 }, (_, i) => Math.fround(Math.sin(0.001 * i))),
    );
    assert.deepEqual(dims, [1, 1, 2, 3]);
  });

  it("feeds whole numbers where indices are wanted", () => {
    assert.deepEqual([...makeInput("ids", [1, 3], "int64", "noise", plain).data], [0n, 1n, 0n]);
  });

  it("runs sizes that the source leaves open with 1", () => {
    const network = sketch("Net()", [variable("N"), 3, 8, 8], (s, x) => s.relu("relu", x));
    const sizes = openSizes(network);
    assert.deepEqual([...sizes], [["N", 1]]);
    assert.deepEqual(concreteDims(shapeOf(variable("N"), 3), sizes), [1, 3]);
    assert.equal(concreteDims(shapeOf(variable("M"), 3), sizes), null);
  });

  it("checks layers in batches that fit, each output once", () => {
    const network = lenet5();
    const all = network.nodes.flatMap((node) => node.outputs);
    assert.deepEqual(
      checkBatches(network, () => true, 1e9),
      [all],
    );
    const batches = checkBatches(network, () => true, 20_000);
    assert.ok(batches.length > 1);
    assert.deepEqual(batches.flat(), all);
    const exported = new Set([all[0], all[3]]);
    assert.deepEqual(
      checkBatches(network, (value) => exported.has(value), 1e9),
      [[all[0], all[3]]],
    );
  });

  it("gives the median of an even and an odd number of runs", () => {
    assert.equal(median([5, 1, 3]), 3);
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });

  it("maps numbers to colours that grow lighter evenly", () => {
    const luminance = Array.from({ length: 256 }, (_, i) => {
      const [r = 0, g = 0, b = 0] = colorTable.subarray(4 * i, 4 * i + 3);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    for (let i = 1; i < 256; i++) assert.ok((luminance[i] ?? 0) >= (luminance[i - 1] ?? 0) - 1.5, `at ${i}`);
    assert.ok((luminance[255] ?? 0) - (luminance[0] ?? 0) > 180);
  });
});
