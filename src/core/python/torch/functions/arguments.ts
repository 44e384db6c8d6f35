// What the arguments of functions say: axes, ranks, sequences of tensors.
import { type Dim, unknownDim } from "../../../ir/dim.ts";
import { multiplyDims } from "../../../ir/dimArithmetic.ts";
import type { Message } from "../../../ir/message.ts";
import { message } from "../../../messages/index.ts";
import { Unknown, type Value } from "../../eval/value.ts";
import type { FunctionCall } from "../function.ts";
import { itemsOf, reasonOf, valueToDim } from "../reader.ts";
import { dimsOfTensor, tensorOf } from "../tensor.ts";

/** A plain integer argument; null where it is not known. */
export function axisOf(call: FunctionCall, name: string): number | null {
  const dim = valueToDim(call.value(name));
  return typeof dim === "number" ? dim : null;
}

/** An int or a sequence of ints, plain. */
export function axesOf(call: FunctionCall, value: Value): readonly number[] | null {
  const items = itemsOf(call.machine, value) ?? [value];
  const axes = items.map(valueToDim);
  return axes.every((axis) => typeof axis === "number") ? (axes as number[]) : null;
}

export const unknownAxis = (value: Value): Message => reasonOf(value) ?? message("indexNotKnown");

export const isNumber = (dim: Dim): dim is number => typeof dim === "number";

export function rankOf(value: Value): number | null {
  const tensor = tensorOf(value);
  return tensor === null ? null : (dimsOfTensor(tensor)?.length ?? null);
}

/** The tensors of a sequence; Unknown where the sequence itself is not known. */
export function sequenceOf(call: FunctionCall, value: Value): readonly Value[] | Unknown | undefined {
  const items = itemsOf(call.machine, value);
  if (items !== null) return items;
  if (value instanceof Unknown) return value;
  return call.machine.list(value);
}

/** The number of elements of a shape. */
export const countOfDims = (dims: readonly Dim[] | null): Dim =>
  dims === null ? unknownDim(message("tensorValueUnknown")) : multiplyDims(...dims);

export function dimsOfInput(value: Value): readonly Dim[] | null {
  const tensor = tensorOf(value);
  return tensor === null ? null : dimsOfTensor(tensor);
}

/** Axes given one by one or as one sequence. */
export function spreadAxes(call: FunctionCall, name: string): readonly number[] | null {
  const value = call.value(name);
  const items = itemsOf(call.machine, value);
  const only = items?.length === 1 ? (items[0] ?? null) : null;
  return axesOf(call, only !== null && itemsOf(call.machine, only) !== null ? only : value);
}
