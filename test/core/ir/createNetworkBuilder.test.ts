import assert from "node:assert/strict";
import { type AttributeSite, createNetworkBuilder, type OperationCall, shapeOf } from "../../../src/core/ir/index.ts";
import { message, render } from "../../../src/core/messages/index.ts";
import { operators } from "../../../src/core/ops/index.ts";

const builder = () => createNetworkBuilder({ framework: "test", model: "Net()", phase: "TEST", operators });

const image = { shape: shapeOf(1, 3, 8, 8), dtype: null };

function operation(
  op: string,
  inputs: OperationCall["inputs"],
  attrs = {},
  more: Partial<OperationCall> = {},
): OperationCall {
  return {
    op,
    type: op,
    kind: "module",
    name: op.toLowerCase(),
    scope: [],
    attrs,
    inputs,
    params: null,
    at: null,
    definedAt: null,
    attrAt: {},
    context: null,
    ...more,
  };
}

describe("the network builder", () => {
  it("infers shapes as operations are added", () => {
    const net = builder();
    const x = net.input("x", image);
    const { outputs } = net.add(operation("Conv", [x], { outChannels: 4, kernelSize: [3, 3] }));
    assert.deepEqual(net.typeOf(outputs[0] ?? -1).shape, shapeOf(1, 4, 6, 6));
    const network = net.finish();
    assert.deepEqual(
      network.state.map(({ name, kind }) => [name, kind]),
      [
        ["conv.weight", "parameter"],
        ["conv.bias", "parameter"],
      ],
    );
    assert.equal(network.nodes[0]?.macs, 4 * 3 * 9 * 36);
  });

  it("gives an unknown operator unknown outputs with a reason", () => {
    const net = builder();
    const { outputs } = net.add(operation("NoSuch", [net.input("x", image)], {}, { outputNames: ["a", "b"] }));
    assert.equal(outputs.length, 2);
    const { shape } = net.typeOf(outputs[1] ?? -1);
    assert.equal(shape.rank === "unknown" && render(shape.because), "NoSuch is not modelled");
    assert.equal(net.finish().nodes[0]?.unknownBecause?.key, "operatorNotModelled");
  });

  it("puts a fault on the argument and offers its fix where the argument is a constant", () => {
    const site = (constant: boolean): AttributeSite => ({
      file: "f",
      start: 10,
      end: 11,
      constant,
      argument: "in_channels",
    });
    const fixes = (constant: boolean) => {
      const net = builder();
      const attrs = { inChannels: 1, outChannels: 4, kernelSize: [3, 3] };
      const call = operation("Conv", [net.input("x", image)], attrs, { attrAt: { inChannels: site(constant) } });
      const [problem] = net.add(call).problems;
      assert.deepEqual([problem?.code, problem?.at?.start], ["conv-channels", 10]);
      return problem?.fixes.map((fix) => [render(fix.title), fix.edits[0]?.text]);
    };
    assert.deepEqual(fixes(true), [["Change in_channels to 3", "3"]]);
    assert.deepEqual(fixes(false), []);
  });

  it("forgets what was recorded after a mark", () => {
    const net = builder();
    const x = net.input("x", image);
    const open = net.enterCall({
      name: "a",
      type: "A",
      leaf: false,
      inputs: [x],
      at: null,
      definedAt: null,
      context: null,
    });
    const state = net.stateValue("w", image);
    const mark = net.mark();
    net.refine(x, { shape: shapeOf(2), dtype: null });
    net.add(operation("Conv", [x], { outChannels: 4, kernelSize: [9, 9] }));
    net.stateValue("v", image);
    net.leaveCall(open, [x]);
    net.output("y", x);
    net.rollback(mark);
    assert.deepEqual(net.typeOf(x), image);
    assert.equal(net.stateValue("w", image), state);
    net.leaveCall(open, []);
    const network = net.finish();
    assert.deepEqual([network.nodes, network.state, network.outputs, network.diagnostics], [[], [], [], []]);
    assert.deepEqual(
      network.calls.map(({ firstNode, endNode, outputs }) => [firstNode, endNode, outputs]),
      [[0, 0, []]],
    );
  });

  it("ends calls that were never left with the call around them", () => {
    const net = builder();
    const enter = (name: string) =>
      net.enterCall({ name, type: "A", leaf: false, inputs: [], at: null, definedAt: null, context: null });
    const outer = enter("");
    enter("inner");
    net.add(operation("Identity", [net.input("x", image)]));
    net.leaveCall(outer, []);
    assert.deepEqual(
      net.finish().calls.map(({ name, parent, endNode }) => [name, parent, endNode]),
      [
        ["", null, 1],
        ["inner", 0, 1],
      ],
    );
  });

  it("interns contexts", () => {
    const net = builder();
    const at = { file: "f", start: 1, end: 2 };
    const outer = net.context(null, at);
    assert.equal(net.context(null, at), outer);
    assert.notEqual(net.context(outer, at), outer);
  });

  it("knows why a value is unknown", () => {
    const net = builder();
    const because = message("inputMissing");
    const value = net.unknownValue("", { shape: { rank: "unknown", because }, dtype: null }, because);
    const { shape } = net.typeOf(value);
    assert.equal(shape.rank === "unknown" && shape.because.key, "inputMissing");
  });
});
