// Operations whose output shapes are worked out by the table itself.
import type { Dim } from "../../../ir/dim.ts";
import type { ElementType } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import { Unknown, type Value } from "../../eval/value.ts";
import type { FunctionCall } from "../function.ts";
import { numeric } from "../numeric.ts";
import { numberOf } from "../reader.ts";
import type { OperationFault } from "../record.ts";
import { knownStrides, settled } from "../strides.ts";
import {
  dimsOfTensor,
  fromData,
  isTensor,
  layoutOf,
  payloadFrom,
  payloadOf,
  tensorOf,
  withStrides,
} from "../tensor.ts";

/** Outputs whose shapes are known here but whose operation has no rule of its own. */
export function external(
  call: FunctionCall,
  shapes: readonly (readonly Dim[] | null)[],
  inputs: readonly Value[] = [call.input],
  dtypes: readonly (ElementType | null | undefined)[] = [],
  faults: readonly OperationFault[] = [],
): readonly Value[] {
  const outputs = call.record({
    op: "External",
    attrs: { name: call.name, outputs: shapes.length, shapes },
    inputs,
    faults,
  });
  for (const [index, output] of outputs.entries()) {
    const dtype = dtypes[index];
    const payload = payloadOf(output);
    if (dtype === undefined || dtype === payload.type.dtype) continue;
    const type = { ...payload.type, dtype };
    payload.trace?.builder.refine(payload.value, type);
    output.payload = payloadFrom({ ...payload, type });
  }
  return outputs;
}

export const externalOne = (
  call: FunctionCall,
  dims: readonly Dim[] | null,
  inputs?: readonly Value[],
  dtype?: ElementType | null,
  faults: readonly OperationFault[] = [],
): Value => external(call, [dims], inputs, [dtype], faults)[0] ?? null;

/** Replaces the size of an axis; null where the rank is not known or has no such axis. */
export function withAxis(dims: readonly Dim[] | null, axis: number | null, size: Dim): readonly Dim[] | null {
  if (dims === null || axis === null) return null;
  const at = axis < 0 ? axis + dims.length : axis;
  return at >= 0 && at < dims.length ? dims.map((dim, index) => (index === at ? size : dim)) : null;
}

/** The axis does not exist. */
export function axisFaults(dims: readonly Dim[] | null, axis: number | null): readonly OperationFault[] {
  if (dims === null || axis === null) return [];
  const rank = Math.max(dims.length, 1);
  if (axis >= -rank && axis < rank) return [];
  return [{ code: "axis-range", message: message("axisOutOfRange", { axis, rank: dims.length }), attribute: "axis" }];
}

/** A tensor has another number of axes than the function takes. */
export function rankFaults(name: string, dims: readonly Dim[] | null, expected: number): readonly OperationFault[] {
  if (dims === null || dims.length === expected) return [];
  return [{ code: `${name}-rank`, message: message("inputRank", { expected, got: dims.length }) }];
}

/** A number beside tensors becomes a tensor without dimensions. */
export function asTensor(value: Value, dtype: ElementType | null = null): Value {
  if (isTensor(value) || value instanceof Unknown) return value;
  const number = numberOf(value);
  return number === null ? value : fromData(numeric(dtype ?? "float32", [], [number]));
}

/** The arguments that are tensors. */
export function tensorsAmong(call: FunctionCall, signature: string): readonly Value[] {
  const names = signature.split(",").map((part) => part.trim().split("=")[0] ?? "");
  return names.map((name) => call.value(name)).filter(isTensor);
}

/** A view of the input; `strides` gives the view's from the input's, with NaN for what is not known. */
export function viewOf(
  call: FunctionCall,
  made: Value,
  strides: (input: readonly number[]) => readonly number[],
): Value {
  const [input, view] = [tensorOf(call.input), tensorOf(made)];
  const known = input === null ? null : knownStrides(layoutOf(input));
  const dims = view === null ? null : dimsOfTensor(view);
  const isPlain = dims?.every((dim) => typeof dim === "number") ?? false;
  const own = known === null || !isPlain ? [Number.NaN] : strides(known);
  return withStrides(made, own.some(Number.isNaN) ? "unknown" : settled(own, dims as readonly number[]));
}
