import type { Dim } from "../ir/dim.ts";
import { addDims } from "../ir/dimArithmetic.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Attributes, TensorType } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { fault, resolveAxis } from "./define.ts";
import { dimText } from "./formula.ts";
import type { OperatorSpec, WindowRule } from "./spec.ts";
import { dimsOf, isReason, knownDims, tensor, unknownTensor } from "./tensors.ts";

/** Joins tensors along an axis; all other sizes have to agree. */
export interface ConcatAttributes extends Attributes {
  /** Default 1; negative from the end. */
  readonly axis?: number;
}

const isEmptyVector = (dims: readonly Dim[]): boolean => dims.length === 1 && dims[0] === 0;

/** torch skips tensors of shape (0,), whatever the others are. */
const joinable = (inputs: readonly (TensorType | null)[]): readonly (TensorType | null)[] => {
  const kept = inputs.filter((input) => !isEmptyVector(knownDims(input) ?? []));
  return kept.length === 0 ? inputs : kept;
};

export const concat: OperatorSpec<ConcatAttributes> = {
  op: "Concat",
  summary: "Joins tensors along an axis.",
  inputs: ["x…"],
  infer(site) {
    const { attrs, inputs } = site;
    const tensors = joinable(inputs);
    const first = knownDims(tensors.find((input) => input?.shape.rank === "known"));
    if (!first) {
      const reason = dimsOf(tensors[0]);
      return [unknownTensor(tensors[0], isReason(reason) ? reason : message("inputMissing"))];
    }
    const stated = attrs.axis ?? 1;
    const axis = stated < 0 ? stated + first.length : stated;
    if (axis < 0 || axis >= first.length) {
      const problem = message("axisOutOfRange", { axis: stated, rank: first.length });
      return [unknownTensor(tensors[0], fault(site, "concat-shape", problem, "axis"))];
    }
    const result = [...first];
    let total: Dim = 0;
    let reported = false;
    let unsettled: Dim | null = null;
    for (const input of tensors) {
      const dims = dimsOf(input);
      if (isReason(dims)) {
        total = addDims(total, { kind: "unknown", because: dims });
        continue;
      }
      const odd = dims.length === first.length ? differingAxis(first, dims, axis) : -1;
      if (odd !== null && !reported) {
        reported = true;
        const shapes = { first: formatShape(shapeOf(...first)), other: formatShape(shapeOf(...dims)), axis: stated };
        const problem = odd < 0 ? message("concatRank", shapes) : message("concatShape", { ...shapes, at: odd });
        fault(site, "concat-shape", problem);
        // How many channels come out is for nobody to say; what follows would be told of it again.
        if (odd === 1) unsettled = { kind: "unknown", because: problem };
      }
      total = addDims(total, dims[axis] ?? 0);
      // A size that is a number here and unknown there is the number.
      for (const [index, dim] of dims.entries()) if (typeof result[index] !== "number") result[index] = dim;
    }
    result[axis] = total;
    if (unsettled !== null) result[1] = unsettled;
    return [tensor(tensors[0], result)];
  },
  params: () => [],
  macs: () => 0,
  window({ axis = 1 }, inputs) {
    let offset: Dim = 0;
    const perInput = inputs.map((input): WindowRule => {
      const dims = knownDims(input);
      if (!dims) return "opaque";
      const joined = resolveAxis(axis, dims.length);
      const before = offset;
      offset = addDims(offset, dims[joined ?? 0] ?? 0);
      const window = { direction: "down", kernel: 1, stride: 1, dilation: 1, paddingBefore: before } as const;
      return { axes: dims.map((_, index) => (index === joined ? { from: index, window } : { from: index })) };
    });
    return { perInput };
  },
  explain({ axis = 1 }, inputs) {
    const sizes = joinable(inputs).map((input) => knownDims(input)?.at(axis));
    if (sizes.length < 2 || sizes.some((size) => size === undefined)) return [];
    const known = sizes as Dim[];
    return [`${known.map(dimText).join(" + ")} = ${dimText(addDims(...known))}`];
  },
  onnx: {
    op: "Concat",
    since: 13,
    encode({ axis = 1 }, emitter) {
      const names = emitter.inputs.filter((_, index) => !isEmptyVector(knownDims(emitter.inputTypes[index]) ?? []));
      emitter.emit("Concat", names, { axis: { int: axis } }, emitter.outputs);
      return null;
    },
  },
};

/** The first axis beside the joined one whose sizes certainly differ. */
function differingAxis(first: readonly Dim[], dims: readonly Dim[], joined: number): number | null {
  for (const [axis, dim] of dims.entries())
    if (axis !== joined && dimsEqual(dim, first[axis] ?? 0) === "no") return axis;
  return null;
}
