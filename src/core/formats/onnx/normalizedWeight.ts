// A weight that is not stored itself: weight norm keeps its direction and length (Salimans and Kingma 2016), spectral norm
// the raw weight and its singular vectors (Miyato et al. 2018). The graph computes it, as the framework does.
import type { Param } from "../../ir/network.ts";
import type { OnnxEmitter } from "../../ops/spec.ts";

/** Null where the node has nothing to compute it from. */
export function normalizedWeight(emitter: OnnxEmitter, slot: string): string | null {
  const held = (suffix: string): Param | undefined =>
    emitter.node.params.find((param) => param.slot === `${slot}${suffix}`);
  const [lengths, direction, raw, left] = [held("G"), held("V"), held("Orig"), held("U")];
  if (raw !== undefined && left !== undefined && direction !== undefined)
    return spectral(emitter, raw, left, direction);
  return lengths === undefined || direction === undefined ? null : byLength(emitter, lengths, direction);
}

/** g · v / ‖v‖, one norm for each index of the axes that g keeps. */
function byLength(emitter: OnnxEmitter, lengths: Param, direction: Param): string | null {
  const [g, v] = [emitter.param(lengths.slot), emitter.param(direction.slot)];
  const [kept, sizes] = [sizesOf(lengths), sizesOf(direction)];
  if (g === null || v === null || kept === null || sizes === null) return null;
  const axes = sizes.flatMap((_, axis) => ((kept[axis] ?? 1) === 1 ? [axis] : []));
  const one = first(emitter);
  const squares = one("Mul", [v, v]);
  const sum = emitter.emit("ReduceSum", [squares, emitter.constant("int64", [axes.length], axes)], {
    keepdims: { int: 1 },
  })[0];
  const norm = one("Sqrt", [sum ?? ""]);
  return one("Mul", [v, one("Div", [g, norm])]);
}

/** W / σ with σ = uᵀ W v, W a matrix with one row an output channel. */
function spectral(emitter: OnnxEmitter, raw: Param, left: Param, right: Param): string | null {
  const [weight, u, v] = [emitter.param(raw.slot), emitter.param(left.slot), emitter.param(right.slot)];
  const sizes = sizesOf(raw);
  if (weight === null || u === null || v === null || sizes === null) return null;
  const one = first(emitter);
  // A transposed convolution has its output channels second.
  const isTransposed = emitter.node.op === "ConvTranspose";
  const rows = sizes[isTransposed ? 1 : 0] ?? 1;
  const order = isTransposed ? [1, 0, ...sizes.slice(2).map((_, axis) => axis + 2)] : null;
  const turned = order === null ? weight : (emitter.emit("Transpose", [weight], { perm: { ints: order } })[0] ?? "");
  const matrix = one("Reshape", [turned, emitter.constant("int64", [2], [rows, -1])]);
  const sigma = one("MatMul", [one("MatMul", [matrix, v]), u]);
  return one("Div", [weight, sigma]);
}

const first =
  (emitter: OnnxEmitter) =>
  (type: string, inputs: readonly string[]): string =>
    emitter.emit(type, inputs)[0] ?? "";

function sizesOf({ shape }: Param): readonly number[] | null {
  if (shape.rank === "unknown") return null;
  const sizes = shape.dims.filter((dim) => typeof dim === "number");
  return sizes.length === shape.dims.length ? sizes : null;
}
