import { message } from "../messages/index.ts";
import { type Atom, type Dim, formatAtom, isUnknown, type SymDim, type Term, unknownDim } from "./dim.ts";

/** Longer sums say nothing to a reader and make comparison slow. */
const MAX_TERMS = 64;
/** Characters of a floor: sums of floors of sums grow without end, each within the number of terms. */
const MAX_FLOOR = 4000;

export function addDims(...dims: readonly Dim[]): Dim {
  let sum = 0;
  for (const dim of dims) {
    if (typeof dim !== "number") return addSymbolic(dims);
    sum += dim;
  }
  return checked(sum);
}

export function subtractDims(left: Dim, right: Dim): Dim {
  if (typeof left === "number" && typeof right === "number") return checked(left - right);
  return addDims(left, negate(right));
}

export function negate(dim: Dim): Dim {
  return typeof dim === "number" ? 0 - dim : multiplyDims(-1, dim);
}

/** The product; of nothing, 1. A factor 0 gives 0 whatever the others are. */
export function multiplyDims(...dims: readonly Dim[]): Dim {
  let product = 1;
  for (const dim of dims) {
    if (typeof dim !== "number") return multiplySymbolic(dims);
    product *= dim;
  }
  return checked(product);
}

/** ⌊dividend / divisor⌋, as Python's `//`. */
export function floorDivide(dividend: Dim, divisor: Dim): Dim {
  if (isUnknown(dividend)) return dividend;
  if (isUnknown(divisor)) return divisor;
  if (divisor === 0) return unknownDim(message("dimDividedByZero"));
  if (typeof divisor !== "number") return divideExactly(dividend, divisor) ?? unknownDim(message("dimDividedBySize"));
  if (typeof dividend === "number") return floorQuotient(dividend, divisor);
  return divisor < 0 ? floorOf(negate(dividend), -divisor) : floorOf(dividend, divisor);
}

/** ⌈dividend / divisor⌉. */
export function ceilDivide(dividend: Dim, divisor: Dim): Dim {
  if (typeof divisor === "number" && divisor > 0) return floorDivide(addDims(dividend, divisor - 1), divisor);
  return negate(floorDivide(negate(dividend), divisor));
}

/** dividend − divisor · ⌊dividend / divisor⌋, as Python's `%`. */
export function modulo(dividend: Dim, divisor: Dim): Dim {
  if (typeof dividend === "number" && typeof divisor === "number" && divisor !== 0) return remainder(dividend, divisor);
  return subtractDims(dividend, multiplyDims(divisor, floorDivide(dividend, divisor)));
}

/** `%` of JavaScript is exact and takes the dividend's sign; Python's takes the divisor's. */
function remainder(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  return rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest + 0;
}

/** Exact, where `Math.floor(dividend / divisor)` errs for large numbers. */
const floorQuotient = (dividend: number, divisor: number): number =>
  (dividend - remainder(dividend, divisor)) / divisor + 0;

/** The quotient where it is a size for every value of the names, else null. */
export function divideExactly(dividend: Dim, divisor: Dim): Dim | null {
  if (isUnknown(dividend) || isUnknown(divisor) || divisor === 0) return null;
  if (typeof dividend === "number") {
    if (dividend === 0) return 0;
    return typeof divisor === "number" && dividend % divisor === 0 ? dividend / divisor : null;
  }
  return dividePolynomials(
    dividend,
    typeof divisor === "number" ? [{ coefficient: divisor, atoms: [] }] : divisor.terms,
  );
}

/** Puts numbers in the place of names; names without a number stay. */
export function substitute(dim: Dim, sizes: Readonly<Record<string, number>>): Dim {
  if (typeof dim === "number" || dim.kind === "unknown") return dim;
  return addDims(
    ...dim.terms.map((term) =>
      multiplyDims(term.coefficient, ...term.atoms.map((atom) => substituteAtom(atom, sizes))),
    ),
  );
}

