import type { Setting, Settings } from "../settings.ts";

/** Sizes along the spatial axes, in the order of the axes. Null where nothing states them. */
export type AxisSizes = Setting<readonly number[]>;

/**
 * Caffe's two ways to write a size: `NAME` once for all axes or once an axis, or `NAME_h` and `NAME_w` for two axes, of
 * which the absent one is `absent`. The forks' volumes have a third: `depthName` for the first axis, NAME for the others.
 */
export function axisSizes(
  settings: Settings,
  name: string,
  stem: string,
  rank: number,
  absent: number,
  depthName: string | null = null,
): AxisSizes | null {
  const height = settings.integer(`${stem}_h`);
  const width = settings.integer(`${stem}_w`);
  const plane = height || width ? [height, width] : null;
  if (depthName === null && plane) return joined(plane, absent);
  const all = settings.integers(name);
  const depth = depthName === null ? null : settings.integer(depthName);
  if (depthName !== null) {
    const both = plane ?? [all[0] ?? null, all[1] ?? all[0] ?? null];
    return depth || all.length > 0 || plane ? joined([depth, ...both], absent) : null;
  }
  const [first] = all;
  if (first === undefined) return null;
  if (all.length > 1) return joined(all, absent);
  return { value: new Array<number>(rank).fill(first.value), field: first.field, at: first.at };
}

/** Several settings as one; a fix can't rewrite them together. */
function joined(parts: readonly (Setting<number> | null)[], absent: number): AxisSizes {
  const [first, ...others] = parts.filter((part) => part !== null);
  return {
    value: parts.map((part) => part?.value ?? absent),
    field: first?.field ?? "",
    at: first?.at ?? { start: 0, end: 0 },
    ...(others.length > 0 && { composed: true }),
  };
}
