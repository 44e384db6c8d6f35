import assert from "node:assert/strict";
import * as ort from "onnxruntime-node";
import { type ExportOptions, exportOnnx } from "../../../../src/core/formats/onnx/index.ts";
import { createNetworkBuilder } from "../../../../src/core/ir/createNetworkBuilder.ts";
import {
  type Attributes,
  type Network,
  type Param,
  shapeOf,
  type ValueId,
  variable,
} from "../../../../src/core/ir/index.ts";
import { operators } from "../../../../src/core/ops/index.ts";
import { deterministicWeights } from "../../../../src/core/weights/index.ts";

/** A builder that needs only what a test is about. */
function network(body: (add: Add, x: ValueId) => ValueId, input = shapeOf(1, 3, 8, 8)): Network {
  const builder = createNetworkBuilder({ framework: "test", model: "Net()", phase: "TEST", operators });
  const x = builder.input("image", { shape: input, dtype: null });
  const add: Add = (op, name, attrs, inputs, params = null) => {
    const where = { at: null, definedAt: null, attrAt: {}, context: null };
    const call = { op, type: op, kind: "module", name, scope: [], attrs, inputs, params, ...where } as const;
    return builder.add(call).outputs[0] as ValueId;
  };
  builder.output("scores", body(add, x));
  return builder.finish();
}

type Add = (op: string, name: string, attrs: Attributes, inputs: ValueId[], params?: Param[] | null) => ValueId;

const conv: Attributes = {
  inChannels: 3,
  outChannels: 3,
  kernelSize: [3, 3],
  stride: [1, 1],
  padding: [1, 1],
  hasBias: false,
};
const relu: Attributes = { function: "relu" };

function exported(given: Network, options: Partial<ExportOptions> = {}) {
  const result = exportOnnx(given, { weights: deterministicWeights(given), ...options });
  if ("because" in result) throw new Error(result.because.key);
  return result;
}

const open = (bytes: Uint8Array) => ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
const image = new ort.Tensor(
  "float32",
  Float32Array.from({ length: 192 }, (_, i) => Math.sin(i)),
  [1, 3, 8, 8],
);

const floats = (tensor: ort.Tensor | undefined): number[] => Array.from((tensor?.data ?? []) as ArrayLike<number>);

/** How often a text occurs in the file: names are stored as they are. */
const occurrences = (bytes: Uint8Array, text: string): number =>
  Buffer.from(bytes).toString("latin1").split(text).length - 1;