function substituteAtom(atom: Atom, sizes: Readonly<Record<string, number>>): Dim {
  if (atom.kind === "floor") return floorDivide(substitute(atom.of, sizes), atom.by);
  return Object.hasOwn(sizes, atom.name) ? (sizes[atom.name] ?? 0) : asDim([{ coefficient: 1, atoms: [atom] }]);
}

/** The names that a size depends on. */
export function variablesOf(dim: Dim, into: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof dim === "number" || dim.kind === "unknown") return into;
  for (const term of dim.terms)
    for (const atom of term.atoms) {
      if (atom.kind === "variable") into.add(atom.name);
      else variablesOf(atom.of, into);
    }
  return into;
}

/** Plain numbers beyond 2^53 are no longer exact: better unknown than wrong. */
function checked(value: number): Dim {
  return Number.isSafeInteger(value) ? value + 0 : unknownDim(message("dimTooLarge"));
}

function termsOf(dim: Exclude<Dim, { kind: "unknown" }>): readonly Term[] {
  return typeof dim === "number" ? (dim === 0 ? [] : [{ coefficient: dim, atoms: [] }]) : dim.terms;
}

function addSymbolic(dims: readonly Dim[]): Dim {
  const terms: Term[] = [];
  for (const dim of dims) {
    if (isUnknown(dim)) return dim;
    terms.push(...termsOf(dim));
  }
  return asDim(terms);
}

function multiplySymbolic(dims: readonly Dim[]): Dim {
  if (dims.includes(0)) return 0;
  let product: Term[] = [{ coefficient: 1, atoms: [] }];
  for (const dim of dims) {
    if (isUnknown(dim)) return dim;
    const factors = termsOf(dim);
    if (product.length * factors.length > MAX_TERMS * MAX_TERMS) return unknownDim(message("dimTooComplex"));
    product = product.flatMap((left) => factors.map((right) => multiplyTerms(left, right)));
  }
  return asDim(product);
}

