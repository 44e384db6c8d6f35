import { type Atom, type Dim, isUnknown, type SymDim, type Term } from "./dim.ts";
import { substitute, subtractDims, variablesOf } from "./dimArithmetic.ts";

/** What can be said for every value of the names (each at least 1). "maybe" is also the answer for an unknown. */
export type Truth = "yes" | "no" | "maybe";

export type Ordering = "less" | "equal" | "greater" | "maybe";

/** Whether two sizes are equal. "no" only when they differ for every value of the names. */
export function dimsEqual(left: Dim, right: Dim): Truth {
  if (typeof left === "number" && typeof right === "number") return left === right ? "yes" : "no";
  const difference = subtractDims(left, right);
  if (typeof difference === "number") return difference === 0 ? "yes" : "no";
  if (isUnknown(difference)) return "maybe";
  const { low, high } = boundsOf(difference);
  if (low > 0 || high < 0 || neverZeroByDivisibility(difference.terms)) return "no";
  return equalOverOnePeriod(difference);
}

/** Whether two lists of sizes can be the same: as many of them, and none that is certainly another. */
export const mayBeAlike = (left: readonly Dim[], right: readonly Dim[]): boolean =>
  left.length === right.length && left.every((dim, axis) => dimsEqual(dim, right[axis] ?? 0) !== "no");

/** The order of two sizes where it is the same for every value of the names. */
export function compareDims(left: Dim, right: Dim): Ordering {
  const difference = subtractDims(left, right);
  if (isUnknown(difference)) return "maybe";
  const { low, high } = signOf(difference);
  if (low > 0) return "greater";
  if (high < 0) return "less";
  return dimsEqual(left, right) === "yes" ? "equal" : "maybe";
}

/** Whether left < right. */
export function isLess(left: Dim, right: Dim): Truth {
  const difference = subtractDims(left, right);
  if (isUnknown(difference)) return "maybe";
  const { low, high } = signOf(difference);
  return high < 0 ? "yes" : low >= 0 ? "no" : "maybe";
}

/** No name stands for less where that matters: nobody means an image of fewer rows. */
const SMALLEST_SIZE = 16;

/** Whether a size is above 1 unless a name stands for less than 16: it grows with its names, and is above 1 there. */
export function exceedsOne(dim: Dim): boolean {
  if (typeof dim === "number") return dim > 1;
  if (isUnknown(dim) || !grows(dim)) return false;
  const least = substitute(dim, Object.fromEntries([...variablesOf(dim)].map((name) => [name, SMALLEST_SIZE])));
  return typeof least === "number" && least > 1;
}

const grows = ({ terms }: SymDim): boolean =>
  terms.every(
    ({ coefficient, atoms }) =>
      atoms.length === 0 || (coefficient > 0 && atoms.every((atom) => atom.kind === "variable" || grows(atom.of))),
  );

/** Whether left ≤ right for every value of the names. */
export function isAtMost(left: Dim, right: Dim): boolean {
  const difference = subtractDims(left, right);
  return !isUnknown(difference) && signOf(difference).high <= 0;
}

/** Bounds as near as it takes to tell the sign: where terms depend on each other, those of one period. */
function signOf(difference: number | SymDim): Bounds {
  const bounds = boundsOf(difference);
  if (typeof difference === "number" || bounds.low > 0 || bounds.high < 0) return bounds;
  return boundsOverOnePeriod(difference) ?? bounds;
}

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** The least and the greatest value when every name is at least 1; an outer bound where terms depend on each other. */
export function boundsOf(dim: Dim): Bounds {
  if (typeof dim === "number") return { low: dim, high: dim };
  if (dim.kind === "unknown") return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  let low = 0;
  let high = 0;
  for (const term of dim.terms) {
    const bounds = boundsOfTerm(term);
    low += bounds.low;
    high += bounds.high;
  }
  return { low, high };
}

