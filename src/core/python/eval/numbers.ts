// Arithmetic on Python's numbers: ints of any size, floats as in C.
import type { Dim } from "../../ir/dim.ts";
import { Float, Symbolic, Unknown, type Value } from "./value.ts";

export type Int = number | bigint;

/** Ints are numbers where that is exact. */
export function normalize(value: bigint): Int {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

const exact = (value: number): boolean => Number.isSafeInteger(value);

export function add(left: Int, right: Int): Int {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (exact(sum)) return sum;
  }
  return normalize(BigInt(left) + BigInt(right));
}

export function subtract(left: Int, right: Int): Int {
  if (typeof left === "number" && typeof right === "number") {
    const difference = left - right;
    if (exact(difference)) return difference;
  }
  return normalize(BigInt(left) - BigInt(right));
}

export function multiply(left: Int, right: Int): Int {
  if (typeof left === "number" && typeof right === "number") {
    const product = left * right;
    if (exact(product)) return product + 0;
  }
  return normalize(BigInt(left) * BigInt(right));
}

/** Rounds towards −∞. The divisor is not zero. */
export function floorDivide(left: Int, right: Int): Int {
  if (typeof left === "number" && typeof right === "number") {
    // The quotient of floats may be rounded up to an integer; the remainder is exact.
    return (left - modulo(left, right)) / right + 0;
  }
  const a = BigInt(left);
  const b = BigInt(right);
  const quotient = a / b;
  return normalize(a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient);
}

function modulo(left: number, right: number): number {
  const rest = left % right;
  return rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest + 0;
}

/** Takes the sign of the divisor, which is not zero. */
export function remainder(left: Int, right: Int): Int {
  if (typeof left === "number" && typeof right === "number") return modulo(left, right);
  const a = BigInt(left);
  const b = BigInt(right);
  const rest = a % b;
  return normalize(rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest);
}

export const bitLength = (value: Int): number => {
  const magnitude = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  return magnitude === 0n ? 0 : magnitude.toString(2).length;
};

/** Null where the result would be larger than any program means it to be. */
export function power(base: Int, exponent: Int): Int | null {
  if (typeof base === "number" && typeof exponent === "number") {
    const result = base ** exponent;
    if (exact(result)) return result;
  }
  if (bitLength(base) * Number(exponent) > 100_000) return null;
  return normalize(BigInt(base) ** BigInt(exponent));
}

export function shiftLeft(value: Int, by: Int): Int | null {
  if (bitLength(value) + Number(by) > 100_000) return null;
  return normalize(BigInt(value) << BigInt(by));
}

export const shiftRight = (value: Int, by: Int): Int => normalize(BigInt(value) >> BigInt(by));

export function bitwise(op: "&" | "|" | "^", left: Int, right: Int): Int {
  if (typeof left === "number" && typeof right === "number" && (left | 0) === left && (right | 0) === right) {
    return op === "&" ? left & right : op === "|" ? left | right : left ^ right;
  }
  const a = BigInt(left);
  const b = BigInt(right);
  return normalize(op === "&" ? a & b : op === "|" ? a | b : a ^ b);
}

export function floatFloorDivide(left: number, right: number): number {
  return Math.floor((left - floatRemainder(left, right)) / right);
}

export function floatRemainder(left: number, right: number): number {
  if (!Number.isFinite(right) && Number.isFinite(left)) {
    return left === 0 || left < 0 === right < 0 ? left : right;
  }
  const rest = left % right;
  if (rest === 0) return right < 0 ? -0 : 0;
  return rest < 0 !== right < 0 ? rest + right : rest;
}

/** Round half to even, at `digits` places after the point. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22) return value;
  if (digits < 0) {
    const unit = 10 ** -digits;
    return roundHalfEven(value / unit) * unit;
  }
  // The shortest digits of a binary fraction tell on which side of the tie it lies only when taken exactly.
  return Number(exactFixed(value, digits));
}

/** `value` with `digits` decimals, its exact binary value rounded half to even (as C's printf does). */
export function exactFixed(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21) {
    return BigInt(Math.trunc(value)).toString() + (digits > 0 ? `.${"0".repeat(digits)}` : "");
  }
  const places = Math.min(digits, 100);
  // toFixed is exact, but takes the larger of two equally near results.
  return halfEvenAtTie(value, places, value.toFixed(places)) + "0".repeat(digits - places);
}

function halfEvenAtTie(value: number, digits: number, text: string): string {
  if (digits > 25) return text;
  const more = Math.abs(value).toFixed(Math.min(100, digits + 30));
  const point = more.indexOf(".");
  const tail = more.slice(point + 1 + digits);
  if (!/^50*$/.test(tail)) return text;
  const kept = digits === 0 ? more.slice(0, point) : more.slice(0, point + 1 + digits);
  const last = Number(kept.at(-1));
  if (last % 2 !== 0) return text;
  return (value < 0 || Object.is(value, -0) ? "-" : "") + kept;
}

export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return Math.round(value) + 0;
  return floor % 2 === 0 ? floor + 0 : floor + 1;
}

/** Round an int at a negative number of digits, half to even. */
export function roundInt(value: Int, digits: number): Int {
  if (digits >= 0) return value;
  const unit = 10n ** BigInt(-digits);
  const number = BigInt(value);
  const below = BigInt(floorDivide(number, unit));
  const rest = number - below * unit;
  const up = rest * 2n > unit || (rest * 2n === unit && below % 2n !== 0n);
  return normalize((below + (up ? 1n : 0n)) * unit);
}

/** The int that a value is, or undefined: ints, bools, and instances of subclasses of int. */
export function asInt(value: Value): Int | undefined {
  switch (typeof value) {
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "object":
      if (value !== null && value.kind === "instance" && value.plain !== undefined) {
        return typeof value.plain === "object" ? undefined : asInt(value.plain);
      }
  }
  return undefined;
}

/** The number that an int, bool or float is, or undefined. */
export function asNumber(value: Value): number | undefined {
  if (value instanceof Float) return value.value;
  if (typeof value === "object" && value?.kind === "instance" && value.plain instanceof Float) return value.plain.value;
  const int = asInt(value);
  return int === undefined ? undefined : Number(int);
}

/** The string that a str or an instance of a subclass of str is, or undefined. */
export function asString(value: Value): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value?.kind === "instance" && typeof value.plain === "string") return value.plain;
  return undefined;
}

export const isFloat = (value: Value): boolean =>
  value instanceof Float || (typeof value === "object" && value?.kind === "instance" && value.plain instanceof Float);

export const isSymbolic = (value: Value): value is Symbolic => value instanceof Symbolic;

/** The size that an int or symbolic int is, or null. */
export function asDim(value: Value): Dim | null {
  if (value instanceof Symbolic) return value.dim;
  const int = asInt(value);
  return int === undefined || typeof int === "bigint" ? null : int;
}

/** The value of a size: an int, a symbolic int, or unknown with the size's reason. */
export function fromDim(dim: Dim): Value {
  if (typeof dim === "number") return dim;
  return dim.kind === "symbolic" ? new Symbolic(dim) : new Unknown(dim.because);
}
