// Numbers of Python: how far one reaches, and its value.
import { FLOAT, IMAGINARY, INT } from "./tokens.ts";

export interface ScannedNumber {
  readonly kind: number;
  readonly end: number;
  readonly valid: boolean;
}

const hexNumber = /0[xX](?:_?[0-9a-fA-F])+/y;
const octalNumber = /0[oO](?:_?[0-7])+/y;
const binaryNumber = /0[bB](?:_?[01])+/y;
const decimalNumber = /(?:\d(?:_?\d)*)?(?:\.(?:\d(?:_?\d)*)?)?(?:[eE][+-]?\d(?:_?\d)*)?/y;
/** Python still allows `1if x else y`. */
const keywordAfter = /(?:and|else|for|if|in|is|not|or)\b/y;
const wordRest = /[\p{XID_Continue}]+/uy;

/** CPython refuses longer ones, as converting them takes quadratic time. */
const MAX_DIGITS = 4300;

/** The number that begins at `start`, a digit or a dot with a digit. An invalid one takes the letters stuck to it. */
export function scanNumber(text: string, start: number): ScannedNumber {
  const code = text.charCodeAt(start);
  const next = text.charCodeAt(start + 1);
  // A single digit, by far the most frequent.
  if (code !== 46 && (next === 41 || next === 44 || next === 10 || next === 93)) {
    return { kind: INT, end: start + 1, valid: true };
  }
  if (code === 48) {
    const radix = next | 32;
    const pattern = radix === 120 ? hexNumber : radix === 111 ? octalNumber : radix === 98 ? binaryNumber : null;
    if (pattern !== null) {
      const end = match(pattern, text, start);
      return end < 0 ? stuck(text, start + 2, INT) : checked(text, INT, end, true);
    }
  }
  const end = match(decimalNumber, text, start);
  let kind = INT;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at);
    if (digit === 46 || (digit | 32) === 101) kind = FLOAT;
  }
  if ((text.charCodeAt(end) | 32) === 106) return checked(text, IMAGINARY, end + 1, true);
  const leadingZero = kind === INT && code === 48 && /[1-9]/.test(text.slice(start, end));
  return checked(text, kind, end, !leadingZero && (kind !== INT || end - start <= MAX_DIGITS));
}

function match(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function checked(text: string, kind: number, end: number, valid: boolean): ScannedNumber {
  const code = text.charCodeAt(end);
  const sticks = (code > 47 && code < 58) || (code > 64 && code < 91) || code === 95 || (code > 96 && code < 123);
  if (!sticks && !(code >= 128)) return { kind, end, valid };
  if (match(keywordAfter, text, end) >= 0) return { kind, end, valid };
  return stuck(text, end, kind);
}

function stuck(text: string, from: number, kind: number): ScannedNumber {
  const end = match(wordRest, text, from);
  // A character that is no part of a word is judged on its own.
  if (end < 0) return { kind, end: from, valid: kind !== INT || !/[xXoObB]/.test(text.charAt(from - 1)) };
  return { kind, end, valid: false };
}

/** The value of an INT; NaN is never given: what is no number counts as 0. */
export function integerValue(text: string): number | bigint {
  if (text.length <= 9) {
    let value = 0;
    for (let at = 0; at < text.length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return unusualInteger(text);
      value = value * 10 + digit;
    }
    return value;
  }
  return unusualInteger(text);
}

function unusualInteger(text: string): number | bigint {
  const digits = text.replaceAll("_", "");
  if (!/^(?:\d+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(digits)) return 0;
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value;
  if (/^\d/.test(digits) && !/^0[xXoObB]/.test(digits) && digits.length > MAX_DIGITS) return 0;
  return BigInt(digits);
}

/** The value of a FLOAT, or of an IMAGINARY without its `j`. */
export function floatValue(text: string): number {
  const value = Number(text.replaceAll("_", "").replace(/[jJ]$/, ""));
  return Number.isNaN(value) ? 0 : value;
}
