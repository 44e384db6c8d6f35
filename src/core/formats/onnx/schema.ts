import { formatDim } from "../../ir/dim.ts";
import type { ElementType, TensorType } from "../../ir/network.ts";
import { onnxTypes } from "../../ops/onnxTypes.ts";
import type { OnnxAttribute } from "../../ops/spec.ts";
import { MessageWriter, type Piece } from "./protobuf.ts";

/** The messages of onnx.proto3 that a model needs; the numbers are its field numbers. */

export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dtype: ElementType;
  readonly dims: readonly number[];
  readonly data: Piece;
}

/** A graph input or output; `type` null leaves the type to be inferred. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: TensorType | null;
}

export interface OnnxGraph {
  readonly name: string;
  readonly opset: number;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

const IR_VERSION = 8;

export function modelProto(graph: OnnxGraph): MessageWriter {
  return new MessageWriter()
    .int(1, IR_VERSION)
    .string(2, "ConvLens")
    .message(8, new MessageWriter().string(1, "").int(2, graph.opset))
    .message(7, graphProto(graph));
}

function graphProto(graph: OnnxGraph): MessageWriter {
  const writer = new MessageWriter();
  for (const node of graph.nodes) writer.message(1, nodeProto(node));
  writer.string(2, graph.name);
  for (const tensor of graph.initializers) writer.message(5, tensorProto(tensor));
  for (const input of graph.inputs) writer.message(11, valueInfoProto(input));
  for (const output of graph.outputs) writer.message(12, valueInfoProto(output));
  return writer;
}

function nodeProto(node: OnnxNode): MessageWriter {
  const writer = new MessageWriter();
  for (const input of node.inputs) writer.string(1, input);
  for (const output of node.outputs) writer.string(2, output);
  writer.string(3, node.name).string(4, node.type);
  for (const [name, value] of Object.entries(node.attributes)) writer.message(5, attributeProto(name, value));
  return writer;
}

function attributeProto(name: string, value: OnnxAttribute): MessageWriter {
  const writer = new MessageWriter().string(1, name);
  if ("float" in value) return writer.float(2, value.float).int(20, 1);
  if ("int" in value) return writer.int(3, value.int).int(20, 2);
  if ("string" in value) return writer.string(4, value.string).int(20, 3);
  if ("strings" in value) {
    for (const text of value.strings) writer.string(9, text);
    return writer.int(20, 8);
  }
  if ("floats" in value) return writer.packedFloats(7, value.floats).int(20, 6);
  return writer.packedInts(8, value.ints).int(20, 7);
}

function tensorProto(tensor: OnnxTensor): MessageWriter {
  return new MessageWriter()
    .packedInts(1, tensor.dims)
    .int(2, onnxTypes[tensor.dtype])
    .string(8, tensor.name)
    .bytes(9, tensor.data);
}

function valueInfoProto({ name, type }: OnnxValueInfo): MessageWriter {
  const writer = new MessageWriter().string(1, name);
  if (type === null) return writer;
  const tensor = new MessageWriter().int(1, onnxTypes[type.dtype ?? "float32"]);
  if (type.shape.rank === "known") {
    const shape = new MessageWriter();
    for (const dim of type.shape.dims) {
      const entry = new MessageWriter();
      if (typeof dim === "number") entry.int(1, dim);
      else if (dim.kind === "symbolic") entry.string(2, formatDim(dim));
      shape.message(1, entry);
    }
    tensor.message(2, shape);
  }
  return writer.message(2, new MessageWriter().message(1, tensor));
}
