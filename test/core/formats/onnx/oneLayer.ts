import * as ort from "onnxruntime-node";
import { exportOnnx } from "../../../../src/core/formats/onnx/index.ts";
import { createNetworkBuilder } from "../../../../src/core/ir/createNetworkBuilder.ts";
import { type Attributes, elementCount, formatShape, type Network, shapeOf } from "../../../../src/core/ir/index.ts";
import { operators } from "../../../../src/core/ops/index.ts";
import { deterministicWeights } from "../../../../src/core/weights/index.ts";

/** A tensor in C order. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

export function sine(dims: readonly number[], frequency = 0.37): Tensor {
  const length = dims.reduce((product, dim) => product * dim, 1);
  return { dims, data: Array.from({ length }, (_, i) => Math.sin(frequency * i + 0.2)) };
}

/** A network of one operator. */
export function oneLayer(op: string, attrs: Attributes, inputs: readonly Tensor[]): Network {
  const builder = createNetworkBuilder({ framework: "test", model: "one", phase: "TEST", operators });
  const ids = inputs.map(({ dims }, index) =>
    builder.input(`x${index}`, { shape: shapeOf(...dims), dtype: "float32" }),
  );
  const { outputs } = builder.add({
    op,
    type: op,
    kind: "module",
    name: "layer",
    scope: [],
    attrs,
    inputs: ids,
    params: null,
    at: null,
    definedAt: null,
    attrAt: {},
    context: null,
  });
  for (const [index, value] of outputs.entries()) builder.output(`y${index}`, value);
  return builder.finish();
}

/** What ConvLens says the outputs' shapes are. */
export function predicted(network: Network): string[] {
  return network.outputs.map(({ value }) => formatShape(network.values[value]?.type.shape ?? shapeOf()));
}

/** The parameters of the layer, filled as the export fills them. */
export function parameters(network: Network): Record<string, Tensor> {
  const fill = deterministicWeights(network);
  return Object.fromEntries(
    network.state.map((entry) => {
      const data = new Float32Array(elementCount(entry.shape) ?? 0);
      fill(entry, 0, data);
      const dims = entry.shape.rank === "known" ? entry.shape.dims.map(Number) : [];
      return [entry.name.replace("layer.", ""), { dims, data: [...data] }];
    }),
  );
}

/** Exports with deterministic weights and runs it with onnxruntime on the CPU. */
export async function runOnnx(network: Network, inputs: readonly Tensor[]): Promise<Tensor[]> {
  const model = exportOnnx(network, { weights: deterministicWeights(network) });
  if ("because" in model) throw new Error(model.because.key);
  const session = await ort.InferenceSession.create(model.ok, { logSeverityLevel: 3 });
  const feeds = Object.fromEntries(
    inputs.map(({ dims, data }, index) => [`x${index}`, new ort.Tensor("float32", Float32Array.from(data), [...dims])]),
  );
  const results = await session.run(feeds);
  await session.release();
  return network.outputs.map(({ name }) => {
    const tensor = results[name];
    if (!tensor) throw new Error(`no output ${name}`);
    return { dims: tensor.dims, data: Array.from(tensor.data as ArrayLike<number | bigint>, Number) };
  });
}
