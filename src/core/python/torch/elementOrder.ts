// In which order torch lays out the elements of what it computes element by element: that of its inputs as far as they
// agree (aten/src/ATen/TensorIterator.cpp, reorder_dimensions; ExpandUtils.cpp, infer_dense_strides, for one input).
import { contiguousStrides } from "./numeric.ts";

export interface Placed {
  readonly dims: readonly number[];
  readonly strides: readonly number[];
}

/** Strides along the axes of the result: none where an axis is broadcast. */
function broadcastStrides({ dims, strides }: Placed, shape: readonly number[]): readonly number[] {
  const shift = shape.length - dims.length;
  return shape.map((size, axis) => {
    const at = axis - shift;
    return at < 0 || (dims[at] === 1 && size !== 1) ? 0 : (strides[at] ?? 0);
  });
}

/** Whether the first of two axes lies outside of the second: positive; inside: negative; nobody says: 0. */
function compareAxes(
  operands: readonly (readonly number[])[],
  shape: readonly number[],
  first: number,
  second: number,
): number {
  for (const strides of operands) {
    const [a, b] = [strides[first] ?? 0, strides[second] ?? 0];
    if (a === 0 || b === 0) continue;
    if (a !== b) return a - b;
    if ((shape[first] ?? 1) > (shape[second] ?? 1)) return 1;
  }
  return 0;
}

/** The strides of a new tensor that is computed from others element by element. */
export function elementStrides(inputs: readonly Placed[], shape: readonly number[]): readonly number[] {
  const [one] = inputs;
  const alike = inputs.every(
    ({ dims, strides }) => dims.join() === shape.join() && strides.join() === one?.strides.join(),
  );
  if (one !== undefined && alike && isDense(one)) return one.strides;
  const operands = inputs.map((input) => broadcastStrides(input, shape));
  // Innermost axes first, as torch sorts them: by insertion, where nobody says they stay.
  const order = shape.map((_, index) => shape.length - 1 - index);
  for (let next = 1; next < order.length; next++) {
    let at = next;
    for (let before = next - 1; before >= 0; before--) {
      const [inner = 0, outer = 0] = [order[before], order[at]];
      const compared = compareAxes(operands, shape, inner, outer);
      if (compared < 0) break;
      if (compared === 0) continue;
      order[before] = outer;
      order[at] = inner;
      at = before;
    }
  }
  const made = [...contiguousStrides(shape)];
  let stride = 1;
  for (const axis of order) {
    made[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return made;
}

/** Every element of the memory belongs to one element of the tensor. */
function isDense({ dims, strides }: Placed): boolean {
  const axes = dims.map((_, axis) => axis).filter((axis) => dims[axis] !== 1);
  axes.sort((a, b) => (strides[a] ?? 0) - (strides[b] ?? 0));
  let expected = 1;
  for (const axis of axes) {
    if (strides[axis] !== expected) return false;
    expected *= dims[axis] ?? 1;
  }
  return true;
}
