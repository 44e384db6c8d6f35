import { type AxisWindow, samplesOf } from "./windowRules.ts";

/**
 * The input positions that the units along an axis see: unit u = period·q + r sees `low[r] + advance·q` to
 * `high[r] + advance·q`, unclipped; an empty field has low > high. Sliding windows give period 1; after upsampling the field
 * depends on the phase of the unit. Always the shortest period.
 */
export interface PeriodicField {
  readonly period: number;
  readonly advance: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** False once fields with different steps were joined to one: then only the first period is exact. */
  readonly regular: boolean;
}

/** Each unit sees the position of its own number. */
export const identityField: PeriodicField = { period: 1, advance: 1, low: [0], high: [0], regular: true };

const LONGEST_PERIOD = 4096;
/** Kernels longer than this are looked at by their ends only. */
const LONGEST_KERNEL = 4096;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export function intervalAt(field: PeriodicField, unit: number): Interval {
  const turns = Math.floor(unit / field.period);
  const phase = unit - turns * field.period;
  const moved = turns * field.advance;
  return { low: (field.low[phase] ?? 0) + moved, high: (field.high[phase] ?? 0) + moved };
}

/** The field of units that look through a window at units with a known field; null where its period is too long. */
export function lookThrough(window: AxisWindow, field: PeriodicField): PeriodicField | null {
  const step = stepOf(window);
  if (!step) return null;
  // After `units` units the window has moved by `samples` samples; that has to be whole periods of the field.
  const times = field.period / gcd(field.period, step.samples);
  const period = step.units * times;
  if (period > LONGEST_PERIOD || (window.direction === "up" && window.kernel > LONGEST_KERNEL)) return null;
  const low: number[] = [];
  const high: number[] = [];
  for (let unit = 0; unit < period; unit++) {
    const seen = unionOver(endsOrAll(window, unit, field), field);
    low.push(seen.low);
    high.push(seen.high);
  }
  const advance = ((step.samples * times) / field.period) * field.advance;
  return shortest({ period, advance, low, high, regular: field.regular });
}

export const constantField = ({ low, high }: Interval): PeriodicField => ({
  period: 1,
  advance: 0,
  low: [low],
  high: [high],
  regular: true,
});

/** Branches with more different steps than this are joined to one field, which is less exact. */
const MOST_STEPS = 8;

/** What units see that see all fields of both lists: a list with a field for each step. */
export function joinFields(a: readonly PeriodicField[], b: readonly PeriodicField[]): readonly PeriodicField[] {
  const joined = [...a];
  for (const field of b) {
    const like = joined.findIndex((other) => isSameStep(field, other));
    const other = joined[like];
    if (other) joined[like] = unionOf(other, field);
    else joined.push(field);
  }
  return joined.length <= MOST_STEPS ? joined : [joined.reduce(unionOf)];
}

const isSameStep = (a: PeriodicField, b: PeriodicField): boolean => a.advance * b.period === b.advance * a.period;

/** What units see that see both fields. */
function unionOf(a: PeriodicField, b: PeriodicField): PeriodicField {
  const period = (a.period / gcd(a.period, b.period)) * b.period;
  const same = isSameStep(a, b);
  const low: number[] = [];
  const high: number[] = [];
  for (let unit = 0; unit < Math.min(period, LONGEST_PERIOD); unit++) {
    const [left, right] = [intervalAt(a, unit), intervalAt(b, unit)];
    low.push(Math.min(left.low, right.low));
    high.push(Math.max(left.high, right.high));
  }
  const faster = a.advance / a.period >= b.advance / b.period ? a : b;
  const advance = (faster.advance / faster.period) * low.length;
  return shortest({ period: low.length, advance, low, high, regular: same && a.regular && b.regular });
}

/** A field without branches of different step whose units all see equally much, equally far apart. */
export const isUniform = (field: PeriodicField): boolean => field.regular && field.period === 1;

function unionOver(units: readonly number[], field: PeriodicField): Interval {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const unit of units) {
    const seen = intervalAt(field, unit);
    if (seen.low > seen.high) continue;
    if (seen.low < low) low = seen.low;
    if (seen.high > high) high = seen.high;
  }
  return { low, high };
}

/** Where every unit has the same field, the ends of a window decide. */
function endsOrAll(window: AxisWindow, unit: number, field: PeriodicField): readonly number[] {
  if (window.direction === "down" && (field.period === 1 || window.kernel > LONGEST_KERNEL)) {
    const first = unit * window.stride - window.padding;
    return [first, first + (window.kernel - 1) * window.dilation];
  }
  return samplesOf(window, unit);
}

/** After how many units a window has moved by a whole number of samples. */
function stepOf(window: AxisWindow): { readonly units: number; readonly samples: number } | null {
  switch (window.direction) {
    case "down":
      return { units: 1, samples: window.stride };
    case "up":
      return { units: window.stride, samples: 1 };
    case "adaptive": {
      const common = gcd(window.input, window.output);
      return { units: window.output / common, samples: window.input / common };
    }
    case "interleaved":
      return { units: window.stride, samples: window.stride ** 2 };
    case "resample":
      for (let units = 1; units <= LONGEST_PERIOD; units++) {
        const samples = window.step * units;
        if (Math.abs(samples - Math.round(samples)) < 1e-9) return { units, samples: Math.round(samples) };
      }
      return null;
  }
}

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

function shortest(field: PeriodicField): PeriodicField {
  const { period, advance, low, high } = field;
  for (let shorter = 1; shorter < period; shorter++) {
    if (period % shorter !== 0) continue;
    const step = (advance * shorter) / period;
    if (!Number.isInteger(step)) continue;
    const repeats = low.every((value, unit) => {
      if (unit < shorter) return true;
      return value === (low[unit - shorter] ?? 0) + step && high[unit] === (high[unit - shorter] ?? 0) + step;
    });
    if (repeats)
      return { ...field, period: shorter, advance: step, low: low.slice(0, shorter), high: high.slice(0, shorter) };
  }
  return field;
}
