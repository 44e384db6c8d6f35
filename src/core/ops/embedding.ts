import { type Dim, unknownDim } from "../ir/dim.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, unknownOutput } from "./define.ts";
import { productText } from "./formula.ts";
import { emitPlaces } from "./onnxForms.ts";
import { dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** A row of a table for each index: shape (…) becomes (…, features). A `weight` input (count, features) replaces the table. */
export interface EmbeddingAttributes extends Attributes {
  readonly count?: Dim;
  readonly features?: Dim;
}

function featuresOf(attrs: EmbeddingAttributes, inputs: readonly (TensorType | null)[]): Dim {
  return knownDims(inputs[1])?.[1] ?? attrs.features ?? unknownDim(message("outputChannelsMissing"));
}

export const embedding = defineOperator<EmbeddingAttributes>({
  op: "Embedding",
  summary: "Looks up a learnable vector for each index.",
  inputs: ["indices", "weight?"],
  infer(site) {
    const dims = dimsOf(site.inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims).map((type) => ({ ...type, dtype: null }));
    const dtype = site.inputs[0]?.dtype ?? null;
    if (dtype !== null && !["int64", "int32", "uint8", "int8", "int16"].includes(dtype))
      fault(site, "embedding-index-type", message("embeddingIndexType", { got: dtype }));
    const features = featuresOf(site.attrs, site.inputs);
    return [{ ...tensor(null, [...dims, features]), dtype: site.inputs[1]?.dtype ?? null }];
  },
  params: (attrs, inputs) =>
    inputs[1] || attrs.count === undefined ? [] : [{ slot: "weight", dims: [attrs.count, featuresOf(attrs, inputs)] }],
  window: () => "data",
  explainParameters: (attrs, inputs) =>
    attrs.count === undefined ? "" : productText([attrs.count, featuresOf(attrs, inputs)]),
  onnx: {
    op: "Gather",
    since: 13,
    encode(_attrs, emitter) {
      const table = emitter.inputs[1] ?? emitter.param("weight");
      const places = emitPlaces(emitter, emitter.inputs[0] ?? "", emitter.inputTypes[0]);
      emitter.emit("Gather", [table, places], { axis: { int: 0 } }, emitter.outputs);
      return null;
    },
  },
});
