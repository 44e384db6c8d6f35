// `torch.channels_last` and the other orders that torch names: where the elements of a tensor lie that is made in one.
import type { Machine } from "../eval/native.ts";
import type { Result, Value } from "../eval/value.ts";
import { contiguousStrides } from "./numeric.ts";
import { knownStrides, type Layout, type Strides, settled, stridesOfElements } from "./strides.ts";
import { layoutOf, tensorOf, withStrides } from "./tensor.ts";

/** Formats that say in which order the axes lie, with the number of axes that they go with. */
const channelsLast: ReadonlyMap<Value, number> = new Map<Value, number>([
  ["torch.channels_last", 4],
  ["torch.channels_last_3d", 5],
]);

/** How the elements of a new tensor lie that is made after another; null stands for `torch.preserve_format`. */
export function stridesOfFormat(format: Value, layout: Layout): Strides {
  if (format === null || format === "torch.preserve_format") return stridesOfElements([layout], layout.dims);
  if (format === "torch.contiguous_format") return null;
  const rank = channelsLast.get(format);
  const dims = layout.dims?.filter((dim) => typeof dim === "number");
  if (rank === undefined || dims?.length !== rank || layout.dims?.length !== rank) return "unknown";
  const [batch = 1, channels = 1, ...places] = dims;
  const [outer = 1, ...inner] = contiguousStrides([batch, ...places, channels]);
  return settled([outer, 1, ...inner.slice(0, -1)], dims);
}

/** The tensor copied into a format, or the exception that torch raises for one with another number of axes. */
export function inFormat(machine: Machine, tensor: Value, format: Value): Result {
  const held = tensorOf(tensor);
  if (held === null) return tensor;
  const layout = layoutOf(held);
  const rank = channelsLast.get(format);
  if (rank !== undefined && layout.dims !== null && layout.dims.length !== rank)
    return machine.raise("RuntimeError", `required rank ${rank} tensor to use ${String(format).slice(6)} format`);
  return withStrides(tensor, stridesOfFormat(format, layout));
}

/** `x.is_contiguous(memory_format=…)`; null: it is not known. */
export function liesIn(format: Value, layout: Layout): boolean | null {
  if (layout.strides === "unknown") return null;
  if (format === null || format === "torch.contiguous_format") return layout.strides === null;
  if (layout.dims !== null && layout.dims.length !== channelsLast.get(format)) return false;
  const [strides, wanted] = [
    knownStrides(layout),
    knownStrides({ ...layout, strides: stridesOfFormat(format, layout) }),
  ];
  if (strides === null || wanted === null) return null;
  return strides.every((stride, axis) => layout.dims?.[axis] === 1 || stride === wanted[axis]);
}
