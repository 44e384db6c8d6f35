import type { Message } from "../ir/message.ts";
import type { Attribute, Attributes, TensorType } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import type { InferenceSite, OnnxMapping, OperatorSpec } from "./spec.ts";
import { asNumbers, knownDims, unknownTensor } from "./tensors.ts";

type Required = "op" | "summary" | "inputs" | "infer";

/** An operator without parameters and multiplications, where each position is by itself, unless it says otherwise. */
export function defineOperator<A extends Attributes>(
  spec: Pick<OperatorSpec<A>, Required> & Partial<OperatorSpec<A>>,
): OperatorSpec<A> {
  return { params: () => [], macs: () => 0, window: () => "pointwise", explain: () => [], onnx: null, ...spec };
}

/** Reports an error and gives its message, which is the reason of what is unknown because of it. */
export function fault<A extends Attributes>(
  site: InferenceSite<A>,
  code: string,
  text: Message,
  attribute: (keyof A & string) | null = null,
  suggestion: Attribute = null,
): Message {
  site.report({ code, severity: "error", message: text, attribute, suggestion });
  return text;
}

/** The axis counted from the front, or null where there is no such axis. A scalar counts as one axis, as in torch. */
export function resolveAxis(axis: number, rank: number): number | null {
  const size = Math.max(rank, 1);
  const resolved = axis < 0 ? axis + size : axis;
  return Number.isInteger(resolved) && resolved >= 0 && resolved < size ? resolved : null;
}

/** The same for several axes; reports the first that is out of range or repeated. */
export function resolveAxes<A extends Attributes>(
  site: InferenceSite<A>,
  axes: readonly number[],
  rank: number,
  attribute: keyof A & string,
): readonly number[] | Message {
  const resolved: number[] = [];
  for (const axis of axes) {
    const index = resolveAxis(axis, rank);
    if (index === null) return fault(site, "axis-range", message("axisOutOfRange", { axis, rank }), attribute);
    if (resolved.includes(index)) return fault(site, "axis-repeated", message("axisRepeated", { axis }), attribute);
    resolved.push(index);
  }
  return resolved;
}

export const unknownOutput = (site: InferenceSite, because: Message): readonly TensorType[] => [
  unknownTensor(site.inputs[0], because),
];

/** For operators that only give their elements another shape: Reshape to the output's shape. */
export const asOnnxReshape = (op: string): OnnxMapping => ({
  op: "Reshape",
  since: 14,
  encode(_attrs, emitter) {
    const dims = knownDims(emitter.outputTypes[0]);
    const shape = dims && asNumbers(dims);
    if (!shape) return message("exportNeedsNumbers", { op });
    // A 0 would copy the input's size.
    const attributes = shape.includes(0) ? { allowzero: { int: 1 } } : {};
    const target = emitter.constant("int64", [shape.length], shape);
    emitter.emit("Reshape", [emitter.inputs[0] ?? null, target], attributes, emitter.outputs);
    return null;
  },
});
