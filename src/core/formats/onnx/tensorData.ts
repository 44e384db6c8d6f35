import type { ConstantData, ElementType, StateEntry } from "../../ir/network.ts";
import { type FillWeights, isFloat } from "../../ir/weights.ts";
import { type DeferredBytes, floatBytes, int64Bytes } from "./protobuf.ts";

/** The element type that a tensor is written with: the graph computes in float32, whatever floats the source names. */
export function writtenType(dtype: ElementType): ElementType {
  return isFloat(dtype) ? "float32" : dtype;
}

/** The bytes of a tensor of `count` float32 that `weights` fills when the file is put together. */
export function weightBytes(entry: StateEntry, count: number, weights: FillWeights): DeferredBytes {
  return {
    byteLength: count * 4,
    fill(start, into) {
      // `into` begins anywhere in the file, and a Float32Array must be aligned.
      const values = new Float32Array(into.byteLength / 4);
      weights(entry, start / 4, values);
      into.set(new Uint8Array(values.buffer));
    },
  };
}

/** Little-endian contents of a constant, or null for element types that no operator of ours reads. */
export function constantBytes(data: ConstantData): Uint8Array | null {
  const { values } = data;
  if (isFloat(data.dtype)) return floatBytes(values);
  switch (data.dtype) {
    case "int64":
      return int64Bytes(values);
    case "int32":
      return new Uint8Array(Int32Array.from(values).buffer);
    case "int16":
      return new Uint8Array(Int16Array.from(values).buffer);
    case "int8":
      return new Uint8Array(Int8Array.from(values).buffer);
    case "uint8":
      return Uint8Array.from(values);
    case "bool":
      return Uint8Array.from(values, (value) => (value ? 1 : 0));
    default:
      return null;
  }
}