function multiplyTerms(left: Term, right: Term): Term {
  const coefficient = left.coefficient * right.coefficient;
  if (left.atoms.length === 0) return { coefficient, atoms: right.atoms };
  if (right.atoms.length === 0) return { coefficient, atoms: left.atoms };
  return { coefficient, atoms: [...left.atoms, ...right.atoms].sort(compareAtoms) };
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const compareAtoms = (left: Atom, right: Atom): number => compareText(formatAtom(left), formatAtom(right));

const atomsKey = (term: Term): string => term.atoms.map(formatAtom).join("*");

/** Merges like terms, drops those with coefficient 0, and orders: higher powers first, the constant last. */
function asDim(terms: readonly Term[]): Dim {
  const [only, ...others] = terms;
  if (only && others.length === 0 && only.atoms.length > 0 && only.coefficient !== 0)
    return Number.isSafeInteger(only.coefficient) ? { kind: "symbolic", terms } : unknownDim(message("dimTooLarge"));
  const merged = new Map<string, Term>();
  for (const term of terms) {
    const key = atomsKey(term);
    const seen = merged.get(key);
    merged.set(key, seen ? { coefficient: seen.coefficient + term.coefficient, atoms: term.atoms } : term);
  }
  const kept = [...merged].filter(([, term]) => term.coefficient !== 0);
  if (kept.some(([, term]) => !Number.isSafeInteger(term.coefficient))) return unknownDim(message("dimTooLarge"));
  const [first] = kept;
  if (!first) return 0;
  if (kept.length === 1 && first[1].atoms.length === 0) return first[1].coefficient;
  if (kept.length > MAX_TERMS) return unknownDim(message("dimTooComplex"));
  kept.sort(([a, left], [b, right]) => right.atoms.length - left.atoms.length || compareText(a, b));
  return { kind: "symbolic", terms: kept.map(([, term]) => term) };
}

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

/**
 * ⌊p / a⌋ in normal form, a > 0. Every coefficient is brought into 0..a−1 and the constant into −a+1..0 by moving multiples
 * of a out of the floor; a factor common to a and all coefficients is cancelled; ⌊(⌊p/b⌋ + r)/a⌋ becomes ⌊(p + b·r)/(a·b)⌋.
 */
function floorOf(dividend: Dim, divisor: number): Dim {
  if (typeof dividend === "number") return floorDivide(dividend, divisor);
  if (isUnknown(dividend) || divisor === 1) return dividend;
  const outside: Term[] = [];
  let inside: Term[] = [];
  let constant = 0;
  for (const term of dividend.terms) {
    const isConstant = term.atoms.length === 0;
    const quotient = isConstant ? Math.ceil(term.coefficient / divisor) : Math.floor(term.coefficient / divisor);
    const rest = term.coefficient - quotient * divisor;
    if (quotient !== 0) outside.push({ coefficient: quotient, atoms: term.atoms });
    if (isConstant) constant = rest;
    else if (rest !== 0) inside.push({ coefficient: rest, atoms: term.atoms });
  }
  if (inside.length === 0) return asDim([...outside, { coefficient: Math.floor(constant / divisor), atoms: [] }]);
  const common = inside.reduce((factor, term) => gcd(factor, term.coefficient), divisor);
  if (common > 1) {
    inside = inside.map((term) => ({ coefficient: term.coefficient / common, atoms: term.atoms }));
    const rest: Term = { coefficient: Math.floor(constant / common), atoms: [] };
    return addDims(asDim(outside), floorOf(asDim([...inside, rest]), divisor / common));
  }
  if (constant !== 0) inside.push({ coefficient: constant, atoms: [] });
  const [nested, ...others] = inside.filter((term) => term.coefficient === 1 && isFloor(term));
  const floor = nested?.atoms[0];
  if (others.length === 0 && floor?.kind === "floor") {
    const rest = asDim(inside.filter((term) => term !== nested));
    const merged = addDims(floor.of, multiplyDims(floor.by, rest));
    return addDims(asDim(outside), floorDivide(merged, checked(floor.by * divisor)));
  }
  const of = asDim(inside);
  if (typeof of === "number" || isUnknown(of)) return addDims(asDim(outside), floorDivide(of, divisor));
  const atom: Atom = { kind: "floor", of, by: divisor };
  if (formatAtom(atom).length > MAX_FLOOR) return unknownDim(message("dimTooComplex"));
  return asDim([...outside, { coefficient: 1, atoms: [atom] }]);
}

const isFloor = (term: Term): boolean => term.atoms.length === 1 && term.atoms[0]?.kind === "floor";

/** Division with remainder by the leading term (the order of `asDim` is not a monomial order, so turns are bounded). */
function dividePolynomials(dividend: SymDim, divisor: readonly Term[]): Dim | null {
  const lead = divisor[0];
  if (!lead) return null;
  const quotient: Term[] = [];
  let rest: Dim = dividend;
  for (let turn = 0; turn < MAX_TERMS; turn++) {
    if (rest === 0) return asDim(quotient);
    if (isUnknown(rest)) return null;
    const term = divideTerm(termsOf(rest)[0], lead);
    if (!term) return null;
    quotient.push(term);
    const step = asDim(divisor.map((part) => multiplyTerms(part, { ...term, coefficient: -term.coefficient })));
    rest = addDims(rest, step);
  }
  return null;
}

function divideTerm(term: Term | undefined, by: Term): Term | null {
  if (!term || term.coefficient % by.coefficient !== 0) return null;
  const atoms = [...term.atoms];
  for (const atom of by.atoms) {
    const key = formatAtom(atom);
    const index = atoms.findIndex((other) => formatAtom(other) === key);
    if (index < 0) return null;
    atoms.splice(index, 1);
  }
  return { coefficient: term.coefficient / by.coefficient, atoms };
}
