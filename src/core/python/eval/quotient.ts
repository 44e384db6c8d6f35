// `H / 2` where H is a size that is a name: as a float it is not known, but what it rounds to is. So it counts as unknown
// everywhere, and only arithmetic with numbers, `math.ceil`, `math.floor` and `int` see more in it. Natives give an unknown
// argument back where their result is unknown: `callNative` takes care that this is no number then.
import type { Dim } from "../../ir/dim.ts";
import { addDims, ceilDivide, divideExactly, floorDivide, multiplyDims, subtractDims } from "../../ir/dimArithmetic.ts";
import { boundsOf } from "../../ir/dimComparison.ts";
import { message } from "../../messages/index.ts";
import type { BinaryOperator } from "../syntax/ast.ts";
import { asInt, fromDim } from "./numbers.ts";
import { Float, Symbolic, Unknown, UnknownNumber, type Value } from "./value.ts";

interface Fraction {
  readonly numerator: Dim;
  readonly denominator: number;
}

export class Quotient extends UnknownNumber implements Fraction {
  readonly numerator: Dim;
  /** At least 1. */
  readonly denominator: number;
  constructor({ numerator, denominator }: Fraction) {
    super(message("pythonUnsupported", { what: "float(size)" }));
    this.numerator = numerator;
    this.denominator = denominator;
  }
}

/** Arithmetic of which one side is a size or a quotient of sizes, the other perhaps a float; null where it says nothing. */
export function quotientBinary(op: BinaryOperator, left: Value, right: Value): Quotient | Float | null {
  const [a, b] = [fractionOf(left), fractionOf(right)];
  if (a === null || b === null) return null;
  if (op === "/") {
    if (typeof b.numerator !== "number") return exactQuotient(a, b);
    if (b.numerator <= 0) return null;
    // One division rounds once, too little to pass an integer; what is computed from it may.
    return isExact(a) && isExact(b) ? quotient(a.numerator, b.denominator, a.denominator * b.numerator) : null;
  }
  if (!isExact(a) || !isExact(b)) return null;
  const denominator = a.denominator * b.denominator;
  switch (op) {
    case "*":
      return quotient(multiplyDims(a.numerator, b.numerator), 1, denominator);
    case "+":
    case "-": {
      const combine = op === "+" ? addDims : subtractDims;
      const sides = [multiplyDims(a.numerator, b.denominator), multiplyDims(b.numerator, a.denominator)] as const;
      return quotient(combine(...sides), 1, denominator);
    }
    case "//":
      if (typeof b.numerator !== "number" || b.numerator <= 0) return null;
      return quotient(floorDivide(multiplyDims(a.numerator, b.denominator), a.denominator * b.numerator), 1, 1);
    default:
      return null;
  }
}

/** The same without what is known of it. */
export const plainUnknown = (value: Unknown): Unknown =>
  value instanceof UnknownNumber ? new Unknown(value.because) : value;

export const negated = (value: UnknownNumber): Value =>
  quotientBinary("-", 0, value) ?? new UnknownNumber(value.because);

/** `math.ceil`, `math.floor`, and `int` and `math.trunc`, which go towards zero. */
export function rounded({ numerator, denominator }: Quotient, towards: "up" | "down" | "zero"): Value {
  if (towards === "up") return fromDim(ceilDivide(numerator, denominator));
  if (towards === "zero" && boundsOf(numerator).low < 0) return new Unknown(message("pythonBranches"));
  return fromDim(floorDivide(numerator, denominator));
}

const MOST = 2 ** 20;

function quotient(numerator: Dim, factor: number, denominator: number): Quotient | Float | null {
  if (denominator > MOST) return null;
  const product = multiplyDims(numerator, factor);
  return typeof product === "number"
    ? new Float(product / denominator)
    : new Quotient({ numerator: product, denominator });
}

/** Of two sizes that have all names in common. */
function exactQuotient(a: Fraction, b: Fraction): Quotient | Float | null {
  const exact = divideExactly(multiplyDims(a.numerator, b.denominator), multiplyDims(b.numerator, a.denominator));
  return exact === null ? null : quotient(exact, 1, 1);
}

function fractionOf(value: Value): Fraction | null {
  if (value instanceof Quotient) return value;
  if (value instanceof Symbolic) return { numerator: value.dim, denominator: 1 };
  if (value instanceof Float) {
    for (let denominator = 1; denominator <= 1024; denominator *= 2)
      if (Number.isSafeInteger(value.value * denominator)) return { numerator: value.value * denominator, denominator };
    return null;
  }
  const int = asInt(value);
  return typeof int === "number" ? { numerator: int, denominator: 1 } : null;
}

/** Floats hold quotients by powers of two exactly. */
const isExact = ({ denominator }: Fraction): boolean => (denominator & (denominator - 1)) === 0;
