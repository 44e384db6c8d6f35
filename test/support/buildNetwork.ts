import {
  type Attributes,
  createNetworkBuilder,
  type Dim,
  type ElementType,
  type Network,
  type NetworkBuilder,
  shapeOf,
  type ValueId,
} from "../../src/core/ir/index.ts";
import { operators } from "../../src/core/ops/index.ts";

/** Short calls for building networks in tests. */
export interface Sketch {
  readonly builder: NetworkBuilder;
  input(dims: readonly Dim[], name?: string, dtype?: ElementType | null): ValueId;
  /** Records an operation of the given name; gives its first output. */
  op(op: string, inputs: ValueId | readonly (ValueId | null)[], attrs?: Attributes, name?: string): ValueId;
  /** All its outputs. */
  ops(op: string, inputs: ValueId | readonly (ValueId | null)[], attrs?: Attributes, name?: string): readonly ValueId[];
  /** A square convolution or pool: kernel, stride, padding. */
  conv(x: ValueId, channels: number, kernel: number, stride?: number, padding?: number, more?: Attributes): ValueId;
  pool(x: ValueId, kernel: number, stride: number, padding?: number, more?: Attributes): ValueId;
  relu(x: ValueId): ValueId;
  finish(...outputs: readonly ValueId[]): Network;
}

export function sketchNetwork(): Sketch {
  const builder = createNetworkBuilder({ framework: "test", model: "sketch", phase: "TEST", operators });
  let count = 0;
  const ops: Sketch["ops"] = (op, inputs, attrs = {}, name = `${op.toLowerCase()}${count}`) => {
    count++;
    const list = typeof inputs === "number" ? [inputs] : inputs;
    const call = { op, type: op, kind: "module", name, scope: [], attrs, inputs: list, params: null } as const;
    return builder.add({ ...call, at: null, definedAt: null, attrAt: {}, context: null }).outputs;
  };
  const op: Sketch["op"] = (...args) => ops(...args)[0] ?? -1;
  return {
    builder,
    op,
    ops,
    input: (dims, name = "x", dtype = null) => builder.input(name, { shape: shapeOf(...dims), dtype }),
    conv: (x, outChannels, kernel, stride = 1, padding = 0, more = {}) =>
      op("Conv", x, {
        outChannels,
        kernelSize: [kernel, kernel],
        stride: [stride, stride],
        padding: [padding, padding],
        ...more,
      }),
    pool: (x, kernel, stride, padding = 0, more = {}) =>
      op("MaxPool", x, {
        kernelSize: [kernel, kernel],
        stride: [stride, stride],
        padding: [padding, padding],
        ...more,
      }),
    relu: (x) => op("Activation", x, { function: "relu" }),
    finish(...outputs) {
      for (const [index, value] of outputs.entries()) builder.output(`output_${index}`, value);
      return builder.finish();
    },
  };
}
