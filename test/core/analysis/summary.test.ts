import assert from "node:assert/strict";
import { coverageOf, totalsOf } from "../../../src/core/analysis/cost.ts";
import { layerRows } from "../../../src/core/analysis/rows.ts";
import { summaryOf } from "../../../src/core/analysis/summary.ts";
import {
  type Dim,
  formatDim,
  multiplyDims,
  type Network,
  shapeOf,
  type ValueId,
  variable,
} from "../../../src/core/ir/index.ts";
import { render } from "../../../src/core/messages/index.ts";
import { type Sketch, sketchNetwork } from "../../support/buildNetwork.ts";

function leaf(net: Sketch, name: string, x: ValueId, record: () => ValueId): ValueId {
  const id = net.builder.enterCall({
    name,
    type: "Leaf",
    leaf: true,
    inputs: [x],
    at: null,
    definedAt: null,
    context: null,
  });
  const y = record();
  net.builder.leaveCall(id, [y]);
  return y;
}

function functionCall(net: Sketch, name: string, inputs: readonly ValueId[], op: string, attrs = {}): ValueId {
  const call = { op, type: name, kind: "function", name, scope: [], attrs, inputs, params: [] } as const;
  return net.builder.add({ ...call, at: null, definedAt: null, attrAt: {}, context: null }).outputs[0] ?? -1;
}

/** A shared convolution called twice, functions inside and outside of leaves, an identity that records nothing. */
function example(batch: Dim = 1): Network {
  const net = sketchNetwork();
  const x = net.input([batch, 3, 8, 8]);
  const attrs = { outChannels: 3, kernelSize: [3, 3], padding: [1, 1] };
  const weight = {
    name: "weight",
    slot: "weight",
    shape: shapeOf(3, 3, 3, 3),
    trainable: true,
    sharedAs: "conv.weight",
  };
  net.builder.state({
    ...weight,
    name: "conv.weight",
    kind: "parameter",
    dtype: "float32",
    persistent: true,
    data: null,
  });
  net.builder.state({
    ...weight,
    name: "count",
    sharedAs: "count",
    shape: shapeOf(),
    kind: "buffer",
    dtype: "int64",
    trainable: false,
    persistent: true,
    data: null,
  });
  const conv = (value: ValueId) =>
    leaf(net, "conv", value, () => {
      const call = { op: "Conv", type: "Conv2d", kind: "module", name: "conv", scope: [], inputs: [value] } as const;
      const params = [{ ...weight, name: "conv.weight" }];
      const more = {
        attrs: { ...attrs, hasBias: false },
        params,
        at: null,
        definedAt: null,
        attrAt: {},
        context: null,
      };
      return functionCall(net, "relu", [net.builder.add({ ...call, ...more }).outputs[0] ?? -1], "Activation", {
        function: "relu",
        inPlace: true,
      });
    });
  let y = functionCall(net, "add", [conv(x), x], "Add");
  y = functionCall(net, "add", [conv(y), y], "Add");
  y = leaf(net, "nothing", y, () => y);
  return net.finish(functionCall(net, "flatten", [y], "Flatten"));
}

describe("rows of a summary", () => {
  it("fold what a leaf does into one row, number functions, and count a shared layer once", () => {
    const rows = layerRows(example());
    assert.deepEqual(
      rows.map(
        (row) => `${row.label} ${row.name} ${row.kind} ${row.op} ${formatDim(row.parameters)} ${formatDim(row.macs)}`,
      ),
      [
        "conv conv module Conv 81 5184",
        "add add function Add 0 0",
        "conv#2 conv module Conv 0 5184",
        "add#2 add#2 function Add 0 0",
        "nothing nothing module Identity 0 0",
        "flatten flatten function Flatten 0 0",
      ],
    );
  });

  it("give a layer of a declarative format one row", () => {
    const net = sketchNetwork();
    const y = net.op("Linear", net.op("Flatten", net.input([1, 3, 4, 4])), { outFeatures: 10 }, "ip1");
    assert.deepEqual(
      layerRows(net.finish(y)).map((row) => [row.name, row.parameters]),
      [
        ["flatten0", 0],
        ["ip1", 490],
      ],
    );
  });
});

describe("costs", () => {
  it("sum parameters once, buffers, multiplications and memory", () => {
    const map = 3 * 8 * 8 * 4;
    assert.deepEqual(totalsOf(example()), {
      parameters: 81,
      trainableParameters: 81,
      bufferElements: 1,
      macs: 2 * 5184,
      parameterBytes: 324,
      // The rectifiers work in place and the flatten is a view: two convolutions and two sums.
      activationBytes: 4 * map,
      // At the first sum: the input, the convolution, the sum.
      peakActivationBytes: 3 * map,
    });
  });

  it("stay symbolic", () => {
    const totals = totalsOf(example(variable("N")));
    assert.equal(formatDim(totals.macs), `${2 * 5184}*N`);
    assert.equal(formatDim(totals.peakActivationBytes), `${3 * 768}*N`);
  });

  it("sum more than a call can be given", () => {
    for (const batch of [1, variable("N")]) {
      const net = sketchNetwork();
      const network = net.finish(net.relu(net.input([batch, 2])));
      const [node] = network.nodes;
      assert.ok(node);
      const nodes = new Array(200_000).fill({ ...node, macs: multiplyDims(2, batch) });
      assert.equal(formatDim(totalsOf({ ...network, nodes }).macs), formatDim(multiplyDims(400_000, batch)));
      assert.equal(
        formatDim(totalsOf({ ...network, nodes }).activationBytes),
        formatDim(multiplyDims(1_600_000, batch)),
      );
    }
  });

  it("sum what is known and count what is not", () => {
    const net = sketchNetwork();
    const x = net.input([1, 3, 8, 8]);
    const mystery = net.op("External", x, { name: "mystery", outputs: 1 });
    const network = net.finish(net.conv(mystery, 8, 3), net.conv(x, 8, 1));
    assert.deepEqual(coverageOf(network), { calls: 3, unknownCalls: 2, unknownParameters: 1, unknownMacs: 1 });
    assert.equal(totalsOf(network).macs, 8 * 3 * 64);
  });
});

describe("a summary", () => {
  it("has the form of the contract", () => {
    const summary = summaryOf(example(variable("N")), {
      file: "f",
      nameOf: (file) => file,
      rangeOf: () => null,
      render,
    });
    assert.deepEqual(summary.inputs, [{ name: "x", shape: ["N", 3, 8, 8] }]);
    assert.deepEqual(summary.outputs, [{ name: "output_0", shape: ["N", 192] }]);
    const [first, second] = summary.layers;
    assert.deepEqual(first?.receptiveField, [{ input: "x", size: [3, 3], stride: [1, 1], start: [-1, -1] }]);
    assert.deepEqual(
      [first?.macs, first?.parameters, second?.inputs],
      [
        "5184*N",
        81,
        [
          ["N", 3, 8, 8],
          ["N", 3, 8, 8],
        ],
      ],
    );
    assert.equal(summary.layers.at(-1)?.receptiveField, null);
    assert.equal(summary.totals.parameters, 81);
    assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
  });
});
