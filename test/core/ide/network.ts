import {
  createNetworkBuilder,
  type FileFacts,
  type ModelFacts,
  type NetworkBuilder,
  type OperationCall,
  type SourceRange,
  shapeOf,
  type ValueId,
} from "../../../src/core/ir/index.ts";
import { message } from "../../../src/core/messages/index.ts";
import { operators } from "../../../src/core/ops/index.ts";

export const file = "file:///net.py";

/** The range of the nth occurrence of a piece of a text. */
export function rangeIn(text: string, piece: string, occurrence = 1): SourceRange {
  let start = -1;
  for (let found = 0; found < occurrence; found++) start = text.indexOf(piece, start + 1);
  if (start < 0) throw new Error(`${piece} is not in the text`);
  return { file, start, end: start + piece.length };
}

export interface Recorder {
  readonly builder: NetworkBuilder;
  /** A call of a leaf module that makes one operation. */
  leaf(
    name: string,
    op: Pick<OperationCall, "op" | "type" | "attrs">,
    input: ValueId,
    at: SourceRange | null,
    definedAt: SourceRange,
    params?: OperationCall["params"],
  ): ValueId;
  /** An operation of its own. */
  call(
    name: string,
    op: Pick<OperationCall, "op" | "type" | "attrs">,
    inputs: readonly ValueId[],
    at: SourceRange,
  ): ValueId;
}

/** Facts of a file with one model, recorded by hand. */
export function factsOf(text: string, record: (recorder: Recorder, x: ValueId) => ValueId): FileFacts {
  const builder = createNetworkBuilder({ framework: "pytorch", model: "Net()", phase: "TEST", operators });
  const base = { scope: [], attrAt: {}, context: null } as const;
  const recorder: Recorder = {
    builder,
    leaf(name, op, input, at, definedAt, params = null) {
      const id = builder.enterCall({
        name,
        type: op.type,
        leaf: true,
        inputs: [input],
        at,
        definedAt,
        context: null,
      });
      const { outputs } = builder.add({ ...base, ...op, kind: "module", name, inputs: [input], params, at, definedAt });
      builder.leaveCall(id, outputs);
      return outputs[0] ?? input;
    },
    call(name, op, inputs, at) {
      const { outputs } = builder.add({
        ...base,
        ...op,
        kind: "function",
        name,
        inputs,
        params: [],
        at,
        definedAt: null,
      });
      return outputs[0] ?? 0;
    },
  };
  const type = { shape: shapeOf(1, 3, 224, 224), dtype: null };
  const output = record(recorder, builder.input("x", type));
  builder.output("output", output);
  const network = builder.finish();
  const start = Math.max(0, text.indexOf("class Net"));
  const offer = {
    name: "Net",
    expression: "Net()",
    kind: "class",
    at: { file, start, end: text.length },
    constructible: true,
  } as const;
  const model: ModelFacts = {
    offer,
    inputs: [{ name: "x", type, origin: "default", explanation: message("originDefault"), at: null }],
    network,
    diagnostics: network.diagnostics,
  };
  return {
    file,
    framework: "pytorch",
    offers: [offer],
    models: [model],
    diagnostics: [],
    dependencies: [],
    pending: [],
    memory: { lastFittingInputs: {} },
  };
}

export const conv = (inChannels: number, outChannels: number, kernel: number, stride = 1, padding = 0) => ({
  op: "Conv",
  type: "Conv2d",
  attrs: {
    spatialRank: 2,
    inChannels,
    outChannels,
    kernelSize: [kernel, kernel],
    stride: [stride, stride],
    padding: [
      [padding, padding],
      [padding, padding],
    ],
    hasBias: false,
  },
});

export const relu = { op: "Activation", type: "ReLU", attrs: { function: "relu" } };
