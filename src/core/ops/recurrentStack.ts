import type { Dim } from "../ir/dim.ts";
import { addDims, multiplyDims } from "../ir/dimArithmetic.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { defineOperator } from "./define.ts";
import { encodeRecurrentStack } from "./recurrentStackOnnx.ts";
import type { AxisOrigin } from "./spec.ts";
import { dimsOf, isReason, knownDims, productOf, tensor, unknownTensor } from "./tensors.ts";

/**
 * Recurrent layers over each other, as torch has them: x (time, batch, features), the last states as further outputs. Each
 * layer and direction has `weightIhL0`, `weightHhL0`, `biasIhL0`, `biasHhL0` (`…Reverse` for the way back), with the rows of
 * an LSTM's gates in the order input, forget, cell, output, those of a GRU reset, update, new.
 */
export interface RecurrentStackAttributes extends Attributes {
  readonly cell: "lstm" | "gru" | "rnn";
  readonly hiddenSize: Dim;
  readonly layers: Dim;
  readonly bidirectional: boolean;
  /** x is (batch, time, features). */
  readonly batchFirst: boolean;
  /** LSTM: what each step gives is multiplied by a matrix with so many rows. 0: it is not. */
  readonly projection: Dim;
  /** Of a plain cell. Default "tanh". */
  readonly nonlinearity?: string;
}

const gateCount = { lstm: 4, gru: 3, rnn: 1 } as const;

const directionsOf = (attrs: RecurrentStackAttributes): number => (attrs.bidirectional ? 2 : 1);

const stepSize = (attrs: RecurrentStackAttributes): Dim =>
  attrs.projection === 0 ? attrs.hiddenSize : attrs.projection;

/** Where the batch lies in x; null: there is none. */
const batchAxis = (attrs: RecurrentStackAttributes, rank: number): number | null =>
  rank < 3 ? null : attrs.batchFirst ? 0 : 1;

/** Multiplications of one step of one sequence. */
function macsPerStep(attrs: RecurrentStackAttributes, features: Dim): Dim {
  const { hiddenSize, layers, projection } = attrs;
  const [directions, output] = [directionsOf(attrs), stepSize(attrs)];
  const rows = multiplyDims(gateCount[attrs.cell], hiddenSize);
  const ofLayer = (input: Dim): Dim => {
    const matrices = multiplyDims(rows, addDims(input, output));
    return multiplyDims(
      directions,
      projection === 0 ? matrices : addDims(matrices, multiplyDims(projection, hiddenSize)),
    );
  };
  const further = multiplyDims(addDims(layers, -1), ofLayer(multiplyDims(directions, output)));
  return addDims(ofLayer(features), further);
}

function outputTypes(attrs: RecurrentStackAttributes, x: TensorType | null | undefined): readonly TensorType[] {
  const dims = dimsOf(x);
  const states = attrs.cell === "lstm" ? 2 : 1;
  if (isReason(dims)) return Array.from({ length: 1 + states }, () => unknownTensor(x, dims));
  const axis = batchAxis(attrs, dims.length);
  const batch = axis === null ? [] : [dims[axis] ?? 1];
  const count = multiplyDims(attrs.layers, directionsOf(attrs));
  const sizes = [stepSize(attrs), attrs.hiddenSize].slice(0, states);
  return [
    tensor(x, [...dims.slice(0, -1), multiplyDims(stepSize(attrs), directionsOf(attrs))]),
    ...sizes.map((size) => tensor(x, [count, ...batch, size])),
  ];
}

export const recurrentStack = defineOperator<RecurrentStackAttributes>({
  op: "RecurrentStack",
  summary: "Goes through a sequence step by step, layer over layer.",
  inputs: ["x", "hidden?", "cell?"],
  infer: ({ attrs, inputs }) => outputTypes(attrs, inputs[0]),
  macs(attrs, inputs) {
    const dims = knownDims(inputs[0]);
    const features = dims?.at(-1);
    if (!dims || features === undefined) return 0;
    return multiplyDims(productOf(dims.slice(0, -1)), macsPerStep(attrs, features));
  },
  window(attrs, inputs, output = 0) {
    const rank = knownDims(inputs[0])?.length;
    if (rank === undefined) return "opaque";
    const batch = batchAxis(attrs, rank);
    const origins = (axis: number | null) =>
      Array.from({ length: rank }, (_, at): AxisOrigin => ({ from: at === axis ? batch : null }));
    // A step sees all steps before it, those of the way back all after it: the whole of the sequence has to stand for both.
    return { perInput: [{ axes: origins(output === 0 ? batch : rank - 2) }, "opaque", "opaque"] };
  },
  onnx: { op: "LSTM", since: 14, encode: encodeRecurrentStack },
});
