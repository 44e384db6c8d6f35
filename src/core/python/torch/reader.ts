import { type Dim, unknownDim } from "../../ir/dim.ts";
import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import type { Machine } from "../eval/native.ts";
import { parseSignature } from "../eval/signature.ts";
import { Float, Instance, List, Symbolic, Tuple, Unknown, type Value } from "../eval/value.ts";
import { held } from "./moduleTree.ts";
import { tensorOf } from "./tensor.ts";

/** Named values to build attributes from: a call's bound arguments, or the attributes of a module. */
export interface Reader {
  /** None where there is no such name. */
  value(name: string): Value;
}

/** The arguments of a native by their declared names. */
export function readArguments(machine: Machine, signature: string, args: readonly Value[]): Reader {
  const { places } = parseSignature(signature);
  return {
    value(name) {
      const index = places.get(name);
      return index === undefined ? null : machine.force(args[index] ?? null);
    },
  };
}

/** The attributes of a module or of any other object with a namespace. */
export function readAttributes(machine: Machine, instance: Instance): Reader {
  return {
    value(name) {
      const own = instance.own(name);
      if (own !== undefined) return machine.force(own);
      // A layer's tensors are asked for on every call: past the search that ends in `__getattr__`.
      for (const table of ["_parameters", "_buffers"] as const) {
        const tensor = held(instance, table).get(name);
        if (tensor !== undefined) return tensor;
      }
      return machine.findAttribute(instance, name) ?? null;
    },
  };
}

/** A size as a Python value. */
export function dimToValue(dim: Dim): Value {
  if (typeof dim === "number") return dim;
  return dim.kind === "symbolic" ? new Symbolic(dim) : new Unknown(dim.because);
}

/** An integer, symbolic or not; null where the value is something else (None, a float, a tuple). */
export function valueToDim(value: Value): Dim | null {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Symbolic) return value.dim;
  if (value instanceof Unknown) return unknownDim(value.because);
  const tensor = tensorOf(value);
  if (tensor !== null) {
    // A tensor of one element converts itself (`x.view(n, -1)` with n = torch.tensor(3)).
    if (tensor.data !== null && tensor.data.values.length === 1) return tensor.data.values[0] ?? 0;
    return unknownDim(message("tensorValueUnknown"));
  }
  if (value instanceof Instance && value.plain !== undefined) return valueToDim(value.plain);
  return null;
}

/** A Python number as a JavaScript one; null where it is not known or no number. */
export function numberOf(value: Value): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Float) return value.value;
  if (value instanceof Instance && value.plain !== undefined) return numberOf(value.plain);
  const tensor = tensorOf(value);
  return tensor?.data?.values.length === 1 ? (tensor.data.values[0] ?? null) : null;
}

/** The elements of a list or tuple; null where it is neither. */
export function itemsOf(machine: Machine, value: Value): readonly Value[] | null {
  if (value instanceof List && value.lost !== null) return null;
  if (value instanceof Tuple || value instanceof List) return value.items.map((item) => machine.force(item));
  return null;
}

/** A value as it says why it is not known. */
export const reasonOf = (value: Value): Message | null => (value instanceof Unknown ? value.because : null);

const notANumber = (): Dim => unknownDim(message("argumentNoInteger"));

export const dimOf = (reader: Reader, name: string): Dim => valueToDim(reader.value(name)) ?? notANumber();

/** An int or a tuple of ints as one dim an axis (`kernel_size=3`, `kernel_size=(3, 1)`). */
export function dimsPerAxis(machine: Machine, value: Value, rank: number): readonly Dim[] {
  const items = itemsOf(machine, value);
  if (items === null) {
    const dim = valueToDim(value) ?? notANumber();
    return new Array<Dim>(rank).fill(dim);
  }
  const dims = items.map((item) => valueToDim(item) ?? notANumber());
  // torch repeats a list of one.
  return dims.length === 1 && rank > 1 ? new Array<Dim>(rank).fill(dims[0] ?? 0) : dims;
}

/** A sequence of ints; null where the value is no sequence or has something else in it. */
export function dimList(machine: Machine, value: Value): readonly Dim[] | null {
  const items = itemsOf(machine, value);
  if (items === null) return null;
  const dims: Dim[] = [];
  for (const item of items) {
    const dim = valueToDim(item);
    if (dim === null) return null;
    dims.push(dim);
  }
  return dims;
}

/** True, False, or null where it is not known. Truth of plain values only. */
export function flagOf(reader: Reader, name: string): boolean | null {
  const value = reader.value(name);
  if (value instanceof Unknown) return null;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string") return value !== "";
  if (value instanceof Float) return value.value !== 0;
  return value !== null;
}

export function textOf(reader: Reader, name: string): string | null {
  const value = reader.value(name);
  if (typeof value === "string") return value;
  return value instanceof Instance && typeof value.plain === "string" ? value.plain : null;
}

export const isNone = (reader: Reader, name: string): boolean => reader.value(name) === null;
