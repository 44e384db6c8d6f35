// numpy.sort and numpy.argsort: an axis in the order of its elements.
import type { Dim } from "../../ir/dim.ts";
import { multiplyDims } from "../../ir/dimArithmetic.ts";
import type { ConstantData, ElementType } from "../../ir/network.ts";
import { message } from "../../messages/index.ts";
import { type NativeModule, native } from "../eval/native.ts";
import { type NativeFunction, Unknown, type Value } from "../eval/value.ts";
import { alongAxis } from "./numeric.ts";
import type { ArrayReader } from "./numpyGrids.ts";
import { numberOf } from "./reader.ts";
import { dimsOfTensor, fromData, makeTensor, ofDims, tensorOf } from "./tensor.ts";

/** NaN comes last. */
const byValue = (a: number, b: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a - b;

const sorted = (line: readonly number[]): readonly number[] => line.toSorted(byValue);

const places = (line: readonly number[]): readonly number[] =>
  line.map((_, index) => index).sort((a, b) => byValue(line[a] ?? 0, line[b] ?? 0));

/** Which of two equal elements comes first is left open, unless a stable order is asked for. */
const isOpen = (data: ConstantData, kind: Value): boolean =>
  kind !== "stable" && kind !== "mergesort" && new Set(data.values).size < data.values.length;

interface Order {
  readonly name: string;
  /** Of the result; that of the array where it is null. */
  readonly dtype: ElementType | null;
  along(line: readonly number[]): readonly number[];
}

const ordering = (read: ArrayReader, { name, dtype, along }: Order): NativeFunction =>
  native(name, "a, axis=-1, kind=None, order=None, *, stable=None", (machine, [a = null, axis, kind, , stable]) => {
    const data = read(machine, a);
    const tensor = tensorOf(a);
    const dims = data?.dims ?? (tensor === null ? null : dimsOfTensor(tensor));
    if (dims === null)
      return a instanceof Unknown ? a : new Unknown(message("torchNotModelled", { name: `numpy.${name}` }));
    const at = numberOf(axis ?? null);
    const type = dtype ?? data?.dtype ?? tensor?.type.dtype ?? null;
    // No axis: all elements in a row. A number counts as a row of one.
    const isRow = axis === null || dims.length === 0;
    const size: readonly Dim[] = isRow ? [multiplyDims(...dims)] : dims;
    const isKnown = dtype === null || (data !== null && (stable === true || !isOpen(data, kind ?? null)));
    if (data === null || !isKnown || (at === null && !isRow)) return makeTensor({ type: ofDims(size, type) });
    const row = { ...data, dims: size as readonly number[] };
    const result = alongAxis(row, isRow || at === null ? 0 : at < 0 ? at + dims.length : at, along);
    return fromData({ ...result, dtype: type ?? result.dtype });
  });

export const orderFunctions = (read: ArrayReader): NativeModule["attributes"] => ({
  sort: ordering(read, { name: "sort", dtype: null, along: sorted }),
  argsort: ordering(read, { name: "argsort", dtype: "int64", along: places }),
});
