import type { Dim } from "../ir/dim.ts";
import { addDims, multiplyDims } from "../ir/dimArithmetic.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { defineOperator, unknownOutput } from "./define.ts";
import { dimText, productText } from "./formula.ts";
import { encodeRecurrent } from "./recurrentOnnx.ts";
import type { ParameterSpec } from "./spec.ts";
import { dimsOf, elementsOf, isReason, knownDims, productOf, tensor } from "./tensors.ts";

/**
 * A recurrent layer over (time, batch, features…): one step's output feeds the next. One bias a gate, as in Caffe (Donahue
 * et al., "Long-term Recurrent Convolutional Networks", 2015).
 */
export interface RecurrentAttributes extends Attributes {
  readonly cell: "lstm" | "rnn";
  readonly hiddenSize: Dim;
}

/** The matrices of an LSTM have the four gates' rows. */
const gatesOf = (attrs: RecurrentAttributes): Dim => (attrs.cell === "lstm" ? 4 : 1);

const featuresOf = (inputs: readonly (TensorType | null)[]): Dim | null => {
  const dims = knownDims(inputs[0]);
  return dims ? productOf(dims.slice(2)) : null;
};

function params(attrs: RecurrentAttributes, inputs: readonly (TensorType | null)[]): readonly ParameterSpec[] {
  const features = featuresOf(inputs);
  if (features === null) return [];
  const { hiddenSize } = attrs;
  const rows = multiplyDims(gatesOf(attrs), hiddenSize);
  const recurrent = [
    { slot: "inputWeight", dims: [rows, features] },
    { slot: "bias", dims: [rows] },
    { slot: "hiddenWeight", dims: [rows, hiddenSize] },
  ];
  if (attrs.cell === "lstm") return recurrent;
  return [
    ...recurrent,
    { slot: "outputWeight", dims: [hiddenSize, hiddenSize] },
    { slot: "outputBias", dims: [hiddenSize] },
  ];
}

export const recurrent = defineOperator<RecurrentAttributes>({
  op: "Recurrent",
  summary: "Goes through a sequence step by step; each step sees the one before.",
  inputs: ["x", "continuation?", "static?"],
  infer(site) {
    const dims = dimsOf(site.inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims);
    return [tensor(site.inputs[0], [...dims.slice(0, 2), site.attrs.hiddenSize])];
  },
  params,
  macs(attrs, inputs) {
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return elementsOf(inputs[0]);
    const matrices = params(attrs, inputs).filter((spec) => spec.dims.length === 2);
    const perStep = matrices.map((spec) => productOf(spec.dims));
    const steps = productOf(dims.slice(0, 2));
    return perStep.map((product) => multiplyDims(steps, product)).reduce((sum, macs) => addDims(sum, macs), 0 as Dim);
  },
  window(_attrs, inputs) {
    const rank = knownDims(inputs[0])?.length;
    if (rank === undefined || rank < 2) return "opaque";
    // A step sees all before it, for which the whole sequence has to stand; what the sequences of a batch see stays apart.
    const axes = [{ from: null }, { from: 1 }, { from: null }];
    return { perInput: [{ axes }, { axes }, "opaque"] };
  },
  explainParameters(attrs, inputs) {
    return params(attrs, inputs)
      .map((spec) => (spec.dims.length > 1 ? productText(spec.dims) : dimText(spec.dims[0] ?? 0)))
      .join(" + ");
  },
  onnx: { op: "Gemm", since: 13, encode: encodeRecurrent },
});