describe("ONNX export", () => {
  it("names inputs and outputs as the summary does", async () => {
    const session = await open(exported(network((add, x) => add("Conv", "conv", conv, [x]))).ok);
    assert.deepEqual(session.inputNames, ["image"]);
    assert.deepEqual(session.outputNames, ["scores"]);
  });

  it("writes a shared parameter once", () => {
    const shape = shapeOf(3, 3, 3, 3);
    const param: Param = { name: "conv.weight", slot: "weight", shape, trainable: true, sharedAs: "conv.weight" };
    const twice = network((add, x) => add("Conv", "conv", conv, [add("Conv", "conv", conv, [x], [param])], [param]));
    const apart = network((add, x) => add("Conv", "b", conv, [add("Conv", "a", conv, [x])]));
    const [shared, own] = [exported(twice).ok.byteLength, exported(apart).ok.byteLength];
    assert.ok(own - shared > 300, `${shared} and ${own} bytes`);
  });

  it("leaves out what no output needs, unexportable or not", () => {
    const given = network((add, x) => {
      add("Teleport", "auxiliary", {}, [x]);
      return add("Conv", "conv", conv, [x]);
    });
    assert.equal(occurrences(exported(given).ok, "auxiliary"), 0);
  });

  it("gives out the values that are asked for, without a shape that could be wrong", async () => {
    const given = network((add, x) => add("Activation", "relu", relu, [add("Conv", "conv", conv, [x])]));
    const middle = given.nodes[0]?.outputs[0] as ValueId;
    const { ok, names } = exported(given, { extraOutputs: [middle] });
    const session = await open(ok);
    const name = names.get(middle) ?? "";
    assert.deepEqual(session.outputNames, ["scores", name]);
    const results = await session.run({ image });
    assert.deepEqual(results[name]?.dims, [1, 3, 8, 8]);
    const [first] = floats(results[name]);
    assert.equal(Math.max(0, first ?? 0), floats(results["scores"])[0]);
  });

  it("names the layer that can't be exported, and exports what comes before it", async () => {
    const given = network((add, x) => {
      const a = add("Conv", "conv", conv, [x]);
      return add("Activation", "relu", relu, [add("Teleport", "beam", {}, [a])]);
    });
    const refused = exportOnnx(given, { weights: deterministicWeights(given) });
    assert.ok("because" in refused);
    if (!("because" in refused)) return;
    assert.equal(refused.because.args["layer"], "beam");
    assert.equal(refused.node, 1);
    const part = exported(given, { upTo: refused.node });
    const session = await open(part.ok);
    assert.equal(session.outputNames.length, 1);
    const results = await session.run({ image });
    assert.deepEqual(results[session.outputNames[0] ?? ""]?.dims, [1, 3, 8, 8]);
  });

  it("leaves out only what depends on layers that can't be exported, and says which others there are", async () => {
    const builder = createNetworkBuilder({ framework: "test", model: "Net()", phase: "TEST", operators });
    const x = builder.input("image", { shape: shapeOf(1, 3, 8, 8), dtype: null });
    const add = (op: string, name: string, attrs: Attributes, inputs: ValueId[]): ValueId => {
      const where = { at: null, definedAt: null, attrAt: {}, context: null };
      const call = { op, type: op, kind: "module", name, scope: [], attrs, inputs, params: null, ...where } as const;
      return builder.add(call).outputs[0] as ValueId;
    };
    const trunk = add("Conv", "trunk", conv, [x]);
    const beamed = add("Activation", "after", relu, [add("Teleport", "beam", {}, [trunk])]);
    add("Teleport", "dead end", {}, [add("Conv", "unused", conv, [beamed])]);
    const head = add("Conv", "head", conv, [trunk]);
    const warped = add("Teleport", "warp", {}, [add("Activation", "last", relu, [trunk])]);
    for (const [name, value] of Object.entries({ beamed, head, output_1: warped })) builder.output(name, value);
    const given = builder.finish();
    const refused = exportOnnx(given, { weights: deterministicWeights(given) });
    assert.ok("because" in refused);
    const part = exported(given, { upTo: "because" in refused ? refused.node : null });
    assert.deepEqual(
      part.leftOut.map(({ node, because }) => [given.nodes[node ?? -1]?.name, because.key]),
      [["warp", "exportUnknownOperator"]],
    );
    // What the trunk gives goes on into the head: only the end of the other branch is added, not by the name of what is
    // left out.
    assert.deepEqual(part.outputs, ["head", "output_2"]);
    const results = await (await open(part.ok)).run({ image });
    assert.deepEqual(results["head"]?.dims, [1, 3, 8, 8]);
    assert.ok(Math.min(...floats(results["output_2"])) >= 0);
  });

  it("refuses a layer that gets no input", () => {
    for (const [op, attrs] of [
      ["Eltwise", { operation: "sum" }],
      ["Concat", {}],
      ["Activation", relu],
    ] as const) {
      const refused = exportOnnx(
        network((add) => add(op, "lonely", attrs, [])),
        { weights: () => {} },
      );
      assert.equal("because" in refused && refused.because.key, "exportMissingInput", op);
    }
  });

  it("keeps a symbolic batch open", async () => {
    const given = network((add, x) => add("Conv", "conv", conv, [x]), shapeOf(variable("N"), 3, 8, 8));
    const { ok } = exported(given);
    assert.ok(occurrences(ok, "N") > 0);
    const session = await open(ok);
    const batch = new ort.Tensor("float32", new Float32Array(5 * 192), [5, 3, 8, 8]);
    assert.deepEqual((await session.run({ image: batch }))["scores"]?.dims, [5, 3, 8, 8]);
  });

  it("copies an input that is an output too", async () => {
    const session = await open(exported(network((_, x) => x)).ok);
    const results = await session.run({ image });
    assert.deepEqual(floats(results["scores"]), floats(image));
  });

  it("keeps layers of one name apart", async () => {
    const twice = network((add, x) => add("Activation", "act", relu, [add("Activation", "act", relu, [x])]));
    assert.deepEqual((await open(exported(twice).ok)).outputNames, ["scores"]);
  });

  it("refuses a model beyond what the format holds before it allocates anything", () => {
    const given = network((add, x) =>
      add("Linear", "huge", { inFeatures: 192, outFeatures: 4_000_000, hasBias: false }, [
        add("Flatten", "flat", {}, [x]),
      ]),
    );
    const refused = exportOnnx(given, { weights: () => assert.fail("asked for weights") });
    assert.ok("because" in refused && refused.because.key === "exportTooLarge");
    assert.deepEqual("because" in refused && refused.because.args, { size: "3.1" });
  });

  it("makes no constant of any size that a file may state", () => {
    const reasonOf = (given: Network): unknown => {
      const result = exportOnnx(given, { weights: () => {} });
      return "because" in result ? [result.because.key, result.because.args] : "exported";
    };
    const states = network((add) => add("Constant", "state", { shape: [1, 2_147_483_647], value: 0 }, []));
    assert.deepEqual(reasonOf(states), ["exportConstantSize", { op: "Constant", count: 2_147_483_647 }]);
    const wide = network((add, x) => add("InstanceNorm", "norm", {}, [x], null), shapeOf(1, 99_999_999, 2, 2));
    assert.deepEqual(reasonOf(wide), ["exportConstantSize", { op: "InstanceNorm", count: 99_999_999 }]);
    const pads = network(
      (add, x) =>
        add(
          "Pad",
          "pad",
          {
            pads: [
              [1, 1],
              [1, 1],
            ],
          },
          [x],
        ),
      shapeOf(5),
    );
    assert.deepEqual(reasonOf(pads), ["exportNeedsNumbers", { op: "Pad" }]);
  });

  it("refuses a branch whose condition is not known", () => {
    const given = network((add, x) => add("Activation", "act", relu, [x]));
    const nodes = given.nodes.map((node) => ({ ...node, when: "maybe" as const }));
    const refused = exportOnnx({ ...given, nodes }, { weights: deterministicWeights(given) });
    assert.ok("because" in refused && refused.because.key === "exportUncertainBranch");
  });
});
