import type { Dim } from "../ir/dim.ts";
import type { Message } from "../ir/message.ts";
import type { Attributes, ElementType, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import { defineOperator, fault, resolveAxes, resolveAxis, unknownOutput } from "./define.ts";
import type { AxisOrigin, InferenceSite, OnnxEmitter, OperatorSpec } from "./spec.ts";
import { dimsOf, isReason, knownDims, tensor } from "./tensors.ts";

/** Reduce: one value out of all along some axes. */
export interface ReduceAttributes extends Attributes {
  readonly function: ReduceFunction;
  /** Absent or empty: all axes. */
  readonly axes?: readonly number[];
  /** Keep the reduced axes with size 1. Default false. */
  readonly keepDims?: boolean;
  /** norm: the power (1, 2). */
  readonly order?: number;
  /** max, min along one axis: a second output with the positions (torch's `max(dim)`). */
  readonly returnIndices?: boolean;
  /** variance, standardDeviation: divide by n − 1. Default true. */
  readonly unbiased?: boolean;
}

/** ArgMax, ArgMin: the position of the extreme element. */
export interface ArgMaxAttributes extends Attributes {
  /** Absent: over all elements. */
  readonly axis?: number | null;
  readonly keepDims?: boolean;
}

const onnxNames = {
  mean: "ReduceMean",
  sum: "ReduceSum",
  max: "ReduceMax",
  min: "ReduceMin",
  product: "ReduceProd",
  norm: "ReduceL2",
  logSumExp: "ReduceLogSumExp",
  variance: null,
  standardDeviation: null,
  median: null,
  any: null,
  all: null,
} as const satisfies Record<string, string | null>;

export type ReduceFunction = keyof typeof onnxNames;

export const reduceFunctions = Object.keys(onnxNames) as readonly ReduceFunction[];

function reducedDims(dims: readonly Dim[], axes: readonly number[], keepDims: boolean): readonly Dim[] {
  return dims.flatMap((dim, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [dim]));
}

const reducedAxes = (axes: readonly number[] | undefined, rank: number): readonly number[] =>
  axes && axes.length > 0
    ? axes.map((axis) => resolveAxis(axis, rank) ?? 0)
    : Array.from({ length: rank }, (_, axis) => axis);

/** The axes that stay come from themselves; of the reduced ones every unit sees all. */
function origins(dims: readonly Dim[] | null, axes: readonly number[] | undefined, keepDims: boolean) {
  if (!dims) return "opaque" as const;
  const reduced = reducedAxes(axes, dims.length);
  return {
    axes: dims.flatMap((_, axis): AxisOrigin[] =>
      reduced.includes(axis) ? (keepDims ? [{ from: null }] : []) : [{ from: axis }],
    ),
  };
}

export const reduce = defineOperator<ReduceAttributes>({
  op: "Reduce",
  summary: "One value out of all elements along some axes.",
  inputs: ["x"],
  infer(site) {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    const outputs = (type: TensorType): readonly TensorType[] =>
      attrs.returnIndices ? [type, { ...type, dtype: "int64" }] : [typeOf(attrs, type)];
    if (isReason(dims)) return unknownOutput(site, dims).flatMap(outputs);
    const axes = resolveAxes(site, attrs.axes ?? [], dims.length, "axes");
    if (isReason(axes)) return unknownOutput(site, axes).flatMap(outputs);
    return outputs(tensor(inputs[0], reducedDims(dims, reducedAxes(attrs.axes, dims.length), attrs.keepDims === true)));
  },
  window: (attrs, inputs) => origins(knownDims(inputs[0]), attrs.axes, attrs.keepDims === true),
  onnx: {
    op: "ReduceMean",
    since: 13,
    encode(attrs, emitter) {
      const rank = knownDims(emitter.inputTypes[0])?.length;
      if (rank === undefined || attrs.returnIndices) return message("exportNotSupported", { op: attrs.function });
      return encode(attrs, rank, emitter);
    },
  },
});

const typeOf = (attrs: ReduceAttributes, type: TensorType): TensorType =>
  attrs.function === "any" || attrs.function === "all" ? { ...type, dtype: "bool" } : type;

function encode(attrs: ReduceAttributes, rank: number, emitter: OnnxEmitter): Message | null {
  const axes = reducedAxes(attrs.axes, rank);
  const keepdims = { int: attrs.keepDims ? 1 : 0 };
  const x = emitter.inputs[0] ?? null;
  const name = attrs.function === "norm" && attrs.order === 1 ? "ReduceL1" : onnxNames[attrs.function];
  const order = attrs.order ?? 2;
  if (name === null || (attrs.function === "norm" && order !== 1 && order !== 2))
    return message("exportNotSupported", { op: attrs.function });
  // In opset 13 to 17 only ReduceSum takes its axes as an input.
  if (name === "ReduceSum")
    emitter.emit(name, [x, emitter.constant("int64", [axes.length], axes)], { keepdims }, emitter.outputs);
  else emitter.emit(name, [x], { axes: { ints: axes }, keepdims }, emitter.outputs);
  return null;
}

function argOperator(op: "ArgMax" | "ArgMin", summary: string): OperatorSpec<ArgMaxAttributes> {
  const dtype: ElementType = "int64";
  const infer = (site: InferenceSite<ArgMaxAttributes>): readonly TensorType[] => {
    const { attrs, inputs } = site;
    const dims = dimsOf(inputs[0]);
    if (isReason(dims)) return unknownOutput(site, dims).map((type) => ({ ...type, dtype }));
    const stated = attrs.axis ?? null;
    if (stated !== null && resolveAxis(stated, dims.length) === null)
      fault(site, "axis-range", message("axisOutOfRange", { axis: stated, rank: dims.length }), "axis");
    const axes = reducedAxes(stated === null ? [] : [stated], dims.length);
    return [{ ...tensor(inputs[0], reducedDims(dims, axes, attrs.keepDims === true)), dtype }];
  };
  return defineOperator<ArgMaxAttributes>({
    op,
    summary,
    inputs: ["x"],
    infer,
    window: (attrs, inputs) =>
      origins(knownDims(inputs[0]), typeof attrs.axis === "number" ? [attrs.axis] : [], attrs.keepDims === true),
    onnx: {
      op,
      since: 13,
      encode(attrs, emitter) {
        let x = emitter.inputs[0] ?? null;
        if (typeof attrs.axis !== "number")
          [x = null] = emitter.emit("Reshape", [x, emitter.constant("int64", [1], [-1])]);
        const keepdims = { int: attrs.keepDims ? 1 : 0 };
        emitter.emit(op, [x], { axis: { int: attrs.axis ?? 0 }, keepdims }, emitter.outputs);
        return null;
      },
    },
  });
}

export const argMax = argOperator("ArgMax", "The position of the largest element.");
export const argMin = argOperator("ArgMin", "The position of the smallest element.");
