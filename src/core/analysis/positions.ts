import { type AxisWindow, endsOf, samplesOf } from "./windowRules.ts";

/**
 * A set of positions along an axis: `low` to `high`, without those that `gaps` marks (index 0 is `low`). Dilation and strides
 * above the kernel leave gaps; they matter, since clipping at a border must not count a position that nobody sees.
 */
export interface Positions {
  readonly low: number;
  readonly high: number;
  readonly gaps: Uint8Array | null;
}

/** Longer axes are treated as without gaps. */
const LONGEST_MASK = 65_536;

/** With more samples to look at than this, only those of the first and the last unit are. */
const MOST_SAMPLES = 4_000_000;

export const range = (low: number, high: number): Positions => ({ low, high, gaps: null });

export function union(a: Positions, b: Positions): Positions {
  const low = Math.min(a.low, b.low);
  const high = Math.max(a.high, b.high);
  const apart = a.high + 1 < b.low || b.high + 1 < a.low;
  if ((!a.gaps && !b.gaps && !apart) || high - low > LONGEST_MASK) return range(low, high);
  const seen = new Uint8Array(high - low + 1);
  for (const set of [a, b]) for (let at = set.low; at <= set.high; at++) if (has(set, at)) seen[at - low] = 1;
  return fromMask(low, seen) ?? range(low, high);
}

/** Whether a set has every position of another. */
export function contains(outer: Positions, inner: Positions): boolean {
  if (outer.low > inner.low || outer.high < inner.high) return false;
  if (!outer.gaps) return true;
  for (let at = inner.low; at <= inner.high; at++) if (has(inner, at) && !has(outer, at)) return false;
  return true;
}

const has = (set: Positions, at: number): boolean => !set.gaps?.[at - set.low];

/** The input positions 0 … size − 1 that some of the units see; null: all that they see lies in padding. */
export function seenThrough(window: AxisWindow, units: Positions, size: number): Positions | null {
  if (window.direction === "down" && window.dilation === 1 && window.kernel >= window.stride && !units.gaps) {
    const low = Math.max(0, units.low * window.stride - window.padding);
    const high = Math.min(size - 1, units.high * window.stride - window.padding + window.kernel - 1);
    return low > high ? null : range(low, high);
  }
  const perUnit = samplesPerUnit(window);
  if (size > LONGEST_MASK || perUnit * (units.high - units.low + 1) > MOST_SAMPLES) return hull(window, units, size);
  const seen = new Uint8Array(size);
  for (let unit = units.low; unit <= units.high; unit++) {
    if (!has(units, unit)) continue;
    for (const sample of samplesOf(window, unit)) {
      const at = inside(window, sample, size);
      if (at >= 0 && at < size) seen[at] = 1;
    }
  }
  return fromMask(0, seen);
}

function samplesPerUnit(window: AxisWindow): number {
  switch (window.direction) {
    case "adaptive":
      return window.input / window.output;
    case "resample":
      return window.taps;
    case "interleaved":
      return window.stride ** 3;
    default:
      return window.kernel;
  }
}

/** Interpolation repeats the border, interleaved rows go on at the other end; all else sees nothing outside. */
function inside({ direction }: AxisWindow, sample: number, size: number): number {
  if (direction === "interleaved") return ((sample % size) + size) % size;
  return direction === "resample" ? Math.min(size - 1, Math.max(0, sample)) : sample;
}

function hull(window: AxisWindow, units: Positions, size: number): Positions | null {
  const ends = [endsOf(window, units.low), endsOf(window, units.high)].flatMap((one) => one ?? []);
  const low = Math.max(0, Math.min(...ends));
  const high = Math.min(size - 1, Math.max(...ends));
  return low > high ? null : range(low, high);
}

function fromMask(low: number, seen: Uint8Array): Positions | null {
  const first = seen.indexOf(1);
  if (first < 0) return null;
  const last = seen.lastIndexOf(1);
  const inside = seen.subarray(first, last + 1);
  if (!inside.includes(0)) return range(low + first, low + last);
  return { low: low + first, high: low + last, gaps: inside.map((bit) => 1 - bit) };
}
