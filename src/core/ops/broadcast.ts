import { type Dim, isSymbolic } from "../ir/dim.ts";
import { compareDims, dimsEqual, exceedsOne } from "../ir/dimComparison.ts";
import type { ElementType, TensorType } from "../ir/network.ts";

/** The result of broadcasting, or the pair of sizes (and the axis of the result) that do not go together. */
export type Broadcast =
  | { readonly dims: readonly Dim[]; readonly conflict: null }
  | {
      readonly dims: readonly Dim[];
      readonly conflict: { readonly left: Dim; readonly right: Dim; readonly axis: number };
    };

/** NumPy's rule: aligned at the last axis, equal or 1. On a conflict the dims are the best guess, for going on. */
export function broadcast(left: readonly Dim[], right: readonly Dim[]): Broadcast {
  const rank = Math.max(left.length, right.length);
  const dims: Dim[] = [];
  let conflict: Broadcast["conflict"] = null;
  for (let axis = 0; axis < rank; axis++) {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    dims.push(join(a, b));
    if (a === 1 || b === 1 || dimsEqual(a, b) !== "no") continue;
    // A symbolic size might be 1 itself, an image's only where the image is tiny.
    if (isNotOne(a) && isNotOne(b)) conflict ??= { left: a, right: b, axis };
  }
  return { dims, conflict };
}

const isNotOne = (size: Dim): boolean => dimsEqual(size, 1) === "no" || exceedsOne(size);

function join(a: Dim, b: Dim): Dim {
  if (a === 1) return b;
  if (b === 1) return a;
  if (typeof a === "number") return a;
  if (typeof b === "number") return b;
  if (!isSymbolic(a)) return isSymbolic(b) && compareDims(b, 1) === "greater" ? b : a;
  return a;
}

const CATEGORY: Readonly<Record<ElementType, number>> = {
  bool: 0,
  uint8: 1,
  int8: 2,
  int16: 3,
  int32: 4,
  int64: 5,
  float16: 6,
  bfloat16: 7,
  float32: 8,
  float64: 9,
  complex64: 10,
  complex128: 11,
  string: 12,
};

/** The element type of an arithmetic result; null where one side does not state its own. */
export function promote(left: TensorType | null | undefined, right: TensorType | null | undefined): ElementType | null {
  const a = left?.dtype ?? null;
  const b = right?.dtype ?? null;
  if (a === null || b === null) return null;
  if (CATEGORY[a] === 6 && CATEGORY[b] === 7) return "float32";
  if (CATEGORY[a] === 7 && CATEGORY[b] === 6) return "float32";
  return CATEGORY[a] >= CATEGORY[b] ? a : b;
}