function boundsOfTerm(term: Term): Bounds {
  let bounds: Bounds = { low: term.coefficient, high: term.coefficient };
  for (const atom of term.atoms) {
    const other = boundsOfAtom(atom);
    const products = [
      bounds.low * other.low,
      bounds.low * other.high,
      bounds.high * other.low,
      bounds.high * other.high,
    ];
    // 0 · ∞ is 0 here: the infinite end is a size without a limit, not an infinite size.
    const numbers = products.map((product) => (Number.isNaN(product) ? 0 : product));
    bounds = { low: Math.min(...numbers), high: Math.max(...numbers) };
  }
  return bounds;
}

function boundsOfAtom(atom: Atom): Bounds {
  if (atom.kind === "variable") return { low: 1, high: Number.POSITIVE_INFINITY };
  const { low, high } = boundsOf(atom.of);
  return { low: Math.floor(low / atom.by), high: Math.floor(high / atom.by) };
}

/** 2·H + 4·⌊W/3⌋ + 1 is odd, so it is never 0. */
function neverZeroByDivisibility(terms: readonly Term[]): boolean {
  let common = 0;
  let constant = 0;
  for (const term of terms) {
    if (term.atoms.length === 0) constant = term.coefficient;
    else for (let rest = Math.abs(term.coefficient); rest !== 0; ) [common, rest] = [rest, common % rest];
  }
  return constant % common !== 0;
}

const LONGEST_PERIOD = 4096;

/**
 * Decides what the normal form leaves open, H − ⌊H/2⌋ against ⌊(H + 1)/2⌋: a sum that is linear in one name inside and
 * outside of floors repeats, up to a slope, with the least common multiple of the divisors; one period is tried.
 */
function equalOverOnePeriod(difference: SymDim): Truth {
  const [name, ...others] = variablesOf(difference);
  if (name === undefined || others.length > 0 || !isLinear(difference)) return "maybe";
  const period = periodOf(difference);
  if (period > LONGEST_PERIOD) return "maybe";
  const at = (value: number): Dim => substitute(difference, { [name]: value });
  if (at(1) !== at(1 + period)) return "maybe";
  let zeros = 0;
  for (let value = 1; value <= period; value++) if (at(value) === 0) zeros++;
  return zeros === period ? "yes" : zeros === 0 ? "no" : "maybe";
}

/** Names that are tried for a bound at most: it is asked for more often than equality. */
const LONGEST_BOUNDED_PERIOD = 256;

/** 2·⌊(H − 1)/2⌋ + 3 − H is 1 or 2: the bounds of a sum as `equalOverOnePeriod` takes them; null for others. */
function boundsOverOnePeriod(dim: SymDim): Bounds | null {
  // Of a sum of one sign the bounds are known already.
  if (!dim.terms.some(({ atoms: [atom] }) => atom?.kind === "floor")) return null;
  const [name, ...others] = variablesOf(dim);
  if (name === undefined || others.length > 0 || !isLinear(dim)) return null;
  const period = periodOf(dim);
  if (period > LONGEST_BOUNDED_PERIOD) return null;
  const at = (value: number): number => {
    const size = substitute(dim, { [name]: value });
    return typeof size === "number" ? size : Number.NaN;
  };
  const values = Array.from({ length: period }, (_, index) => at(index + 1));
  const slope = at(1 + period) - (values[0] ?? 0);
  return {
    low: slope < 0 ? Number.NEGATIVE_INFINITY : Math.min(...values),
    high: slope > 0 ? Number.POSITIVE_INFINITY : Math.max(...values),
  };
}

const isLinear = (dim: SymDim): boolean =>
  dim.terms.every(
    ({ atoms: [atom, second] }) =>
      second === undefined && (atom === undefined || atom.kind === "variable" || isLinear(atom.of)),
  );

/** A value after which every floor has moved by a whole number; the product over nesting, the common multiple over a sum. */
function periodOf(dim: SymDim): number {
  let period = 1;
  for (const term of dim.terms)
    for (const atom of term.atoms) {
      if (atom.kind === "variable") continue;
      const own = atom.by * periodOf(atom.of);
      let [a, b] = [period, own];
      while (b !== 0) [a, b] = [b, a % b];
      period = (period / a) * own;
    }
  return period;
}
