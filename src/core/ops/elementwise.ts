import { type Dim, formatDim } from "../ir/dim.ts";
import { dimsEqual } from "../ir/dimComparison.ts";
import type { Message } from "../ir/message.ts";
import type { Attributes, ElementType, TensorType } from "../ir/network.ts";
import { formatShape, shapeOf } from "../ir/shape.ts";
import { message } from "../messages/index.ts";
import { type Broadcast, broadcast, promote } from "./broadcast.ts";
import { fault } from "./define.ts";
import type { InferenceSite, OnnxEmitter, OperatorSpec } from "./spec.ts";
import { dimsOf, isReason, tensor, unknownTensor } from "./tensors.ts";

/**
 * Element-by-element operators of two (or, for Add, Mul, Max, Min, more) tensors with broadcasting:
 * Add Sub Mul Div Pow Mod FloorDiv Max Min, Equal NotEqual Less LessOrEqual Greater GreaterOrEqual, And Or Xor.
 * With one input the other operand is `scalar`.
 */
export interface ElementwiseAttributes extends Attributes {
  /** The operand that is a plain number: x + 2, or with `scalarFirst` 2 − x. */
  readonly scalar?: Dim;
  readonly scalarFirst?: boolean;
  /** Add, Sub: the second operand is multiplied by this first (torch's alpha). */
  readonly alpha?: number;
  readonly inPlace?: boolean;
}

function infer(site: InferenceSite<ElementwiseAttributes>, result: ElementType | null): readonly TensorType[] {
  const { inputs, attrs } = site;
  const [first, ...others] = inputs;
  const start = dimsOf(first);
  if (isReason(start)) return [typed(unknownTensor(first, start), result)];
  let dims = start;
  let dtype = first?.dtype ?? null;
  let reported = false;
  for (const other of others) {
    const right = dimsOf(other);
    if (isReason(right)) return [typed(unknownTensor(other, right), result)];
    const joined: Broadcast = broadcast(dims, right);
    if (joined.conflict && !reported) {
      reported = true;
      const text = message("broadcastConflict", {
        left: formatShape(shapeOf(...dims)),
        right: formatShape(shapeOf(...right)),
        leftSize: formatDim(joined.conflict.left),
        rightSize: formatDim(joined.conflict.right),
      });
      fault(site, "add-shape", text);
    }
    if (attrs.inPlace && !joined.conflict && !reported && differs(joined.dims, dims)) {
      reported = true;
      const shapes = { from: formatShape(shapeOf(...joined.dims)), to: formatShape(shapeOf(...dims)) };
      fault(site, "in-place-shape", message("inPlaceShape", shapes));
    }
    dims = attrs.inPlace ? dims : joined.dims;
    dtype = promote({ shape: shapeOf(...dims), dtype }, other);
  }
  return [typed(tensor({ shape: shapeOf(...dims), dtype }, dims), result)];
}

const differs = (left: readonly Dim[], right: readonly Dim[]): boolean =>
  left.length !== right.length || left.some((dim, axis) => dimsEqual(dim, right[axis] ?? 0) === "no");

const typed = (type: TensorType, result: ElementType | null): TensorType =>
  result === null ? type : { ...type, dtype: result };

function encode(onnx: string, attrs: ElementwiseAttributes, emitter: OnnxEmitter): Message | null {
  const names = [...emitter.inputs];
  const [first, second] = names;
  if (names.length === 1 && typeof attrs.scalar === "number") {
    const integers = emitter.inputTypes[0]?.dtype === "int64";
    const scalar = emitter.constant(integers ? "int64" : "float32", [], [attrs.scalar]);
    emitter.emit(onnx, attrs.scalarFirst ? [scalar, first ?? null] : [first ?? null, scalar], {}, emitter.outputs);
    return null;
  }
  if (attrs.scalar !== undefined) return message("exportUnknownContents", { name: emitter.node.name });
  if (attrs.alpha !== undefined && attrs.alpha !== 1 && second)
    names[1] = emitter.emit("Mul", [second, emitter.constant("float32", [], [attrs.alpha])])[0] ?? second;
  let left = names[0] ?? null;
  for (const [index, right] of names.slice(1).entries())
    [left = null] = emitter.emit(onnx, [left, right], {}, index === names.length - 2 ? emitter.outputs : undefined);
  return null;
}

function elementwise(
  op: string,
  summary: string,
  onnx: string | null,
  result: ElementType | null = null,
): OperatorSpec<ElementwiseAttributes> {
  return {
    op,
    summary,
    inputs: ["a", "b…"],
    infer: (site) => infer(site, result),
    params: () => [],
    macs: () => 0,
    window: () => "pointwise",
    explain: () => [],
    onnx: onnx === null ? null : { op: onnx, since: 14, encode: (attrs, emitter) => encode(onnx, attrs, emitter) },
  };
}

export const elementwiseOperators: readonly OperatorSpec<ElementwiseAttributes>[] = [
  elementwise("Add", "The sum of each pair of elements.", "Add"),
  elementwise("Sub", "The difference of each pair of elements.", "Sub"),
  elementwise("Mul", "The product of each pair of elements.", "Mul"),
  elementwise("Div", "The quotient of each pair of elements.", "Div"),
  elementwise("FloorDiv", "The quotient of each pair of elements, rounded down.", null),
  elementwise("Mod", "The remainder of each pair of elements.", null),
  elementwise("Pow", "Each element raised to a power.", "Pow"),
  elementwise("Max", "The larger of each pair of elements.", "Max"),
  elementwise("Min", "The smaller of each pair of elements.", "Min"),
  elementwise("Equal", "Whether elements are equal.", "Equal", "bool"),
  elementwise("NotEqual", "Whether elements differ.", null, "bool"),
  elementwise("Less", "Whether one element is smaller than the other.", "Less", "bool"),
  elementwise("LessOrEqual", "Whether one element is at most the other.", "LessOrEqual", "bool"),
  elementwise("Greater", "Whether one element is larger than the other.", "Greater", "bool"),
  elementwise("GreaterOrEqual", "Whether one element is at least the other.", "GreaterOrEqual", "bool"),
  elementwise("And", "Whether both elements are true.", null),
  elementwise("Or", "Whether one of the elements is true.", null),
  elementwise("Xor", "Whether just one of the elements is true.", null),
];
