// torch.fft and torch.linalg: what they do to shapes.

import type { Dim } from "../../../ir/dim.ts";
import { addDims, floorDivide, multiplyDims, subtractDims } from "../../../ir/dimArithmetic.ts";
import type { NativeModule } from "../../eval/native.ts";
import { type FunctionCall, type FunctionRow, functionsOf } from "../function.ts";
import { dimList, valueToDim } from "../reader.ts";
import { axesOf, dimsOfInput } from "./arguments.ts";
import { externalOne } from "./external.ts";

const sameShape = (names: readonly string[]): FunctionRow => ({
  names,
  places: ["torch"],
  signature: "input, n=None, dim=None, norm=None, *, s=None",
  run: (call) => externalOne(call, dimsOfInput(call.input)),
});

/** The axes that are transformed; the last of them is halved. */
function transformed(call: FunctionCall, rank: number, axes: number): readonly number[] {
  const stated = call.none("dim") ? null : axesOf(call, call.value("dim"));
  const chosen = stated ?? Array.from({ length: axes }, (_, index) => index - axes);
  return chosen.map((axis) => (axis < 0 ? axis + rank : axis));
}

/** Real input: n samples give n // 2 + 1 frequencies, and back 2·(m − 1) samples where no size is stated. */
const realTransform = (name: string, axes: number, inverse: boolean): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: axes === 1 ? "input, n=None, dim=-1, norm=None" : "input, s=None, dim=None, norm=None",
  run(call) {
    const dims = dimsOfInput(call.input);
    if (dims === null) return externalOne(call, null);
    const along = transformed(call, dims.length, axes);
    const sizes: readonly (Dim | null)[] | null =
      axes === 1 ? (call.none("n") ? null : [valueToDim(call.value("n"))]) : dimList(call.machine, call.value("s"));
    const result = [...dims];
    for (const [index, axis] of along.entries()) {
      const size = sizes?.[index] ?? null;
      const last = index === along.length - 1;
      const length = size ?? result[axis] ?? 1;
      if (last && inverse) result[axis] = size ?? multiplyDims(2, subtractDims(length, 1));
      else result[axis] = last ? addDims(floorDivide(length, 2), 1) : length;
    }
    return externalOne(call, result);
  },
});

const spectralRows: readonly FunctionRow[] = [
  sameShape(["fft"]),
  sameShape(["ifft"]),
  sameShape(["fft2"]),
  sameShape(["ifft2"]),
  sameShape(["fftn"]),
  sameShape(["ifftn"]),
  sameShape(["fftshift"]),
  sameShape(["ifftshift"]),
  realTransform("rfft", 1, false),
  realTransform("irfft", 1, true),
  realTransform("rfft2", 2, false),
  realTransform("irfft2", 2, true),
];

const algebraRows: readonly FunctionRow[] = [
  sameShape(["inv"]),
  sameShape(["pinv"]),
  sameShape(["cholesky"]),
  ...(["norm", "vector_norm"] as const).map(
    (name): FunctionRow => ({
      names: [name],
      places: ["torch"],
      signature: "x, ord=None, dim=None, keepdim=False, *, dtype=None",
      attributeNames: { dim: "axes", ord: "order" },
      operation(call) {
        const axes = call.none("dim") ? undefined : (axesOf(call, call.value("dim")) ?? undefined);
        const attrs = { function: "norm", order: call.number("ord", 2), keepDims: call.flag("keepdim") };
        return { op: "Reduce", attrs: { ...attrs, ...(axes === undefined ? {} : { axes }) } };
      },
    }),
  ),
];

export const spectralModules: readonly NativeModule[] = [
  { name: "torch.fft", attributes: functionsOf(spectralRows, "torch") },
  { name: "torch.linalg", attributes: functionsOf(algebraRows, "torch") },
];
