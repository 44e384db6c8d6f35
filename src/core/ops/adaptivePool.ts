import type { Dim } from "../ir/dim.ts";
import { divideExactly } from "../ir/dimArithmetic.ts";
import { isLess } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { encodeAdaptivePool } from "./adaptivePoolOnnx.ts";
import { fault } from "./define.ts";
import { dimText } from "./formula.ts";
import { encodeBatched } from "./onnxForms.ts";
import { perAxisLines } from "./spatial.ts";
import type { InferenceSite, OperatorSpec } from "./spec.ts";
import { dimsOf, isReason, knownDims, tensor, unknownTensor } from "./tensors.ts";

/**
 * Pooling to a given output size over the last axes: unit i sees ⌊i·n/m⌋ … ⌈(i + 1)·n/m⌉ − 1 of n samples.
 * Operators: AdaptiveAveragePool, AdaptiveMaxPool.
 */
export interface AdaptivePoolAttributes extends Attributes {
  /** Per axis; null keeps the input's size. A list of one stands for every axis. */
  readonly outputSize: readonly (Dim | null)[];
  /** Default: the length of outputSize. */
  readonly spatialRank?: number;
  /**
   * Where every size is 1 torch takes the mean of the last axes, whatever stands before them: then the fewest dimensions
   * that it accepts. Absent: spatialRank + 1 or + 2.
   */
  readonly leastRank?: number;
  /** AdaptiveMaxPool: a second output with the flat index of each maximum. */
  readonly returnIndices?: boolean;
}

type Inputs = readonly (TensorType | null)[];

export function adaptiveAxes(
  attrs: AdaptivePoolAttributes,
  inputs: Inputs,
): readonly { readonly input: Dim; readonly output: Dim }[] | null {
  const rank = attrs.spatialRank ?? attrs.outputSize.length;
  const sizes = knownDims(inputs[0])?.slice(-rank);
  return (
    sizes?.map((input, axis) => ({
      input,
      output: attrs.outputSize[attrs.outputSize.length === 1 ? 0 : axis] ?? input,
    })) ?? null
  );
}

function fits({ leastRank, outputSize }: AdaptivePoolAttributes, rank: number, given: number): boolean {
  if (leastRank !== undefined && outputSize.every((size) => size === 1)) return given >= leastRank;
  return given === rank + 1 || given === rank + 2;
}

function infer(site: InferenceSite<AdaptivePoolAttributes>): readonly TensorType[] {
  const { attrs, inputs } = site;
  const rank = attrs.spatialRank ?? attrs.outputSize.length;
  const outputs = (type: TensorType): readonly TensorType[] =>
    attrs.returnIndices ? [type, { ...type, dtype: "int64" }] : [type];
  const dims = dimsOf(inputs[0]);
  if (isReason(dims)) return outputs(unknownTensor(inputs[0], dims));
  if (!fits(attrs, rank, dims.length)) {
    const problem = message("inputRank", { expected: rank + 2, got: dims.length });
    return outputs(unknownTensor(inputs[0], fault(site, "pool-rank", problem)));
  }
  const count = attrs.outputSize.length;
  if (count !== 1 && count !== rank) {
    const problem = message("axisCount", { expected: rank, got: count });
    return outputs(unknownTensor(inputs[0], fault(site, "axis-count", problem, "outputSize")));
  }
  const axes = adaptiveAxes(attrs, inputs) ?? [];
  const negative = axes.find(({ output }) => isLess(output, 0) === "yes");
  if (negative)
    fault(site, "pool-output", message("windowRange", { least: 0, got: dimText(negative.output) }), "outputSize");
  const empty = axes.find(({ input, output }) => isLess(input, 1) === "yes" && isLess(output, 1) === "no");
  if (empty) fault(site, "pool-empty", message("poolEmpty"));
  return outputs(tensor(inputs[0], [...dims.slice(0, dims.length - rank), ...axes.map(({ output }) => output)]));
}

function adaptivePool(
  op: "AdaptiveAveragePool" | "AdaptiveMaxPool",
  summary: string,
): OperatorSpec<AdaptivePoolAttributes> {
  return {
    op,
    summary,
    inputs: ["x"],
    infer,
    params: () => [],
    macs: () => 0,
    window(attrs, inputs) {
      const axes = adaptiveAxes(attrs, inputs);
      if (!axes) return "opaque";
      if (axes.every(({ output }) => output === 1)) return "global";
      return axes.map(({ input, output }) => ({ direction: "adaptive", input, output }));
    },
    explain(attrs, inputs) {
      const axes = adaptiveAxes(attrs, inputs);
      if (!axes) return [];
      return perAxisLines(
        axes.map(({ input, output }) => {
          const window = divideExactly(input, output);
          return window === null
            ? `${dimText(input)} → ${dimText(output)}`
            : `${dimText(input)}/${dimText(window)} = ${dimText(output)}`;
        }),
      );
    },
    onnx: {
      op: op === "AdaptiveMaxPool" ? "MaxPool" : "AveragePool",
      since: 13,
      encode(attrs, emitter) {
        const rank = attrs.spatialRank ?? attrs.outputSize.length;
        const given = knownDims(emitter.inputTypes[0])?.length;
        if (given !== undefined && (given < rank + 1 || given > rank + 2)) return message("exportNotSupported", { op });
        return encodeBatched(emitter, rank, (batched) =>
          encodeAdaptivePool(op, attrs, adaptiveAxes(attrs, batched.inputTypes), batched),
        );
      },
    },
  };
}

export const adaptiveAveragePool = adaptivePool(
  "AdaptiveAveragePool",
  "Means over windows that give the stated output size.",
);
export const adaptiveMaxPool = adaptivePool("AdaptiveMaxPool", "Maxima over windows that give the stated output size.");
